"""Reading suspensions as pauses of a clock."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from heli.collaborations.models import Suspension
from heli.kernel.clock import Pause


def pauses_of(roots: Iterable[UUID]) -> dict[UUID, list[Pause]]:
    """The suspensions of collaborations in their order; one query."""
    found: dict[UUID, list[Pause]] = {}
    rows = Suspension.objects.filter(collaboration__in=set(roots)).order_by("started_at")
    for root, start, end in rows.values_list("collaboration", "started_at", "ended_at"):
        found.setdefault(root, []).append(Pause(start, end))
    return found


def pauses_in(root: UUID) -> list[Pause]:
    """The suspensions of one collaboration; one query."""
    return pauses_of([root]).get(root, [])
