"""Reading a collaboration behind a card that the caller has found for the reader, and who leads it."""

from __future__ import annotations

from uuid import UUID

from heli.collaborations.models import Collaboration, Lead
from heli.kernel.cards import Card
from heli.kernel.dated import in_force
from heli.kernel.memory import once
from heli.kernel.time import today


@once
def row(id_: UUID) -> Collaboration:
    """The row of a collaboration that the caller may read. One query."""
    return Collaboration.objects.get(id=id_)


def row_of(card: Card) -> Collaboration:
    """The row of the collaboration that `card`, or what it stands for, belongs to. One query."""
    return row(card.root)


def lead_of(collaboration: Collaboration) -> Lead:
    """The lead of today. One query."""
    return Lead.objects.get(in_force(today()), collaboration=collaboration)
