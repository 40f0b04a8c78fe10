"""Approvals as their users meet them: three levels to the end, every refusal with its reason, returns and withdrawals."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from heli.acts.pipeline import perform
from heli.approvals.gates import drop_gate, register_gate
from heli.approvals.models import Approval, ApprovalStep, Decision
from heli.approvals.queries import chain_of, decided_steps
from heli.approvals.tests.proposing import AGREE
from heli.kernel.calendar import national
from heli.kernel.errors import Conflict, Denied, InvalidInput, Reason, RuleBroken
from heli.kernel.time import at, clock_at, day_of, today
from heli.ledger.doors import door
from heli.ledger.models import Entry
from heli.matters.models import Matter
from heli.people.models import Person
from heli.people.queries import actor_for, posts

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

BACK = {"verdict": "return", "reason": "银行预约开户没有牵头单位", "return_to": "submitter"}


def waiting(kind: str = "approval.decide") -> list[tuple[object, str]]:
    return [(m.owner_post_id, m.title) for m in Matter.objects.filter(kind=kind, state__in=["open", "unsigned"])]


def test_three_levels_agree_one_after_the_other(approval, zheng, li, lin):
    for actor, step in ((zheng, "初审"), (li, "复审"), (lin, "终审")):
        assert waiting() == [(actor.post, f"{step}：企业开办协作流程")]
        approval = perform(actor, "approval.decide", approval, AGREE)
    assert approval.state == "agreed"
    assert waiting() == []
    assert [(d.level, d.persons) for d in decided_steps(approval.about)] == [
        ("first", (zheng.person,)),
        ("second", (li.person,)),
        ("final", (lin.person,)),
    ]


def test_submission_and_decisions_are_entries_of_the_ledger(approval, zheng):
    perform(zheng, "approval.decide", approval, AGREE)
    acts = list(Entry.objects.filter(act__startswith="approval.").order_by("at").values_list("act", "decision"))
    assert acts == [("approval.submit", "done"), ("approval.decide", "done")]
    parent = Entry.objects.get(act="approval.decide").id
    assert set(Entry.objects.filter(parent=parent).values_list("act", flat=True)) == {"matter.settle", "matter.open"}


def test_each_step_has_its_own_clock(zhou, thing, chain_posts, zheng):
    first, second, third = (national().add(today(), n) for n in (1, 2, 5))
    with clock_at(at(first, 9, 30)):
        approval = perform(zhou, "thing.propose", thing, {"posts": chain_posts})
    with clock_at(at(second, 16)):
        perform(zheng, "approval.decide", approval, AGREE)
    steps = ApprovalStep.objects.order_by("order")
    days = [s.due_at and day_of(s.due_at) for s in steps]
    assert days == [national().add(first, 2), national().add(second, 2), None]
    assert days[1] < third


def test_people_cannot_submit_beside_a_deed(zhou, approval):
    with pytest.raises(Denied, match="系统"):
        perform(zhou, "approval.submit", approval.root, {"about": str(approval.about), "title": "x", "digest": "ab", "steps": []})


# ── found at submission ────────────────────────────────────


def test_an_empty_post_is_found_at_submission(zhou, thing, chain_posts, lin, assign):
    assign(lin.post, None)
    with pytest.raises(RuleBroken, match="终审岗位空缺：滨江市人民政府 · 副市长 · 空缺"):
        perform(zhou, "thing.propose", thing, {"posts": chain_posts})
    assert not Approval.objects.exists()


def test_the_designer_as_approver_is_found_at_submission(zhou, thing, chain_posts, li):
    with pytest.raises(RuleBroken, match="复审人是本方案的设计人"):
        perform(zhou, "thing.propose", thing, {"posts": chain_posts, "designers": [li.person]})


def test_the_submitter_in_another_post_is_found_at_submission(cast, zhou, thing, li, lin):
    with pytest.raises(RuleBroken, match="初审人是本方案的提交人"):
        perform(zhou, "thing.propose", thing, {"posts": [cast("周建国", "head").post, li.post, lin.post]})


def test_one_person_at_two_levels_is_found_at_submission(zhou, thing, zheng, li, lin, cast, assign):
    second = cast("韩雪").post
    assign(second, zheng.person)
    with pytest.raises(RuleBroken, match="复审与初审是同一人"):
        perform(zhou, "thing.propose", thing, {"posts": [zheng.post, second, lin.post]})


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [(("second", "first", "final"), "依次"), (("first", "first", "final"), "依次")],
)
def test_levels_out_of_order_are_refused(zhou, thing, chain_posts, levels, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        perform(zhou, "thing.propose", thing, {"posts": chain_posts, "levels": levels})


def test_a_chain_without_steps_is_refused(zhou, thing):
    with pytest.raises(RuleBroken, match=r"2\.2\.3"):
        perform(zhou, "thing.propose", thing, {"posts": [], "levels": []})


def test_one_post_twice_is_refused(zhou, thing, zheng, lin):
    with pytest.raises(RuleBroken, match="同一岗位"):
        perform(zhou, "thing.propose", thing, {"posts": [zheng.post, zheng.post, lin.post]})


def test_a_thing_under_approval_is_not_submitted_again(zhou, thing, approval, chain_posts):
    with pytest.raises(RuleBroken, match="正在审批"):
        perform(zhou, "thing.propose", thing, {"posts": chain_posts})


# ── T06: natural persons over the whole chain, at decision time ─────


def test_the_same_person_through_another_post_does_not_decide_a_second_level(approval, zheng, li, assign, cast):
    perform(zheng, "approval.decide", approval, AGREE)
    assign(zheng.post, None)
    # 郑国强 is seconded: the post of the second level passes to him
    move(zheng.person, li.post)
    again = actor_for(zheng.person, li.post)
    with pytest.raises(RuleBroken, match="你已办理本件的初审，同一人不得再复审"):
        perform(again, "approval.decide", approval, AGREE)
    assert Entry.objects.filter(act="approval.decide", decision="rule_broken").count() == 1


def test_the_submitter_does_not_decide_after_taking_over_the_post(approval, zhou, zheng, assign):
    assign(zheng.post, zhou.person)
    with pytest.raises(RuleBroken, match="你是本方案的提交人，不能初审"):
        perform(actor_for(zhou.person, zheng.post), "approval.decide", approval, AGREE)


def test_the_designer_does_not_decide_after_taking_over_the_post(zhou, thing, chain_posts, cast, zheng, assign):
    han = cast("韩雪")
    approval = perform(zhou, "thing.propose", thing, {"posts": chain_posts, "designers": [han.person]})
    assign(zheng.post, han.person)
    with pytest.raises(RuleBroken, match="你是本方案的设计人，不能初审"):
        perform(actor_for(han.person, zheng.post), "approval.decide", approval, AGREE)
    with pytest.raises(RuleBroken, match="你是本方案的设计人"):
        perform(actor_for(han.person, zheng.post), "approval.decide", approval, BACK)


def test_standing_in_for_a_party_is_refused_with_the_link(approval, zhou, zheng):
    from dataclasses import replace

    with pytest.raises(RuleBroken, match="你所代的人是本方案的提交人"):
        perform(replace(zheng, stands_for=zhou.person), "approval.decide", approval, AGREE)


def test_a_replaced_holder_cannot_decide_any_more(approval, zheng, cast, assign):
    assign(zheng.post, cast("韩雪").person)
    with pytest.raises(Denied, match="不在这个岗位"):
        perform(zheng, "approval.decide", approval, AGREE)
    perform(actor_for(cast("韩雪").person, zheng.post), "approval.decide", approval, AGREE)


def test_after_a_return_whoever_decided_a_later_level_may_not_decide_the_earlier(approval, zheng, li, assign):
    perform(zheng, "approval.decide", approval, AGREE)
    perform(li, "approval.decide", approval, {**BACK, "return_to": "first"})
    move(li.person, zheng.post)
    with pytest.raises(RuleBroken, match="你已办理本件的复审，同一人不得再初审"):
        perform(actor_for(li.person, zheng.post), "approval.decide", approval, AGREE)


# ── who and when ────────────────────────────────────────


def test_somebody_off_the_chain_is_refused(approval, cast):
    with pytest.raises(Denied, match="须由本件审批岗位上的人办理"):
        perform(cast("陈晓燕"), "approval.decide", approval, AGREE)


def test_nobody_decides_before_their_turn(approval, li):
    with pytest.raises(RuleBroken, match="现在由初审岗位办理"):
        perform(li, "approval.decide", approval, AGREE)


def test_nobody_decides_twice(approval, zheng):
    perform(zheng, "approval.decide", approval, AGREE)
    with pytest.raises(RuleBroken, match="初审"):
        perform(zheng, "approval.decide", approval, AGREE)


def test_what_has_ended_is_not_decided(approval, zheng):
    perform(zheng, "approval.decide", approval, BACK)
    with pytest.raises(RuleBroken, match="已办结"):
        perform(zheng, "approval.decide", approval, AGREE)


def test_a_stale_page_is_told_so(approval, zheng, zhou):
    perform(zhou, "approval.withdraw", approval, {"reason": "材料有误"})
    with pytest.raises(Conflict):
        perform(zheng, "approval.decide", approval, AGREE, seen=1)


# ── what a decision must say (2.2.b) ─────────────────────


@pytest.mark.parametrize("point", ["reasonable", "feasible", "risk"])
def test_agreement_has_an_entry_on_each_focus_point(approval, zheng, point):
    with pytest.raises(InvalidInput) as refused:
        perform(zheng, "approval.decide", approval, {**AGREE, "focus": {**AGREE["focus"], point: ""}})
    assert list(refused.value.fields) == [f"focus.{point}"]
    assert "2.2.b" in refused.value.fields[f"focus.{point}"][0]
    assert not Decision.objects.exists()


def test_a_return_says_where_to_and_why(approval, zheng):
    with pytest.raises(InvalidInput) as refused:
        perform(zheng, "approval.decide", approval, {"verdict": "return"})
    assert set(refused.value.fields) == {"return_to", "reason"}


def test_a_return_leads_only_to_earlier_steps(approval, zheng):
    with pytest.raises(InvalidInput, match="只能退回到前面的步骤"):
        perform(zheng, "approval.decide", approval, {**BACK, "return_to": "first"})


def test_agreement_does_not_name_a_step_to_return_to(approval, zheng):
    with pytest.raises(InvalidInput, match="同意时不选"):
        perform(zheng, "approval.decide", approval, {**AGREE, "return_to": "submitter"})


def test_doubt_about_a_principle_is_explained(approval, zheng):
    with pytest.raises(InvalidInput) as refused:
        perform(zheng, "approval.decide", approval, {**AGREE, "principles": {"risks": {"state": "warn"}}})
    assert list(refused.value.fields) == ["principles.risks.note"]


def test_a_principle_judged_broken_forbids_agreement(approval, zheng):
    judged = {"duties": {"state": "bad", "note": "一处空白"}}
    with pytest.raises(RuleBroken, match=r"2\.2\.d 你判断“职责明确”不符合"):
        perform(zheng, "approval.decide", approval, {**AGREE, "principles": judged})
    perform(zheng, "approval.decide", approval, {**BACK, "principles": judged})
    assert Decision.objects.get().principles == {"duties": {"state": "bad", "note": "一处空白"}}


def test_a_red_point_forbids_agreement_and_not_return(approval, zheng, thing):
    def red(about):
        return (Reason("“银行预约开户”没有牵头单位", "1.2.2.b", ask="周建国", todo="改定牵头单位"),)

    register_gate("thing", red)
    try:
        with pytest.raises(RuleBroken, match=r"1\.2\.2\.b “银行预约开户”没有牵头单位") as refused:
            perform(zheng, "approval.decide", approval, AGREE)
        assert refused.value.reasons[0].ask == "周建国"
        assert perform(zheng, "approval.decide", approval, BACK).state == "returned"
    finally:
        drop_gate("thing", red)


# ── return and withdrawal ───────────────────────────────


def test_a_return_to_the_submitter_ends_the_chain_and_asks_for_an_amendment(approval, zhou, zheng, thing, chain_posts):
    returned = perform(zheng, "approval.decide", approval, BACK)
    assert returned.state == "returned"
    assert waiting() == []
    assert waiting("approval.amend") == [(zhou.post, "初审退回：企业开办协作流程")]
    again = perform(zhou, "thing.propose", thing, {"posts": chain_posts})
    assert again.version_no == 2
    assert waiting("approval.amend") == []


def test_a_return_to_an_earlier_level_opens_it_anew(approval, zheng, li, lin):
    perform(zheng, "approval.decide", approval, AGREE)
    perform(li, "approval.decide", approval, AGREE)
    perform(lin, "approval.decide", approval, {**BACK, "return_to": "first"})
    assert waiting() == [(zheng.post, "初审：企业开办协作流程")]
    assert decided_steps(approval.about) == ()
    for actor in (zheng, li, lin):
        approval = perform(actor, "approval.decide", approval, AGREE)
    assert approval.state == "agreed"
    assert len(decided_steps(approval.about)) == 3
    assert Decision.objects.count() == 6


def test_the_submitter_withdraws_before_the_final_agreement(approval, zhou, zheng, thing, chain_posts):
    perform(zheng, "approval.decide", approval, AGREE)
    withdrawn = perform(zhou, "approval.withdraw", approval, {"reason": "材料有误"})
    assert withdrawn.state == "withdrawn"
    assert waiting() == []
    assert perform(zhou, "thing.propose", thing, {"posts": chain_posts}).version_no == 2


def test_whoever_takes_over_the_submitters_post_may_withdraw(approval, zhou, cast, assign):
    assign(zhou.post, cast("韩雪").person)
    assert (
        perform(actor_for(cast("韩雪").person, zhou.post), "approval.withdraw", approval, {"reason": "接手"}).state == "withdrawn"
    )


def test_nobody_else_withdraws(approval, zheng):
    with pytest.raises(Denied, match="只有提交人可以撤回"):
        perform(zheng, "approval.withdraw", approval, {"reason": "不办"})


@pytest.mark.parametrize(("end", "sentence"), [("agreed", "不能撤回"), ("returned", "不必撤回"), ("withdrawn", "已经撤回")])
def test_what_has_ended_is_not_withdrawn(approval, zhou, zheng, li, lin, end, sentence):
    if end == "agreed":
        for actor in (zheng, li, lin):
            perform(actor, "approval.decide", approval, AGREE)
    elif end == "returned":
        perform(zheng, "approval.decide", approval, BACK)
    else:
        perform(zhou, "approval.withdraw", approval, {"reason": "材料有误"})
    with pytest.raises(RuleBroken, match=sentence):
        perform(zhou, "approval.withdraw", approval, {"reason": "再撤"})


# ── the database, the numbers of statements, other rooms ───


def test_the_database_itself_refuses_a_second_decision_of_a_round(approval, zheng):
    perform(zheng, "approval.decide", approval, AGREE)
    one = Decision.objects.get()
    one.pk, one.nth = approval.id, 9
    from django.db.models import Model

    with pytest.raises(IntegrityError), transaction.atomic(), door("act"):
        Model.save(one, force_insert=True)


def statements(actor, act, subject, given):
    with CaptureQueriesContext(
        connection,
    ) as taken:
        perform(actor, act, subject, given)
    return len(taken)


def test_statements_of_submitting_and_deciding_do_not_grow_with_the_steps(zhou, thing, chain_posts, lin, cast):
    one = statements(zhou, "thing.propose", thing, {"posts": [lin.post], "levels": ["final"]})
    short = statements(lin, "approval.decide", Approval.objects.get(), {**BACK})
    three = statements(zhou, "thing.propose", thing, {"posts": chain_posts})
    first = actor_for(posts(ids=[chain_posts[0]])[0].person_id, chain_posts[0])
    long = statements(first, "approval.decide", Approval.objects.get(state="open"), {**BACK})
    assert three <= one + 5  # the second submission also settles what the return had asked for
    assert long == short


def test_other_rooms_read_the_chain(approval, zheng, li):
    perform(zheng, "approval.decide", approval, AGREE)
    view = chain_of(approval.about)
    assert (view.state, view.version_no, view.digest) == ("open", 1, "ab" * 32)
    assert [(s.label, s.state) for s in view.steps] == [("初审", "done"), ("复审", "now"), ("终审", "next")]
    assert view.steps[0].who == "滨江市市场监督管理局 · 副局长 · 郑国强"
    assert chain_of(Person.objects.first().ref) is None


def move(person, post):
    """Let `person` hold `post` from today on, across organisations: what a secondment brings."""
    from heli.acts.registry import act, forget
    from heli.kernel.actor import System
    from heli.kernel.conditions import Internal
    from heli.people.models import Holding, Post

    @act("post.second", clause="2.2.a", on=Post, allow=Internal(), label="借调")
    def second(actor, row):
        today = day_of(Approval.objects.get().submitted_at)
        for old in Holding.objects.filter(post=row, valid_to__isnull=True):
            old.valid_to = today
            old.save()
        return Holding.objects.create(post=row, person_id=person, valid_from=today)

    try:
        perform(System("test"), "post.second", Post.objects.get(id=post))
    finally:
        forget("post.second")
