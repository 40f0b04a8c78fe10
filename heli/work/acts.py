"""Verbs of work (2.2.4, 4.1, 4.3.b): start a task, hand it in, accept or refuse it, explain why it is late."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act, by
from heli.collaborations.conditions import ForUnit
from heli.collaborations.inputs import AREA, POST, labels
from heli.collaborations.plan.matters import REWORK, task_matter
from heli.collaborations.plan.models import DelayReason, Task
from heli.collaborations.queries import lead_of
from heli.collaborations.stages.pauses import overrun
from heli.collaborations.stages.queries import pauses_in
from heli.documents.binding import HINT, MAX_FILES, WIDGET, bind
from heli.kernel.actor import Actor
from heli.kernel.conditions import Internal
from heli.kernel.errors import RuleBroken
from heli.kernel.time import day_of, today
from heli.matters.opening import Opening, open_all, settle
from heli.people.conditions import HoldsPost
from heli.people.models import Post
from heli.work import standing
from heli.work.conditions import DoesTask
from heli.work.models import Acceptance, HandIn, Start


class HandingIn(Input):
    """A task's result in words and with files; `files` are attachments of the task, uploaded before."""

    words: str = Field(title="成果说明", min_length=4, max_length=2000, json_schema_extra=AREA)
    gaps: str = Field("", title="未完成部分和补救安排", max_length=300, json_schema_extra=AREA)
    files: tuple[UUID, ...] = Field(
        (), title="随成果提交的附件", max_length=MAX_FILES, description=HINT, json_schema_extra=WIDGET
    )


class Judging(Input):
    """The receiver's verdict on three points."""

    accepted: bool = Field(title="结论", json_schema_extra={"labels": {"true": "通过", "false": "退回"}})
    complete: bool = Field(title="完成情况", json_schema_extra={"labels": {"true": "合格", "false": "不合格"}})
    good: bool = Field(title="质量达标", json_schema_extra={"labels": {"true": "合格", "false": "不合格"}})
    words: str = Field("", title="意见", max_length=1000, description="退回时写明缺什么", json_schema_extra=AREA)


class Explaining(Input):
    """Why a task is late."""

    cause: Literal["assignment", "communication", "waiting", "external", "other"] = Field(
        title="原因类别", json_schema_extra=labels(DelayReason.CAUSES)
    )
    words: str = Field(title="原因和补救措施", min_length=4, max_length=300, json_schema_extra=AREA)
    new_date: date | None = Field(None, title="预计完成日")


class Passing(Input):
    """The post of the own unit that does the task."""

    post: UUID = Field(title="承办人", json_schema_extra=POST)


@act("task.signed", clause="4.1.a", on=Task, allow=Internal(), label=_("签收任务"), says=_("签收任务“{about}”"))
def mark_signed(actor: Actor, task: Task) -> Task:
    """A task signed for is ready to start."""
    if task.state == "unsigned":
        task.state = "ready"
        task.save()
    return task


@act(
    "task.start",
    clause="2.2.4",
    on=Task,
    allow=DoesTask(),
    against=standing.against_starting,
    label=_("开始办理"),
    says=_("开始办理“{about}”"),
)
def start(actor: Actor, task: Task) -> Start:
    """Begin a task, once what it needs is accepted."""
    task.state = "doing"
    task.save()
    return Start.objects.create(task=task, post_id=actor.post_id, at=current().at)


@act(
    "task.hand_in",
    clause="2.2.4",
    on=Task,
    allow=DoesTask(),
    against=standing.against_handing_in,
    label=_("提交成果"),
    says=_("提交“{about}”：{words}{with_files}"),
)
def hand_in(actor: Actor, task: Task, given: HandingIn) -> HandIn:
    """Hand a task in to its receiving unit, with the files that the entry names by their digests."""
    row = HandIn.objects.create(
        task=task, words=given.words, gaps=given.gaps, files=bind(task.ref, given.files, task.unit_id), post_id=actor.post_id,
        person=actor.person_id, at=current().at,
    )  # fmt: skip
    task.state = "handed"
    task.save()
    settle(task.ref, "task.do", answer="已提交")
    open_all([Opening("task.accept", task.ref, f"验收 {task.number} {task.title}", task.receiver_id)])
    return row


@act(
    "task.accept",
    clause="4.3.b",
    on=Task,
    allow=ForUnit("receiver"),
    against=standing.against_accepting,
    label=_("验收任务"),
    says=by("accepted", true=_("验收“{about}”，通过[：{words}]"), false=_("验收“{about}”，退回返工：{words}")),
)
def accept(actor: Actor, task: Task, given: Judging) -> Acceptance:
    """Accept a hand-in for the receiving unit, or refuse it, which opens the task again."""
    last = HandIn.objects.filter(task=task).latest("at")
    if given.accepted and not (given.complete and given.good):
        raise RuleBroken("4.3.b", _("完成情况或质量不合格的，不能通过"), todo=_("退回，并写明缺什么"))
    if not given.accepted and not given.words:
        raise RuleBroken("4.3.b", _("退回时写明缺什么"), todo=_("填写意见"))
    pauses = pauses_in(task.collaboration_id)
    settle(task.ref, "task.accept", answer="通过" if given.accepted else "退回")
    task.state = "accepted" if given.accepted else "doing"
    task.save()
    if not given.accepted:
        open_all([task_matter(task, lead_of(task.collaboration), words="返工后重新提交 ", at_least=REWORK)])
    return Acceptance.objects.create(
        hand_in=last, accepted=given.accepted, complete=given.complete, good=given.good,
        in_time=not overrun(task.baseline_due or task.due_on, day_of(last.at), pauses), words=given.words, post_id=actor.post_id,
        person=actor.person_id, unit=actor.organisation_id, at=current().at,
    )  # fmt: skip


@act(
    "task.explain",
    clause="2.2.4",
    on=Task,
    allow=DoesTask(),
    against=standing.against_explaining,
    label=_("说明逾期"),
    says=_("说明“{about}”逾期：{words}"),
)
def explain(actor: Actor, task: Task, given: Explaining) -> DelayReason:
    """Put on record why a task is late, or was signed for late; from then on the lapse blocks nothing, but it stays visible."""
    if given.new_date is not None and given.new_date < today():
        raise RuleBroken("2.2.4", _("预计完成日不能早于今天"))
    return DelayReason.objects.create(
        task=task, cause=given.cause, words=given.words, new_date=given.new_date, post_id=actor.post_id, at=current().at
    )


@act(
    "task.assign",
    clause="4.1.d",
    on=Task,
    allow=ForUnit() & (HoldsPost("liaison", "deputy_liaison", "head", "deputy_head") | DoesTask()),
    against=standing.against_passing_on,
    label=_("转本单位其他人"),
    says=_("把“{about}”转给本单位其他人"),
)
def assign(actor: Actor, task: Task, given: Passing) -> Task:
    """Give the task to another post of the same unit; what waits for it moves along."""
    if not Post.objects.filter(id=given.post, root_id=task.unit_id).exists():
        raise RuleBroken("4.1.d", _("承办人须是本单位的岗位"))
    settle(task.ref, "task.do", answer="转办")
    task.post_id = given.post
    task.save()
    open_all([task_matter(task, lead_of(task.collaboration))])
    return task
