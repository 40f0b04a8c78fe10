"""Reading the board: the tasks of one collaboration, or those that wait for one person, in columns with what can be moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from heli.acts import halts
from heli.acts.registry import find_act
from heli.collaborations.cards import address
from heli.collaborations.models import Outcome, Suspension
from heli.collaborations.plan.models import DelayReason, Task, TaskLink
from heli.collaborations.stages.pauses import Pauses
from heli.collaborations.stages.queries import pauses_of
from heli.collaborations.visibility import SEES
from heli.kernel.actor import Actor
from heli.kernel.conditions import sees
from heli.kernel.errors import Reason, Reasons
from heli.kernel.ids import random_id
from heli.kernel.ref import Ref
from heli.kernel.time import day_of, today
from heli.matters.models import Matter
from heli.people.models import Person
from heli.people.queries import PostLine, UnitLabel, post_lines
from heli.people.then import Then, units_then
from heli.work import rules
from heli.work.conditions import FOR_THE_UNIT
from heli.work.models import Acceptance, HandIn

SHOWN = 20
MINE = 300
"""A person's own board shows no more tasks than that; what is accepted falls out first."""
DONE = ("handed", "accepted")
"""States in which the doer's part is done: its names are those of that day."""
NEXT = {"unsigned": "ready", "ready": "doing", "doing": "handed", "handed": "accepted"}


@dataclass(frozen=True)
class Move:
    """A column that a card can be moved to, and why not by this reader now."""

    to: str
    label: str
    reasons: Reasons = ()

    @property
    def why(self) -> str:
        """The first reason, in words."""
        return str(self.reasons[0].sentence) if self.reasons else ""


@dataclass(frozen=True)
class TaskLine:
    """A task as a card shows it: unit first, person second."""

    ref: Ref
    number: str
    title: str
    url: str
    where: str
    where_url: str
    state: str
    unit: str
    person: str
    receiver: str
    due_on: date
    lamp: rules.Lamp
    waits: tuple[str, ...]
    accepted_at: datetime | None
    moves: tuple[Move, ...]
    key: str
    seen: int
    matter: UUID | None
    matter_seen: int

    @property
    def may(self) -> bool:
        """Whether this reader can move it at all."""
        return any(not m.reasons for m in self.moves)

    @property
    def late(self) -> bool:
        """Late, or due within two working days."""
        return self.state not in DONE and self.lamp.kind in ("bad", "warn")

    @property
    def past(self) -> bool:
        """Past its day, with or without a reason on record."""
        return self.state not in DONE and self.lamp.past

    @property
    def to_accept(self) -> bool:
        """Whether it waits for this reader's verdict."""
        return self.state == "handed" and self.may

    def reasons(self, to: str) -> Reasons:
        """Why this reader cannot move it to `to`; empty where nothing speaks against it."""
        return next((m.reasons for m in self.moves if m.to == to), rules.against_move(self.state, to))


@dataclass(frozen=True)
class Column:
    """A column with its first cards; `count` is all of them."""

    key: str
    label: str
    lines: tuple[TaskLine, ...]
    count: int


@dataclass(frozen=True)
class Group:
    """How far the stage acceptance of an outcome is: tasks accepted of all that belong to it."""

    title: str
    receiver: str
    accepted: int
    tasks: int
    late: int


@dataclass(frozen=True)
class Board:
    """The board. `counts` are those of the filters; `planned` tasks wait for the plan's approval and stand in no column."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    counts: Mapping[str, int]
    planned: int
    total: int


FILTERS = {"": "全部", "own": "只看我单位", "late": "逾期与临期", "accept": "待我验收"}


def board(actor: Actor, collaboration: UUID, chosen: str = "", *, whole: bool = False) -> Board:
    """The tasks of a collaboration that the reader sees. Queries: tasks, links, matters, hand-ins, acceptances, posts, units,
    outcomes."""
    rows = list(_rows(actor).filter(collaboration=collaboration))
    lines = lines_of(rows, actor)
    return _board(rows, lines, _groups(collaboration, rows, lines), actor, chosen, whole)


def my_board(actor: Actor, chosen: str = "", *, whole: bool = False) -> Board:
    """The tasks of all collaborations that wait for the reader: to do in the own post, to hand on for the unit, to accept."""
    mine = Q(post=actor.post)
    if actor.duties & FOR_THE_UNIT:
        mine |= Q(unit=actor.organisation, post__isnull=True)
    found = _rows(actor).filter(mine | Q(receiver=actor.organisation, state="handed"), collaboration__state="active")
    rows = list(found.exclude(state="planned").order_by("due_on", "id")[:MINE]) if actor.post else []
    return _board(rows, lines_of(rows, actor), (), actor, chosen, whole)


def _rows(actor: Actor) -> QuerySet[Any]:
    handing = Person.objects.filter(id=OuterRef("person"))
    newest = HandIn.objects.filter(task=OuterRef("pk")).order_by("-at")
    passed = Acceptance.objects.filter(hand_in__task=OuterRef("pk"), accepted=True).order_by("-at")
    return (
        halts.with_halts(Task.objects.filter(sees(actor, Task, SEES)))
        .exclude(state="dropped")
        .select_related("collaboration")
        .annotate(
            explained=Exists(DelayReason.objects.filter(task=OuterRef("pk"))),
            was_suspended=Exists(Suspension.objects.filter(collaboration=OuterRef("collaboration"))),
            handed_by=Subquery(newest.values("person")[:1]),
            handed_name=Subquery(newest.annotate(name=Subquery(handing.values("name"))).values("name")[:1]),
            handed_at=Subquery(newest.values("at")[:1]),
            accepted_at=Subquery(passed.values("at")[:1]),
        )
        .order_by("due_on", "order")
    )


def line(actor: Actor, task: UUID) -> TaskLine:
    """One task as a card. The caller has found it for the reader."""
    return lines_of(list(_rows(actor).filter(id=task)), actor)[0]


def lines_of(rows: Sequence[Any], actor: Actor) -> list[TaskLine]:
    """Tasks as cards. Queries: links, matters, posts, units, and suspensions where a task is late after one."""
    waits: dict[UUID, list[str]] = {}
    links = TaskLink.objects.filter(task__in=[t.id for t in rows]).exclude(needs__state="accepted")
    for link in links.select_related("needs").order_by("needs__order"):
        waits.setdefault(link.task_id, []).append(f"{link.needs.number} {link.needs.title}")
    asked = Matter.objects.filter(kind="task.do", about_kind="task", about_id__in=[t.id for t in rows], state="unsigned")
    matters = {m.about_id: m for m in asked}
    names = _Names.of(rows)
    rests = pauses_of(t.collaboration_id for t in rows if t.was_suspended and t.due_on < today())
    return [_line(t, actor, waits.get(t.id, []), matters.get(t.id), names, rests.get(t.collaboration_id, ())) for t in rows]


@dataclass(frozen=True)
class _Names:
    """Who does and who receives: what is done with the names of its day, what waits with those of today."""

    posts: Mapping[UUID, PostLine]
    units: Mapping[Then, UnitLabel]

    @classmethod
    def of(cls, rows: Sequence[Any]) -> _Names:
        """Two queries: posts of what is still to be done, and units of all days."""
        day = today()
        now = {(u, day) for t in rows for u in (t.unit_id, t.receiver_id)}
        return cls(
            post_lines({t.post_id for t in rows if t.post_id and t.state not in DONE}),
            units_then(now | {s for t in rows for s in (_doing(t), _receiving(t))}),
        )

    def person(self, task: Any) -> str:
        """Who handed it in, or has it today."""
        if task.state in DONE and task.handed_name:
            return str(task.handed_name)
        return self.posts[task.post_id].person or "空缺" if task.post_id in self.posts else "待定"

    def short(self, side: Then) -> str:
        """How the unit was called that day."""
        return (self.units.get(side) or self.units[side[0], today()]).short


def _doing(task: Any) -> Then:
    return task.unit_id, day_of(task.handed_at) if task.state in DONE and task.handed_at else today()


def _receiving(task: Any) -> Then:
    return task.receiver_id, day_of(task.accepted_at) if task.state == "accepted" and task.accepted_at else today()


def _line(
    task: Any,
    actor: Actor,
    waits: Sequence[str],
    matter: Matter | None,
    names: _Names,
    pauses: Pauses,
) -> TaskLine:
    above = task.collaboration
    moves = tuple(
        Move(to, rules.COLUMNS[to], _against(task, name, actor, waits, matter))
        for (state, to), name in rules.MOVES.items()
        if state == task.state
    )
    return TaskLine(
        ref=task.ref,
        number=task.number,
        title=task.title,
        url=f"{address(above)}tasks/{task.id}/",
        where=above.title,
        where_url=address(above),
        state=task.state,
        unit=names.short(_doing(task)),
        person=names.person(task),
        receiver=names.short(_receiving(task)),
        due_on=task.due_on,
        lamp=rules.light(task.state, task.due_on, today(), explained=task.explained, pauses=pauses),
        waits=tuple(waits) if task.state in ("unsigned", "ready") else (),
        accepted_at=task.accepted_at if task.state == "accepted" else None,
        moves=moves,
        key=random_id().hex,
        seen=task.version,
        matter=matter.id if matter else None,
        matter_seen=matter.version if matter else 0,
    )


def _against(task: Any, act: str, actor: Actor, waits: Sequence[str], matter: Matter | None) -> Reasons:
    """Who may, whether the collaboration runs, and the rule of the deed: the same that `perform` asks, without a query."""
    allow = find_act(act).allow
    halted = halts.against(find_act(act), task)
    if act == "matter.sign":
        gone: Reasons = (Reason("任务没有等待签收的事项", "4.1.a", "牵头单位经办人"),)
        return allow.against(actor, matter) or halted if matter is not None else gone
    if reasons := allow.against(actor, task) or halted:
        return reasons
    above = task.collaboration
    if above.state != "active" or above.stage not in rules.GOING:
        return (Reason("事项不在“执行实施”阶段", "2.2", "牵头单位经办人"),)
    match act:
        case "task.start":
            return rules.against_start(task.state, waits)
        case "task.hand_in":
            return rules.against_hand_in(task.state)
    return rules.against_accepting(task.state, task.handed_by, actor.person)


def _board(
    rows: Sequence[Any], lines: Sequence[TaskLine], groups: tuple[Group, ...], actor: Actor, chosen: str, whole: bool
) -> Board:
    kept = {
        "": list(lines),
        "own": [x for x, t in zip(lines, rows, strict=True) if actor.organisation in (t.unit_id, t.receiver_id)],
        "late": [x for x in lines if x.late],
        "accept": [x for x in lines if x.to_accept],
    }
    shown = kept.get(chosen, kept[""])
    return Board(
        columns=tuple(_column(key, label, [x for x in shown if x.state == key], whole) for key, label in rules.COLUMNS.items()),
        groups=groups,
        counts={name: len(found) for name, found in kept.items()},
        planned=sum(x.state == "planned" for x in lines),
        total=len(lines),
    )


def _column(key: str, label: str, lines: list[TaskLine], whole: bool) -> Column:
    if key == "accepted":
        lines.sort(key=lambda x: (x.accepted_at is None, x.accepted_at), reverse=True)
    return Column(key, label, tuple(lines if whole else lines[:SHOWN]), len(lines))


def _groups(collaboration: UUID, rows: Sequence[Any], lines: Sequence[TaskLine]) -> tuple[Group, ...]:
    outcomes = Outcome.objects.filter(collaboration=collaboration).order_by("order").values_list("id", "title", "receiver")
    cards = [(t.outcome_id, x) for t, x in zip(rows, lines, strict=True)]
    found = [(title, receiver, [x for o, x in cards if o == id_]) for id_, title, receiver in outcomes]
    day = today()
    units = units_then((r, day) for _, r, tasks in found if r and tasks)
    return tuple(
        Group(
            title,
            units[receiver, day].short if (receiver, day) in units else "",
            sum(t.state == "accepted" for t in tasks),
            len(tasks),
            sum(t.past for t in tasks),
        )
        for title, receiver, tasks in found
        if tasks
    )
