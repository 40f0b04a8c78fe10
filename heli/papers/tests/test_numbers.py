"""Numbers: in order and without gaps, whatever is refused or repeated, and also when many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heli.acts.deed import OutsideAct
from heli.acts.pipeline import perform
from heli.kernel.errors import Busy, RuleBroken
from heli.kernel.ref import Ref
from heli.kernel.time import at, clock_at
from heli.papers.numbers import next_number
from heli.scratch.models import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
# far ahead: the clock may not stand behind the entries of the city (T08)
DAY = date(2041, 11, 25)


@pytest.fixture
def zhou(cast):
    return cast("周建国")


def make(actor, title="印章") -> Thing:
    """A thing below the actor's organisation: the counter belongs to another root."""
    return perform(actor, "thing.make", Ref("root", actor.organisation), {"title": title})


def number(actor, thing, kind="XZ", **options) -> str:
    return perform(actor, "thing.number", thing, {"because": kind}, **options).code


def test_numbers_are_given_in_order_by_kind_and_year(zhou):
    with clock_at(at(DAY)):
        assert [number(zhou, make(zhou)) for _ in range(3)] == ["XZ-2041-001", "XZ-2041-002", "XZ-2041-003"]
        assert number(zhou, make(zhou), "SP") == "SP-2041-001"
    with clock_at(at(date(2042, 1, 1), 0, 30)):
        assert number(zhou, make(zhou)) == "XZ-2042-001"


def test_the_year_is_that_of_shanghai(zhou):
    with clock_at(at(date(2042, 1, 1), 0, 0)):  # still the old year in UTC
        assert number(zhou, make(zhou)) == "XZ-2042-001"


def test_a_refusal_gives_its_number_back(zhou):
    number(zhou, make(zhou))
    with pytest.raises(RuleBroken):
        number(zhou, make(zhou, "不合格"))
    assert number(zhou, make(zhou)).endswith("-002")


def test_a_repeat_under_the_same_key_takes_no_second_number(zhou):
    thing = make(zhou)
    first = number(zhou, thing, key="k1")
    assert number(zhou, thing, key="k1") == first
    assert number(zhou, make(zhou)).endswith("-002")


def test_no_number_outside_an_act_or_without_the_lock_of_the_installation(zhou):
    with pytest.raises(OutsideAct):
        next_number("XZ")
    with pytest.raises(OutsideAct):
        perform(zhou, "thing.number_bare", make(zhou), {"because": "XZ"})
    assert number(zhou, make(zhou)).endswith("-001")


@pytest.mark.parametrize("kind", ["xz", "X", "XZ-", "XZ2"])
def test_a_kind_is_capital_letters(zhou, kind):
    with pytest.raises(RuntimeError, match="capital letters"):
        number(zhou, make(zhou), kind)


class AnyOrder(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(["ok", "refused", "repeated"]), max_size=8))
    def test_no_gap_after_any_order_of_success_refusal_and_repeat(self, deeds):
        actor, given_ = _zhou(), []
        with clock_at(at(DAY)):
            for i, deed in enumerate(deeds):
                thing = make(actor, "不合格" if deed == "refused" else "印章")
                try:
                    given_.append(number(actor, thing, key=str(i)))
                except RuleBroken:
                    continue
                if deed == "repeated":
                    assert number(actor, thing, key=str(i)) == given_[-1]
        assert given_ == [f"XZ-2041-{n:03d}" for n in range(1, len(given_) + 1)]


def _zhou():
    from heli.people.models import Person
    from heli.people.queries import actor_for

    return actor_for(Person.objects.get(name="周建国").id)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite in memory is one connection; nobody waits there")
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_each_their_own_number_without_gap(zhou):
    things = [make(zhou) for _ in range(8)]

    def ask(thing: Thing) -> str:
        try:
            while True:
                try:
                    return number(zhou, thing, key="once")
                except Busy:
                    continue
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(ask, things))
    assert [f[-3:] for f in found] == [f"{n:03d}" for n in range(1, 9)]
