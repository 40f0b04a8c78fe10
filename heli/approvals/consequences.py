"""Verbs of the system on approvals: ended with the whole to which they belong, given back the time that did not count (2.2).

Other rooms reach them through `submitting`. Both are bulk: the number of statements does not grow with the approvals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from heli.acts.deed import current
from heli.acts.registry import Input, act
from heli.approvals.models import Approval, ApprovalStep, Withdrawal
from heli.kernel.actor import Actor
from heli.kernel.clock import pushed
from heli.kernel.conditions import Internal


class Ending(Input):
    """Why the whole has ended."""

    reason: str = Field(title="理由", min_length=1, max_length=500)


@act(
    "approval.end", clause="2.2", on=Approval, allow=Internal(), label=_("终止审批"),
    says=_("随事项撤销终止审批“{about}”，理由：{reason}"), bulk=True,
)  # fmt: skip
def end_approvals(actor: Actor, pairs: Sequence[tuple[Approval, Ending]]) -> list[Approval]:
    """Close the open step and take the request back for whoever ended the whole. Decisions so far stay on record."""
    deed, rows = current(), [approval for approval, _given in pairs]
    Withdrawal.objects.bulk_create(
        [
            Withdrawal(
                approval=a, person_id=deed.actor.person_id, post_id=deed.actor.post_id, reason=given.reason, withdrawn_at=deed.at
            )
            for a, given in pairs
        ]
    )
    steps = _open_steps(rows)
    for step in steps:
        step.closed_at = deed.at
    ApprovalStep.objects.bulk_update(steps, ["closed_at"])
    for approval in rows:
        approval.state = "withdrawn"
    Approval.objects.bulk_update(rows, ["state"])
    return rows


class Pushing(Input):
    """Since when time did not count."""

    since: datetime = Field(title="自何时起不计")


@act(
    "approval.push", clause="2.2", on=Approval, allow=Internal(), label=_("顺延审批期限"),
    says=_("审批“{about}”的期限按中止的时间顺延"), bulk=True,
)  # fmt: skip
def push_approvals(actor: Actor, pairs: Sequence[tuple[Approval, Pushing]]) -> list[Approval]:
    """Move the due of the open step."""
    since = {approval.id: given.since for approval, given in pairs}
    steps = _open_steps([approval for approval, _given in pairs])
    for step in steps:
        if step.opened_at is not None and step.due_at is not None:
            begun = max(since[step.approval_id], step.opened_at)
            step.due_at = pushed(step.due_at, step.term.unit, begun, current().at).at
    ApprovalStep.objects.bulk_update(steps, ["due_at"])
    return [approval for approval, _given in pairs]


def _open_steps(rows: Sequence[Approval]) -> list[ApprovalStep]:
    return list(ApprovalStep.objects.filter(approval__in=rows, opened_at__isnull=False, closed_at__isnull=True))
