"""Reading the versions of the norm."""

from __future__ import annotations

from datetime import date

from heli.clauses.models import NormVersion
from heli.kernel.cards import Card
from heli.kernel.dated import in_force


def version_card(row: NormVersion) -> Card:
    """A version as a heading shows it."""
    facts = {"effective": row.valid_from, "until": row.valid_to, "digest": row.digest}
    return Card(row.ref, row.root_id, row.version, row.title, row.code, url="/norm", level="公开", facts=facts)


def adopted(day: date) -> Card | None:
    """The version in force on `day`. One query."""
    row = NormVersion.objects.filter(in_force(day)).first()
    return version_card(row) if row else None
