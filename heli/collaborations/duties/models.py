"""State of the duty list: rows, cells, accepted findings, confirmed columns."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heli.acts.rows import Row
from heli.collaborations.duties.rules import MAX_KEY
from heli.collaborations.models import Collaboration, Outcome
from heli.kernel.dated import Dated
from heli.people.models import Post, Unit


class DutyRow(Row):
    """One duty: what, up to where, what it delivers, and the outcome that it serves."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="duty_rows")
    module = models.CharField(max_length=12)
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=60)
    boundary = models.CharField(max_length=300, blank=True)
    deliverable = models.CharField(max_length=120, blank=True)
    ground = models.CharField(max_length=80, blank=True)
    outcome = models.ForeignKey(Outcome, null=True, on_delete=models.PROTECT, related_name="duty_rows")

    class Meta:
        indexes = [models.Index(fields=["collaboration", "order"], name="collaborations_duty_order")]


class DutyCell(Dated, Row):
    """What a unit is in a duty from a day on: one or two kinds (牵 and 主 may stand together), and the post for it."""

    dated_by: ClassVar[tuple[str, ...]] = ("duty", "unit")

    duty = models.ForeignKey(DutyRow, on_delete=models.PROTECT, related_name="cells")
    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="duty_cells")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")


class AcceptedFinding(Row):
    """A finding that the lead knowingly accepts, with a reason; a gap also with the day on which it ends."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="accepted_findings")
    finding = models.CharField(max_length=MAX_KEY)
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True)
    post = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "finding"], name="collaborations_accepted_once")]


class ColumnConfirmation(Row):
    """A unit's confirmation of its column and its tasks in one version. It lapses by itself when `digest` no longer fits."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    confirmed = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["collaboration", "unit", "at"], name="collaborations_column")]
