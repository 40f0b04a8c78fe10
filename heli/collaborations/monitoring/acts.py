"""Verbs of monitoring (2.2.5): check progress, register a problem, solve it, or take it along as left over."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.clauses.catalogue import period
from heli.collaborations.conditions import InGroup, Participates, Runs
from heli.collaborations.duties.queries import parties
from heli.collaborations.inputs import AREA, POST, UNIT
from heli.collaborations.models import Collaboration, StagePassage
from heli.collaborations.monitoring.models import LeftOver, Problem, ProblemWithdrawal, ProgressCheck, Solution
from heli.collaborations.monitoring.rules import is_late
from heli.collaborations.plan.models import Task
from heli.collaborations.stages.acts import must_run
from heli.collaborations.stages.queries import pauses_in
from heli.kernel.actor import Actor
from heli.kernel.calendar import national
from heli.kernel.clock import workdays
from heli.kernel.conditions import Internal
from heli.kernel.errors import RuleBroken
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, today
from heli.matters.opening import Opening, open_all, withdraw
from heli.people.models import Post


class Checking(Input):
    """What a progress check found."""

    words: str = Field(title="检查情况", min_length=4, max_length=2000, json_schema_extra=AREA)
    lapse: str = Field("", title="迟于周期的原因", max_length=300, description="迟于检查周期的，写明原因")


class ProblemIn(Input):
    """A problem and who solves it by when."""

    title: str = Field(title="问题", min_length=4, max_length=80)
    detail: str = Field("", title="情况", max_length=1000, json_schema_extra=AREA)
    task: UUID | None = Field(None, title="涉及的任务", json_schema_extra={"options": "tasks"})
    unit: UUID = Field(title="解决单位", json_schema_extra=UNIT)
    due_on: date = Field(title="解决期限")


class Solving(Input):
    """How a problem was solved."""

    words: str = Field("", title="解决情况", max_length=1000, json_schema_extra=AREA)


class Leaving(Input):
    """Why and to whom a problem is left over."""

    reason: str = Field(title="遗留原因", min_length=4, max_length=300, json_schema_extra=AREA)
    owner: UUID = Field(title="后续责任人", json_schema_extra=POST)
    due_on: date = Field(title="后续期限")


@act(
    "progress.check",
    clause="2.2.5",
    on=Collaboration,
    allow=InGroup() | Runs(),
    label=_("检查进度"),
    says=_("检查进度：{words}[，迟检原因：{lapse}]"),
)
def check_progress(actor: Actor, c: Collaboration, given: Checking) -> ProgressCheck:
    """Record a progress check; one that comes later than its rhythm says why, since nobody can add the reason afterwards."""
    must_run(c, 4)
    every = period("2.2.5", "check_every")
    began = StagePassage.objects.filter(collaboration=c, stage=5).order_by("entered_at").values_list("entered_at", flat=True)
    earlier = [day_of(at) for at in ProgressCheck.objects.filter(collaboration=c).values_list("at", flat=True)]
    pauses = pauses_in(c.id)
    late = is_late(day_of(began[0]), earlier, day_of(current().at), every.amount, pauses)
    if late and not given.lapse:
        words = _("距上次检查已超过 {every}，写明迟检的原因").format(every=every)
        raise RuleBroken("2.2.5", words, ask=_("协调小组"), todo=_("填写“迟于周期的原因”"))
    return ProgressCheck.objects.create(
        collaboration=c, words=given.words, lapse=given.lapse if late else "", post_id=actor.post_id, at=current().at
    )


@act("problem.raise", clause="2.2.5", on=Collaboration, allow=Participates(), label=_("登记问题"), says=_("登记问题“{title}”"))
def raise_problem(actor: Actor, c: Collaboration, given: ProblemIn) -> Problem:
    """Register a problem to a unit with a day; its answer is confirmed by who raised it."""
    must_run(c, 4, 6)
    if given.unit not in parties(c.id):
        raise RuleBroken("1.2.1.c", _("解决单位须是本事项的参与单位"))
    if given.due_on < today():
        raise RuleBroken("2.2.5", _("解决期限不能早于今天"))
    if given.task and not Task.objects.filter(id=given.task, collaboration=c).exists():
        raise RuleBroken("2.2.5", _("所选的任务不属于本事项，请从列表选择"))
    problem = Problem.objects.create(
        collaboration=c, order=Problem.objects.filter(collaboration=c).count() + 1, title=given.title, detail=given.detail,
        task_id=given.task, unit_id=given.unit, raised_by_id=actor.post_id, raised_at=current().at, due_on=given.due_on,
    )  # fmt: skip
    term = workdays(national().between(today(), given.due_on))
    open_all([Opening("problem.solve", problem.ref, f"{problem.number} {problem.title}", given.unit, term=term)])
    return problem


@act("problem.solved", clause="2.2.5", on=Problem, allow=Internal(), label=_("问题解决"), says=_("问题“{about}”已解决：{words}"))
def mark_solved(actor: Actor, problem: Problem, given: Solving) -> Solution:
    """Whoever raised the problem confirmed its answer, or said nothing about it for so long that it counts as accepted."""
    return Solution.objects.create(problem=problem, words=given.words, post_id=actor.post, at=current().at)


class TakingBack(Input):
    """Why a problem is none any more."""

    reason: str = Field(title="撤回理由", min_length=1, max_length=1000)


@act(
    "problem.withdrawn", clause="2.2.5", on=Problem, allow=Internal(), label=_("撤回问题"),
    says=_("撤回问题“{about}”，理由：{reason}"),
)  # fmt: skip
def mark_withdrawn(actor: Actor, problem: Problem, given: TakingBack) -> ProblemWithdrawal:
    """Whoever raised the problem took it back."""
    return ProblemWithdrawal.objects.create(problem=problem, reason=given.reason, post_id=actor.post_id, at=current().at)


def _all_sides(actor: Actor, problem: Problem, given: Leaving, *_given: object) -> list[Ref]:
    """Who answers for it from now on, who raised it, and who was to solve it."""
    return [Ref("post", given.owner), Ref("post", problem.raised_by_id), Ref("unit", problem.unit_id)]


@act(
    "problem.leave_over", clause="2.2.5", on=Problem, allow=Runs(), label=_("列为遗留"),
    says=_("把“{about}”列为遗留：{reason}"), tells=_all_sides,
)  # fmt: skip
def leave_over(actor: Actor, problem: Problem, given: Leaving) -> LeftOver:
    """Take a problem along beyond the delivery, with owner and day."""
    must_run(problem.collaboration)
    if not Problem.unsettled().filter(id=problem.id).exists():
        raise RuleBroken("2.2.5", _("这个问题已经解决、撤回，或已列为遗留"))
    if given.due_on < today():
        raise RuleBroken("2.2.5", _("后续期限不能早于今天"))
    if not Post.objects.filter(id=given.owner, root_id__in=parties(problem.collaboration_id)).exists():
        raise RuleBroken("4.1.d", _("后续责任人须是参与单位的岗位"))
    withdraw(problem.ref, "problem.solve", reason=given.reason)
    return LeftOver.objects.create(
        problem=problem, reason=given.reason, owner_id=given.owner, due_on=given.due_on, at=current().at
    )
