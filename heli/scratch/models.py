"""A thing with a title, and its tags."""

from django.db import models

from heli.acts.rows import Row


class Thing(Row):
    """The smallest subject. `closed_because` is filled by closing."""

    title = models.CharField(max_length=40)
    code = models.CharField(max_length=20, blank=True)
    count = models.IntegerField(default=0)
    closed_because = models.CharField(max_length=200, blank=True)
    maker = models.UUIDField(null=True)


class Tag(Row):
    """A word on a thing."""

    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="tags")
    word = models.CharField(max_length=20)
