"""T39 and security.md §5: keys change at sign-in and switch, the table opens nothing, three at once, ending the others."""

from __future__ import annotations

import pytest
from django.test import Client

from heli.people.models import LoginBook, Session
from tests.security.conftest import SignIn

pytestmark = pytest.mark.django_db
COOKIE = "heli-demo"


def enter(client: Client, login: str = "zhou.jianguo") -> str:
    client.post("/signin/as/", {"login": login})
    return client.cookies[COOKIE].value


def test_a_planted_cookie_is_worth_nothing_after_sign_in(accounts):
    victim, thief = Client(), Client()
    victim.cookies[COOKIE] = "planted" * 4 + "abcd"
    key = enter(victim)
    assert key != "planted" * 4 + "abcd"
    thief.cookies[COOKIE] = "planted" * 4 + "abcd"
    assert thief.get("/me/").status_code == 302


def test_switching_the_post_changes_the_key_and_the_old_one_is_dead(accounts):
    client, thief = Client(), Client()
    before = enter(client)
    client.post("/post/", {})
    assert client.cookies[COOKIE].value != before
    thief.cookies[COOKIE] = before
    assert thief.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200
    assert Session.objects.count() == 1


def test_what_the_table_holds_does_not_sign_in(accounts):
    key = enter(Client())
    kept = Session.objects.get().session_key
    assert kept != key
    thief = Client()
    thief.cookies[COOKIE] = kept
    assert thief.get("/me/").status_code == 302


def test_the_oldest_of_four_sessions_ends(accounts):
    clients = [Client() for _ in range(4)]
    for client in clients:
        enter(client)
    assert [client.get("/me/").status_code for client in clients] == [302, 200, 200, 200]
    assert LoginBook.objects.filter(outcome="displaced").count() == 1


def test_an_administrator_has_one_session(accounts, browser: SignIn):
    from django.contrib.auth.hashers import make_password

    from heli.people.models import Account

    Account.objects.filter(login="bjzf.system").update(password=make_password("Correct-horse-26"))
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/signin/", {"login": "bjzf.system", "password": "Correct-horse-26"})
    assert [first.get("/me/").status_code, second.get("/me/").status_code] == [302, 200]


def test_all_others_can_be_ended(accounts):
    mine, other = Client(), Client()
    enter(mine)
    enter(other)
    assert "退出其他 1 处登录" in mine.get("/me/").content.decode()
    mine.post("/me/sessions/end/")
    assert [mine.get("/me/").status_code, other.get("/me/").status_code] == [200, 302]


def test_sign_out_clears_the_browser(accounts):
    client = Client()
    enter(client)
    answer = client.post("/signout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.exists()
    assert client.get("/signout/").status_code in (302, 405)


def test_pages_of_strangers_write_nothing(db):
    client = Client()
    for address in ("/signin/", "/signin/first/", "/nothing/", "/me/", "/"):
        client.get(address)
    assert not Session.objects.exists()
    assert not LoginBook.objects.exists()
