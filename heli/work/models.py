"""State of work: started, handed in, accepted or refused. State as records; `Task.state` is the column that boards sort by."""

from __future__ import annotations

from django.db import models

from heli.acts.rows import Row
from heli.collaborations.plan.models import Task
from heli.people.models import Post


class Start(Row):
    """A task begun."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="start")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class HandIn(Row):
    """What was handed in, in words and with files. A refused one is followed by another.

    `files` are id, name, size and digest as of the hand-in (heli.documents.binding): what is accepted is what was judged.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="hand_ins")
    words = models.TextField()
    gaps = models.CharField(max_length=300, blank=True)
    files = models.JSONField(default=list)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["task", "at"], name="work_handin_task")]


class Acceptance(Row):
    """The receiving unit's answer to a hand-in (阶段验收, 4.3.b): completion, quality, time, and the verdict."""

    hand_in = models.OneToOneField(HandIn, on_delete=models.PROTECT, related_name="acceptance")
    accepted = models.BooleanField()
    complete = models.BooleanField()
    good = models.BooleanField()
    in_time = models.BooleanField()
    words = models.TextField(blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    unit = models.UUIDField()
    at = models.DateTimeField()
