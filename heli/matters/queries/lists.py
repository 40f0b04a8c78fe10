"""The inbox of a post: one tab with its rows, chips and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from heli.kernel.actor import Actor
from heli.kernel.time import now
from heli.matters import wording
from heli.matters.kinds import matter_kind
from heli.matters.models import Handled, Matter
from heli.matters.queries.counts import TABS, count_text, counts, handled, parts_of, whole
from heli.matters.queries.lines import MatterLine, handled_lines, lines_of

PAGE = 30
LAST_PAGE = 50


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
    """A chip of the inbox; `text` stops at 99+."""

    code: str
    label: str
    count: int

    @property
    def text(self) -> str:
        return count_text(self.count)


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


def inbox(actor: Actor, tab: str = "todo", kind: str = "", page: int = 1) -> Inbox:
    """A tab of the actor's inbox. Queries: counts, chips, rows (for 已办 no chips, and rows twice for a liaison officer), posts,
    units, and one for each kind of thing that the lines are about."""
    tab = tab if tab in TABS else "todo"
    page = min(max(page, 1), LAST_PAGE)
    found = counts(actor)
    start, end = (page - 1) * PAGE, page * PAGE
    kinds: tuple[KindCount, ...] = ()
    if tab == "done":
        past = _handled(actor, kind, end + 1)
        more = len(past) > end
        lines = handled_lines(past[start:end], actor)
    else:
        parts = parts_of(actor, tab)
        rows = _rows(parts, kind, end + 1)
        more, kinds = len(rows) > end, _kinds(parts)
        lines = lines_of(rows[start:end], actor)
    return Inbox(
        tab=tab,
        kind=kind,
        tabs=tuple(TabCount(key, label, found[key]) for key, label in TABS.items()),
        kinds=kinds,
        groups=_groups(lines, tab),
        today=found["today"],
        late=found["late"],
        page=page,
        more=more and page < LAST_PAGE,
    )


def _rows(parts: Sequence[QuerySet[Matter]], kind: str, limit: int) -> list[Matter]:
    """The first `limit` open matters, the most urgent first."""
    if not parts:
        return []
    found = whole(parts)
    found = found.filter(kind=kind) if kind else found
    return list(found.select_related("root").order_by("due_at", "id")[:limit])


def _handled(actor: Actor, kind: str, limit: int) -> list[Handled]:
    """The last `limit` that were handled, the newest first. 已办 grows for ever, so each part is read along its own index."""
    found: list[Handled] = []
    for part in handled(actor):
        rows = part.filter(matter__kind=kind) if kind else part
        found += rows.select_related("matter__root").order_by("-at", "id")[:limit]
    found.sort(key=lambda h: (-h.at.timestamp(), h.id))  # equal times in a stable order, the same on every page
    return found[:limit]


def _kinds(parts: Sequence[QuerySet[Matter]]) -> tuple[KindCount, ...]:
    if not parts:
        return ()
    found = whole(parts).order_by("kind").values("kind").annotate(n=Count("pk")).values_list("kind", "n")
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
