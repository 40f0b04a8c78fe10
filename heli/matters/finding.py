"""What the search shows of matters: whose they are and how they stand, since many of one kind bear the same title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.people.queries import post_lines, unit_names

if TYPE_CHECKING:
    from heli.matters.models import Matter


def matter_card(matter: Matter) -> Card:
    """A matter as a heading shows it."""
    from heli.access.labels import AUDIENCES
    from heli.matters.models import STATES

    return Card(
        matter.ref,
        matter.root_id,
        matter.version,
        matter.title,
        matter.number,
        url=f"/matters/{matter.id}/",
        level=matter.level,
        audience=AUDIENCES[matter.audience],
        state=STATES[matter.state],
    )


def found_matters(actor: Actor, found: Sequence[Matter]) -> list[Card]:
    """The cards of what was found. Two queries."""
    posts = post_lines(m.owner_post_id for m in found if m.owner_post_id)
    units = unit_names(m.owner_unit_id for m in found)

    def where(matter: Matter, state: str) -> str:
        line = posts.get(matter.owner_post_id) if matter.owner_post_id else None
        return f"{line.brief if line else units[matter.owner_unit_id].short} · {state}"

    cards = [(m, matter_card(m)) for m in found]
    return [replace(card, facts={"where": where(m, card.state)}) for m, card in cards]
