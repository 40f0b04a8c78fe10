"""The rhythm of progress checks, by examples and properties."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.monitoring.rules import is_late, lapses, next_due
from heli.kernel.clock import Pause
from heli.kernel.time import at

START = date(2026, 11, 2)
DAYS = st.lists(st.integers(0, 60), max_size=12).map(lambda ns: [(START + timedelta(days=n), "") for n in ns])


def test_a_check_every_five_working_days_leaves_no_lapse():
    checks = [(date(2026, 11, 9), ""), (date(2026, 11, 16), "")]
    assert lapses(START, checks, date(2026, 11, 23), 5) == ()


def test_a_late_check_is_a_lapse_with_its_reason():
    (lapse,) = lapses(START, [(date(2026, 11, 11), "联调占用人手")], date(2026, 11, 12), 5)
    assert (lapse.since, lapse.until, lapse.reason) == (START, date(2026, 11, 11), "联调占用人手")


def test_nobody_checked_until_now():
    (lapse,) = lapses(START, [], date(2026, 11, 10), 5)
    assert lapse.reason == ""


@given(DAYS, DAYS, st.integers(1, 10))
def test_more_checks_never_make_the_longest_lapse_longer(checks, more, every):
    end = START + timedelta(days=70)

    def longest(given):
        return max((lapse.until - lapse.since for lapse in lapses(START, given, end, every)), default=timedelta(0))

    assert longest(checks + more) <= longest(checks)


@given(DAYS, st.integers(1, 10))
def test_the_order_in_which_checks_are_given_does_not_matter(checks, every):
    end = START + timedelta(days=70)
    assert lapses(START, checks, end, every) == lapses(START, checks[::-1], end, every)


def test_a_second_check_on_the_same_day_does_not_take_the_reason_away():
    late = date(2026, 11, 11)
    (lapse,) = lapses(START, [(late, "联调占用人手"), (late, "")], date(2026, 11, 12), 5)
    assert lapse.reason == "联调占用人手"


def rest(first, days):
    return Pause(at(first), at(first + timedelta(days=days)))


PAUSES = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9)), max_size=3).map(
    lambda gaps: [rest(START + timedelta(days=20 * i + a), b) for i, (a, b) in enumerate(gaps)]
)


def test_the_day_of_the_next_check_moves_by_the_working_days_of_a_suspension():
    assert next_due(START, 5) == date(2026, 11, 9)
    assert next_due(START, 5, [rest(date(2026, 11, 4), 5)]) == date(2026, 11, 12)
    assert next_due(START, 5, [Pause(at(date(2026, 11, 4)))]) is None


@given(PAUSES, st.integers(1, 10))
def test_a_check_on_its_day_is_in_time_and_one_a_working_day_later_is_not(pauses, every):
    due = next_due(START, every, pauses)
    assert not is_late(START, [], due, every, pauses)
    after = next(d for d in (due + timedelta(days=n) for n in range(1, 60)) if is_late(START, [], d, every, pauses))
    assert next_due(START, every + 1, pauses) >= after > due
