"""Cards of people: names as of today. Pages of the past take names from the ledger instead."""

from __future__ import annotations

from heli.kernel.cards import Card
from heli.people.models import Person, Post, Unit
from heli.people.queries import unit_names


def unit_card(unit: Unit) -> Card:
    """A unit with its full name; the short one stands in `facts`."""
    name = unit_names([unit.id])[unit.id]
    return Card(unit.ref, unit.root_id, unit.version, name.name, facts={"short": name.short})


def person_card(person: Person) -> Card:
    """A person by name."""
    return Card(person.ref, person.root_id, person.version, person.name)


def post_card(post: Post) -> Card:
    """A post with its unit's name of today."""
    return Card(post.ref, post.root_id, post.version, post.title, facts={"unit": unit_names([post.root_id])[post.root_id].name})
