"""What changed since somebody looked: from the record, for whoever was overtaken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heli.acts.registry import find_act
from heli.kernel.actor import Actor
from heli.kernel.cards import Card
from heli.kernel.errors import Absent
from heli.ledger.models import Entry, Opening

LOOK_BACK = 200
"""How many entries of the root are searched; whoever looked longer ago is told that it changed, not what."""


@dataclass(frozen=True)
class Change:
    """Who changed the thing, when, by which deeds, and what stands there now (`now`: column → value)."""

    who: str
    at: datetime | None
    deeds: tuple[str, ...]
    now: Mapping[str, Any]
    person: UUID | None = None


def since(card: Card, seen: int, actor: Actor) -> Change:
    """The deeds after version `seen` of a thing that the actor sees. Two queries."""
    recent = Entry.objects.filter(root=card.root, decision="done").order_by("-at")[:LOOK_BACK]
    entries = {e.id: e for e in recent}
    path = f"after.{card.ref}".replace(":", ".")
    rows = Opening.objects.filter(entry__in=list(entries), path__in=(path, "names"))
    images: dict[Any, Mapping[str, Any]] = {}
    names: dict[Any, Mapping[str, str]] = {}
    for entry, where, value in rows.values_list("entry", "path", "value"):
        (images if where == path else names)[entry] = json.loads(value)
    later = sorted((e for e in images if images[e] and images[e].get("version", 0) > seen), key=lambda e: images[e]["version"])
    if not later:
        return Change(_("其他人"), None, (), {})
    last = entries[later[-1]]
    who = names.get(last.id, {})
    label = " · ".join(filter(None, (who.get("organisation"), who.get("post"), who.get("person"))))
    return Change(label, last.at, tuple(_verb(entries[e].act) for e in later), images[later[-1]], last.person)


def _verb(name: str) -> str:
    try:
        return str(find_act(name).label)
    except Absent:
        return name
