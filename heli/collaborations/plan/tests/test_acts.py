"""The plan (2.2.2, 2.1.5): who may not, when not, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from heli.acts.pipeline import perform
from heli.collaborations.tests.startup import denies, refuses, task_of
from heli.kernel.time import at, clock_at
from heli.people.models import AdminRole, Person, Post
from heli.people.queries import actor_for
from tests.walk.story import agreement, day, post, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

RISK = {"title": "接口联调滞后", "level": "high"}
WORDS = {"words": "逐项排查，没有发现"}


def test_only_the_designer_and_who_runs_the_matter_plan(startup):
    s = startup("planned")
    deeds = [
        ("task.plan", None, task_of(s, "税务")),
        ("task.replan", s.task("税务"), task_of(s, "税务")),
        ("task.drop", s.task("税务"), WORDS),
        ("risk.name", None, RISK),
        ("risk.none", None, WORDS),
        ("design.submit", None, None),
    ]
    for act, subject, given in deeds:
        for who in ("陈晓燕", "李敏"):
            with denies("2.2.2"):
                s.do(who, act, subject, given)


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        (lambda: {"unit": str(unit("公安")), "post": None}, "1.2.1.c"),
        (lambda: {"receiver": str(unit("公安"))}, "1.2.1.c"),
        (lambda: {"receiver": str(unit("税务"))}, "2.2.2.c"),
        (lambda: {"starts_on": str(day(9)), "due_on": str(day(8))}, "2.2.2.b"),
        (lambda: {"post": str(post("丁一"))}, "4.1.d"),
        (lambda: {"duty": str(uuid4())}, "1.2.2.b"),
        (lambda: {"outcome": str(uuid4())}, "1.3.8"),
        (lambda: {"needs": [str(uuid4())]}, "2.2.2.b"),
    ],
    ids=["a stranger does it", "a stranger receives it", "the doer receives it", "ends before it begins",
         "a person of another unit", "an unknown duty", "an unknown outcome", "an unknown task before it"],
)  # fmt: skip
def test_a_task_that_cannot_be_is_refused(startup, wrong, clause):
    s = startup("listed")
    with refuses(clause):
        s.do("韩雪", "task.plan", None, {**task_of(s, "税务"), **wrong()})


def test_tasks_neither_need_themselves_nor_each_other_in_a_circle(startup):
    s = startup("planned")
    tax, market = s.task("税务"), s.task("市监")
    with refuses("2.2.2.b", "其他任务"):
        s.do("韩雪", "task.replan", tax, {**task_of(s, "税务"), "needs": [str(tax.id)]})
    s.do("韩雪", "task.replan", tax, {**task_of(s, "税务"), "needs": [str(market.id), str(market.id)]})
    with refuses("2.2.2.b", "绕成了圈"):
        s.do("韩雪", "task.replan", market, {**task_of(s, "市监"), "needs": [str(tax.id)]})
    assert tax.links.count() == 1


def test_the_plan_rests_once_it_is_submitted(startup):
    s = startup("handed_up")
    deeds = [
        ("task.plan", None, task_of(s, "税务")), ("task.replan", s.task("税务"), task_of(s, "税务")),
        ("risk.name", None, RISK), ("risk.none", None, WORDS), ("design.submit", None, None),
    ]  # fmt: skip
    for act, subject, given in deeds:
        with refuses("1.2.3.a"):
            s.do("韩雪", act, subject, given)


def test_after_submission_a_task_is_dropped_by_a_change_only(startup):
    s = startup("planned")
    s.do("韩雪", "task.plan", None, {**task_of(s, "税务"), "title": "重复的任务"})
    s.do("韩雪", "task.drop", s.row.tasks.get(title="重复的任务"), {"words": "与另一项重复"})
    s.reach("handed_up")
    with refuses("4.4.b", "不能直接取消"):
        s.do("韩雪", "task.drop", s.task("税务"), WORDS)
    s.reach("approved")
    with refuses("4.4.b", "不能直接取消"):
        s.do("韩雪", "task.drop", s.task("税务"), WORDS)


def test_a_search_without_result_and_a_risk_exclude_each_other(startup):
    s = startup("confirmed")
    s.do("韩雪", "risk.none", None, WORDS)
    s.do("韩雪", "risk.name", None, RISK)
    assert not hasattr(s.row, "no_risk")
    with refuses("2.1.5", "已登记了风险"):
        s.do("韩雪", "risk.none", None, WORDS)


def test_a_risk_is_answered_for_by_a_party(startup):
    s = startup("confirmed")
    with refuses("4.1.d"):
        s.do("韩雪", "risk.name", None, {**RISK, "post": str(post("王海涛"))})


def test_a_goal_that_is_not_due_needs_no_words(startup):
    s = startup("confirmed")
    with refuses("2.1.1", "没有滞后"):
        s.do("周建国", "goal.explain", s.row.stage_goals.order_by("stage")[0], WORDS)


def test_a_goal_reached_in_time_needs_no_words_even_after_its_day(startup):
    s = startup("executed", schedule={"goals": [{"stage": 3, "goal": "审批完成", "due_on": str(day(2))}]})
    with clock_at(at(day(6), 12)), refuses("2.1.1", "没有滞后"):
        s.do("周建国", "goal.explain", s.row.stage_goals.get(), WORDS)


def test_a_dropped_task_frees_its_duty_and_is_planned_no_more(startup):
    s = startup("planned")
    task, row = s.task("税务"), s.duty("税务")
    s.do("韩雪", "task.drop", task, WORDS)
    for act, given in (("task.drop", WORDS), ("task.replan", task_of(s, "税务"))):
        with refuses("2.2.2.b", "任务已取消"):
            s.do("韩雪", act, task, given)
    s.do("韩雪", "duty.remove", row)
    assert not s.row.duty_rows.filter(id=row.id).exists()


def test_a_design_is_not_submitted_through_a_closed_gate_and_every_reason_is_named(startup):
    s = startup("weighed")
    for clause, words in (("1.2.3", "税务还没有确认"), ("1.2.6.a", "还没有征求税务的意见")):
        with refuses(clause, words):
            s.do("韩雪", "design.submit")


def test_a_return_reopens_the_design_and_the_next_version_becomes_the_baseline(startup):
    s = startup("handed_up")
    back = {"verdict": "return", "return_to": "submitter", "reason": "请写明补救办法", "opinion": "退回补充"}
    s.do("郑国强", "approval.decide", s.approval(), back)
    assert s.row.stage == 2
    s.do("韩雪", "design.submit")
    for name in ("郑国强", "李敏", "林志远"):
        s.do(name, "approval.decide", s.approval(), agreement())
    baseline = s.row.baselines.get()
    assert (s.row.stage, baseline.submission.version_no) == (4, 2)
    assert {(t.state, t.baseline_due) for t in s.row.tasks.all()} == {("unsigned", day(12))}


def seat(s, who, where):
    """Put a person into the post of another, as the unit's administrator may."""
    row = Post.objects.get(id=where)
    admin = s.cast(AdminRole.objects.get(organisation=row.root_id, role="system").person.name)
    perform(admin, "post.assign", row, {"person": str(Person.objects.get(name=who).id), "reason": "岗位调整"})


FIRST = "郑国强"


def draws(s):
    """The officer who runs the matter draws a part of the plan, beside the designer."""
    s.do("傅杰", "risk.name", None, RISK)


def designer_replaced(s):
    """韩雪 drew it all; the post of the designer went to another, who submits."""
    seat(s, "潘伟", post("韩雪"))


@pytest.mark.parametrize(
    ("reviewer", "before", "why"),
    [
        ("周建国", None, "需求起草人"),
        ("傅杰", draws, "流程设计人"),
        ("韩雪", designer_replaced, "流程设计人"),
    ],
    ids=["who drafted the need", "the officer who drew a part", "a designer who was replaced"],
)
@pytest.mark.parametrize("when", ["submission", "decision"])
def test_nobody_approves_what_they_asked_for_or_drew(startup, reviewer, before, why, when):
    s = startup("designed" if before is not draws else "weighed", roles={"lead_post": str(post("傅杰"))})
    if before is not None:
        before(s)
    s.reach("designed")
    submitter, own = ("潘伟" if before is designer_replaced else "韩雪"), post(FIRST)
    if when == "submission":
        seat(s, reviewer, own)
        with refuses("2.2.a", why):
            s.do(submitter, "design.submit", None)
        return
    s.do(submitter, "design.submit", None)
    seat(s, reviewer, own)
    with refuses("2.2.a", why):
        perform(actor_for(Person.objects.get(name=reviewer).id, own), "approval.decide", s.approval(), agreement())


def test_a_submission_taken_back_leads_back_to_the_design_and_its_designer(startup):
    s = startup("handed_up")
    s.do("韩雪", "approval.withdraw", s.approval(), {"reason": "还要补一项任务"})
    assert s.row.stage == 2
    (again,) = s.waiting("design.do")
    assert (again.owner_post_id, again.title) == (post("韩雪"), "修改后重新报批：企业开办上线")
    assert s.waiting("approval.decide") == []
    s.do("韩雪", "design.submit")
    assert s.waiting("design.do") == []
    assert (s.row.stage, s.row.designs.latest("version_no").version_no) == (3, 2)
