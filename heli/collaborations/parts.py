"""Parts of a page that another room shows: the evaluation page of one room carries the archive of another, without importing it.

provide_part("evaluation", Part("knowledge", "knowledge/part.html", archive_part))      # in register() of the giver
context["parts"] = parts("evaluation", actor, card)                                     # in the view of the page
{% for template, part in parts %}{% include template %}{% endfor %}                     # in its template
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from heli.kernel.actor import Actor
from heli.kernel.cards import Card

Read = Callable[[Actor, Card], Any]


@dataclass(frozen=True)
class Part:
    """What a room shows on a page: a template, and what it reads about the collaboration for that reader, given as `part`."""

    room: str
    template: str
    read: Read


_parts: dict[str, dict[str, Part]] = {}


def provide_part(page: str, part: Part) -> None:
    """Hand in a part of `page`. From apps.py."""
    _parts.setdefault(page, {})[part.room] = part


def parts(page: str, actor: Actor, card: Card) -> list[tuple[str, Any]]:
    """Template and content of every part of `page`, in the order of the rooms' names."""
    return [(p.template, p.read(actor, card)) for _, p in sorted(_parts.get(page, {}).items())]
