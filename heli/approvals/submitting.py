"""Handing something in for approval, ending it and giving it time, from inside another room's deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from heli.acts.deed import Deed, current
from heli.acts.models import Root
from heli.approvals.consequences import Ending, Pushing
from heli.approvals.facts import Facts
from heli.approvals.models import Approval
from heli.approvals.rules import Step
from heli.kernel.ref import Ref


def end_approvals(reason: str) -> int:
    """End every open approval of the root of the deed in progress, because the whole has ended; returns how many.

    The caller withdraws the matters of the root, those of the approvals among them.
    """
    deed = current()
    return len(deed.children_of("approval.end", [(a, Ending(reason=reason)) for a in _open_in_root(deed)]))


def push_approvals(since: datetime) -> int:
    """Move the due of the open step of every open approval of the root by the time since then; returns how many."""
    deed = current()
    return len(deed.children_of("approval.push", [(a, Pushing(since=since)) for a in _open_in_root(deed)]))


def _open_in_root(deed: Deed) -> list[Approval]:
    return list(Approval.objects.filter(root=deed.root.id, state="open").order_by("submitted_at", "id"))


def submit(
    about: Ref,
    title: str,
    steps: Sequence[Step],
    barred: Mapping[UUID, str],
    digest: str,
    facts: Facts | Mapping[str, Any],
) -> Approval:
    """Submit `about` for approval as a consequence of the open deed, whose actor is the submitter; the first step is asked.

    `barred` maps natural persons to why they may decide nothing here (设计人, 起草人 …); the submitter is barred by itself.
    `digest` (hex) is that of the content to be approved. Raises `RuleBroken` when the chain would hang or the thing is
    under approval already, so that the caller's deed does not happen either.
    """
    deed = current()
    approval: Approval = deed.child(
        "approval.submit",
        Root(id=deed.root.id, kind=deed.root.kind),
        {
            "about": str(about),
            "title": title,
            "digest": digest,
            "steps": [{"level": s.level, "label": s.label, "post": str(s.post), "within": s.within.code()} for s in steps],
            "barred": [{"person": str(person), "why": why} for person, why in barred.items()],
            "facts": facts.model_dump(mode="json") if isinstance(facts, Facts) else dict(facts),
        },
    )
    return approval
