"""State of the archive."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heli.access.labels import LEVELS
from heli.acts.rows import Row
from heli.collaborations.models import Collaboration
from heli.people.models import Post

KINDS = {"project": "项目成果", "data": "数据成果", "experience": "经验成果"}


class ArchiveItem(Row):
    """One thing filed at the closing. `content` is what was filed, `digest` its SHA-256, checked again at every look.

    Of a file `content` says name, size and where it hung, and `digest` is that of the file itself.
    """

    SOURCES: ClassVar[dict[str, str]] = {"outcome": "成果", "baseline": "计划基线", "lesson": "经验与不足", "file": "附件"}

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="archive")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    level = models.CharField(max_length=4, choices=[(v, v) for v in LEVELS])
    retention_months = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=list(SOURCES.items()))
    source_id = models.UUIDField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "source", "source_id"], name="knowledge_filed_once")]
        indexes = [models.Index(fields=["title"], name="knowledge_title")]
