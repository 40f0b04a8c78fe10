"""The head of a collaboration on all its pages: title, lamp, who leads, tabs with counts, and where it is stuck.

    context = {"head": head(request.actor, number, "tasks")}

The template extends `collaborations/page.html` and fills its block `body`. Hidden and absent are the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse

from heli.acts.pages import DeedButton
from heli.collaborations.inputs import SCENARIOS
from heli.collaborations.models import Collaboration, Suspension
from heli.collaborations.monitoring.models import Problem
from heli.collaborations.plan.models import DelayReason, Task
from heli.collaborations.seats import Seats, seats
from heli.collaborations.stages.pauses import overrun
from heli.collaborations.stages.queries import pauses_of
from heli.kernel.actor import Actor
from heli.kernel.calendar import tentative
from heli.kernel.cards import Card, find
from heli.kernel.time import today
from heli.matters.queries import Stuck, stuck
from heli.people.queries import PostLine, post_lines

TABS = (
    ("overview", "概览", ""),
    ("duties", "职责清单", "duties/"),
    ("tasks", "任务", "tasks/"),
    ("approvals", "审批", "approvals/"),
    ("consult", "沟通", "consult/"),
    ("delivery", "交付归档", "delivery/"),
)
MORE = (
    ("need", "需求", "need/"),
    ("parties", "参与单位", "parties/"),
    ("plan", "任务计划和风险", "plan/"),
    ("problems", "问题", "problems/"),
    ("evaluation", "评价", "evaluation/"),
    ("compliance", "条款符合度", "compliance/"),
)
NAMES = {"overview": "collaboration", "approvals": "collaboration-approvals"}
"""Names of addresses that differ from the key of their tab."""
COUNTED = ("late", "late_unexplained", "tasks_now", "unsolved")
"""What the head counts for itself, of use to its page too."""
ENDED = {"closed": ("ok", "已办结"), "cancelled": ("off", "已撤销")}


@dataclass(frozen=True)
class Tab:
    """A tab; `hot` counts are problems."""

    key: str
    label: str
    href: str
    count: int = 0
    hot: bool = False


@dataclass(frozen=True)
class Head:
    """What the macro `collab_head` takes, and the line 现在卡在谁. `card` is the collaboration, for deeds about it."""

    card: Card
    current: str
    title: str
    number: str
    lamp: str
    lamp_text: str
    level: str
    audience: str
    meta: tuple[str, ...]
    path: tuple[tuple[str, str], ...]
    tabs: tuple[Tab, ...]
    more: tuple[Tab, ...]
    stage: int
    state: str
    stuck: Stuck | None = None
    urge: DeedButton | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The overview; the other pages lie below it."""
        return self.card.url


def head(actor: Actor, number: str, current: str, also: Mapping[str, Any] | None = None) -> Head:
    """The head of the page `current` (a key of the tabs) of a collaboration by number or id, or `Absent`.

    `also` are further columns that the page wants of the same row, found again in `Head.facts`.
    Queries: card, facts, roles, what is stuck, posts, and units where something waits for a whole unit.
    """
    card = find("collaboration", number, visible_to=actor, open_root=True)
    row, roles = _facts(card.ref.id, also or {}), seats(card.ref.id)
    posts = (*roles.runs, *roles.heads, *roles.leaders)
    line = stuck(card.ref.id, actor, posts) if card.state == "active" and not row.suspended else None
    lamp, lamp_text = lamp_of(row.state, row.suspended, row.late_unexplained, row.late or (line is not None and line.late))
    tabs, more = _tabs(card, row)
    return Head(
        card=card,
        current=current,
        title=card.title,
        number=card.number,
        lamp=lamp,
        lamp_text=lamp_text,
        level=card.level,
        audience=card.audience,
        meta=_meta(row, roles),
        path=(("协作事项", reverse("collaborations")), (SCENARIOS[row.scenario], "")),
        tabs=tabs,
        more=more,
        stage=row.stage,
        state=card.state,
        stuck=line,
        urge=DeedButton.of("matter.urge", line.version, f"{card.url}urge/{line.matter}/") if line and line.urgeable else None,
        facts={name: getattr(row, name) for name in (*COUNTED, *(also or ()))},
    )


def counted(rows: QuerySet[Any], by: str = "collaboration") -> Any:
    """How many of `rows` belong to the outer row, as a column of its query."""
    own = rows.filter(**{by: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(own.values(by).annotate(n=Count("pk")).values("n")[:1], output_field=IntegerField()), 0)


def counts_of(rows: QuerySet[Collaboration]) -> QuerySet[Any]:
    """Collaborations with what their lamp needs: tasks past their day, those without a reason on record (2.2.4), suspensions.

    The days of a suspension are still in it: `without_rest` takes them out of the rows that were read.
    """
    past = past_tasks()
    return rows.annotate(
        late=counted(past),
        late_unexplained=counted(past.filter(delay_reasons__isnull=True)),
        suspended=counted(Suspension.objects.filter(ended_at__isnull=True)),
        was_suspended=counted(Suspension.objects.all()),
    )


def without_rest(rows: Sequence[Any]) -> None:
    """Leave what only a suspension has made late out of the counts. No query where nothing was suspended, else two."""
    rows = [r for r in rows if r.late and r.was_suspended]
    if not rows:
        return
    pauses, day = pauses_of(r.id for r in rows), today()
    explained = Exists(DelayReason.objects.filter(task=OuterRef("pk")))
    tasks = past_tasks().filter(collaboration__in=pauses).annotate(explained=explained)
    late = [t for t in tasks if overrun(t.due_on, day, pauses[t.collaboration_id])]
    for row in rows:
        row.late = sum(t.collaboration_id == row.id for t in late)
        row.late_unexplained = sum(t.collaboration_id == row.id and not t.explained for t in late)


def past_tasks() -> QuerySet[Task]:
    """Tasks that are past their day and not yet handed in."""
    return Task.objects.filter(due_on__lt=today(), state__in=Task.OPEN)


def _facts(id_: UUID, also: Mapping[str, Any]) -> Any:
    """The row with its counts. One query, and two where something was suspended."""
    row = (
        counts_of(Collaboration.objects.all())
        .annotate(
            tasks_now=counted(Task.objects.exclude(state="dropped")),
            unsolved=counted(Problem.unsettled()),
            **also,
        )
        .get(id=id_)
    )
    without_rest([row])
    return row


def lamp_of(state: str, suspended: int, unexplained: int, late: int | bool) -> tuple[str, str]:
    """Lamp and word. Red: a task is late without a reason on record; amber: late with one, or a matter is late."""
    if state in ENDED:
        return ENDED[state]
    if state == "draft":
        return "off", "草稿"
    if suspended:
        return "off", "已中止"
    if unexplained:
        return "bad", "滞后"
    return ("warn", "预警") if late else ("ok", "正常")


def _meta(row: Collaboration, roles: Seats) -> tuple[str, ...]:
    """牵头, 协调, 分管 with unit and name, and from when to when."""
    asked = {"牵头": roles.runs, "协调": roles.heads, "分管": roles.leaders}
    lines = post_lines(p for posts in asked.values() for p in posts)
    said = [f"{label}：{_brief(lines[p])}" for label, posts in asked.items() for p in posts[:1] if p in lines]
    if row.starts_on and row.due_on:
        said.append(f"{planned_day(row.starts_on)} 至 {planned_day(row.due_on)}")
    return tuple(said)


def _brief(line: PostLine) -> str:
    return f"{line.unit.name} {line.person or line.title + '（空缺）'}"


def day_words(day: date) -> str:
    """11-24, with the year where it is another one."""
    return f"{day:%m-%d}" if day.year == today().year else f"{day:%Y-%m-%d}"


def planned_day(day: date) -> str:
    """The same for a day that is planned: marked 暂定 where its year has no calendar yet."""
    return day_words(day) + tentative(day, today())


def _tabs(card: Card, row: Any) -> tuple[tuple[Tab, ...], tuple[Tab, ...]]:
    """The tabs whose pages this installation has; 操作日志 lies outside the collaboration's own addresses."""
    counts = {"tasks": row.tasks_now, "problems": row.unsolved}
    tabs = tuple(Tab(k, label, card.url + page, counts.get(k, 0)) for k, label, page in TABS if _built(k))
    more = [Tab(k, label, card.url + page, counts.get(k, 0), k == "problems") for k, label, page in MORE if _built(k)]
    more.append(Tab("log", "操作日志", reverse("log", args=["collaboration", card.number or str(card.ref.id)])))
    return tabs, tuple(more)


def _built(key: str) -> bool:
    try:
        reverse(NAMES.get(key, key), kwargs={"number": "x"})
    except NoReverseMatch:
        return False
    return True
