"""参与单位: who takes part, in which role, whether they have answered, and who their liaison officer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from heli.acts.pipeline import allowed
from heli.acts.registry import find_act
from heli.collaborations.models import PARTY_ROLES, PARTY_STATES, Party, PartyAnswer
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, find
from heli.kernel.dated import in_force
from heli.kernel.ref import Ref
from heli.kernel.time import today
from heli.people.queries import liaisons, unit_names

LAMPS = {"planned": "off", "invited": "warn", "accepted": "ok", "declined": "bad"}


@dataclass(frozen=True)
class PartyLine:
    """One organisation that takes part or is asked to."""

    id: UUID
    unit: UUID
    name: str
    short: str
    role: str
    lead: bool
    state: str
    lamp: str
    liaison: str
    deputy: str
    answered_at: datetime | None = None
    reason: str = ""


def party_lines(collaboration: UUID) -> tuple[PartyLine, ...]:
    """The parties of today, the lead first. Three queries."""
    answer = PartyAnswer.objects.filter(party=OuterRef("pk")).order_by("-at")
    rows: list[Any] = list(
        Party.objects.filter(in_force(today()), collaboration=collaboration)
        .annotate(answered_at=Subquery(answer.values("at")[:1]), said=Subquery(answer.values("reason")[:1]))
        .order_by("unit__order", "id")
    )
    rows.sort(key=lambda p: list(PARTY_ROLES).index(p.role))
    held, names = liaisons([p.unit_id for p in rows]), unit_names(p.unit_id for p in rows)
    lines = []
    for p in rows:
        pair = held.get(p.unit_id, {})
        liaison, deputy = (pair[d].person if d in pair else "" for d in ("liaison", "deputy_liaison"))
        lines.append(
            PartyLine(
                id=p.id,
                unit=p.unit_id,
                name=names[p.unit_id].name if p.unit_id in names else "",
                short=names[p.unit_id].short if p.unit_id in names else "",
                role=PARTY_ROLES[p.role],
                lead=p.role == "lead",
                state=PARTY_STATES[p.state],
                lamp=LAMPS[p.state],
                liaison=liaison,
                deputy=deputy,
                answered_at=p.answered_at,
                reason=p.said or "",
            )
        )
    return tuple(lines)


def own_party(actor: Actor, collaboration: UUID) -> Card | None:
    """The reader's own organisation as a party, whatever it has answered: for a deed that may be a repeat."""
    row = Party.objects.filter(in_force(today()), collaboration=collaboration, unit=actor.organisation).first()
    return find("party", row.id, visible_to=actor) if row is not None else None


def declined_party(actor: Actor, number: str) -> Ref | None:
    """The reader's own organisation as a party that has declined; only for telling whether a form was sent twice. One query."""
    rows = Party.objects.filter(in_force(today()), collaboration__number=number, unit=actor.organisation, state="declined")
    found = rows.values_list("id", flat=True).first()
    return Ref("party", found) if found else None


def own_invitation(actor: Actor, collaboration: UUID) -> Card | None:
    """The invitation that the reader may answer now."""
    row = Party.objects.filter(in_force(today()), collaboration=collaboration, unit=actor.organisation, state="invited").first()
    if row is None or allowed(actor, find_act("party.answer"), row.ref):
        return None
    return find("party", row.id, visible_to=actor)
