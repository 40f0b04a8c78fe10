"""A cancelled or suspended collaboration halts everything below it, at one place (2.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heli.acts.pipeline import perform
from heli.approvals.models import Approval, ApprovalStep
from heli.clauses.registry import run
from heli.collaborations.consult.models import Consultation
from heli.collaborations.stages.pauses import rested
from heli.collaborations.tests.startup import DOERS, LIAISONS, refuses
from heli.kernel.calendar import national
from heli.kernel.clock import Pause
from heli.kernel.time import clock_at, day_of, now
from heli.ledger.models import Entry
from heli.matters.hooks import close_what_lapsed
from heli.matters.models import Matter
from heli.matters.rules import WAITING
from tests.walk.story import agreement, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

WHY = {"reason": "上级另有部署"}
STOP, GO, CANCEL = "collaboration.suspend", "collaboration.resume", "collaboration.cancel"


def problem() -> dict[str, str]:
    return {"title": "字段不一致", "unit": str(unit("数据")), "due_on": "2099-01-05"}


def test_cancelling_ends_the_approval_in_flight_with_an_entry_of_its_own(startup):
    s = startup("handed_up")
    s.do("郑国强", "approval.decide", s.approval(), agreement())
    s.do("林志远", CANCEL, None, WHY)
    approval = Approval.objects.get(id=s.approval().id)
    assert (approval.state, approval.withdrawal.reason) == ("withdrawn", WHY["reason"])
    assert not ApprovalStep.objects.filter(approval=approval, opened_at__isnull=False, closed_at__isnull=True).exists()
    assert Entry.objects.filter(act="approval.end", subject=approval.id, decision="done").count() == 1
    assert not Matter.objects.filter(root=s.c, state__in=WAITING).exists()
    for who in ("李敏", "林志远"):
        with refuses("2.2", "已经结束"):
            s.do(who, "approval.decide", s.approval(), agreement())
    assert (s.row.state, s.row.stage) == ("cancelled", 3)


def test_nothing_is_signed_raised_or_resumed_below_what_has_ended(startup):
    s = startup("approved")
    matter = Matter.objects.get(kind="task.do", about_id=s.task("税务").id)
    s.do("周建国", CANCEL, None, WHY)
    deeds = [(DOERS["税务"], "matter.sign", matter, {}), ("陈晓燕", "problem.raise", None, problem()), ("周建国", GO, None, WHY)]
    for deed in deeds:
        with refuses("2.2", "已经结束"):
            s.do(*deed)


def test_a_suspended_matter_is_neither_decided_nor_signed_nor_urged(startup):
    s = startup("handed_up")
    for who in ("郑国强", "李敏"):
        s.do(who, "approval.decide", s.approval(), agreement())
    decide = s.waiting("approval.decide")[0]
    s.do("周建国", STOP, None, WHY)
    with refuses("2.2", "已中止"):
        s.do("林志远", "approval.decide", s.approval(), agreement())
    with refuses("2.2", "已中止"):
        s.do("韩雪", "approval.withdraw", s.approval(), {"reason": "需要修改"})
    with refuses("2.2", "已中止"):
        s.do("韩雪", "matter.urge", decide, {})
    assert s.row.stage == 3
    s.do("林志远", GO, None, WHY)
    s.do("林志远", "approval.decide", s.approval(), agreement())
    assert s.row.stage == 4


def test_the_reason_says_since_when_and_who_resumes(startup):
    s = startup("approved")
    s.do("周建国", STOP, None, WHY)
    with pytest.raises(Exception) as caught:
        s.sign("税务")
    (reason,) = caught.value.reasons
    assert f"{day_of(now()):%m-%d} 起" in reason.sentence
    assert reason.ask == "牵头单位经办人或分管领导"


def test_a_suspended_matter_can_be_cancelled_and_rests_no_more(startup):
    s = startup("approved")
    s.do("周建国", STOP, None, WHY)
    s.do("周建国", CANCEL, None, WHY)
    assert s.row.state == "cancelled"
    assert not s.row.suspensions.filter(ended_at__isnull=True).exists()


def test_resuming_gives_everybody_the_working_time_back(startup):
    s = startup("handed_up")
    step = ApprovalStep.objects.get(approval=s.approval().id, closed_at__isnull=True, opened_at__isnull=False)
    matter = s.waiting("approval.decide")[0]
    s.do("周建国", STOP, None, WHY)
    later = now() + timedelta(days=10)
    days = national().between(day_of(now()), day_of(later))
    with clock_at(later):
        s.do("周建国", GO, None, WHY)
    assert days > 0
    for row in (step, matter):
        before = day_of(row.due_at)
        row.refresh_from_db()
        assert national().between(before, day_of(row.due_at)) == days
    assert Entry.objects.filter(act="approval.push", subject=s.approval().id).count() == 1
    assert Entry.objects.filter(act="matter.push", subject=matter.id).count() == 1


def test_resuming_moves_the_day_of_a_consultation_but_not_of_a_task(startup):
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    asked, due_on = s.asked("税务"), s.task("税务").due_on
    s.do("周建国", STOP, None, WHY)
    later = now() + timedelta(days=10)
    with clock_at(later):
        s.do("周建国", GO, None, WHY)
    moved = Consultation.objects.get(id=asked.id).due_at
    assert national().between(day_of(asked.due_at), day_of(moved)) == national().between(day_of(now()), day_of(later))
    assert s.task("税务").due_on == due_on


def test_the_evaluation_gets_its_time_back(startup):
    s = startup("delivered")
    asked = s.row.asked.get(unit=unit("税务"))
    s.do("周建国", STOP, None, WHY)
    with clock_at(now() + timedelta(days=10)):
        s.do("周建国", GO, None, WHY)
    assert s.row.asked.get(unit=unit("税务")).due_at > asked.due_at


def test_silence_counts_for_nothing_while_a_matter_is_suspended(startup):
    s = startup("approved")
    s.do("陈晓燕", "problem.raise", None, problem())
    matter = s.waiting("problem.solve")[0]
    actor = s.cast(LIAISONS["数据"])
    perform(actor, "matter.answer", matter, {"text": "已按约定更正"})
    s.do("周建国", STOP, None, WHY)
    matter.refresh_from_db()
    assert matter.lapses_at is not None
    with clock_at(matter.lapses_at + timedelta(days=1)):
        assert close_what_lapsed() == 0
    assert Matter.objects.get(id=matter.id).state == "answered"


def test_days_of_a_suspension_do_not_make_a_task_late(startup):
    s = startup("approved", tasks={"starts_on": "2026-01-05", "due_on": "2026-01-09"})
    before = run("2.2.4", s.ref).open[0].sentence
    s.do("周建国", STOP, None, WHY)
    with clock_at(now() + timedelta(days=10)):
        s.do("周建国", GO, None, WHY)
        after = run("2.2.4", s.ref).open[0].sentence
    assert "中止" not in before
    assert after.startswith(before.split("，")[0])
    assert "个工作日不计）" in after


def test_working_days_of_a_pause_are_counted_once():
    start = now()
    pause = Pause(start, start + timedelta(days=7))
    day = day_of(start)
    assert rested([pause], day - timedelta(days=30), day + timedelta(days=30)) == national().between(day, day + timedelta(days=7))
    assert rested([pause], day + timedelta(days=8), day + timedelta(days=30)) == 0
