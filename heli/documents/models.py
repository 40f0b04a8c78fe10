"""State of files: what is attached to what, and what was taken down again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heli.acts.rows import Row
from heli.kernel.ref import Ref
from heli.people.models import Person, Post


class Attachment(Row):
    """A file on a thing; its root is that of the thing. The content lies in the store under `digest` (SHA-256, hex)."""

    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & Q(size__gt=0), name="documents_file_named"),
        ]
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="documents_about"),
            models.Index(fields=["digest"], name="documents_digest"),
        ]

    @property
    def about(self) -> Ref:
        """What it is attached to."""
        return Ref(self.about_kind, self.about_id)


class Removal(Row):
    """An attachment taken down by its uploader before the thing was handed in; content and record stay."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="removal")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
