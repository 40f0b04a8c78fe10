"""A thing of market supervision about which other departments are asked; kinds and verbs of its own for these tests only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.registry import Input, act, forget
from heli.kernel.actor import Actor
from heli.kernel.clock import workdays
from heli.kernel.conditions import Signed
from heli.matters import kinds
from heli.matters.kinds import MatterKind, register_matter_kind
from heli.matters.opening import Opening, open_all, settle, withdraw
from heli.scratch.models import Thing

KINDS = (
    MatterKind("consult", "征求意见", "答复", workdays(7), confirm=True),
    MatterKind("duty", "职责", "签收", workdays(2), sign=True),
    MatterKind("notice", "通知", "阅知", workdays(5), read_only=True),
    MatterKind("accept", "验收", "验收", workdays(3), on_silence="deemed_accept", confirm=True),
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


@pytest.fixture(autouse=True)
def _verbs(monkeypatch):
    """Kinds and verbs for these tests, taken back afterwards."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for kind in KINDS:
        register_matter_kind(kind)

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

    yield
    for name in ("thing.ask", "thing.done", "thing.drop"):
        forget(name)


@pytest.fixture
def zhou(cast):
    """The officer of market supervision who raises."""
    return cast("周建国")


@pytest.fixture
def chen(cast):
    """The liaison officer of the tax bureau."""
    return cast("陈晓燕")


@pytest.fixture
def thing(zhou):
    return perform(zhou, "thing.make", Root.objects.get(id=zhou.organisation), {"title": "职责清单 v1.3"})


@pytest.fixture
def ask(zhou, thing):
    """Ask units, or posts given as actors; returns the matters in that order."""
    from heli.matters.models import Matter

    def asking(*owners, kind="consult", **more):
        before = set(Matter.objects.values_list("id", flat=True))
        units = [o for o in owners if isinstance(o, UUID)]
        posts = [(o.organisation, o.post) for o in owners if isinstance(o, Actor)]
        perform(zhou, "thing.ask", thing, {"kind": kind, "units": units, "posts": posts, **more})
        made = {(m.owner_unit_id, m.owner_post_id): m for m in Matter.objects.exclude(id__in=before)}
        return [made[(o, None) if isinstance(o, UUID) else (o.organisation, o.post)] for o in owners]

    return asking
