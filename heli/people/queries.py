"""Reading people: who acts, who holds a post, how a unit is called on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from heli.acts.forms import Choice
from heli.kernel.actor import Actor, Names
from heli.kernel.cards import Card
from heli.kernel.dated import in_force
from heli.kernel.errors import Denied, Reason
from heli.kernel.memory import once_each
from heli.kernel.time import now, today
from heli.people.models import (
    ADMIN_ROLES,
    DUTIES,
    Account,
    AdminRole,
    Holding,
    Person,
    Post,
    Session,
    Unit,
    UnitName,
    UnitParent,
)


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
    def duty_names(self) -> tuple[str, ...]:
        """What the post is for, in words."""
        return tuple(DUTIES[d] for d in self.duties)

    @property
    def brief(self) -> str:
        """短称 姓名, e.g. 市监 周建国."""
        return f"{self.unit.short} {self.person or '空缺'}"


@once_each
def unit_names(units: Collection[UUID]) -> dict[UUID, UnitLabel]:
    """Names of units today. One query for those that the page has not read yet."""
    rows = UnitName.objects.filter(in_force(today()), unit__in=units)
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
    people: Iterable[UUID] | None = None,
    duty: str = "",
    day: date | None = None,
) -> list[PostLine]:
    """Posts with their holder on `day`, filtered by id, organisation, holder or holders, or duty. One query."""
    day = day or today()
    name = UnitName.objects.filter(in_force(day), unit=OuterRef("root"))
    rows: QuerySet[Any] = Post.objects.annotate(
        held=FilteredRelation("holdings", condition=in_force(day, "holdings__")),
        organisation=Subquery(name.values(label=JSONObject(name="name", short="short", code="unit__code"))[:1]),
    )
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    if units is not None:
        rows = rows.filter(root__in=list(units))
    if person is not None:
        rows = rows.filter(held__person=person)
    if people is not None:
        rows = rows.filter(held__person__in=list(people))
    found = rows.order_by("unit__order", "order", "id").values_list(
        "id", "title", "duties", "root", "organisation", "unit", "held__person", "held__person__name"
    )
    lines = [
        PostLine(id_, title, tuple(duties), UnitLabel(unit, **(called or {"name": "", "short": ""})), section, holder, who or "")
        for id_, title, duties, unit, called, section, holder, who in found
    ]
    if day == today():
        post_lines.learn({p.id: p for p in lines})
        unit_names.learn({p.unit.id: p.unit for p in lines})
    return [p for p in lines if not duty or duty in p.duties]


def person_choices(actor: Actor, card: Card) -> list[Choice]:
    """The persons of the organisation that a form is about, for picking one; nobody of another organisation. One query."""
    if card.root != actor.organisation:
        return []
    rows = Person.objects.filter(root=card.root).order_by("name", "id").values_list("id", "name")
    return [Choice(str(id_), name) for id_, name in rows]


def appointable_choices(actor: Actor, card: Card) -> list[Choice]:
    """Who can become an administrator: nobody who is one already, and not the one who appoints. Two queries."""
    taken = {str(p) for p in AdminRole.objects.filter(in_force(today())).values_list("person", flat=True)}
    return [c for c in person_choices(actor, card) if c.value not in taken and c.value != str(actor.person)]


def administrator_choices(actor: Actor, card: Card) -> list[Choice]:
    """The administrators of the organisation that a form is about, by role and name. One query."""
    if card.root != actor.organisation:
        return []
    rows = AdminRole.objects.filter(in_force(today()), organisation=card.root).order_by("role", "person__name")
    return [
        Choice(str(person), f"{ADMIN_ROLES[role]} {name}")
        for person, role, name in rows.values_list("person", "role", "person__name")
    ]


def read_organisations(actor: Actor) -> list[UnitLabel]:
    """All organisations with their names of today, for programs."""
    return organisations()


def read_posts(actor: Actor, unit: UUID | None = None, duty: str = "") -> list[PostLine]:
    """Posts with their holders of today: of one organisation, with one duty, or all; for programs."""
    return posts(units=[unit] if unit else None, duty=duty)


@once_each
def post_lines(ids: Collection[UUID]) -> dict[UUID, PostLine]:
    """Posts by id with their holders of today. One query for those that the page has not read yet."""
    return {p.id: p for p in posts(ids=ids)}


@dataclass(frozen=True)
class Seat:
    """Who acts in a request, the posts that this person holds today, and whether the wished post is no longer among them."""

    actor: Actor
    held: tuple[PostLine, ...]
    moved: bool


def seat(person: UUID, post: UUID | None = None, *, via: str = "web", factor: str = "password") -> Seat:
    """The actor that `person` is today in `post`, else in the first post held; an administrator may hold none.

    `Denied` for somebody who does not exist. Two queries, one more for a person without a post.
    """
    held = tuple(posts(person=person))
    line = next((p for p in held if p.id == post), held[0] if held else None)
    roles = frozenset(AdminRole.objects.filter(in_force(today()), person=person).values_list("role", flat=True))
    moved = post is not None and (line is None or line.id != post)
    if line is not None:
        names = Names(line.person, line.title, line.unit.name, line.unit.name)
        duties = frozenset(line.duties)
        actor = Actor(names, person, line.id, line.section, line.unit.id, duties, roles, via=via, factor=factor)
        return Seat(actor, held, moved)
    who = Person.objects.filter(id=person).first()
    if who is None:
        raise Denied([_no_longer()])
    unit = unit_names([who.root_id])[who.root_id].name
    names = Names(who.name, "、".join(ADMIN_ROLES[r] for r in sorted(roles)), unit, unit)
    return Seat(Actor(names, person=person, organisation=who.root_id, admin=roles, via=via, factor=factor), held, moved)


def actor_for(person: UUID, post: UUID | None = None, *, via: str = "web", factor: str = "password") -> Actor:
    """The actor that `person` is in `post` today, or in the first post held when none is given.

    Raises `Denied` when the person does not hold that post (T20).
    """
    found = seat(person, post, via=via, factor=factor)
    if found.moved:
        raise Denied([_no_longer()])
    return found.actor


def confirm(actor: Actor) -> Actor:
    """The actor with the duties of this moment; `Denied` when the post has passed to somebody else (T20). One query."""
    if actor.post is None:
        return _confirm_administrator(actor)
    # every deed asks this under the lock: rows that say themselves whether they hold cost half of a condition that says it
    rows = Holding.objects.filter(post=actor.post, person=actor.person).select_related("post")
    held = next((h for h in rows if h.holds_on(today())), None)
    if held is None:
        raise Denied([_no_longer()])
    return replace(actor, duties=frozenset(held.post.duties))


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


@dataclass(frozen=True)
class UnitNode:
    """A unit with its posts, and how deep it stands below its organisation (0)."""

    unit: UnitLabel
    depth: int
    posts: tuple[PostLine, ...]


@dataclass(frozen=True)
class PersonLine:
    """A person of one organisation."""

    id: UUID
    name: str


def persons(organisation: UUID) -> list[PersonLine]:
    """The persons of one organisation by name; whose it may be is the caller's question (T23). One query."""
    rows = Person.objects.filter(root=organisation).order_by("name", "id")
    return [PersonLine(*row) for row in rows.values_list("id", "name")]


@dataclass(frozen=True)
class AdminLine:
    """One of the three administrators of an organisation, and who it is; `person` is empty where nobody is appointed."""

    role: str
    person: str


def administrators(organisation: UUID) -> list[AdminLine]:
    """The three administrators of an organisation, those missing too. One query."""
    rows = AdminRole.objects.filter(in_force(today()), organisation=organisation).order_by("person__name")
    named: dict[str, list[str]] = {}
    for role, name in rows.values_list("role", "person__name"):
        named.setdefault(role, []).append(name)
    return [AdminLine(word, "、".join(named.get(role, ()))) for role, word in ADMIN_ROLES.items()]


@dataclass(frozen=True)
class AccountLine:
    """A person as the system administrator sees them: posts of today, and how far the account is.

    `state` is none, code (waits for the first sign-in until `until`), lapsed, or open; `role` an administrator's.
    """

    id: UUID
    name: str
    posts: tuple[str, ...]
    role: str
    login: str
    state: Literal["none", "code", "lapsed", "open"]
    until: datetime | None


def account_lines(organisation: UUID) -> list[AccountLine]:
    """The persons of one organisation with their accounts, for its system administrator. Three queries."""
    day = today()
    held: dict[UUID, list[str]] = {}
    for line in posts(units=[organisation], day=day):
        if line.person_id is not None:
            held.setdefault(line.person_id, []).append(line.title)
    rows = AdminRole.objects.filter(in_force(day), organisation=organisation)
    roles = dict(rows.values_list("person", "role"))
    people = Person.objects.filter(root=organisation).select_related("account").order_by("name", "id")
    return [
        AccountLine(
            p.id, p.name, tuple(held.get(p.id, ())), ADMIN_ROLES.get(roles.get(p.id, ""), ""), *_account_state(p.account, now())
        )
        for p in people
    ]


def _account_state(
    account: Account | None, moment: datetime
) -> tuple[str, Literal["none", "code", "lapsed", "open"], datetime | None]:
    if account is None:
        return "", "none", None
    if not account.must_change:
        return account.login, "open", None
    alive = account.code_until is not None and account.code_until > moment
    return account.login, "code" if alive else "lapsed", account.code_until


@dataclass(frozen=True)
class Contact:
    """Whom to turn to in another organisation (1.2.5.b); None where nobody is named."""

    unit: UnitLabel
    liaison: PostLine | None
    deputy: PostLine | None


def unit_tree(organisation: UUID, day: date | None = None) -> list[UnitNode]:
    """The units of one organisation from top to bottom, with their posts. Three queries.

    The caller says whose organisation it may be: pages hand in that of the actor (T23).
    """
    day = day or today()
    rows = UnitName.objects.filter(in_force(day), unit__root=organisation).order_by("unit__order", "unit__code")
    labels = {row[0]: UnitLabel(*row) for row in rows.values_list("unit", "name", "short", "unit__code")}
    below: dict[UUID, list[UUID]] = {}
    above = dict(UnitParent.objects.filter(in_force(day), unit__root=organisation).values_list("unit", "parent"))
    for unit in labels:
        if unit != organisation:
            below.setdefault(above.get(unit, organisation), []).append(unit)
    lines: dict[UUID, list[PostLine]] = {}
    for line in posts(units=[organisation], day=day):
        lines.setdefault(line.section, []).append(line)

    def walk(unit: UUID, depth: int) -> Iterator[UnitNode]:
        yield UnitNode(labels[unit], depth, tuple(lines.get(unit, ())))
        for child in below.get(unit, ()):
            yield from walk(child, depth + 1)

    return list(walk(organisation, 0)) if organisation in labels else []


def contacts(actor: Actor) -> list[Contact]:
    """The liaison officers of all other organisations: all that one organisation reads of another's people. Two queries."""
    others = [unit for unit in organisations() if unit.id != actor.organisation]
    named = liaisons(unit.id for unit in others)
    return [Contact(u, named.get(u.id, {}).get("liaison"), named.get(u.id, {}).get("deputy_liaison")) for u in others]


@dataclass(frozen=True)
class SessionLine:
    """A session of one's own, as the profile page lists it."""

    agent: str
    source: str
    began: datetime
    seen: datetime
    current: bool


def own_sessions(account: int, current: str) -> list[SessionLine]:
    """The sessions of an account that still live, newest first; `current` is the hash of this one's key. One query."""
    rows = Session.objects.filter(account=account, expire_date__gt=now()).order_by("-seen")
    return [SessionLine(s.agent, s.source, s.began, s.seen, s.session_key == current) for s in rows]
