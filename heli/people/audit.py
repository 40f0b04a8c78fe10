"""What an audit administrator reads: who of the own organisation did what, when, and whether it was done. Never about what.

Titles, numbers, reasons and links stay out: no administrator has content rights (1.4.3.b, T05). The receipt finds the entry.
"""

from __future__ import annotations

from heli.acts.sentences import label_of
from heli.acts.timeline import SIZE, Line, Lines, Said
from heli.kernel.actor import Actor
from heli.kernel.errors import Absent
from heli.ledger.models import Entry
from heli.ledger.queries import openings
from heli.people.models import Person

WITHHELD = "原因只向本人和有权查看该事项的人显示"


def audits(actor: Actor) -> bool:
    """Whether the actor reads the log of the own organisation: its audit administrator, or an auditor's post."""
    return actor.organisation is not None and ("audit" in actor.admin or "auditor" in actor.duties)


def deeds(actor: Actor, page: int, *, refused: bool = False) -> Lines:
    """A page of the deeds of the actor's own organisation, newest first; `Absent` for everybody else. Three queries."""
    if not audits(actor):
        raise Absent
    people = Person.objects.filter(root=actor.organisation).values("id")
    rows = Entry.objects.filter(person__in=people, parent__isnull=True)
    rows = rows.exclude(decision="done") if refused else rows
    total = rows.count()
    pages = max(1, -(-total // SIZE))
    page = min(max(page, 1), pages)
    found = list(rows.order_by("-at", "id")[(page - 1) * SIZE : page * SIZE])
    names = openings([e.id for e in found], path="names")
    return Lines(tuple(_line(e, names.get(e.id, {}).get("names") or {}) for e in found), total, page, pages)


def _line(entry: Entry, names: dict[str, str]) -> Line:
    return Line(
        entry=entry.id,
        at=entry.at,
        act=entry.act,
        label=label_of(entry.act),
        text=label_of(entry.act),
        who=names.get("person", ""),
        unit=names.get("organisation", "") or names.get("unit", ""),
        post=names.get("post", ""),
        clause=entry.clause,
        decision=entry.decision,
        reasons=() if entry.decision == "done" else (Said(WITHHELD),),
        number=None,
        receipt=bytes(entry.hash).hex()[:8],
    )
