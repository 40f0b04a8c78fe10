"""Persons in the search: one's own organisation in full, of the others only whom to turn to, as in the directory (T23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.urls import reverse

from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.conditions import Condition
from heli.kernel.errors import Reason
from heli.people.cards import person_card
from heli.people.models import Person
from heli.people.queries import PostLine, contacts, posts

TURN_TO = {"liaison", "deputy_liaison"}


class InDirectory(Condition):
    """The person belongs to the actor's organisation, or is liaison officer or deputy of another one (1.2.5.b)."""

    def holds(self, actor: Actor, subject: Any) -> bool:
        if actor.organisation is None:
            return False
        return getattr(subject, "root_id", None) == actor.organisation or getattr(subject, "id", None) in _others(actor)

    def q(self, actor: Actor, model: type[Model]) -> Q:
        return Q(root=actor.organisation) | Q(pk__in=_others(actor)) if actor.organisation else Q(pk__in=[])

    def why(self) -> Reason:
        return Reason("其他单位只列联络员和替补联络员", "1.2.5.b", ask="该单位联络员")


def persons(actor: Actor, found: Sequence[Person]) -> list[Card]:
    """What the search shows of persons: the name, with organisation and posts. One query."""
    held: dict[UUID | None, list[PostLine]] = {}
    for line in posts(people=[person.id for person in found]):
        held.setdefault(line.person_id, []).append(line)
    return [_card(actor, person, held.get(person.id, [])) for person in found]


def _card(actor: Actor, person: Person, lines: list[PostLine]) -> Card:
    own = person.root_id == actor.organisation
    shown = [line for line in lines if own or TURN_TO & set(line.duties)]
    where = "；".join(f"{line.unit.name} · {line.title}" for line in shown)
    # a name has no level: the mark of levels stands on what people write
    return replace(person_card(person), url=reverse("people"), level="", facts={"where": where})


def _others(actor: Actor) -> set[UUID]:
    named = (line for contact in contacts(actor) for line in (contact.liaison, contact.deputy) if line)
    return {line.person_id for line in named if line.person_id}
