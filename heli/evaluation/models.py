"""State of the closing evaluation: each party's answer, a judgement per dimension beside its figure, lessons."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heli.acts.rows import Row
from heli.collaborations.models import Collaboration
from heli.people.models import Post, Unit

DIMENSIONS = {"goal": "目标达成度", "process": "过程控制度", "quality": "结果质量度", "improvement": "持续改进度"}


class Asked(Row):
    """A party asked for its view at the closing."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="asked")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collaboration", "unit"], name="evaluation_asked_once")]


class View(Row):
    """A party's answer; its own work is not in the question."""

    SATISFACTION: ClassVar[dict[str, str]] = {"good": "满意", "fair": "基本满意", "poor": "不满意"}

    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, related_name="view")
    satisfaction = models.CharField(max_length=6, choices=list(SATISFACTION.items()))
    words = models.TextField(blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Judgement(Row):
    """A person's judgement of one dimension, with the figure as it stood then."""

    VERDICTS: ClassVar[dict[str, str]] = {"good": "良好", "fair": "一般", "poor": "不足"}

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="judgements")
    dimension = models.CharField(max_length=12, choices=list(DIMENSIONS.items()))
    verdict = models.CharField(max_length=6, choices=list(VERDICTS.items()))
    words = models.TextField()
    figure = models.JSONField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["collaboration", "dimension", "at"], name="evaluation_judged")]


class Lesson(Row):
    """What was learnt: what happened, why, what to do next time."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(max_length=80)
    why = models.TextField()
    next_time = models.TextField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
