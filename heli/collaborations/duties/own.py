"""Reading one unit's column: the rows and tasks that it confirms, and how its answer stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from heli.collaborations.duties import queries
from heli.collaborations.duties.columns import asked_units
from heli.collaborations.duties.pages import standing, why_closed
from heli.collaborations.duties.rules import KINDS, Duty, letters_of
from heli.collaborations.head import planned_day
from heli.collaborations.plan.models import Task, TaskLink
from heli.kernel.cards import Card
from heli.people.queries import PostLine, UnitLabel, post_lines, unit_names


@dataclass(frozen=True)
class OwnDuty:
    """A row in which the unit has a part: what it confirms."""

    title: str
    letters: str
    who: str
    boundary: str
    deliverable: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class OwnTask:
    """A task that the unit does or receives."""

    number: str
    title: str
    goal: str
    part: str
    other: str
    who: str
    needs: tuple[str, ...]
    deliverable: str
    criterion: str
    starts: str
    due: str


@dataclass(frozen=True)
class OwnColumn:
    """What concerns one unit alone, and how its answer stands. `digest` stands for all of it: an answer is to exactly this."""

    unit: str
    duties: tuple[OwnDuty, ...]
    tasks: tuple[OwnTask, ...]
    lamp: str
    word: str
    note: str
    closed: str
    digest: str


def own_column(card: Card, unit: UUID) -> OwnColumn:
    """The rows and tasks that `unit` confirms. About fifteen queries."""
    now = queries.design(card.root)
    names = unit_names(now.units)
    mine = [(r, c) for r in now.duties.rows for c in r.cells if c.unit == str(unit)]
    rows = list(_own_tasks(card.root, unit))
    lines = post_lines({UUID(c.post) for _, c in mine if c.post} | {t.post_id for t in rows if t.post_id})
    needs = _needs_of(rows)
    duties = []
    for row, cell in mine:
        who = _who(lines.get(UUID(cell.post)) if cell.post else None)
        others = _others(row, cell.unit, names)
        duties.append(OwnDuty(row.title, letters_of(cell.kinds), who, row.boundary, row.deliverable, others))
    tasks = tuple(_own_task(t, unit, names, _who(lines.get(t.post_id) if t.post_id else None), needs.get(t.id, ())) for t in rows)
    lamp, word, note = standing(now, unit, unit in asked_units(card.root)) if unit in now.digests else ("off", "没有职责", "")
    name, digest = names[unit].name if unit in names else "", now.digests.get(unit, "")
    return OwnColumn(name, tuple(duties), tasks, lamp, word, note, why_closed(card), digest)


def _own_tasks(collaboration: UUID, unit: UUID) -> QuerySet[Task]:
    rows = Task.objects.filter(Q(unit=unit) | Q(receiver=unit), collaboration=collaboration)
    return rows.exclude(state="dropped").order_by("order")


def _needs_of(tasks: Sequence[Task]) -> dict[UUID, tuple[str, ...]]:
    """Number and title of what each task waits for. One query."""
    found: dict[UUID, tuple[str, ...]] = {}
    for link in TaskLink.objects.filter(task__in=tasks).select_related("needs").order_by("needs__order"):
        found[link.task_id] = (*found.get(link.task_id, ()), f"{link.needs.number} {link.needs.title}")
    return found


def _who(line: PostLine | None) -> str:
    return f"{line.title} {line.person or '空缺'}" if line else ""


def _others(row: Duty, unit: str, names: Mapping[UUID, UnitLabel]) -> tuple[str, ...]:
    """The other units with a part in a row, the leading ones first; those only informed are left out."""
    rest = [c for c in row.cells if c.unit != unit and UUID(c.unit) in names and c.kinds - {"inform"}]
    rest.sort(key=lambda c: min(KINDS.index(k) for k in KINDS if k in c.kinds))
    return tuple(f"{letters_of(c.kinds)} {names[UUID(c.unit)].short}" for c in rest)


def _own_task(task: Task, unit: UUID, names: Mapping[UUID, UnitLabel], who: str, needs: tuple[str, ...]) -> OwnTask:
    does = task.unit_id == unit
    other = names.get(task.receiver_id if does else task.unit_id)
    return OwnTask(
        task.number, task.title, task.goal, "承办" if does else "验收", other.short if other else "", who, needs,
        task.deliverable, task.criterion, planned_day(task.starts_on), planned_day(task.due_on),
    )  # fmt: skip
