"""State of delivery."""

from __future__ import annotations

from django.db import models

from heli.acts.rows import Row
from heli.collaborations.models import Collaboration, Outcome
from heli.people.models import Post, Unit


class DeliveryItem(Row):
    """One line of the delivery list: an expected outcome and the unit that receives it."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="delivery_items")
    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="delivery")
    maker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")


class HandOver(Row):
    """The outcome handed over: what was reached, in words and with files. A refused one is followed by another.

    `files` are id, name, size and digest as of the hand-over (heli.documents.binding).
    """

    item = models.ForeignKey(DeliveryItem, on_delete=models.PROTECT, related_name="hand_overs")
    actual = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    files = models.JSONField(default=list)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    at = models.DateTimeField()


class Receipt(Row):
    """The receiver's answer to a hand-over: received, or refused with what is missing."""

    hand_over = models.OneToOneField(HandOver, on_delete=models.PROTECT, related_name="receipt")
    received = models.BooleanField()
    words = models.TextField(blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    at = models.DateTimeField()
