"""State of monitoring."""

from __future__ import annotations

from django.db import models

from heli.acts.rows import Row
from heli.collaborations.models import Collaboration
from heli.collaborations.plan.models import Task
from heli.people.models import Post, Unit


class ProgressCheck(Row):
    """A check of progress by the coordination group. `lapse` explains a check that came later than its rhythm."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="checks")
    words = models.TextField()
    lapse = models.CharField(max_length=300, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["collaboration", "at"], name="collaborations_check_at")]


class Problem(Row):
    """A problem with an owner and a day. Its way (answer, confirmation, reopening) is a matter of kind `problem.solve`."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="problems")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    detail = models.TextField(blank=True)
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="problems")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "order"], name="collaborations_problem_order")]

    @classmethod
    def unsettled(cls) -> models.QuerySet[Problem]:
        """Problems that are neither solved nor left over nor withdrawn."""
        return cls.objects.filter(solutions__isnull=True, left_over__isnull=True, withdrawal__isnull=True)

    @property
    def number(self) -> str:
        """WT-02: what people call the problem within its collaboration."""
        return f"WT-{self.order:02d}"


class Solution(Row):
    """A problem solved: what was done. Without post where the raiser was silent and the rule on silence says so."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="solutions")
    words = models.TextField()
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ProblemWithdrawal(Row):
    """A problem that who raised it took back before it was answered (撤回), and why: it counts for nothing any more."""

    problem = models.OneToOneField(Problem, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class LeftOver(Row):
    """A problem that is taken along beyond the delivery, with owner and day (遗留问题)."""

    problem = models.OneToOneField(Problem, on_delete=models.PROTECT, related_name="left_over")
    reason = models.CharField(max_length=300)
    owner = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
