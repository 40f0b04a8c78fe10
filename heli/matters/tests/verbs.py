"""Kinds and verbs with which tests open, settle and withdraw matters; taken back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from heli.acts.registry import Input, act, forget
from heli.kernel.actor import Actor
from heli.kernel.clock import workdays
from heli.kernel.conditions import Signed
from heli.matters.kinds import MatterKind
from heli.matters.opening import Opening, open_all, settle, withdraw
from heli.scratch.models import Thing

KINDS = (
    MatterKind("consult", "征求意见", "答复", workdays(7), confirm=True),
    MatterKind("duty", "职责", "签收", workdays(2), sign=True),
    MatterKind("notice", "通知", "阅知", workdays(5), read_only=True),
    MatterKind("accept", "验收", "验收", workdays(3), on_silence="deemed_accept"),
    MatterKind("solve", "问题", "解决", workdays(3), on_silence="deemed_accept", confirm=True),
    MatterKind("agree", "会签", "答复", workdays(3), on_silence="deemed_agree", silence_after=workdays(5)),
    MatterKind("approve", "审批", "审批", workdays(3), page=lambda line: f"/approvals/{line.about.id}", movable=False),
)


class Asking(Input):
    kind: str = "consult"
    title: str = "职责清单征求意见"
    units: tuple[UUID, ...] = ()
    posts: tuple[tuple[UUID, UUID], ...] = ()
    audience: str = "collaboration"
    facts: dict[str, Any] = {}


class Ending(Input):
    kind: str = "consult"
    unit: UUID | None = None
    text: str = ""


@contextmanager
def verbs() -> Iterator[None]:
    """thing.ask, thing.done and thing.drop inside the block."""

    @act("thing.ask", clause="1.2.6.a", on=Thing, allow=Signed(), label="征求意见", says="就“{about}”征求意见")
    def ask(actor: Actor, thing: Thing, given: Asking) -> Thing:
        about = {"kind": given.kind, "about": thing.ref, "title": given.title, "facts": given.facts, "audience": given.audience}
        open_all(
            [
                *(Opening(owner_unit=unit, **about) for unit in given.units),
                *(Opening(owner_unit=unit, owner_post=post, **about) for unit, post in given.posts),
            ]
        )
        return thing

    @act("thing.done", clause="1.2.6", on=Thing, allow=Signed(), label="办好", says="办好“{about}”")
    def done(actor: Actor, thing: Thing, given: Ending) -> Thing:
        thing.count = settle(thing.ref, given.kind, unit=given.unit, answer=given.text)
        return thing

    @act("thing.drop", clause="1.2.6", on=Thing, allow=Signed(), label="取消", says="取消“{about}”")
    def drop(actor: Actor, thing: Thing, given: Ending) -> Thing:
        withdraw(thing.ref, reason="事项已取消")
        return thing

    try:
        yield
    finally:
        for name in ("thing.ask", "thing.done", "thing.drop"):
            forget(name)
