"""Rules of chains as properties: never hang, never two levels by one person, order kept, any earlier step can be returned to."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.approvals import rules
from heli.approvals.rules import Agreed, Chain, ChainBroken, Decided, Holder, Returned, Step, Submitted, Withdrawn
from heli.kernel.clock import workdays

PERSONS = [UUID(int=i) for i in range(1, 8)]
POSTS = [UUID(int=100 + i) for i in range(6)]
SUBMITTER = PERSONS[0]
LEVELS = list(rules.LEVELS)

depths = st.sampled_from([["first", "second", "final"], ["second", "final"], ["first", "final"], ["final"]])


@st.composite
def steps_of(draw: st.DrawFn) -> tuple[Step, ...]:
    levels = draw(depths)
    posts = draw(st.permutations(POSTS))
    return tuple(Step(v, rules.LEVELS[v], p, workdays(2)) for v, p in zip(levels, posts, strict=False))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Chain, dict[UUID, Holder], dict[UUID, str]]:
    """A chain on its way, while holders of posts change at every step: transfers, second posts, vacancies, stand-ins."""
    steps = draw(steps_of())
    barred = {SUBMITTER: "提交人", **dict.fromkeys(draw(st.sets(st.sampled_from(PERSONS), max_size=2)), "设计人")}
    chain = Chain(steps, SUBMITTER)
    holders: dict[UUID, Holder] = {}
    for _turn in range(draw(st.integers(0, 8))):
        holders = draw(holdings())
        step = chain.current
        if step is None:
            break
        person = holders[step.post].person
        persons = [person, *draw(st.lists(st.sampled_from(PERSONS), max_size=1))]
        if person is None or any(rules.may_decide(chain, p, barred) for p in persons):
            continue
        to = draw(st.sampled_from([None, *chain.may_return_to()]))
        event = draw(st.sampled_from([Agreed(tuple(persons)), Returned(tuple(persons), to)]))
        chain = chain.after(event)
    return chain, draw(holdings()), barred


def holdings() -> st.SearchStrategy[dict[UUID, Holder]]:
    return st.fixed_dictionaries({p: st.sampled_from([None, *PERSONS]).map(Holder) for p in POSTS})


@given(worlds())
def test_no_person_decides_at_two_levels_or_on_their_own_matter(world):
    chain, _holders, barred = world
    for person in PERSONS:
        assert len({i for i, p in chain.decided if p == person}) <= 1
    assert not {p for _i, p in chain.decided} & set(barred)


@given(worlds())
def test_a_chain_never_hangs_in_silence(world):
    """In every reachable state somebody may go on; where the holder of the open post may not, the hole is found and named."""
    chain, holders, barred = world
    if chain.current is None:
        assert chain.state != "open"
        assert rules.may_withdraw(chain)
        return
    holder = holders[chain.current.post].person
    stuck = holder is None or bool(rules.may_decide(chain, holder, barred))
    found = rules.find_holes(chain.steps, holders, barred, chain)
    assert stuck == (chain.open in {h.step for h in found})
    assert not rules.may_withdraw(chain)
    assert chain.after(Withdrawn()).state == "withdrawn"


@given(worlds())
def test_without_holes_every_step_agrees_to_the_end(world):
    chain, holders, barred = world
    if rules.holes(chain.steps, holders, barred, chain):
        return
    while chain.current is not None:
        person = holders[chain.current.post].person
        assert person is not None
        assert not rules.may_decide(chain, person, barred)
        chain = chain.after(Agreed((person,)))
    assert chain.state in ("agreed", "returned", "withdrawn")


@given(steps_of(), st.lists(st.booleans(), max_size=6))
def test_steps_are_decided_in_their_order(steps, verdicts):
    chain, order = Chain(steps, SUBMITTER), []
    for i, agrees in enumerate(verdicts):
        if chain.open is None:
            break
        order.append(chain.open)
        chain = chain.after(
            Agreed((PERSONS[1 + i % 6],)) if agrees else Returned((PERSONS[1 + i % 6],), 0 if chain.open else None)
        )
    for before, now in pairwise(order):
        assert now == before + 1 or now == 0


@given(steps_of(), st.data())
def test_a_return_leads_to_any_earlier_step_and_to_no_other(steps, data):
    here = data.draw(st.integers(0, len(steps) - 1))
    chain = Chain(steps, SUBMITTER)
    for i in range(here):
        chain = chain.after(Agreed((PERSONS[i + 1],)))
    for target in range(-1, len(steps) + 1):
        if 0 <= target < here:
            assert chain.after(Returned((PERSONS[6],), target)).open == target
        else:
            with pytest.raises(ChainBroken):
                chain.after(Returned((PERSONS[6],), target))
    assert chain.after(Returned((PERSONS[6],))).state == "returned"


@given(worlds())
def test_the_submitter_withdraws_before_the_final_agreement_only(world):
    chain, _holders, _barred = world
    assert (not rules.may_withdraw(chain)) == (chain.state == "open")


@given(worlds(), st.sampled_from([Agreed((PERSONS[1],)), Returned((PERSONS[1],)), Withdrawn()]))
def test_nothing_follows_an_ended_chain(world, event):
    chain, _holders, _barred = world
    if chain.open is None:
        with pytest.raises(ChainBroken):
            chain.after(event)


def three() -> tuple[Step, ...]:
    return tuple(Step(v, rules.LEVELS[v], p, workdays(2)) for v, p in zip(LEVELS, POSTS, strict=False))


def test_a_replay_starts_with_the_submission():
    assert rules.replay(three(), [Submitted(SUBMITTER), Agreed((PERSONS[1],))]).open == 1
    with pytest.raises(ChainBroken):
        rules.replay(three(), [Agreed((PERSONS[1],))])
    with pytest.raises(ChainBroken):
        rules.replay(three(), [Submitted(SUBMITTER), Submitted(SUBMITTER)])


def test_the_refusal_names_the_link():
    chain = Chain(three(), SUBMITTER).after(Agreed((PERSONS[1],)))
    assert [r.sentence for r in rules.may_decide(chain, PERSONS[2], {PERSONS[2]: "设计人"})] == ["你是本方案的设计人，不能复审"]
    assert [r.sentence for r in rules.may_decide(chain, SUBMITTER, {})] == ["你是本方案的提交人，不能复审"]
    assert [r.sentence for r in rules.may_decide(chain, PERSONS[1], {})] == ["你已办理本件的初审，同一人不得再复审"]
    assert rules.may_decide(chain, PERSONS[3], {}) == ()


def test_a_decision_that_a_return_undid_still_counts():
    chain = Chain(three(), SUBMITTER).after(Agreed((PERSONS[1],))).after(Returned((PERSONS[2],), 0))
    assert rules.may_decide(chain, PERSONS[1], {}) == ()
    assert [r.sentence for r in rules.may_decide(chain, PERSONS[2], {})] == ["你已办理本件的复审，同一人不得再初审"]


def test_an_empty_post_one_person_twice_and_a_party_are_found():
    holders = {POSTS[0]: Holder(None, "市监 · 副局长 · 空缺"), POSTS[1]: Holder(PERSONS[2]), POSTS[2]: Holder(PERSONS[2])}
    found = rules.holes(three(), holders, {PERSONS[2]: "设计人"})
    assert [r.sentence for r in found] == [
        "初审岗位空缺：市监 · 副局长 · 空缺",
        "复审人是本方案的设计人，不能复审：所选岗位",
        "终审人是本方案的设计人，不能终审：所选岗位",
    ]
    assert [r.sentence for r in rules.holes(three(), {**holders, POSTS[0]: Holder(PERSONS[1])})] == [
        "终审与复审是同一人，同一人不得审两级：所选岗位"
    ]


@pytest.mark.parametrize(
    ("levels", "posts", "sentence"),
    [
        ([], [], "没有审批层级"),
        (["second", "first"], POSTS, "依次"),
        (["first", "first"], POSTS, "依次"),
        (["first", "second"], [POSTS[0], POSTS[0]], "同一岗位"),
    ],
)
def test_a_malformed_chain_is_named(levels, posts, sentence):
    steps = [Step(v, rules.LEVELS[v], p, workdays(2)) for v, p in zip(levels, posts, strict=False)]
    assert sentence in rules.malformed(steps)[0].sentence


def decided(*rows: tuple[str, int]) -> list[Decided]:
    return [Decided(i, level, (PERSONS[p],), float(i)) for i, (level, p) in enumerate(rows)]


def test_three_levels_by_three_persons_keep_the_clause():
    assert rules.three_levels(decided(("first", 1), ("second", 2), ("final", 3)), {SUBMITTER: "提交人"}) == ()


@pytest.mark.parametrize(
    ("rows", "depth", "sentence"),
    [
        ((("second", 2), ("final", 3)), 3, "缺少初审"),
        ((("first", 1), ("second", 2)), 3, "缺少终审"),
        ((("first", 1), ("second", 1), ("final", 3)), 3, "初审与复审由同一人办理"),
        ((("first", 0), ("second", 1), ("final", 3)), 3, "初审由本方案的提交人办理"),
        ((("second", 1), ("first", 2), ("final", 3)), 3, "没有依次"),
        ((), 1, "缺少终审"),
    ],
)
def test_what_breaks_the_clause_is_named(rows, depth, sentence):
    assert sentence in rules.three_levels(decided(*rows), {SUBMITTER: "提交人"}, depth)[0].sentence


def test_a_tier_rule_may_ask_for_fewer_levels():
    assert rules.three_levels(decided(("final", 3)), {SUBMITTER: "提交人"}, 1) == ()


def test_a_later_level_decided_earlier_breaks_the_order():
    late = [
        Decided(0, "first", (PERSONS[1],), 9.0),
        Decided(1, "second", (PERSONS[2],), 1.0),
        Decided(2, "final", (PERSONS[3],), 10.0),
    ]
    assert [r.sentence for r in rules.three_levels(late, {})] == ["各级审批没有依次办理"]
