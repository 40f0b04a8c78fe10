"""Reading approvals: what other rooms ask about a chain. The page of an approval is read in `page`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heli.approvals.cards import address
from heli.approvals.dossier import Dossier, dossier, in_force, persons_of
from heli.approvals.models import Approval, ApprovalStep, Decision
from heli.approvals.page import ApprovalPage, approval_page
from heli.kernel.ref import Ref
from heli.kernel.time import day_of
from heli.people.queries import PostLine, post_lines
from heli.people.then import Then, lines_then

__all__ = ["ApprovalPage", "ChainView", "DecidedStep", "approval_page", "chain_of", "decided_steps", "latest"]
FOCUS = ("reasonable", "feasible", "risk")


@dataclass(frozen=True)
class DecidedStep:
    """A step of the latest approval of a thing, with the agreement in force. `persons`: who decided, and for whom."""

    order: int
    level: str
    label: str
    post: UUID
    persons: tuple[UUID, ...]
    decided_at: datetime


@dataclass(frozen=True)
class StepLine:
    """A step of a chain as other rooms show it. `who` is the label of who decided or of who is to decide today."""

    order: int
    level: str
    label: str
    post: UUID
    who: str
    state: str
    decided_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class ChainView:
    """The latest approval of a thing: its state, digest and steps."""

    ref: Ref
    number: str
    title: str
    state: str
    version_no: int
    digest: str
    submitted_at: datetime
    steps: tuple[StepLine, ...]
    open_since: datetime | None
    reason: str = ""

    @property
    def url(self) -> str:
        """The page of the approval."""
        return address(self.ref.id)


def latest(about: Ref) -> Approval | None:
    """The latest submission of a thing, for acts and checks. One query."""
    return Approval.objects.filter(about_kind=about.kind, about_id=about.id).order_by("-version_no").first()


def chain_of(about: Ref) -> ChainView | None:
    """Levels, who, when and state of the latest approval of `about`, for rooms that may show it. Eight queries."""
    approval = latest(about)
    if approval is None:
        return None
    file = dossier(approval)
    lines = post_lines(file.post_ids())
    last = {d.step_id: d for d in file.decisions}
    then = lines_then({_decided(d) for d in file.decisions})
    people = _persons(file.decisions)
    steps = tuple(_step_line(s, last.get(s.id), lines.get(s.post_id), then, people) for s in file.steps)
    current = file.current
    reason = file.decisions[-1].reason if approval.state == "returned" and file.decisions else ""
    return ChainView(
        approval.ref,
        approval.number,
        approval.title,
        approval.state,
        approval.version_no,
        approval.digest,
        approval.submitted_at,
        steps,
        current.opened_at if current else None,
        reason,
    )


def _persons(decisions: Iterable[Decision]) -> dict[UUID, str]:
    rows = Decision.objects.filter(id__in=[d.id for d in decisions]).values_list("id", "person__name")
    return {id_: str(name) for id_, name in rows}


def _decided(one: Decision) -> Then:
    """The post that decided, on that day."""
    return one.post_id, day_of(one.decided_at)


def _step_line(
    step: ApprovalStep, last: Decision | None, line: PostLine | None, then: Mapping[Then, PostLine], people: Mapping[UUID, str]
) -> StepLine:
    done = last is not None and in_force(step, last)
    who = line.label if line else ""
    if last is not None and done:
        was = then[_decided(last)]
        who = f"{was.unit.name} · {was.title} · {people[last.id]}"
    state = "done" if done else "now" if step.is_open else "next"
    return StepLine(
        step.order,
        step.level,
        step.label,
        step.post_id,
        who,
        state,
        last.decided_at if last is not None and done else None,
        step.due_at if step.is_open else None,
    )


def decided_steps(about: Ref) -> tuple[DecidedStep, ...]:
    """The agreements in force of the latest approval of `about`, in the order of the steps. Four queries."""
    approval = latest(about)
    return decided_in(dossier(approval)) if approval is not None else ()


def decided_in(file: Dossier) -> tuple[DecidedStep, ...]:
    """The agreements in force of one approval."""
    by_step = {d.step_id: d for d in file.decisions}
    return tuple(
        DecidedStep(
            step.order,
            step.level,
            step.label,
            one.post_id,
            persons_of(one),
            one.decided_at,
        )
        for step in file.steps
        if (one := by_step.get(step.id)) is not None and in_force(step, one)
    )
