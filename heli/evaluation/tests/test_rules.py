"""The four figures: shares of what is on record, computed again from it."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.facts import TaskFact
from heli.evaluation import rules


def fact(*, in_time=False, first_try=False, explained=False):
    return TaskFact(UUID(int=1), in_time, first_try, explained)


FACTS = st.lists(st.builds(TaskFact, st.just(UUID(int=1)), st.booleans(), st.booleans(), st.booleans()), max_size=12)


@given(FACTS)
def test_a_share_is_never_more_than_the_whole(facts):
    for figure in (rules.process(facts), rules.quality(facts)):
        assert 0 <= figure.part <= figure.whole == len(facts)
        assert figure.percent is None if not facts else 0 <= figure.percent <= 100


def test_the_figures_are_what_one_counts_by_hand():
    facts = [fact(in_time=True, first_try=True), fact(in_time=True), fact(explained=True, first_try=True), fact()]
    assert (rules.process(facts).part, rules.process(facts).whole) == (3, 4)
    assert (rules.process(facts, 2).part, rules.process(facts, 2).whole) == (3, 6)
    assert rules.process(facts, 2).percent == 50
    assert (rules.quality(facts).part, rules.quality(facts).whole) == (2, 4)


@given(FACTS, st.integers(0, 5))
def test_a_step_sent_back_never_raises_process_control(facts, returns):
    before, after = rules.process(facts), rules.process(facts, returns)
    assert after.part == before.part
    assert (after.percent or 0) <= (before.percent or 0)


@given(FACTS)
def test_a_reason_on_record_never_lowers_process_control(facts):
    explained = [TaskFact(f.task, f.in_time, f.first_try, True) for f in facts]
    assert rules.process(explained).part == len(facts) >= rules.process(facts).part


@given(FACTS.flatmap(lambda facts: st.tuples(st.just(facts), st.permutations(facts))))
def test_the_order_of_the_tasks_does_not_matter(both):
    facts, shuffled = both
    assert rules.process(facts) == rules.process(shuffled)
    assert rules.quality(facts) == rules.quality(shuffled)


def test_what_is_counted_is_no_share():
    figure = rules.improvement(3)
    assert (figure.part, figure.percent, rules.said(figure.as_dict())) == (3, None, "3 条")
    assert rules.said(rules.goal(1, 2).as_dict()) == "1 / 2"
    assert rules.said({"part": 1, "whole": 2, "formula": "已解决的问题 ÷ 登记的问题"}) == "1 / 2"


def test_without_a_record_there_is_no_figure():
    assert rules.goal(0, 0).percent is None
    assert rules.process([]).percent is None
