"""Reading people: who acts, who holds a post, how a unit is called on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, UUIDField

from heli.kernel.actor import Actor, Names
from heli.kernel.dated import in_force
from heli.kernel.errors import Denied, Reason
from heli.kernel.time import today
from heli.people.models import AdminRole, Holding, Person, Post, Unit, UnitName


@dataclass(frozen=True)
class UnitLabel:
    """A unit's names on a day."""

    id: UUID
    name: str
    short: str
    code: str = ""


@dataclass(frozen=True)
class PostLine:
    """A post as lists show it: unit first, person second. `unit` is the organisation; `person` is empty while vacant."""

    id: UUID
    title: str
    duties: tuple[str, ...]
    unit: UnitLabel
    section: UUID
    person_id: UUID | None
    person: str

    @property
    def label(self) -> str:
        """单位 · 岗位 · 姓名, or 空缺; the unit is the organisation, as other units know it."""
        return f"{self.unit.name} · {self.title} · {self.person or '空缺'}"

    @property
    def brief(self) -> str:
        """短称 姓名, e.g. 市监 周建国."""
        return f"{self.unit.short} {self.person or '空缺'}"


def unit_names(units: Iterable[UUID], day: date | None = None) -> dict[UUID, UnitLabel]:
    """Names of units on `day` (default today). One query."""
    rows = UnitName.objects.filter(in_force(day or today()), unit__in=list(units))
    found = rows.values_list("unit", "name", "short", "unit__code")
    return {unit: UnitLabel(unit, name, short, code) for unit, name, short, code in found}


def organisations(day: date | None = None) -> list[UnitLabel]:
    """All organisations in their order. One query."""
    rows = UnitName.objects.filter(in_force(day or today()), unit__is_organisation=True).order_by("unit__order", "unit__code")
    return [UnitLabel(*row) for row in rows.values_list("unit", "name", "short", "unit__code")]


def posts(
    *,
    ids: Iterable[UUID] | None = None,
    units: Iterable[UUID] | None = None,
    person: UUID | None = None,
    duty: str = "",
    day: date | None = None,
) -> list[PostLine]:
    """Posts with their holder on `day`, filtered by id, organisation, holder or duty. One query."""
    day = day or today()
    holder = Holding.objects.filter(in_force(day), post=OuterRef("pk"))
    label = UnitName.objects.filter(in_force(day), unit=OuterRef("root"))
    rows: QuerySet[Any] = Post.objects.annotate(
        holder_id=Subquery(holder.values("person")[:1], output_field=UUIDField()),
        holder_name=Subquery(holder.values("person__name")[:1]),
        unit_name=Subquery(label.values("name")[:1]),
        unit_short=Subquery(label.values("short")[:1]),
    )
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    if units is not None:
        rows = rows.filter(root__in=list(units))
    if person is not None:
        rows = rows.filter(holder_id=person)
    found = rows.order_by("unit__order", "order", "id").values_list(
        "id", "title", "duties", "root", "unit_name", "unit_short", "unit", "holder_id", "holder_name"
    )
    lines = [
        PostLine(id_, title, tuple(duties), UnitLabel(unit, name or "", short or ""), section, holder_id, holder_name or "")
        for id_, title, duties, unit, name, short, section, holder_id, holder_name in found
    ]
    return [p for p in lines if not duty or duty in p.duties]


def read_organisations(actor: Actor) -> list[UnitLabel]:
    """All organisations with their names of today, for programs."""
    return organisations()


def read_posts(actor: Actor, unit: UUID | None = None, duty: str = "") -> list[PostLine]:
    """Posts with their holders of today: of one organisation, with one duty, or all; for programs."""
    return posts(units=[unit] if unit else None, duty=duty)


def post_lines(ids: Iterable[UUID], day: date | None = None) -> dict[UUID, PostLine]:
    """The same by id."""
    return {p.id: p for p in posts(ids=ids, day=day)}


def actor_for(person: UUID, post: UUID | None = None, *, via: str = "web", factor: str = "password") -> Actor:
    """The actor that `person` is in `post` today, or in the first post held when none is given.

    Raises `Denied` when the person holds no such post; an administrator may hold none. Two queries.
    """
    held = posts(person=person)
    line = next((p for p in held if post is None or p.id == post), None)
    who = Person.objects.filter(id=person).first()
    if who is None or (line is None and post is not None):
        raise Denied([_no_longer()])
    roles = frozenset(AdminRole.objects.filter(in_force(today()), person=person).values_list("role", flat=True))
    if line is None:
        names = Names(who.name, "、".join(sorted(roles)))
        return Actor(names, person=person, organisation=who.root_id, admin=roles, via=via, factor=factor)
    names = Names(who.name, line.title, line.unit.name, line.unit.name)
    return Actor(
        names, person, line.id, line.section, line.unit.id, frozenset(line.duties), roles, via=via, factor=factor
    )  # fmt: skip


def confirm(actor: Actor) -> Actor:
    """The actor with the duties of this moment; `Denied` when the post has passed to somebody else (T20). One query."""
    if actor.post is None:
        return _confirm_administrator(actor)
    held = Holding.objects.filter(in_force(today()), post=actor.post, person=actor.person).values_list("post__duties").first()
    if held is None:
        raise Denied([_no_longer()])
    return replace(actor, duties=frozenset(held[0]))


def _confirm_administrator(actor: Actor) -> Actor:
    roles = AdminRole.objects.filter(in_force(today()), person=actor.person).values_list("role", flat=True)
    return replace(actor, admin=frozenset(roles))


def _no_longer() -> Reason:
    return Reason("你已不在这个岗位，不能再以此身份办理", ask="本单位系统管理员", todo="切换到现任岗位后再办理")


def vacancies(post_ids: Sequence[UUID]) -> list[PostLine]:
    """Those of `post_ids` that nobody holds today."""
    return [p for p in posts(ids=post_ids) if p.person_id is None]


def own_unit(actor: Actor) -> Q:
    """Rows of the actor's own organisation."""
    return Q(root=actor.organisation)


def liaisons(organisation_ids: Iterable[UUID], day: date | None = None) -> dict[UUID, dict[str, PostLine]]:
    """Liaison officer and deputy of each organisation (1.2.5.b): organisation → duty → post. One query."""
    result: dict[UUID, dict[str, PostLine]] = {}
    for line in posts(units=organisation_ids, day=day):
        for duty in ("liaison", "deputy_liaison"):
            if duty in line.duties:
                result.setdefault(line.unit.id, {}).setdefault(duty, line)
    return result


def organisation_of(unit_id: UUID) -> UUID:
    """The organisation that a unit belongs to."""
    return Unit.objects.values_list("root", flat=True).get(id=unit_id)
