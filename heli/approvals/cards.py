"""The card of an approval."""

from __future__ import annotations

from uuid import UUID

from heli.approvals.models import STATES, Approval
from heli.kernel.cards import Card


def address(id_: UUID) -> str:
    """The page of an approval."""
    return f"/approvals/{id_}/"


def approval_card(approval: Approval) -> Card:
    """Title and state; the address holds the id until papers gives numbers."""
    return Card(
        approval.ref,
        approval.root_id,
        approval.version,
        approval.title,
        approval.number,
        url=address(approval.id),
        state=STATES[approval.state],
    )
