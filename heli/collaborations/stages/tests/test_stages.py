"""Stages: left through their gates only, suspended, resumed, cancelled (2.2)."""

from __future__ import annotations

import pytest

from heli.clauses.registry import run
from heli.collaborations.models import StagePassage
from heli.collaborations.tests.startup import DOERS, denies, refuses
from heli.matters.models import Matter
from heli.matters.rules import WAITING
from tests.walk.story import unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

WHY = {"reason": "上级另有部署"}


@pytest.mark.parametrize("act", ["stage.leave", "collaboration.close", "collaboration.suspend", "collaboration.cancel"])
def test_only_who_runs_the_matter_moves_it(startup, act):
    s = startup("approved")
    given = WHY if act.endswith(("suspend", "cancel")) else None
    for who in ("李敏", "唐宁", "陈晓燕"):
        with denies("1.2.1.d"):
            s.do(who, act, None, given)


def test_a_stage_is_not_left_from_where_it_does_not_stand(startup):
    s = startup("submitted")
    with refuses("2.2", "属于"):
        s.do("周建国", "stage.leave")
    s.reach("approved")
    with refuses("2.2", "反馈评估"):
        s.do("周建国", "collaboration.close")


def test_execution_is_left_when_every_task_is_handed_in(startup):
    s = startup("approved")
    with refuses("2.2.4", "还没有提交"):
        s.do("周建国", "stage.leave")
    s.reach("handed_in").do("周建国", "stage.leave")
    left = StagePassage.objects.filter(collaboration=s.c, stage__in=(4, 5), left_at__isnull=False)
    assert (s.row.stage, left.count()) == (6, 2)


def test_a_reason_excuses_the_lateness_of_a_task_and_handing_in_opens_the_gate(startup):
    s = startup("approved", tasks={"starts_on": "2026-01-05", "due_on": "2026-01-09"})
    assert run("2.2.4", s.ref).state == "broken"
    for short in s.units:
        s.do(DOERS[short], "task.explain", s.task(short), {"cause": "waiting", "words": "等待接口开通，每日跟进"})
    result = run("2.2.4", s.ref)
    assert (result.state, {f.sentence[-4:] for f in result.open}) == ("unsettled", {"没有提交"})
    s.reach("executed")
    assert s.row.stage == 6


def test_a_suspended_matter_refuses_work_of_every_kind(startup):
    s = startup("approved")
    s.sign("税务")
    s.do("周建国", "collaboration.suspend", None, WHY)
    deeds = [
        ("马骏", "task.start", s.task("税务"), None),
        ("马骏", "task.assign", s.task("税务"), {"post": str(s.cast("胡波").post)}),
        ("李敏", "progress.check", None, {"words": "检查各环节"}),
        ("陈晓燕", "problem.raise", None, {"title": "字段不一致", "unit": str(unit("数据")), "due_on": "2099-01-05"}),
        ("周建国", "stage.leave", None, None),
        ("周建国", "collaboration.suspend", None, WHY),
    ]
    for deed in deeds:
        with refuses("2.2", "已中止"):
            s.do(*deed)


def test_a_suspended_design_and_its_questions_rest(startup):
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    s.do("林志远", "collaboration.suspend", None, WHY)
    deeds = [
        ("韩雪", "duty.add", None, {"module": "project", "title": "联合检查"}),
        ("韩雪", "column.send", None, None),
        ("韩雪", "design.submit", None, None),
        ("陈晓燕", "consult.answer", s.asked("税务"), {"objects_to": False}),
        ("陈晓燕", "column.confirm", s.party("税务"), {"confirmed": True}),
    ]
    for deed in deeds:
        with refuses("2.2", "已中止"):
            s.do(*deed)


def test_the_leader_or_who_runs_it_resumes_and_work_goes_on(startup):
    s = startup("approved")
    with refuses("2.2", "没有中止"):
        s.do("周建国", "collaboration.resume", None, WHY)
    s.do("周建国", "collaboration.suspend", None, WHY)
    s.do("林志远", "collaboration.resume", None, {"reason": "部署已明确"})
    s.hand_in("税务")
    assert s.task("税务").state == "handed"


def test_a_cancelled_matter_withdraws_what_waits_and_takes_no_more_deeds(startup):
    s = startup("approved")
    task = s.task("税务")
    assert s.waiting("task.do")
    s.do("林志远", "collaboration.cancel", None, WHY)
    assert not Matter.objects.filter(root=s.c, state__in=WAITING).exists()
    assert s.row.state == "cancelled"
    assert s.row.ending.reason == WHY["reason"]
    for deed in (
        ("马骏", "task.start", task, None),
        ("周建国", "stage.leave", None, None),
        ("周建国", "collaboration.cancel", None, WHY),
    ):
        with refuses("2.2", "已经结束"):
            s.do(*deed)


def test_an_invitation_to_a_cancelled_matter_is_not_answered_any_more(startup):
    s = startup("confirmed")
    s.do("周建国", "collaboration.cancel", None, WHY)
    with refuses("2.2", "已经结束"):
        s.do("陈晓燕", "party.answer", s.party("税务"), {"accepted": True})


def test_a_draft_is_not_suspended(startup):
    s = startup("drafted")
    with refuses("2.2.1", "还没有提交"):
        s.do("周建国", "collaboration.suspend", None, WHY)


def test_a_closed_matter_stays_closed(startup):
    s = startup("closed")
    for act in ("collaboration.close", "collaboration.cancel", "stage.leave"):
        with refuses("2.2", "已经结束"):
            s.do("周建国", act, None, WHY if act.endswith("cancel") else None)
