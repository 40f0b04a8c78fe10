"""Conditions that read labels."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from heli.access.labels import LEVELS
from heli.kernel.actor import Actor
from heli.kernel.conditions import EVERYTHING, NOTHING, Condition
from heli.kernel.errors import Reason


class LevelAtMost(Condition):
    """The subject's level does not exceed the actor's clearance. `prefix` leads from the model to the labelled row."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix

    def holds(self, actor: Actor, subject: Any) -> bool:
        for step in filter(None, self.prefix.split("__")):
            subject = getattr(subject, step)
        return LEVELS.index(subject.level) <= LEVELS.index(actor.clearance)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        allowed = LEVELS[: LEVELS.index(actor.clearance) + 1]
        return EVERYTHING if len(allowed) == len(LEVELS) else Q(**{f"{self.prefix}level__in": allowed})

    def why(self) -> Reason:
        return Reason("密级高于你可以接触的范围", "1.4.7", ask="本单位安全管理员")


class InAudience(Condition):
    """The actor belongs to the audience of the labelled subject.

    `participates` is the condition for the audience 'collaboration'; the root's own room hands it in, since access lies
    below. Administrators without a post are of no audience but the public (T05).
    'party' is the organisation of the row's author; named units get a table of their own with the sharing rooms.
    """

    def __init__(self, participates: Condition, author_unit: str = "unit_id") -> None:
        self.participates = participates
        self.author_unit = author_unit

    def holds(self, actor: Actor, subject: Any) -> bool:
        match subject.audience:
            case "public":
                return actor.person is not None
            case "collaboration":
                return self.participates.holds(actor, subject)
            case _:
                return actor.post is not None and bool(getattr(subject, self.author_unit) == actor.organisation)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        own = Q(**{self.author_unit: actor.organisation}) if actor.post is not None else NOTHING
        wide = Q(audience="public") if actor.person is not None else Q(pk__in=[])
        return (
            wide
            | (Q(audience="collaboration") & self.participates.q(actor, model))
            | (Q(audience__in=("party", "section")) & own)
        )

    def why(self) -> Reason:
        return Reason("你的单位不在知悉范围内", "1.4.7", ask="牵头单位经办人", todo="如需知悉，请向牵头单位提出")
