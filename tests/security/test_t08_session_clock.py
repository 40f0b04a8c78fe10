"""T08 and security.md §5: sessions end by themselves, whichever way the clock is moved; nothing prolongs them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from heli.kernel.time import clock_at, now
from heli.people.models import LoginBook, Session
from heli.people.rules import ADMINISTRATORS, PERSONS, session_end

pytestmark = pytest.mark.django_db


def persona(login: str = "zhou.jianguo") -> Client:
    client = Client()
    client.post("/signin/as/", {"login": login})
    return client


def test_thirty_minutes_of_rest_end_a_session(accounts):
    client, start = persona(), now()
    with clock_at(start + timedelta(minutes=29)):
        assert client.get("/me/").status_code == 200
    with clock_at(start + timedelta(minutes=58)):
        assert client.get("/me/").status_code == 200
    with clock_at(start + timedelta(minutes=89)):
        answer = client.get("/me/")
        assert answer.headers["Location"] == "/signin/?ended=idle&next=%2Fme%2F"
        assert "30 分钟没有操作" in client.get(answer.headers["Location"]).content.decode()
    assert not Session.objects.exists()
    assert LoginBook.objects.filter(outcome="expired").count() == 1


def test_twelve_hours_end_it_however_busy_and_a_new_key_does_not_help(accounts):
    client, start = persona(), now()
    for minutes in range(25, 12 * 60, 25):
        with clock_at(start + timedelta(minutes=minutes)):
            assert client.get("/me/").status_code == 200
            client.post("/post/", {})
    with clock_at(start + timedelta(hours=12)):
        assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("moved", [timedelta(days=-1), timedelta(days=1), timedelta(days=366), timedelta(minutes=-5)])
def test_a_moved_clock_prolongs_nothing(accounts, moved):
    client, start = persona(), now()
    with clock_at(start + moved):
        assert client.get("/me/").status_code == 302


def test_administrators_rest_ten_minutes_only(signed_in):
    client, start = signed_in("bjzf.system"), now()
    with clock_at(start + timedelta(minutes=9)):
        assert client.get("/me/").status_code == 200
    with clock_at(start + timedelta(minutes=20)):
        assert client.get("/me/").status_code == 302


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, MOMENTS, st.sampled_from([PERSONS, ADMINISTRATORS]))
def test_a_session_lives_only_between_its_bounds(began, seen, moment, limit):
    if session_end(began, seen, moment, limit) == "":
        grace = timedelta(minutes=1)
        assert began - grace <= moment < began + limit.whole
        assert seen - grace <= moment < seen + limit.idle
