"""A day is overrun by the working days that lie outside suspensions."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.stages.pauses import overrun, rested
from heli.kernel.calendar import national
from heli.kernel.clock import Pause
from heli.kernel.time import at

FRIDAY = date(2026, 6, 5)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_day_is_overrun_by_exactly_the_working_days_outside_the_pause(past, begins, lasts):
    due, seen = FRIDAY, FRIDAY + timedelta(days=past)
    pause = Pause(at(due + timedelta(days=begins), 10), at(due + timedelta(days=begins + lasts), 10))
    found, rest = overrun(due, seen, [pause]), rested([pause], due, seen)
    left = national().between(due, seen) - rest
    if seen <= due or (rest and not left):
        assert found is None
    else:
        assert (found.days, found.rested) == (left, rest)
