"""Properties of the loop: it can always be closed, never moves after its end, and grants only what can be used."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.kernel.clock import Due, Term
from heli.kernel.time import SHANGHAI
from heli.matters import rules

VERBS = list(rules._ALLOWED)
STATES = [*rules.WAITING, *rules.ENDED]
OWNER, RAISER = {"sign", "hand_over", "answer", "ask_extension"}, {"confirm", "refuse", "urge", "extend", "take_back"}
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda d: d.replace(tzinfo=SHANGHAI))


def play(sign: bool, confirms: bool, verbs: list[str]) -> list[str]:
    """The states through which a matter goes; verbs that are refused change nothing."""
    states = [rules.first_state(sign)]
    for verb in verbs:
        if not rules.against(states[-1], verb):
            states.append(rules.after(states[-1], verb, waits_for_confirmation=confirms))
    return states


@given(st.booleans(), st.booleans(), st.lists(st.sampled_from(VERBS), max_size=40))
def test_from_any_history_the_two_sides_can_still_close_it(sign, confirms, verbs):
    state = play(sign, confirms, verbs)[-1]
    if state in rules.ENDED:
        return
    assert play_on(state, confirms, ["sign", "answer", "confirm"]) == "closed"


def play_on(state: str, confirms: bool, verbs: list[str]) -> str:
    for verb in verbs:
        if not rules.against(state, verb):
            state = rules.after(state, verb, waits_for_confirmation=confirms)
    return state


@given(st.booleans(), st.booleans(), st.lists(st.sampled_from(VERBS), max_size=40))
def test_what_has_ended_stays_ended(sign, confirms, verbs):
    states = play(sign, confirms, verbs)
    assert all(s in rules.WAITING for s in states[:-1])


@given(st.booleans(), st.lists(st.sampled_from(VERBS), max_size=40))
def test_where_the_raiser_confirms_no_verb_of_the_owner_alone_closes_it(sign, verbs):
    assert play(sign, True, [v for v in verbs if v in OWNER])[-1] not in rules.ENDED


@pytest.mark.parametrize("state", rules.WAITING)
def test_each_side_can_do_something_or_the_other_can(state):
    assert any(not rules.against(state, v) for v in OWNER | RAISER)


@pytest.mark.parametrize(("state", "verb"), list(product(STATES, VERBS)))
def test_every_refusal_says_why_and_what_to_do(state, verb):
    for reason in rules.against(state, verb):
        assert reason.sentence
        assert reason.todo
        assert reason.clause == "1.2.6"


@given(moments, moments, st.integers(1, 60))
def test_more_time_is_more_and_can_be_used(old, now, days):
    due = rules.extended(old, now, days)
    assert due.at > old
    assert due.at > now


@given(moments, moments, st.integers(1, 59))
def test_more_days_never_give_less_time(old, now, days):
    assert rules.extended(old, now, days).at < rules.extended(old, now, days + 1).at


@given(moments, st.timedeltas(timedelta(0), timedelta(days=60)), st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_returned_answer_leaves_at_least_a_working_day_and_never_shortens_the_time(old, answer_after, wait):
    answered = old - timedelta(days=20) + answer_after
    due = rules.returned(old, answered, answered + wait)
    assert due.at >= rules.due(answered + wait, rules.REDO_TERM).at
    assert due.at >= old or Due(due.at).day >= Due(old).day


@given(moments, st.integers(1, 30), st.integers(1, 30))
def test_silence_never_counts_before_the_due_time(start, term, silence):
    due = rules.due(start, Term(term, "wd")).at
    assert rules.lapses_at("none", due, start) is None
    assert rules.lapses_at("deemed_agree", due, start, Term(silence, "wd")) >= due


@given(moments, st.timedeltas(timedelta(0), timedelta(hours=5)))
def test_urging_rests_for_two_hours(last, later):
    assert bool(rules.urged_too_soon(last, last + later)) == (later < rules.URGE_EVERY)
