"""State of the consultation: asked, answered, replied to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heli.acts.rows import Row
from heli.collaborations.models import Collaboration
from heli.people.models import Post, Unit


class Consultation(Row):
    """One unit asked for its view of the scheme. Asking again makes another row; the newest counts, the earlier stay on record.

    `digest` is that of duty list and plan when it was asked: by it one sees that the scheme has changed since.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="consultations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "unit", "round"], name="collaborations_consulted_once")]


class ConsultAnswer(Row):
    """The unit's answer: no objection, or an objection in words."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="answer")
    objects_to = models.BooleanField()
    words = models.TextField(blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ConsultReply(Row):
    """What became of an objection, and why."""

    ADOPTED: ClassVar[dict[str, str]] = {"yes": "采纳", "partly": "部分采纳", "no": "不采纳"}

    answer = models.OneToOneField(ConsultAnswer, on_delete=models.PROTECT, related_name="reply")
    adopted = models.CharField(max_length=6, choices=list(ADOPTED.items()))
    words = models.TextField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
