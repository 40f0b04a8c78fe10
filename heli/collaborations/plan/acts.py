"""Verbs of the plan: tasks, risks, goals; submit the design for approval; freeze the baseline."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.approvals.facts import MOST, Facts
from heli.approvals.rules import Step
from heli.approvals.submitting import submit
from heli.clauses.registry import gate
from heli.collaborations.acts import organisation_of_post
from heli.collaborations.conditions import InGroup, OwnsModule
from heli.collaborations.duties.acts import DESIGNS, forget_settled, in_design
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.duties.queries import parties
from heli.collaborations.inputs import AREA, POST, UNIT, labels
from heli.collaborations.models import Collaboration, GroupMember, Leader, NeedSubmission, Outcome, StagePassage
from heli.collaborations.plan import documents
from heli.collaborations.plan.matters import task_matter
from heli.collaborations.plan.models import (
    Baseline,
    DesignSubmission,
    GoalMeasure,
    NoRisk,
    Risk,
    StageGoal,
    Task,
    TaskLink,
)
from heli.collaborations.plan.rules import circles, digest, missed
from heli.collaborations.plan.weighing import weigh
from heli.collaborations.queries import lead_of
from heli.collaborations.stages.acts import must_run
from heli.documents.binding import HINT, MAX_FILES, WIDGET, bind
from heli.kernel.actor import Actor
from heli.kernel.clock import workdays
from heli.kernel.conditions import Internal
from heli.kernel.dated import in_force
from heli.kernel.errors import Reason, Reasons, RuleBroken
from heli.kernel.time import day_of, today
from heli.ledger.models import Entry
from heli.matters.opening import Opening, open_all, settle
from heli.papers.numbers import counters
from heli.people.models import Holding, Post

DREW = (
    Q(act__startswith="duty.")
    | Q(act__startswith="risk.")
    | Q(act__in=["task.plan", "task.replan", "task.drop", "finding.adopt"])
)
"""The deeds by which duty list and plan are drawn, as the record names them."""


class TaskIn(Input):
    """A task node of the plan."""

    title: str = Field(title="任务名称", min_length=2, max_length=60)
    goal: str = Field("", title="要求", max_length=300, json_schema_extra=AREA)
    duty: UUID | None = Field(None, title="对应的职责", json_schema_extra={"options": "duties"})
    outcome: UUID | None = Field(None, title="对应的预期成果", json_schema_extra={"options": "outcomes"})
    unit: UUID = Field(title="承办单位", json_schema_extra=UNIT)
    post: UUID | None = Field(None, title="承办人", json_schema_extra=POST)
    receiver: UUID = Field(title="接收单位", description="由谁验收，不能是承办单位自己", json_schema_extra=UNIT)
    deliverable: str = Field("", title="应交成果", max_length=120)
    criterion: str = Field("", title="验收标准", max_length=200, description="能用是、否或数字回答")
    starts_on: date = Field(title="开始日")
    due_on: date = Field(title="完成日")
    needs: tuple[UUID, ...] = Field((), title="前置任务", max_length=20, json_schema_extra={"options": "tasks"})
    basis: str = Field("", title="期限依据", max_length=80)


class RiskIn(Input):
    """A named risk."""

    title: str = Field(title="风险", min_length=2, max_length=80)
    level: Literal["low", "medium", "high"] = Field(title="等级", json_schema_extra=labels(Risk.LEVELS))
    response: str = Field("", title="应对措施", max_length=300, json_schema_extra=AREA)
    trigger: str = Field("", title="触发条件", max_length=120)
    post: UUID | None = Field(None, title="责任人", json_schema_extra=POST)


class Words(Input):
    """A statement in words."""

    words: str = Field(title="说明", min_length=2, max_length=300, json_schema_extra=AREA)


class Assigning(Input):
    """The post of the own unit that does a task."""

    post: UUID = Field(title="承办人", json_schema_extra=POST)


class Submitting(Input):
    """What goes along with duty list and plan; `files` are attachments of the collaboration, uploaded before."""

    files: tuple[UUID, ...] = Field(
        (), title="随报批提交的附件", max_length=MAX_FILES, description=HINT, json_schema_extra=WIDGET
    )


@act("task.plan", clause="2.2.2.b", on=Collaboration, allow=DESIGNS, label=_("增加任务"), says=_("增加任务“{title}”"))
def plan_task(actor: Actor, c: Collaboration, given: TaskIn) -> Task:
    """Add a task to the plan."""
    in_design(c)
    last = Task.objects.filter(collaboration=c).order_by("-order").values_list("order", flat=True).first()
    task = Task(collaboration=c, order=(last or 0) + 1)
    return _write_task(task, given)


def against_dropped(actor: Actor, task: Task) -> Reasons:
    """A task that was given up is planned no more. No query."""
    if task.state != "dropped":
        return ()
    return (Reason(gettext("任务已取消，不能再修改或取消"), "2.2.2.b", todo=gettext("仍要办理的，另行增加任务")),)


@act(
    "task.replan", clause="2.2.2.b", on=Task, allow=DESIGNS, against=against_dropped, label=_("修改任务"),
    says=_("修改任务“{title}”"),
)  # fmt: skip
def replan_task(actor: Actor, task: Task, given: TaskIn) -> Task:
    """Change a task of the plan before it is approved."""
    in_design(task.collaboration)
    return _write_task(task, given)


def _write_task(task: Task, given: TaskIn) -> Task:
    c = task.collaboration
    _check_task(c, given)
    for name, value in given.model_dump(exclude={"duty", "outcome", "unit", "post", "receiver", "needs"}).items():
        setattr(task, name, value)
    task.duty_id, task.outcome_id, task.unit_id, task.receiver_id = given.duty, given.outcome, given.unit, given.receiver
    task.post_id = given.post
    task.save()
    TaskLink.objects.filter(task=task).delete()
    known = {n.id: n for n in documents.nodes(c.id)}
    if set(given.needs) - ({UUID(i) for i in known} - {task.id}):
        raise RuleBroken("2.2.2.b", _("前置任务须是本事项的其他任务"))
    TaskLink.objects.bulk_create([TaskLink(task=task, needs_id=n) for n in dict.fromkeys(given.needs)])
    if circles(documents.nodes(c.id)):
        raise RuleBroken("2.2.2.b", _("前置关系绕成了圈，请改前置任务"))
    return task


def _check_task(c: Collaboration, given: TaskIn) -> None:
    units = parties(c.id)
    if given.unit not in units or given.receiver not in units:
        raise RuleBroken("1.2.1.c", _("承办单位和接收单位须是本事项的参与单位"))
    if given.unit == given.receiver:
        raise RuleBroken("2.2.2.c", _("接收单位不能是承办单位自己，请改接收单位"))
    if given.due_on < given.starts_on:
        raise RuleBroken("2.2.2.b", _("完成日早于开始日，请改正"))
    if given.post and not Post.objects.filter(id=given.post, root_id=given.unit).exists():
        raise RuleBroken("4.1.d", _("承办人须是承办单位的岗位"))
    if given.duty and not DutyRow.objects.filter(id=given.duty, collaboration=c).exists():
        raise RuleBroken("1.2.2.b", _("所选的职责不属于本事项，请从列表选择"))
    if given.outcome and not Outcome.objects.filter(id=given.outcome, collaboration=c).exists():
        raise RuleBroken("1.3.8", _("所选的预期成果不属于本事项，请从列表选择"))


@act(
    "task.drop", clause="2.2.2.b", on=Task, allow=DESIGNS, against=against_dropped, label=_("取消任务"),
    says=_("取消任务“{about}”，理由：{words}"),
)  # fmt: skip
def drop_task(actor: Actor, task: Task, given: Words) -> Task:
    """Take a task out of the plan before it is approved; afterwards only an approved change can. Its duty is free of it."""
    if task.collaboration.stage > 2:
        raise RuleBroken("4.4.b", _("计划已报批，任务不能直接取消"), ask=_("牵头单位经办人"), todo=_("按变更办理"))
    in_design(task.collaboration)
    TaskLink.objects.filter(needs=task).delete()
    task.state, task.duty = "dropped", None
    task.save()
    return task


@act("risk.name", clause="2.1.5", on=Collaboration, allow=DESIGNS, label=_("登记风险"), says=_("登记风险“{title}”"))
def name_risk(actor: Actor, c: Collaboration, given: RiskIn) -> Risk:
    """Name a risk with its response."""
    in_design(c)
    if given.post and not Post.objects.filter(id=given.post, root_id__in=parties(c.id)).exists():
        raise RuleBroken("4.1.d", _("责任人须是参与单位的岗位"))
    NoRisk.objects.filter(collaboration=c).delete()
    return Risk.objects.create(collaboration=c, post_id=given.post, **given.model_dump(exclude={"post"}))


@act("risk.none", clause="2.1.5", on=Collaboration, allow=DESIGNS, label=_("说明没有风险"), says=_("排查后没有发现风险：{words}"))
def find_no_risk(actor: Actor, c: Collaboration, given: Words) -> NoRisk:
    """Put on record that a search for risks found none."""
    in_design(c)
    if Risk.objects.filter(collaboration=c).exists():
        raise RuleBroken("2.1.5", _("已登记了风险，不能再说明没有风险"))
    NoRisk.objects.filter(collaboration=c).delete()
    return NoRisk.objects.create(collaboration=c, words=given.words, post=actor.post_id, at=current().at)


def against_explaining(actor: Actor, goal: StageGoal) -> Reasons:
    """Only a goal that was not reached by its day wants a measure: its stage was left later, or goes on beyond it. One query."""
    c = goal.collaboration
    passed = StagePassage.objects.filter(collaboration=c).order_by("entered_at").values_list("stage", "left_at")
    left = {stage: day_of(at) if at else None for stage, at in passed}
    if missed(goal.stage, goal.due_on, left, c.stage, c.state, today()):
        return ()
    return (Reason(gettext("阶段目标没有滞后，无需说明"), "2.1.1"),)


@act(
    "goal.explain",
    clause="2.1.1",
    on=StageGoal,
    allow=OwnsModule("project"),
    against=against_explaining,
    label=_("说明阶段目标滞后"),
    says=_("说明阶段目标滞后：{words}"),
)
def explain_goal(actor: Actor, goal: StageGoal, given: Words) -> GoalMeasure:
    """The module's person records cause and recovery measure of a stage goal that was not reached by its day."""
    must_run(goal.collaboration)
    return GoalMeasure.objects.create(goal=goal, words=given.words, post=actor.post_id, at=current().at)


@act(
    "design.submit",
    clause="2.2.2",
    on=Collaboration,
    allow=InGroup("designer"),
    label=_("报批"),
    says=_("把职责清单和任务计划报三级审批{with_files}"),
    roots=counters,
)
def submit_design(actor: Actor, c: Collaboration, given: Submitting) -> DesignSubmission:
    """Hand duty list and plan in for approval with their files, where the gate of stage 2 holds."""
    in_design(c)
    if lacking := gate(c.ref, 2):
        raise RuleBroken(lacking[0].clause, more=lacking)
    forget_settled(c)
    submission = _submission(actor, c, given)
    approval = submit(
        about=c.ref,
        title=f"职责清单和任务计划 第 {submission.version_no} 版",
        steps=_steps(c),
        barred=_barred(c, actor),
        digest=submission.digest,
        facts=_facts(c, submission),
    )
    submission.approval = approval.id
    submission.save()
    settle(c.ref, "design.do", answer="已报批")
    current().child("stage.pass", c, {"stage": 3})
    return submission


def _submission(actor: Actor, c: Collaboration, given: Submitting) -> DesignSubmission:
    """Duty list and plan as they stand now, with the files that go along."""
    need = c.needs.order_by("-version_no")[0]
    text = documents.with_files(documents.design_document(c.id), bind(c.ref, given.files, actor.organisation_id))
    return DesignSubmission.objects.create(
        collaboration=c, version_no=c.designs.count() + 1, need=need.id, document=text, digest=digest(text),
        post_id=actor.post_id, person=actor.person_id, at=current().at,
    )  # fmt: skip


def _facts(c: Collaboration, submission: DesignSubmission) -> Facts:
    """What the approval page shows beside the request."""
    changes, (points, findings) = documents.changed(submission), weigh(c.id)
    return Facts.model_validate({
        "summary": changes.summary[:120],
        "changes": changes.lines[:MOST],
        "total": changes.total,
        "points": points,
        "findings": findings,
        "files": documents.materials(submission),
        "asked": documents.asked(c.id),
        "effect": "职责清单和任务计划成为基线，任务下达各承办单位",
    })  # fmt: skip


def _steps(c: Collaboration) -> list[Step]:
    """The three levels of 2.2.a: the initiating unit, the coordination group, the leader."""
    if c.first_reviewer_id is None:
        raise RuleBroken("2.2.3", _("没有确定初审人"), todo=_("在立项信息中选择初审人"))
    reviewer = GroupMember.objects.get(in_force(today()), collaboration=c, role="reviewer")
    leader = Leader.objects.get(in_force(today()), collaboration=c)
    return [
        Step("first", "初审", c.first_reviewer_id, workdays(3)),
        Step("second", "复审", reviewer.post_id, workdays(3)),
        Step("final", "终审", leader.post_id, workdays(3)),
    ]


def _barred(c: Collaboration, actor: Actor) -> dict[UUID, str]:
    """Natural persons who may not decide (2.2.a): whoever asks for it, and whoever designed the flow, then or now.

    Persons, not posts: who drew a part of the design, and holds a reviewing post beside or since then, is known from the record.
    Three queries.
    """
    designers = GroupMember.objects.filter(in_force(today()), collaboration=c, role="designer").values("post")
    drew = set(Holding.objects.filter(in_force(today()), post__in=designers).values_list("person", flat=True))
    deeds = Entry.objects.filter(DREW, root=c.id, decision="done").values_list("person", flat=True).distinct()
    return {
        **dict.fromkeys(NeedSubmission.objects.filter(collaboration=c).values_list("person", flat=True), "需求提交人"),
        c.drafted_by: "需求起草人",
        **dict.fromkeys(drew | {person for person in deeds if person}, "流程设计人"),
        **({actor.person: "提交人"} if actor.person else {}),
    }


@act(
    "plan.freeze",
    clause="2.2.3",
    on=Collaboration,
    allow=Internal(),
    label=_("固定基线"),
    says=_("终审同意，职责清单和计划成为基线"),
)
def freeze(actor: Actor, c: Collaboration) -> Baseline:
    """Make the approved version the baseline, and send every task to be signed for."""
    submission = c.designs.order_by("-version_no")[0]
    if not documents.as_submitted(submission):
        raise RuleBroken("2.2.3", _("现在的内容与报批的版本不一致，不能作为基线"), todo=_("退回到流程设计，重新报批"))
    tasks = list(Task.objects.filter(collaboration=c).exclude(state="dropped"))
    for task in tasks:
        task.baseline_due, task.state = task.due_on, "unsigned"
    Task.write_all(tasks, fields=["baseline_due", "state"])
    lead = lead_of(c)
    open_all([task_matter(t, lead) for t in tasks])
    return Baseline.objects.create(
        collaboration=c, number=c.baselines.count() + 1, submission=submission, digest=submission.digest, at=current().at
    )


@act("design.reopen", clause="2.2.2", on=Collaboration, allow=Internal(), label=_("退回修改"), says=_("审批退回，回到流程设计"))
def reopen_design(actor: Actor, c: Collaboration) -> Collaboration:
    """Go back to the design. After a return the submitter has been asked to amend; after a withdrawal the designer is."""
    current().child("stage.pass", c, {"stage": 2})
    return c


def ask_for_design(c: Collaboration, title: str) -> None:
    """Give the designer the matter of designing; a consequence of the deed in progress."""
    designer = GroupMember.objects.get(in_force(today()), collaboration=c, role="designer")
    open_all([Opening("design.do", c.ref, f"{title}：{c.title}", organisation_of_post(designer.post_id), designer.post_id)])
