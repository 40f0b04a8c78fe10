"""Confirming an actor inside the transaction: rights are those of this moment, not of the session (T20).

Acts lies below people, so people hands in the question at start-up.
"""

from __future__ import annotations

from collections.abc import Callable

from heli.kernel.actor import Actor

_confirm: Callable[[Actor], Actor] = lambda actor: actor  # noqa: E731  until people is there, as in the scratch room


def confirm(actor: Actor) -> Actor:
    """The actor with present rights; `Denied` when the post is no longer held. Systems acting for no one pass."""
    return actor if actor.person is None else _confirm(actor)


def confirm_by(question: Callable[[Actor], Actor]) -> Callable[[Actor], Actor]:
    """Hand in the question that `confirm` asks, at most one query; returns the one before."""
    global _confirm
    before, _confirm = _confirm, question
    return before
