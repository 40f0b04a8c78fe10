"""What the forms of the design offer: only the parties of this collaboration and their posts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from heli.acts.forms import Choice
from heli.acts.pages import Options
from heli.collaborations.duties.queries import parties
from heli.people.queries import PostLine, posts, unit_names


def units(root: UUID) -> list[Choice]:
    """The units that have a column, in their order. Two queries."""
    ids = parties(root)
    names = unit_names(ids)
    return [Choice(str(u), names[u].name) for u in ids]


def post_choices(lines: Sequence[PostLine]) -> list[Choice]:
    """Posts with unit and holder, as one picks them."""
    return [Choice(str(p.id), f"{p.unit.short} · {p.title} · {p.person or '空缺'}") for p in lines]


def of_task(root: UUID) -> Options:
    """Units and posts of the parties, for the form of a task or a risk. Three queries."""
    found = units(root)
    lines = post_choices(posts(units=[UUID(c.value) for c in found]))
    return {"unit": found, "receiver": found, "post": lines}
