"""Reading the consultation."""

from __future__ import annotations

from uuid import UUID

from heli.collaborations.consult.models import Consultation
from heli.collaborations.duties.queries import cells_of, parties


def concerned(collaboration: UUID) -> tuple[UUID, ...]:
    """The units that must be asked: every party that has a duty cell, in their order."""
    with_cell = set(cells_of(collaboration).values_list("unit", flat=True))
    return tuple(u for u in parties(collaboration) if u in with_cell)


def rounds(collaboration: UUID) -> list[Consultation]:
    """Every asking with answer and reply, the first round first. One query."""
    rows = Consultation.objects.filter(collaboration=collaboration).select_related("answer", "answer__reply", "collaboration")
    return list(rows.order_by("round"))


def newest(collaboration: UUID) -> dict[UUID, Consultation]:
    """Unit → its newest consultation, with answer and reply. One query."""
    return {r.unit_id: r for r in rounds(collaboration)}
