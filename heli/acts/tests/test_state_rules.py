"""What an act declares against itself by the state of its subject: asked beforehand, and at every way in which it is done."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from heli.acts import registry
from heli.acts.deed import current
from heli.acts.pipeline import allowed, perform
from heli.acts.registry import Input, act, find_act
from heli.kernel.actor import Actor
from heli.kernel.conditions import Internal
from heli.kernel.errors import Conflict, Denied, Reason, Reasons, RuleBroken
from heli.ledger.models import Entry
from heli.scratch.acts import MadeIt
from heli.scratch.models import Tag, Thing

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CLOSED = Reason("物件已封存", "2.2.4", "物件的制作人", "先启封")
WHY = {"because": "到期"}


class Word(Input):
    """A word."""

    word: str = "甲"


def not_closed(actor: Actor, thing: Thing) -> Reasons:
    return (CLOSED,) if thing.closed_because else ()


def stamp(actor: Actor, thing: Thing) -> Thing:
    """Count one more."""
    thing.count += 1
    thing.save()
    return thing


def mark(actor: Actor, pairs: Sequence[tuple[Thing, Word]]) -> list[Tag]:
    """Tag many."""
    return Tag.objects.bulk_create([Tag(thing=t, word=g.word) for t, g in pairs])


def through(name):
    def do(actor: Actor, thing: Thing) -> Thing:
        current().child(name, thing)
        return thing

    return do


@pytest.fixture(autouse=True)
def _verbs():
    rule = {"clause": "2.2.4", "on": Thing, "against": not_closed}
    act("thing.stamp", allow=MadeIt() | Internal(), label="盖章", **rule)(stamp)
    act("thing.mark", allow=Internal(), label="作记号", bulk=True, **rule)(mark)
    for name in ("stamp", "mark"):
        act(f"thing.{name}_through", clause="2.2.4", on=Thing, allow=MadeIt(), label="代办")(through(f"thing.{name}"))
    yield
    for name in ("stamp", "mark", "stamp_through", "mark_through"):
        registry.forget(f"thing.{name}")


def test_it_is_known_beforehand_after_who_may(thing, maker, stranger):
    verb = find_act("thing.stamp")
    assert allowed(maker, verb, thing.ref) == ()
    perform(maker, "thing.close", thing, WHY)
    assert allowed(maker, verb, thing.ref) == (CLOSED,)
    assert allowed(stranger, verb, thing.ref)[0].sentence.startswith("只有制作人可以这样做")


def test_the_deed_is_refused_by_it_and_the_refusal_is_on_record(thing, maker, stranger):
    perform(maker, "thing.stamp", thing, key="once")
    perform(maker, "thing.close", thing, WHY)
    with pytest.raises(RuleBroken) as refused:
        perform(maker, "thing.stamp", thing)
    assert (refused.value.reasons, refused.value.clause) == ((CLOSED,), "2.2.4")
    assert Entry.objects.get(act="thing.stamp", decision="rule_broken").subject == thing.id
    with pytest.raises(Denied):
        perform(stranger, "thing.stamp", thing)
    with pytest.raises(Conflict):  # whoever looked at another version is told so first
        perform(maker, "thing.stamp", thing, seen=1)
    assert perform(maker, "thing.stamp", thing, key="once").count == 1  # a repeat finds what was done


@pytest.mark.parametrize("name", ["stamp", "mark"])
def test_a_consequence_is_refused_by_it_too_alone_and_in_bulk(thing, maker, name):
    perform(maker, f"thing.{name}_through", thing)
    perform(maker, "thing.close", thing, WHY)
    before = Tag.objects.count()
    with pytest.raises(RuleBroken, match="物件已封存"):
        perform(maker, f"thing.{name}_through", thing)
    thing.refresh_from_db()
    assert (Tag.objects.count(), thing.count) == (before, 1 if name == "stamp" else 0)
