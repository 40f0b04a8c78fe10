"""What stands open in a root: its matters, where it is stuck, what speaks against closing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from heli.kernel.actor import Actor
from heli.kernel.errors import Reason
from heli.kernel.time import now
from heli.matters import rules, urging, wording
from heli.matters.kinds import matter_kind, reading_kinds
from heli.matters.models import Matter
from heli.matters.queries.counts import CAP, owned
from heli.matters.queries.lines import MatterLine, People, lines_of


@dataclass(frozen=True)
class Stuck:
    """现在卡在谁 · 卡了多久 · 谁能解开; without `late` 现在等谁 · 等了多久.

    `version` is that of the matter, `urgeable` whether the reader may urge it.
    """

    matter: UUID
    version: int
    urgeable: bool
    who: str
    what: str
    href: str
    long: str
    fix: str
    late: bool = True


def open_matters(root_id: UUID, actor: Actor) -> tuple[MatterLine, ...]:
    """What stands open in a root, the most urgent first, 待阅 left out. For pages whose reader sees the root."""
    return tuple(lines_of(list(_open_of(root_id).select_related("root")[: CAP + 1]), actor))


def next_matter(root_id: UUID, actor: Actor) -> tuple[MatterLine | None, int]:
    """The most urgent matter of a root that waits for the actor's post, or for the unit of a liaison officer; how many do."""
    parts = owned(actor)
    if not parts:
        return None, 0
    own = parts[0] if len(parts) == 1 else parts[0] | parts[1]
    rows = list(_open_of(root_id).filter(own).exclude(state="answered").select_related("root")[: CAP + 1])
    return next(iter(lines_of(rows[:1], actor)), None), len(rows)


def _open_of(root_id: UUID) -> QuerySet[Matter]:
    rows = Matter.objects.filter(root=root_id, state__in=rules.WAITING)
    return rows.exclude(kind__in=reading_kinds()).order_by("due_at", "id")


def stuck(root_id: UUID, actor: Actor, also: Iterable[UUID] = ()) -> Stuck | None:
    """What a root waits for: its most overdue open matter, else the one that is due first; None where nothing is open.

    For pages whose reader sees the root.
    Three queries, and one for a reader of the raising unit; the posts `also`, which the page will name too, are read with them.
    """
    moment = now()
    matter = _open_of(root_id).filter(audience__in=("public", "collaboration")).first()
    if matter is None:
        return None
    people = People.of([matter], also)
    owner = people.name(matter.owner_post_id, matter.owner_unit_id)
    raiser = people.name(matter.raiser_post_id, matter.raiser_unit_id)
    kind = matter_kind(matter.kind)
    answered, late = matter.state == "answered", matter.due_at <= moment
    return Stuck(
        matter=matter.id,
        version=matter.version,
        urgeable=urging.offered(actor, matter),
        who=raiser if answered else owner,
        what=matter.title,
        href=f"/matters/{matter.id}/",
        long=wording.lateness(matter.due_at, moment) if late else wording.waited(matter.opened_at, moment),
        fix=f"{raiser} 确认或退回重办" if answered else _unblocking(matter, kind.verb, owner, raiser),
        late=late,
    )


def _unblocking(matter: Matter, verb: str, owner: str, raiser: str) -> str:
    what = "签收" if matter.state == "unsigned" else verb
    if matter.raiser_unit_id is None:
        return f"{owner} {what}"
    more = "延期或撤回" if matter_kind(matter.kind).answered_here else "延期"
    return f"{owner} {what}或申请延期；{raiser} 可{more}"


def unsettled(root_id: UUID) -> list[Reason]:
    """What stands against closing a root (1.2.6): each open matter that is not 待阅, with who can settle it. Three queries."""
    rows = list(_open_of(root_id)[: CAP + 1])
    people = People.of(rows) if rows else None
    return [_reason(m, people) for m in rows] if people else []


def _reason(matter: Matter, people: People) -> Reason:
    owner = people.name(matter.owner_post_id, matter.owner_unit_id)
    raiser = people.name(matter.raiser_post_id, matter.raiser_unit_id)
    verb = matter_kind(matter.kind).verb
    if matter.state == "answered":
        return Reason(f"“{matter.title}”已答复，尚未确认", "1.2.6", raiser, "由提出方确认，或退回重办", (matter.ref,))
    if matter.state == "unsigned":
        return Reason(f"“{matter.title}”尚未签收", "1.2.6", owner, "由承办方签收并办理，或由提出方撤回", (matter.ref,))
    return Reason(f"“{matter.title}”尚未办结", "1.2.6", owner, f"由承办方{verb}，或由提出方撤回", (matter.ref,))
