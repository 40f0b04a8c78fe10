"""Verbs of the stages: pass, leave through a gate, suspend, resume, cancel, close."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.halts import while_paused
from heli.acts.registry import Input, act
from heli.approvals.submitting import end_approvals, push_approvals
from heli.clauses.registry import gate
from heli.collaborations.conditions import IsLeader, Runs
from heli.collaborations.consult.models import Consultation
from heli.collaborations.inputs import Reasoned
from heli.collaborations.models import STAGES, Collaboration, Ending, StagePassage, Suspension
from heli.collaborations.stages.rules import TOGETHER, following, may_pass
from heli.kernel.actor import Actor
from heli.kernel.conditions import Internal
from heli.kernel.errors import Reason, Reasons, RuleBroken
from heli.matters.opening import push_all, settle, withdraw_all


class Passing(Input):
    """The stage that is entered."""

    stage: int = Field(title="阶段", ge=2, le=7)


def against_running(c: Collaboration, *stages: int) -> Reasons:
    """The need is submitted and the collaboration in one of `stages`; else a reason in words. What halts it is no question
    here: the pipeline refuses every deed on what has ended or is suspended (`halting`). No query."""
    if c.state == "draft":
        return (Reason(gettext("需求还没有提交"), "2.2.1", todo=gettext("先提交需求")),)
    if stages and c.stage not in stages:
        now, wanted = STAGES[c.stage], "、".join(STAGES[s] for s in stages)
        words = gettext("事项在“{now}”阶段，这一步属于“{wanted}”阶段").format(now=now, wanted=wanted)
        return (Reason(words, "2.2"),)
    return ()


def must_run(c: Collaboration, *stages: int) -> None:
    """`RuleBroken` with what `against_running` says, if anything."""
    if reasons := against_running(c, *stages):
        raise RuleBroken(reasons[0].clause, more=reasons)


def open_gate(c: Collaboration) -> Reasons:
    """What still keeps the collaboration in its present stage."""
    return gate(c.ref, c.stage)


@act("stage.pass", clause="2.2", on=Collaboration, allow=Internal(), label=_("转入下一阶段"), says=_("转入第 {stage} 阶段"))
def pass_stage(actor: Actor, c: Collaboration, given: Passing) -> Collaboration:
    """Leave the present stage and enter `stage`; a consequence of the deed that opened the gate."""
    if not may_pass(c.stage, given.stage):
        raise RuleBroken("2.2", _("阶段须依次经过，不能跳过"))
    at = current().at
    StagePassage.objects.filter(collaboration=c, left_at__isnull=True).update(left_at=at)
    for stage in TOGETHER.get(given.stage, (given.stage,)):
        StagePassage.objects.create(collaboration=c, stage=stage, entered_at=at)
    c.stage = given.stage
    c.save()
    return c


@act("stage.leave", clause="2.2", on=Collaboration, allow=Runs(), label=_("转入下一阶段"), says=_("办完本阶段，转入下一阶段"))
def leave_stage(actor: Actor, c: Collaboration) -> Collaboration:
    """Leave approval (where its gate did not hold at the last 同意), execution and monitoring, or delivery, through the gate."""
    must_run(c, 3, 4, 6)
    if reasons := open_gate(c):
        raise RuleBroken(reasons[0].clause, more=reasons)
    if c.stage == 3:
        settle(c.ref, "gate.missing", answer="已补齐")
        current().child("plan.freeze", c)
    current().child("stage.pass", c, {"stage": following(c.stage)})
    return c


@act(
    "collaboration.suspend",
    clause="2.2",
    on=Collaboration,
    allow=Runs() | IsLeader(),
    against=lambda actor, c: against_running(c),
    label=_("中止"),
    says=_("中止，理由：{reason}"),
)
def suspend(actor: Actor, c: Collaboration, given: Reasoned) -> Suspension:
    """Stop everything for a while; time does not count until it is resumed."""
    return Suspension.objects.create(collaboration=c, reason=given.reason, started_at=current().at)


def _open_suspensions(c: Collaboration) -> QuerySet[Suspension]:
    return Suspension.objects.filter(collaboration=c, ended_at__isnull=True)


def against_resuming(actor: Actor, c: Collaboration) -> Reasons:
    """Only what is suspended is resumed. One query."""
    return () if _open_suspensions(c).exists() else (Reason(gettext("事项没有中止，无需恢复"), "2.2"),)


@act(
    "collaboration.resume",
    clause="2.2",
    on=Collaboration,
    allow=Runs() | IsLeader(),
    against=against_resuming,
    label=_("恢复"),
    says=_("恢复，理由：{reason}"),
    hint=_("恢复后，未办结事项、审批、征求意见和评价的期限按中止的工作日顺延；任务日期属于计划，不变"),
    halted=while_paused,
)
def resume(actor: Actor, c: Collaboration, given: Reasoned) -> Suspension:
    """Go on after a suspension. Whatever waits for somebody gets the time back; the days of tasks are the plan and stay."""
    open_one = _open_suspensions(c).get()
    open_one.ended_at, open_one.end_reason = current().at, given.reason
    open_one.save()
    push_all(open_one.started_at)
    push_approvals(open_one.started_at)
    if Consultation.objects.filter(collaboration=c, answer__isnull=True).exists():
        current().child("consult.push", c, {"since": open_one.started_at})
    return open_one


@act(
    "collaboration.cancel",
    clause="2.2",
    on=Collaboration,
    allow=Runs() | IsLeader(),
    label=_("撤销事项"),
    says=_("撤销事项，理由：{reason}"),
    halted=while_paused,
)
def cancel(actor: Actor, c: Collaboration, given: Reasoned) -> Ending:
    """End a collaboration that is not to be carried through; what was done stays on record."""
    _open_suspensions(c).update(ended_at=current().at, end_reason=given.reason)
    end_approvals(given.reason)
    withdraw_all(given.reason)
    return _end(c, cancelled=True, reason=given.reason)


@act("collaboration.close", clause="1.2.6", on=Collaboration, allow=Runs(), label=_("办结"), says=_("全部办结"))
def close(actor: Actor, c: Collaboration) -> Ending:
    """Close after evaluation, where nothing is left open (1.2.6, 2.2.7, 2.4.4)."""
    must_run(c, 7)
    if reasons := open_gate(c):
        raise RuleBroken(reasons[0].clause, more=reasons)
    return _end(c, cancelled=False)


def _end(c: Collaboration, *, cancelled: bool, reason: str = "") -> Ending:
    at = current().at
    StagePassage.objects.filter(collaboration=c, left_at__isnull=True).update(left_at=at)
    c.state = "cancelled" if cancelled else "closed"
    c.save()
    return Ending.objects.create(collaboration=c, cancelled=cancelled, reason=reason, at=at)
