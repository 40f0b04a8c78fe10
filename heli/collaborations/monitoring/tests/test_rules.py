"""The rhythm of progress checks, by examples and properties."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.monitoring.rules import lapses

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
