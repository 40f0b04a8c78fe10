"""Reading matters: the inbox of a post, one matter with its history, where a root is stuck, what still stands open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery

from heli.access.labels import AUDIENCES
from heli.acts.registry import find_act
from heli.kernel.actor import Actor
from heli.kernel.cards import Card, cards
from heli.kernel.clock import Term
from heli.kernel.errors import Reason
from heli.kernel.ref import Ref
from heli.kernel.time import at, day_of, now
from heli.matters import rules, wording
from heli.matters.conditions import is_liaison
from heli.matters.kinds import matter_kind, reading_kinds
from heli.matters.models import STATES, Matter
from heli.people.models import Unit
from heli.people.queries import PostLine, UnitLabel, post_lines, unit_names

TABS = {"sign": "待签收", "todo": "待办", "read": "待阅", "confirm": "待确认", "mine": "我发起", "done": "已办"}
CAP = 99
PAGE = 30
LAST_PAGE = 50


@dataclass(frozen=True)
class MatterLine:
    """A matter as lists show it. `who` says who waits for whom, `due_class` is late, soon or ''."""

    id: UUID
    ref: Ref
    version: int
    kind: str
    label: str
    verb: str
    title: str
    number: str
    about: Ref
    about_title: str
    about_number: str
    about_url: str
    root: Ref
    where: str
    where_url: str
    state: str
    state_label: str
    owner: str
    raiser: str
    who: str
    waited: str
    opened_at: datetime
    due_at: datetime
    due: str
    due_class: str
    provisional: bool
    term: str
    level: str
    audience: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """The matter's own page."""
        return f"/matters/{self.id}/"

    @property
    def url(self) -> str:
        """Where the verb leads: the page of the room that opened it, or the matter's own."""
        page = matter_kind(self.kind).page
        return page(self) if page is not None else self.href

    @property
    def late(self) -> bool:
        """Whether it is past its due time and not yet ended."""
        return self.due_class == "late"


@dataclass(frozen=True)
class TabCount:
    """A tab of the inbox; `text` stops at 99+."""

    key: str
    label: str
    count: int

    @property
    def text(self) -> str:
        return count_text(self.count)


@dataclass(frozen=True)
class KindCount:
    """A chip of the inbox."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Group:
    """Lines under one heading; `key` is late, today, week, later, or '' where the order is by time."""

    key: str
    label: str
    lines: tuple[MatterLine, ...]


@dataclass(frozen=True)
class Inbox:
    """One tab of the inbox of a post. `today` and `late` count over 待签收, 待办 and 待确认."""

    tab: str
    kind: str
    tabs: tuple[TabCount, ...]
    kinds: tuple[KindCount, ...]
    groups: tuple[Group, ...]
    today: int
    late: int
    page: int
    more: bool

    @property
    def lines(self) -> tuple[MatterLine, ...]:
        """All lines of the page in their order."""
        return tuple(line for g in self.groups for line in g.lines)


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


def count_text(count: int) -> str:
    """7, or 99+."""
    return f"{CAP}+" if count > CAP else str(count)


class _Capped(Subquery):
    """How many rows a query has, counted no further than its LIMIT."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()
    empty_result_set_value = 0  # a part that Django knows to be empty never reaches the database


def _owned(actor: Actor) -> list[Q]:
    """What waits for the actor's post; for a liaison officer also what waits for the whole unit. Each part has an index."""
    if actor.post is None:
        return []
    parts = [Q(owner_post=actor.post)]
    return [*parts, Q(owner_post__isnull=True, owner_unit=actor.organisation)] if is_liaison(actor) else parts


def _raised(actor: Actor) -> list[Q]:
    if actor.post is None:
        return []
    parts = [Q(raiser_post=actor.post)]
    return [*parts, Q(raiser_post__isnull=True, raiser_unit=actor.organisation)] if is_liaison(actor) else parts


def _parts(actor: Actor, tab: str) -> list[QuerySet[Matter]]:
    """The rows of a tab, one set for each index that leads to them."""
    reading = reading_kinds()
    match tab:
        case "sign":
            state = Q(state="unsigned")
        case "todo":
            state = Q(state="open") & ~Q(kind__in=reading)
        case "read":
            state = Q(state="open", kind__in=reading)
        case "confirm":
            state = Q(state="answered")
        case "mine":
            state = Q(state__in=("unsigned", "open")) & ~Q(kind__in=reading)
        case _:
            state = Q(done_at__isnull=False)
    sides = _raised(actor) if tab in ("confirm", "mine") else _owned(actor)
    return [Matter.objects.filter(side & state) for side in sides]


def _whole(parts: Sequence[QuerySet[Matter]]) -> QuerySet[Matter]:
    """The parts as one query: only for open matters, whose number does not grow with the years."""
    result = parts[0]
    for part in parts[1:]:
        result = result | part
    return result


def _counts(actor: Actor) -> dict[str, int]:
    """How much waits under each tab, and how much of it is due today or late; one statement, no count above 100."""
    moment = now()
    tonight = at(day_of(moment), 23, 59)
    asked: dict[str, list[QuerySet[Matter]]] = {tab: _parts(actor, tab) for tab in TABS}
    waiting = [part for tab in ("sign", "todo", "confirm") for part in asked[tab]]
    asked["late"] = [p.filter(due_at__lte=moment) for p in waiting]
    asked["today"] = [p.filter(due_at__gt=moment, due_at__lte=tonight) for p in waiting]
    names, wanted = [], []
    for name, parts in asked.items():
        for part in parts:
            names.append(name)
            wanted.append(_Capped(part.order_by().values("pk")[: CAP + 1]))
    counts = dict.fromkeys(asked, 0)
    if wanted and actor.organisation:
        row = Unit.objects.filter(pk=actor.organisation).values_list(*wanted).first() or ()
        for name, count in zip(names, row, strict=False):
            counts[name] += count or 0  # a set that is empty by itself (no kind is for reading) is answered with NULL
    return {name: min(count, CAP + 1) for name, count in counts.items()}


def waiting_count(actor: Actor) -> int:
    """What waits for this post to be signed for, done or confirmed; at most 100. One query, for the navigation."""
    counts = _counts(actor)
    return min(counts["sign"] + counts["todo"] + counts["confirm"], CAP + 1)


def inbox(actor: Actor, tab: str = "todo", kind: str = "", page: int = 1) -> Inbox:
    """A tab of the actor's inbox. Queries: counts, chips, rows (for 已办 rows alone, twice for a liaison officer), posts, units,
    and one for each kind of thing that the lines are about."""
    tab = tab if tab in TABS else "todo"
    page = min(max(page, 1), LAST_PAGE)
    counts = _counts(actor)
    parts = _parts(actor, tab)
    rows = _rows(parts, tab, kind, page * PAGE + 1)
    lines = lines_of(rows[(page - 1) * PAGE : page * PAGE], actor)
    return Inbox(
        tab=tab,
        kind=kind,
        tabs=tuple(TabCount(key, label, counts[key]) for key, label in TABS.items()),
        kinds=_kinds(parts) if tab != "done" else (),
        groups=_groups(lines, tab),
        today=counts["today"],
        late=counts["late"],
        page=page,
        more=len(rows) > page * PAGE and page < LAST_PAGE,
    )


def _rows(parts: Sequence[QuerySet[Matter]], tab: str, kind: str, limit: int) -> list[Matter]:
    """The first `limit` rows in the order of the tab. 已办 grows for ever, so each part is read along its own index."""
    if not parts:
        return []
    key = "-done_at" if tab == "done" else "due_at"
    sets = parts if tab == "done" else [_whole(parts)]
    found = [m for s in sets for m in (s.filter(kind=kind) if kind else s).select_related("root").order_by(key, "id")[:limit]]
    # equal times in a stable order, the same on every page
    found.sort(key=lambda m: m.id)
    found.sort(key=lambda m: m.done_at or m.due_at if tab == "done" else m.due_at, reverse=tab == "done")
    return found[:limit]


def _kinds(parts: Sequence[QuerySet[Matter]]) -> tuple[KindCount, ...]:
    if not parts:
        return ()
    found = _whole(parts).order_by("kind").values("kind").annotate(n=Count("pk")).values_list("kind", "n")
    return tuple(KindCount(code, matter_kind(code).label, n) for code, n in found)


def _groups(lines: Sequence[MatterLine], tab: str) -> tuple[Group, ...]:
    if not lines:
        return ()
    if tab == "done":
        return (Group("", "最近办理", tuple(lines)),)
    moment = now()
    found: dict[str, list[MatterLine]] = {key: [] for key in wording.GROUPS}
    for line in lines:
        found[wording.group(line.due_at, moment)].append(line)
    return tuple(Group(key, wording.GROUPS[key], tuple(rows)) for key, rows in found.items() if rows)


def lines_of(rows: Sequence[Matter], actor: Actor) -> list[MatterLine]:
    if not rows:
        return []
    people = People.of(rows)
    seen = cards({ref for m in rows for ref in (about_of(m), root_of(m))}, actor)
    return [line_of(m, actor, people, seen) for m in rows]


def about_of(matter: Matter) -> Ref:
    return Ref(matter.about_kind, matter.about_id)


def root_of(matter: Matter) -> Ref:
    return Ref(matter.root.kind, matter.root_id)


@dataclass(frozen=True)
class People:
    """Names of the posts and units that matters wait for and come from; two queries."""

    posts: Mapping[UUID, PostLine]
    units: Mapping[UUID, UnitLabel]

    @classmethod
    def of(cls, rows: Iterable[Matter], more: Iterable[UUID | None] = ()) -> People:
        sides = [s for m in rows for s in ((m.owner_post_id, m.owner_unit_id), (m.raiser_post_id, m.raiser_unit_id))]
        return cls(
            post_lines({*(p for p, _ in sides if p), *(p for p in more if p)}), unit_names({u for p, u in sides if u and not p})
        )

    def name(self, post: UUID | None, unit: UUID | None) -> str:
        """马骏（税务）, 岗位空缺（税务）, 税务, or 系统."""
        if post is not None and post in self.posts:
            line = self.posts[post]
            return f"{line.person or f'{line.title}（空缺）'}（{line.unit.short}）"
        return self.units[unit].short if unit is not None and unit in self.units else "系统"


def line_of(matter: Matter, actor: Actor, people: People, seen: Mapping[Ref, Card]) -> MatterLine:
    kind, moment = matter_kind(matter.kind), now()
    about, root = seen.get(about_of(matter)), seen.get(root_of(matter))
    owner = people.name(matter.owner_post_id, matter.owner_unit_id)
    raiser = people.name(matter.raiser_post_id, matter.raiser_unit_id)
    ended = matter.state in rules.ENDED
    since = matter.done_at if matter.state == "answered" and matter.done_at else matter.opened_at
    return MatterLine(
        id=matter.id,
        ref=matter.ref,
        version=matter.version,
        kind=matter.kind,
        label=kind.label,
        verb="签收" if matter.state == "unsigned" else "确认" if matter.state == "answered" else kind.verb,
        title=matter.title,
        number=matter.number,
        about=about_of(matter),
        about_title=about.title if about else "",
        about_number=about.number if about else "",
        about_url=about.url if about else "",
        root=root_of(matter),
        where=root.title if root else "",
        where_url=root.url if root else "",
        state=matter.state,
        state_label=STATES[matter.state],
        owner=owner,
        raiser=raiser,
        who=_who(matter, actor, owner, raiser, kind.verb),
        waited="" if ended else wording.waited(since, moment),
        opened_at=matter.opened_at,
        due_at=matter.due_at,
        due=_ended(matter, moment) if ended else wording.due_text(matter.due_at, moment, provisional=matter.provisional),
        due_class="" if ended else wording.due_class(matter.due_at, moment),
        provisional=matter.provisional,
        term=str(Term.parse(matter.term)),
        level=matter.level,
        audience=AUDIENCES[matter.audience],
        facts=matter.facts,
    )


def _ended(matter: Matter, moment: datetime) -> str:
    day = wording.day_text(day_of(matter.done_at), day_of(moment)) if matter.done_at else ""
    return f"{day} {STATES[matter.state]}".strip()


def _who(matter: Matter, actor: Actor, owner: str, raiser: str, verb: str) -> str:
    """Who waits for whom, from the reader's side."""
    if matter.state in rules.ENDED:
        return f"{raiser} 提出"
    if matter.state == "answered":
        mine = actor.post is not None and matter.raiser_post_id == actor.post
        return f"{owner} 已答复，等{'你' if mine else f' {raiser} '}确认"
    what = "签收" if matter.state == "unsigned" else verb
    if actor.post is not None and matter.owner_post_id == actor.post:
        return f"{raiser} 等你{what}"
    if matter.owner_post_id is None and matter.owner_unit_id == actor.organisation:
        return f"{raiser} 等你单位{what}"
    return f"等 {owner} {what}"


def open_matters(root_id: UUID, actor: Actor) -> tuple[MatterLine, ...]:
    """What stands open in a root, the most urgent first, 待阅 left out. For pages whose reader sees the root."""
    return tuple(lines_of(list(_open_of(root_id).select_related("root")[: CAP + 1]), actor))


def next_matter(root_id: UUID, actor: Actor) -> tuple[MatterLine | None, int]:
    """The most urgent matter of a root that waits for the actor's post, or for the unit of a liaison officer; how many do."""
    parts = _owned(actor)
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
    Three queries; the posts `also`, which the page will name too, are read with them.
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
        urgeable=find_act("matter.urge").allow.holds(actor, matter),
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
