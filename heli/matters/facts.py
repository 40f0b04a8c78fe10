"""Facts about the matters of a root, for the clause checks: each read once, with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery

from heli.kernel.ref import Ref
from heli.matters import rules
from heli.matters.kinds import all_matter_kinds, reading_kinds
from heli.matters.models import Answer, Closing, Extension, Matter, Urging
from heli.matters.queries import People


@dataclass(frozen=True)
class Late:
    """An open matter between two units that is past its clock; `chased`: urged, or given more time."""

    ref: Ref
    title: str
    who: str
    due_at: datetime
    chased: bool


@dataclass(frozen=True)
class Request:
    """A request that wants an answer and a confirmation: when it was first answered, how it was closed."""

    ref: Ref
    title: str
    raiser: str
    state: str
    due_at: datetime
    answered_at: datetime | None
    answer_due: datetime | None
    how: str
    closed_by_raiser: bool

    @property
    def in_time(self) -> bool:
        """Whether the first answer came within its clock."""
        return self.answered_at is not None and self.answer_due is not None and self.answered_at <= self.answer_due

    def overdue(self, now: datetime) -> bool:
        """Whether it is past its clock without any answer."""
        return self.answered_at is None and self.state in rules.WAITING and self.due_at <= now


def has_any(root: UUID) -> bool:
    """Whether a root ever had a matter that wants more than reading."""
    return Matter.objects.filter(root=root).exclude(kind__in=reading_kinds()).exists()


def closed_count(root: UUID) -> int:
    """How many matters of a root are closed."""
    return Matter.objects.filter(root=root, state="closed").count()


def vacant(root: UUID) -> list[tuple[Ref, str, str]]:
    """Open matters that lie with a post which nobody holds today: matter, title, post. Three queries."""
    rows = list(Matter.objects.filter(root=root, state__in=rules.WAITING, owner_post__isnull=False).order_by("due_at", "id"))
    people = People.of(rows)
    empty = {id_ for id_, line in people.posts.items() if line.person_id is None}
    return [(m.ref, m.title, people.name(m.owner_post_id, None)) for m in rows if m.owner_post_id in empty]


def late_between_units(root: UUID, now: datetime) -> list[Late]:
    """Open matters between different units past their clock, with whether anybody chased them. Three queries."""
    of_matter = {"matter": OuterRef("pk")}
    rows = list(
        Matter.objects.filter(root=root, state__in=rules.WAITING, due_at__lte=now, raiser_unit__isnull=False)
        .exclude(Q(raiser_unit=F("owner_unit")) | Q(kind__in=reading_kinds()))
        .annotate(urged=Exists(Urging.objects.filter(**of_matter)), extended=Exists(Extension.objects.filter(**of_matter)))
        .order_by("due_at", "id")
    )
    people = People.of(rows)
    return [Late(m.ref, m.title, _ball(m, people), m.due_at, m.urged or m.extended) for m in rows]


def between_units(root: UUID) -> int:
    """How many matters there were between different units."""
    rows = Matter.objects.filter(root=root, raiser_unit__isnull=False).exclude(raiser_unit=F("owner_unit"))
    return rows.exclude(kind__in=reading_kinds()).count()


def _ball(matter: Matter, people: People) -> str:
    if matter.state == "answered":
        return people.name(matter.raiser_post_id, matter.raiser_unit_id)
    return people.name(matter.owner_post_id, matter.owner_unit_id)


def requests(root: UUID) -> list[Request]:
    """The requests of a root, withdrawn ones left out. Three queries."""
    kinds = [k.code for k in all_matter_kinds() if k.confirm and not k.read_only]
    first = Answer.objects.filter(matter=OuterRef("pk")).order_by("nth")
    closing = Closing.objects.filter(matter=OuterRef("pk"))
    rows = list(
        Matter.objects.filter(root=root, kind__in=kinds, raiser_unit__isnull=False)
        .exclude(state="withdrawn")
        .annotate(
            answered_at=Subquery(first.values("at")[:1]),
            answer_due=Subquery(first.values("due_at")[:1]),
            how=Subquery(closing.values("how")[:1]),
            closed_by=Subquery(closing.values("post")[:1]),
        )
        .order_by("opened_at", "id")
    )
    people = People.of(rows)
    return [
        Request(
            m.ref,
            m.title,
            people.name(m.raiser_post_id, m.raiser_unit_id),
            m.state,
            m.due_at,
            m.answered_at,
            m.answer_due,
            m.how or "",
            m.closed_by is not None and UUID(str(m.closed_by)) == m.raiser_post_id,
        )
        for m in rows
    ]
