"""Conditions that read who does a task."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from heli.kernel.actor import Actor
from heli.kernel.conditions import NOTHING, Condition
from heli.kernel.errors import Reason

FOR_THE_UNIT = frozenset({"liaison", "deputy_liaison", "head", "deputy_head"})


class DoesTask(Condition):
    """The actor's post does the task; while no post is named, the unit's liaison officer or head."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.post is None:
            return False
        if subject.post_id is not None:
            return bool(subject.post_id == actor.post)
        return subject.unit_id == actor.organisation and bool(actor.duties & FOR_THE_UNIT)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        if actor.post is None:
            return NOTHING
        own = Q(post=actor.post)
        return own | Q(post__isnull=True, unit=actor.organisation) if actor.duties & FOR_THE_UNIT else own

    def why(self) -> Reason:
        return Reason("须由任务承办人办理", "4.1.d", ask="承办单位联络员", todo="请联络员把任务转给你")
