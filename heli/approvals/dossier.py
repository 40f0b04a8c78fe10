"""Everything that acts must know of one approval, loaded with a fixed number of queries: for acts and hooks, never for pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from heli.approvals import rules
from heli.approvals.models import Approval, ApprovalStep, Barred, Decision, Withdrawal
from heli.people.queries import posts


@dataclass(frozen=True)
class Dossier:
    """An approval with its steps in order, its decisions in order, who may not decide, and the chain that follows from them."""

    approval: Approval
    steps: tuple[ApprovalStep, ...]
    decisions: tuple[Decision, ...]
    barred: Mapping[UUID, str]
    chain: rules.Chain

    @property
    def current(self) -> ApprovalStep | None:
        """The step that waits for a decision."""
        return None if self.chain.open is None else self.steps[self.chain.open]

    def post_ids(self) -> list[UUID]:
        """The posts of the chain."""
        return [s.post_id for s in self.steps]


def dossier(approval: Approval) -> Dossier:
    """The dossier of one approval. Three queries."""
    return dossiers([approval])[approval.id]


def dossiers(approvals: Sequence[Approval]) -> dict[UUID, Dossier]:
    """The dossiers of many approvals. Three queries, however many there are."""
    ids = [a.id for a in approvals]
    steps = _grouped(ApprovalStep.objects.filter(approval__in=ids).order_by("order"))
    decisions = _grouped(Decision.objects.filter(approval__in=ids).order_by("nth"))
    barred = _grouped(Barred.objects.filter(approval__in=ids))
    return {
        a.id: _dossier(
            a,
            cast(list[ApprovalStep], steps.get(a.id, [])),
            cast(list[Decision], decisions.get(a.id, [])),
            {b.person_id: b.why for b in cast(list[Barred], barred.get(a.id, []))},
        )
        for a in approvals
    }


def _grouped(rows: Iterable[ApprovalStep | Decision | Barred | Withdrawal]) -> dict[UUID, list[object]]:
    result: dict[UUID, list[object]] = {}
    for row in rows:
        result.setdefault(row.approval_id, []).append(row)
    return result


def _dossier(
    approval: Approval, steps: Sequence[ApprovalStep], decisions: Sequence[Decision], barred: Mapping[UUID, str]
) -> Dossier:
    chain = rules.replay([as_rule(s) for s in steps], _events(approval, steps, decisions))
    return Dossier(approval, tuple(steps), tuple(decisions), barred, chain)


def _events(approval: Approval, steps: Sequence[ApprovalStep], decisions: Sequence[Decision]) -> list[rules.Event]:
    """What happened, as the rules read it."""
    place = {s.id: i for i, s in enumerate(steps)}
    events: list[rules.Event] = [rules.Submitted(approval.submitter_id)]
    for one in decisions:
        persons = persons_of(one)
        if one.verb == "agree":
            events.append(rules.Agreed(persons))
        else:
            events.append(rules.Returned(persons, None if one.return_to_id is None else place[one.return_to_id]))
    return [*events, rules.Withdrawn()] if approval.state == "withdrawn" else events


def persons_of(decision: Decision) -> tuple[UUID, ...]:
    """Who decided, and for whom where somebody stood in."""
    return (decision.person_id, decision.stands_for_id) if decision.stands_for_id else (decision.person_id,)


def as_rule(step: ApprovalStep) -> rules.Step:
    """A step as the rules read it."""
    return rules.Step(rules.level(step.level), step.label, step.post_id, step.term)


def holders(post_ids: Iterable[UUID]) -> dict[UUID, rules.Holder]:
    """Who holds these posts today, for the rules. One query."""
    return {line.id: rules.Holder(line.person_id, line.label) for line in posts(ids=post_ids)}


def in_force(step: ApprovalStep, decision: Decision) -> bool:
    """Whether an agreement still counts: it is of the step's present round, and no return has undone it."""
    return decision.verb == "agree" and step.closed_at is not None and decision.round == step.round
