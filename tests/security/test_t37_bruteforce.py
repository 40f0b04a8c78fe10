"""T37, T38: guessing is stopped without locking anybody out of work, and tells nothing about who exists."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from heli.kernel.time import at, clock_at, now
from heli.people import signin
from heli.people.models import Account, LoginBook
from heli.people.rules import WINDOW, locked_until

pytestmark = pytest.mark.django_db
RIGHT = "Correct-horse-26"


@pytest.fixture
def zhou(accounts):
    account = Account.objects.get(login="zhou.jianguo")
    account.set_password(RIGHT)
    account.save()
    return account


def attempt(login: str, password: str, source: str = "10.0.0.1"):
    return Client(REMOTE_ADDR=source).post("/signin/", {"login": login, "password": password})


def wrong(times: int, source: str = "10.0.0.1", login: str = "zhou.jianguo"):
    return [attempt(login, "wrong", source).status_code for _ in range(times)]


def test_after_five_wrong_ones_the_right_one_is_refused_for_thirty_minutes(zhou):
    start = now()
    assert wrong(5) == [422, 422, 422, 422, 429]
    answer = attempt("zhou.jianguo", RIGHT)
    assert answer.status_code == 429
    assert "暂停登录 30 分钟" in answer.content.decode()
    with clock_at(start + timedelta(minutes=29)):
        assert attempt("zhou.jianguo", RIGHT).status_code == 429
    with clock_at(start + timedelta(minutes=31)):
        assert attempt("zhou.jianguo", RIGHT).status_code == 302


def test_a_lock_ends_no_open_session_and_other_places_may_still_enter(zhou):
    open_page = Client(REMOTE_ADDR="10.0.0.9")
    open_page.post("/signin/", {"login": "zhou.jianguo", "password": RIGHT})
    wrong(5)
    assert open_page.get("/me/").status_code == 200
    assert attempt("zhou.jianguo", RIGHT, "10.0.0.2").status_code == 302
    assert "暂停登录" in open_page.get("/me/").content.decode()


def test_twenty_from_everywhere_lock_the_account(zhou):
    for place in range(5):
        wrong(4, f"10.1.0.{place}")
    assert attempt("zhou.jianguo", RIGHT, "10.9.0.9").status_code == 429


def test_a_success_forgives_the_failures_before_it(zhou):
    wrong(4)
    assert attempt("zhou.jianguo", RIGHT).status_code == 302
    assert wrong(4) == [422] * 4


def test_one_password_on_many_accounts_slows_the_source_not_the_accounts(zhou):
    for number in range(30):
        attempt(f"guess{number}", "Spring-2026-x")
    answer = attempt("zhou.jianguo", RIGHT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert attempt("zhou.jianguo", RIGHT, "10.0.0.2").status_code == 302


def test_forged_forwarding_headers_do_not_make_a_new_source(zhou):
    for number in range(5):
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"1.2.3.{number}"})
        client.post("/signin/", {"login": "zhou.jianguo", "password": "wrong"})
    assert attempt("zhou.jianguo", RIGHT).status_code == 429


def bare(answer):
    """The answer without the token, which is random by design, and the login as typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    headers = {k: v for k, v in answer.headers.items() if k != "Content-Length"}
    return answer.status_code, headers, text


@pytest.mark.parametrize("address", ["/signin/", "/signin/first/"])
def test_known_and_unknown_logins_are_answered_alike(zhou, address, monkeypatch):
    hashed: list[int] = []
    check = signin.check_password
    monkeypatch.setattr(signin, "check_password", lambda *a: hashed.append(1) or check(*a))
    form = {"password": "Some-wrong-word-9", "code": "aaaa-bbbb-cccc"}
    for number in range(6):
        answers, work = [], []
        for login in ("gao.feng", "nobody.there"):  # none of the six, whose names are on the page
            hashed.clear()
            with clock_at(at(date(2026, 11, 24))):
                answer = Client(REMOTE_ADDR=f"10.{len(login)}.0.1").post(address, {"login": login, **form})
            status, headers, text = bare(answer)
            answers.append((status, headers, text.replace(login, "LOGIN")))
            work.append(len(hashed))
        assert answers[0] == answers[1], number
        assert work[0] == work[1]


def test_the_book_never_keeps_a_login_as_typed(zhou):
    attempt("my-Secret-Password", "x")
    row = LoginBook.objects.get()
    assert row.account is None
    assert "secret" not in repr(row.__dict__).casefold()


MOMENTS = st.lists(st.integers(0, 7200), max_size=30).map(
    lambda seconds: [datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=s) for s in sorted(seconds)]
)


@given(MOMENTS, st.integers(2, 20))
def test_a_lock_follows_exactly_from_so_many_failures_in_a_window(failures, limit):
    end = locked_until(failures, limit)
    runs = [failures[i + limit - 1] for i in range(len(failures) - limit + 1) if failures[i + limit - 1] - failures[i] <= WINDOW]
    assert end == (max(runs) + WINDOW if runs else None)
