"""Reading the duty list: as the pure `DutyList` for rules, and with names for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from heli.collaborations.duties.models import AcceptedFinding, ColumnConfirmation, DutyCell, DutyRow
from heli.collaborations.duties.rules import APPROVAL, DESIGN, Accepted, Cell, Duty, DutyList, Finding, column_digest, findings
from heli.collaborations.models import Collaboration, Outcome, Party
from heli.collaborations.plan.models import DesignSubmission, Task, TaskLink
from heli.kernel.cards import Card
from heli.kernel.dated import in_force
from heli.kernel.time import today


@dataclass(frozen=True)
class Design:
    """All that the design stage works on: the list, its findings, and each unit's tasks.

    `units` have a column. After the stage of design these are the ones that the design names: who is invited later has nothing to
    confirm, and the baseline stays as it was approved (`party.invite`).
    """

    duties: DutyList
    findings: tuple[Finding, ...]
    units: tuple[UUID, ...]
    digests: dict[UUID, str]
    confirmed: dict[UUID, ColumnConfirmation]

    def unconfirmed(self) -> tuple[UUID, ...]:
        """Units whose column is not confirmed in its present version."""
        return tuple(u for u in self.units if not self.is_confirmed(u))

    def is_confirmed(self, unit: UUID) -> bool:
        """Whether the newest answer of `unit` is a confirmation of exactly what stands now."""
        answer = self.confirmed.get(unit)
        return answer is not None and answer.confirmed and answer.digest == self.digests[unit]

    def is_contested(self, unit: UUID) -> bool:
        """Whether the newest answer of `unit` contests exactly what stands now."""
        answer = self.confirmed.get(unit)
        return answer is not None and not answer.confirmed and answer.digest == self.digests.get(unit)


def cells_of(collaboration: UUID) -> QuerySet[DutyCell]:
    """The cells of today that count: those of a unit that declined rest until it takes part again. One query."""
    taking_part = _taking_part(collaboration).values("unit")
    return DutyCell.objects.filter(in_force(today()), collaboration=collaboration, unit__in=taking_part)


def duty_list(collaboration: UUID, tasks: Sequence[Task], units: Iterable[UUID]) -> DutyList:
    """The duty list of `units` with outcomes and `tasks`, for the coverage test. Three queries."""
    cells: dict[UUID, list[Cell]] = {}
    for cell in cells_of(collaboration):
        cells.setdefault(cell.duty_id, []).append(
            Cell(str(cell.unit_id), frozenset(cell.kinds), str(cell.post_id) if cell.post_id else "")
        )
    rows = tuple(
        Duty(
            str(r.id), r.title, r.boundary, r.deliverable, str(r.outcome_id) if r.outcome_id else "",
            tuple(sorted(cells.get(r.id, []), key=lambda c: c.unit)),
        )
        for r in DutyRow.objects.filter(collaboration=collaboration).order_by("order")
    )  # fmt: skip
    outcomes = list(Outcome.objects.filter(collaboration=collaboration).order_by("order").values_list("id", "title", "maker"))
    return DutyList(
        rows,
        {str(i): title for i, title, _ in outcomes},
        {str(t.id): t.title for t in tasks},
        {str(t.id): str(t.duty_id) if t.duty_id else "" for t in tasks},
        {str(i): str(maker) for i, _, maker in outcomes if maker},
        {str(t.id): (str(t.unit_id), str(t.receiver_id)) for t in tasks},
        frozenset(map(str, units)),
    )


def _tasks(collaboration: UUID) -> QuerySet[Task]:
    return Task.objects.filter(collaboration=collaboration).exclude(state="dropped").order_by("order")


def accepted_findings(collaboration: UUID) -> dict[str, Accepted]:
    """Accepted findings by key."""
    rows = AcceptedFinding.objects.filter(collaboration=collaboration).values_list("finding", "reason", "until")
    return {key: Accepted(reason, until) for key, reason, until in rows}


def needs_of(collaboration: UUID) -> dict[UUID, list[str]]:
    """Task → the tasks that come before it, in a fixed order. One query."""
    found: dict[UUID, list[str]] = {}
    for task, need in TaskLink.objects.filter(task__collaboration=collaboration).values_list("task", "needs"):
        found.setdefault(task, []).append(str(need))
    return {task: sorted(needs) for task, needs in found.items()}


def _approved_posts(collaboration: UUID) -> dict[str, str]:
    """Who was to do each task when the plan was approved. One query."""
    newest = DesignSubmission.objects.filter(collaboration=collaboration).order_by("-version_no")
    document = newest.values_list("document", flat=True).first() or {}
    return {t["id"]: t["post"] for t in document.get("tasks", ())}


def _task_line(t: Task, post: str, needs: Iterable[str]) -> tuple[str, ...]:
    return (
        str(t.id),
        t.title,
        str(t.unit_id),
        str(t.receiver_id),
        t.deliverable,
        t.criterion,
        str(t.starts_on),
        str(t.due_on),
        t.goal,
        post,
        ",".join(needs),
    )


def parties(collaboration: UUID) -> tuple[UUID, ...]:
    """The units that have a column: lead and cooperating parties that did not decline."""
    return tuple(_taking_part(collaboration).order_by("unit__order").values_list("unit", flat=True))


def _taking_part(collaboration: UUID) -> QuerySet[Party]:
    rows = Party.objects.filter(in_force(today()), collaboration=collaboration, role__in=("lead", "cooperating"))
    return rows.exclude(state="declined")


def _named(duties: DutyList, units: Iterable[UUID]) -> tuple[UUID, ...]:
    """The units that have a cell or a task."""
    named = {c.unit for r in duties.rows for c in r.cells} | {u for pair in duties.hands.values() for u in pair}
    return tuple(u for u in units if str(u) in named)


def design(collaboration: UUID) -> Design:
    """Duty list, findings and confirmations together. Eight queries, nine after the approval."""
    rows = _taking_part(collaboration).order_by("unit__order").values_list("unit", "collaboration__stage")
    units, stage = tuple(u for u, _ in rows), max((s for _, s in rows), default=0)
    tasks = list(_tasks(collaboration))
    duties = duty_list(collaboration, tasks, units)
    if stage > DESIGN:
        units = _named(duties, units)
    # a unit may pass a task on inside the house once it is being done; what it confirmed was who stood in the plan
    posts, needs = _approved_posts(collaboration) if stage > APPROVAL else {}, needs_of(collaboration)
    lines = {t.id: _task_line(t, posts.get(str(t.id), str(t.post_id or "")), needs.get(t.id, ())) for t in tasks}
    digests = {u: column_digest(duties, str(u), [lines[t.id] for t in tasks if u in (t.unit_id, t.receiver_id)]) for u in units}
    newest = {c.unit_id: c for c in ColumnConfirmation.objects.filter(collaboration=collaboration).order_by("at")}
    found = findings(duties, accepted_findings(collaboration), today())
    return Design(duties, found, units, digests, newest)


def stage_of(collaboration: UUID) -> int:
    """The stage that a collaboration is in; 0 for none. One query."""
    return Collaboration.objects.filter(id=collaboration).values_list("stage", flat=True).first() or 0


def row_text(row: UUID) -> dict[str, object]:
    """The text of a row as its form asks for it. One query."""
    fields = ("module", "title", "boundary", "deliverable", "ground", "outcome")
    return dict(DutyRow.objects.filter(id=row).values(*fields).first() or {})


def row_cells(row: UUID) -> list[Cell]:
    """The cells of one row today. One query."""
    rows = DutyCell.objects.filter(in_force(today()), duty=row)
    return [Cell(str(c.unit_id), frozenset(c.kinds), str(c.post_id) if c.post_id else "") for c in rows]


def cell_card(row: UUID, unit: UUID, root: UUID) -> Card | None:
    """The cell as the record knows it; None while it is empty. One query."""
    found = DutyCell.objects.filter(in_force(today()), duty=row, unit=unit).first()
    return Card(found.ref, root, found.version, "") if found else None


def party_of(collaboration: UUID, unit: UUID) -> UUID | None:
    """The party that a unit is in a collaboration today, where it has a column. One query."""
    rows = Party.objects.filter(in_force(today()), collaboration=collaboration, unit=unit, role__in=("lead", "cooperating"))
    return rows.exclude(state="declined").values_list("id", flat=True).first()
