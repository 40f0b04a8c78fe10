"""The card of an approval."""

from __future__ import annotations

from heli.approvals.models import STATES, Approval
from heli.kernel.cards import Card


def approval_card(approval: Approval) -> Card:
    """Title and state; the address holds the id until papers gives numbers."""
    return Card(
        approval.ref,
        approval.root_id,
        approval.version,
        approval.title,
        approval.number,
        url=f"/approvals/{approval.id}",
        state=STATES[approval.state],
    )
