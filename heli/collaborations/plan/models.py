"""State of the plan. The Task skeleton stands here so that every chapter may point to it; its depth is in `heli.work`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from heli.acts.rows import Row
from heli.collaborations.duties.models import DutyRow
from heli.collaborations.models import Collaboration, Outcome
from heli.people.models import Post, Unit

TASK_STATES = {
    "planned": "计划中",
    "unsigned": "待签收",
    "ready": "待开始",
    "doing": "进行中",
    "handed": "待验收",
    "accepted": "已验收",
    "dropped": "已取消",
}


class Task(Row):
    """A task node: what, who, for whom, from when to when. `baseline_due` is the date that the approval froze."""

    OPEN: ClassVar[tuple[str, ...]] = ("planned", "unsigned", "ready", "doing")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="tasks")
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=60)
    goal = models.CharField(max_length=300, blank=True)
    duty = models.ForeignKey(DutyRow, null=True, on_delete=models.PROTECT, related_name="tasks")
    outcome = models.ForeignKey(Outcome, null=True, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    deliverable = models.CharField(max_length=120, blank=True)
    criterion = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    baseline_due = models.DateField(null=True)
    basis = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default="planned", choices=list(TASK_STATES.items()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "order"], name="collaborations_task_order"),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="collaborations_task_dates"),
        ]
        indexes = [
            models.Index(fields=["collaboration", "state"], name="collaborations_task_state"),
            models.Index(fields=["post", "state", "due_on"], name="collaborations_task_post"),
        ]

    @property
    def number(self) -> str:
        """T-07: what people call the task within its collaboration."""
        return f"T-{self.order:02d}"


class TaskLink(Row):
    """`task` cannot start before `needs` is accepted."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="links")
    needs = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="needed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "needs"], name="collaborations_link_once"),
            models.CheckConstraint(condition=~Q(task=F("needs")), name="collaborations_link_other"),
        ]


class DelayReason(Row):
    """Why a task is late, put on record by the unit that does it; a past lapse with a reason blocks nothing any more (2.2.4)."""

    CAUSES: ClassVar[dict[str, str]] = {
        "assignment": "任务分配不均",
        "communication": "沟通不畅",
        "waiting": "等待其他单位",
        "external": "外部因素",
        "other": "其他",
    }

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="delay_reasons")
    cause = models.CharField(max_length=14, choices=list(CAUSES.items()))
    words = models.CharField(max_length=300)
    new_date = models.DateField(null=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class StageGoal(Row):
    """What should be seen by which day in a stage (2.1.1)."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="stage_goals")
    stage = models.PositiveSmallIntegerField()
    goal = models.CharField(max_length=200)
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "stage"], name="collaborations_goal_once")]


class GoalMeasure(Row):
    """What the module's person recorded when a stage goal passed its date: the cause and the recovery measure (2.1.1)."""

    goal = models.ForeignKey(StageGoal, on_delete=models.PROTECT, related_name="measures")
    words = models.CharField(max_length=300)
    post = models.UUIDField()
    at = models.DateTimeField()


class Risk(Row):
    """A named risk with its response, its owner and the fact that triggers it (2.1.5)."""

    LEVELS: ClassVar[dict[str, str]] = {"low": "低", "medium": "中", "high": "高"}

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="risks")
    title = models.CharField(max_length=80)
    level = models.CharField(max_length=6, choices=list(LEVELS.items()))
    response = models.CharField(max_length=300, blank=True)
    trigger = models.CharField(max_length=120, blank=True)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")


class NoRisk(Row):
    """A statement on record that a search for risks found none."""

    collaboration = models.OneToOneField(Collaboration, on_delete=models.PROTECT, related_name="no_risk")
    words = models.CharField(max_length=300)
    post = models.UUIDField()
    at = models.DateTimeField()


class DesignSubmission(Row):
    """Duty list and plan as submitted for approval; `digest` is what each level approves and the baseline repeats (2.2.3)."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="designs")
    version_no = models.PositiveSmallIntegerField()
    need = models.UUIDField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    approval = models.UUIDField(null=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    at = models.DateTimeField()


class Baseline(Row):
    """What the final approval froze. Immutable; a change makes the next one."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveSmallIntegerField()
    submission = models.OneToOneField(DesignSubmission, on_delete=models.PROTECT, related_name="baseline")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "number"], name="collaborations_baseline_no")]
