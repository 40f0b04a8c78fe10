"""The order of the stages. Pure functions."""

from __future__ import annotations

NEXT = {1: 2, 2: 3, 3: 4, 4: 6, 6: 7}
TOGETHER = {4: (4, 5)}
"""Execution and monitoring run side by side: entered and left together."""


def following(stage: int) -> int | None:
    """The stage after `stage`; None after the last."""
    return NEXT.get(stage)


def may_pass(now: int, to: int) -> bool:
    """Whether `to` follows `now`, or leads back from approval to design."""
    return NEXT.get(now) == to or (now, to) == (3, 2)
