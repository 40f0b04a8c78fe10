"""Clocks and the working calendar: golden dates and properties."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.kernel.calendar import national
from heli.kernel.clock import Clock, Due, Extension, Pause, Term, legal_clocks, remaining, workdays
from heli.kernel.time import SHANGHAI, at

DAYS = st.dates(date(2025, 1, 1), date(2027, 10, 1))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(SHANGHAI))
TERMS = st.builds(Term, st.integers(1, 60), st.sampled_from(["wd", "d", "h", "mo"]))

GOLDEN = {
    "2026-02-11": ("02-12", "02-13", "02-25", "03-03", "03-17"),
    "2026-04-29": ("04-30", "05-06", "05-09", "05-15", "05-29"),
    "2026-09-18": ("09-20", "09-21", "09-24", "10-09", "10-22"),
    "2026-09-28": ("09-29", "09-30", "10-10", "10-16", "10-30"),
}


@pytest.mark.parametrize("start", GOLDEN)
def test_working_days_follow_the_yearly_notice(start):
    received = date.fromisoformat(start)
    found = [national().add(received, n).strftime("%m-%d") for n in (1, 2, 5, 10, 20)]
    assert found == list(GOLDEN[start])


@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_a_published_year_has_its_number_of_working_days(year, days):
    assert national().between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_a_due_date_in_an_unpublished_year_is_provisional():
    assert Clock(at(date(2026, 12, 30)), workdays(5)).due().provisional
    assert not Clock(at(date(2026, 11, 24)), workdays(5)).due().provisional


@given(DAYS, st.integers(0, 60))
def test_adding_and_counting_agree(day, n):
    assert national().between(day, national().add(day, n)) == n


@given(MOMENTS, TERMS)
def test_a_clock_never_ends_before_it_starts(start, term):
    assert Clock(start, term).due().at > start


@given(MOMENTS, st.integers(1, 30))
def test_a_period_of_days_ends_on_a_working_day(start, n):
    for unit in ("wd", "d", "mo"):
        assert national().is_working(Clock(start, Term(n, unit)).due().day)


@given(MOMENTS, TERMS, st.timedeltas(timedelta(0), timedelta(days=20)), st.timedeltas(timedelta(0), timedelta(days=20)))
def test_a_pause_never_shortens_and_a_longer_one_never_helps_less(start, term, wait, length):
    plain = Clock(start, term).due().at
    begun = start + wait
    short = Clock(start, term, (Pause(begun, begun + length / 2),)).due().at
    long = Clock(start, term, (Pause(begun, begun + length),)).due().at
    assert plain <= short <= long


@given(MOMENTS, st.integers(1, 20), st.integers(1, 20))
def test_an_extension_is_a_longer_term(start, n, more):
    assert Clock(start, workdays(n), (), (Extension(more),)).due() == Clock(start, workdays(n + more)).due()


def test_the_clock_stands_still_while_paused():
    start = at(date(2026, 11, 2))
    clock = Clock(start, workdays(3), (Pause(at(date(2026, 11, 3))),))
    assert not clock.is_over(at(date(2026, 11, 20)))
    assert clock.due(at(date(2026, 11, 20))).day == date(2026, 11, 24)


def test_the_last_day_counts_until_close_of_business():
    clock = Clock(at(date(2026, 11, 23)), workdays(1))
    assert clock.due().at == at(date(2026, 11, 24), 17)
    assert remaining(clock.due(), at(date(2026, 11, 24), 16)) == 0
    assert remaining(clock.due(), at(date(2026, 11, 26))) == -2


def test_hours_count_from_the_moment_and_over_weekends():
    assert Clock(at(date(2026, 11, 27), 16), Term(24, "h")).due().at == at(date(2026, 11, 28), 16)


def test_months_end_on_the_last_day_of_a_short_month():
    assert Clock(at(date(2026, 1, 31)), Term(1, "mo")).due().day == date(2026, 2, 28)


def test_the_catalogue_of_legal_clocks_loads_unchanged():
    clocks = legal_clocks()
    assert len(clocks) == 41
    assert clocks["REG-COMPANY"].term == workdays(3)
    assert clocks["OGI-JOINT"].on_silence == "deemed_agree"
    assert clocks["XK-DECIDE"].pause_on == ("hearing", "test", "inspection", "expert_review")
    for clock in clocks.values():
        assert Clock(at(date(2026, 3, 2)), clock.term).due().at > at(date(2026, 3, 2))


@given(TERMS)
def test_a_term_reads_back(term):
    assert Term.parse(term.code()) == term


@pytest.mark.parametrize("text", ["", "5", "wd", "-1 wd", "5 w", "5 wd x"])
def test_what_is_no_term_is_refused(text):
    with pytest.raises(ValueError):
        Term.parse(text)


def test_a_due_moment_at_midnight_belongs_to_the_day_before():
    assert Due(datetime(2026, 11, 25, 0, 0, tzinfo=SHANGHAI)).day == date(2026, 11, 24)
