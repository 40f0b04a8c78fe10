"""协作事项: the list of what the reader's organisation leads, takes part in or has begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, UUIDField

from heli.access.labels import AUDIENCES
from heli.collaborations.cards import address
from heli.collaborations.head import ENDED, counts_of, lamp_of, without_rest
from heli.collaborations.models import STAGES, Collaboration, Lead
from heli.kernel.actor import Actor
from heli.kernel.cards import root_scope
from heli.kernel.dated import in_force
from heli.kernel.ref import Ref
from heli.kernel.text import clean
from heli.kernel.time import today
from heli.people.queries import unit_names

PAGE = 20
STATES = {"open": "在办", "draft": "草稿", "ended": "已结束", "all": "全部"}
OF_STATE = {"open": ("active",), "draft": ("draft",), "ended": tuple(ENDED), "all": tuple(Collaboration.STATES)}
"""Which states of a collaboration each filter takes."""


@dataclass(frozen=True)
class Asked:
    """What the reader asks for; all come from the address, so that the address is the view."""

    state: str = "open"
    stage: int = 0
    mine: bool = False
    words: str = ""
    page: int = 1

    def address(self, **change: object) -> str:
        """The same view with something changed; another filter begins at the first page."""
        given = {"state": self.state, "stage": self.stage, "lead": "1" if self.mine else "", "q": self.words, "page": 0}
        return "?" + urlencode({k: v for k, v in {**given, **change}.items() if v})


@dataclass(frozen=True)
class Line:
    """One collaboration in the list."""

    ref: Ref
    version: int
    state: str
    title: str
    number: str
    url: str
    level: str
    audience: str
    lamp: str
    lamp_text: str
    stage: str
    lead: str
    due_on: date | None
    late: int


@dataclass(frozen=True)
class Listing:
    """A page of the list with its filters."""

    asked: Asked
    lines: tuple[Line, ...]
    total: int
    page: int
    states: tuple[tuple[str, str, int, bool], ...]
    stages: tuple[tuple[str, str], ...]
    newer: str
    older: str


def read(given: Mapping[str, str]) -> Asked:
    """What an address asks for; nonsense counts as not asked."""
    page, stage = given.get("page", ""), given.get("stage", "")
    return Asked(
        state=given["state"] if given.get("state") in STATES else "open",
        stage=int(stage) if stage.isascii() and stage.isdigit() and len(stage) == 1 and int(stage) in STAGES else 0,
        mine=given.get("lead") == "1",
        words=clean(given.get("q", "").strip())[:80],
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 and int(page) else 1,
    )


def listing(actor: Actor, asked: Asked) -> Listing:
    """One page. Four queries: counts by state, total, rows, names of the leads; two more where something was suspended."""
    own = _asked_of(Collaboration.objects.filter(root_scope(actor, Collaboration)), actor, asked)
    counts = dict(own.order_by().values_list("state").annotate(n=Count("pk")))
    rows = own.filter(state__in=OF_STATE[asked.state])
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(asked.page, pages)
    found = list(_shown(rows)[(page - 1) * PAGE : page * PAGE])
    without_rest(found)
    leads = {r.lead for r in found if r.lead}
    names = {u: label.name for u, label in unit_names(leads).items()} if leads else {}
    return Listing(
        asked=asked,
        lines=tuple(_line(r, names) for r in found),
        total=total,
        page=page,
        states=tuple((label, asked.address(state=k), _sum(counts, k), k == asked.state) for k, label in STATES.items()),
        stages=tuple((str(n), f"{n} {name}") for n, name in STAGES.items()),
        newer=asked.address(page=page - 1) if page > 1 else "",
        older=asked.address(page=page + 1) if page < pages else "",
    )


def _asked_of(rows: QuerySet[Collaboration], actor: Actor, asked: Asked) -> QuerySet[Collaboration]:
    if asked.stage:
        # 4 and 5 run side by side, under the number 4
        rows = rows.filter(stage=4 if asked.stage == 5 else asked.stage)
    if asked.mine:
        rows = rows.filter(pk__in=Lead.objects.filter(in_force(today()), unit=actor.organisation).values("collaboration"))
    if asked.words:
        rows = rows.filter(Q(title__icontains=asked.words) | Q(number__icontains=asked.words))
    return rows


def _sum(counts: dict[str, int], state: str) -> int:
    return sum(counts.get(s, 0) for s in OF_STATE[state])


def _shown(rows: QuerySet[Collaboration]) -> QuerySet[Any]:
    lead = Lead.objects.filter(in_force(today()), collaboration=OuterRef("pk")).values("unit")[:1]
    # without a day last, on every database alike
    soonest = F("due_on").asc(nulls_last=True)
    return counts_of(rows).annotate(lead=Subquery(lead, output_field=UUIDField())).order_by(soonest, "title", "id")


def _line(row: Any, names: dict[UUID, str]) -> Line:
    lamp, text = lamp_of(row.state, row.suspended, row.late_unexplained, row.late)
    return Line(
        ref=row.ref,
        version=row.version,
        state=row.state,
        title=row.title,
        number=row.number,
        url=address(row),
        level=row.level,
        audience=AUDIENCES[row.audience],
        lamp=lamp,
        lamp_text=text,
        stage="执行实施、执行监控" if row.stage == 4 else STAGES[row.stage],
        lead=names.get(row.lead, ""),
        due_on=row.due_on,
        late=row.late,
    )
