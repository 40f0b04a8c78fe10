"""A verb of the scratch room that takes a number for a thing, and one that is refused after taking it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heli.acts.registry import act, forget
from heli.kernel.actor import Actor
from heli.kernel.conditions import Signed
from heli.kernel.errors import RuleBroken
from heli.papers.numbers import counters, next_number
from heli.scratch.acts import Closing
from heli.scratch.models import Thing


@pytest.fixture(autouse=True)
def _numbering() -> Iterator[None]:
    def number(actor: Actor, thing: Thing, closing: Closing) -> Thing:
        thing.code = next_number(closing.because)
        thing.save()
        if thing.title == "不合格":
            raise RuleBroken("2.2.1", "不合格的不予登记")
        return thing

    def bare(actor: Actor, thing: Thing, closing: Closing) -> Thing:
        next_number(closing.because)
        return thing

    number.__module__ = bare.__module__ = "heli.scratch.acts"
    act("thing.number", clause="2.2.1", on=Thing, allow=Signed(), label="编号", roots=counters)(number)
    act("thing.number_bare", clause="2.2.1", on=Thing, allow=Signed(), label="编号")(bare)
    yield
    forget("thing.number")
    forget("thing.number_bare")
