"""Who holds which role in a collaboration today: lead, leader above it, coordination group. Read by conditions and by pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value

from heli.collaborations.models import GroupMember, Lead, Leader
from heli.kernel.dated import in_force
from heli.kernel.memory import once
from heli.kernel.time import today


@dataclass(frozen=True)
class Seats:
    """`runs` are the posts that run the matter, each in a lead organisation; `group` are pairs of role and post."""

    leads: frozenset[UUID]
    runs: tuple[UUID, ...]
    leaders: tuple[UUID, ...]
    group: tuple[tuple[str, UUID], ...]

    @property
    def heads(self) -> tuple[UUID, ...]:
        """The posts at the head of the coordination group."""
        return tuple(post for role, post in self.group if role == "head")


@once
def seats(collaboration: UUID) -> Seats:
    """The roles of today. One query."""

    def of(rows: QuerySet[Any], role: Any, unit: str) -> QuerySet[Any]:
        return rows.filter(in_force(today()), collaboration=collaboration).order_by().values_list(role, unit, "post")

    found = of(GroupMember.objects.all(), "role", "post").union(
        of(Lead.objects.all(), Value("lead"), "unit"), of(Leader.objects.all(), Value("leader"), "post"), all=True
    )
    rows = sorted(found, key=lambda row: [str(part) for part in row])
    return Seats(
        leads=frozenset(unit for role, unit, _ in rows if role == "lead"),
        runs=tuple(post for role, _, post in rows if role == "lead" and post),
        leaders=tuple(post for role, _, post in rows if role == "leader"),
        group=tuple((role, post) for role, _, post in rows if role in GroupMember.ROLES),
    )
