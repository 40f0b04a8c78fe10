"""T26: changes come from our own pages only, and reading changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from heli.people.models import Session
from tests.security.conftest import routes

pytestmark = pytest.mark.django_db


def strict(login: str) -> Client:
    from heli.people.models import Account

    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(login=login))
    return client


def test_no_post_without_a_token(accounts):
    client = strict("zhou.jianguo")
    for address, _ in routes():
        assert client.post(address).status_code in (403, 405), address


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
])  # fmt: skip
def test_no_post_from_elsewhere_even_with_a_token(accounts, headers):
    client = strict("zhou.jianguo")
    client.get("/me/")
    token = client.cookies["heli-demo-csrf"].value
    form = {"csrfmiddlewaretoken": token, "login": "lin.zhiyuan"}
    for address in ("/signout/", "/post/", "/signin/as/", "/me/sessions/end/", "/display/"):
        assert client.post(address, form, headers=headers).status_code == 403, address
    assert client.get("/me/").status_code == 200
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/signout/", {"csrfmiddlewaretoken": token}, headers=own).status_code == 302


def contents() -> dict[str, Any]:
    """Everything in the database but when a session was last seen."""
    return {m._meta.label: sorted(map(repr, m._default_manager.values())) for m in apps.get_models() if m is not Session}


def test_reading_changes_nothing(signed_in):
    signed = [signed_in(login) for login in ("zhou.jianguo", "lin.zhiyuan", "bjsj.system")]
    before, sessions = contents(), Session.objects.count()
    for address, _ in routes():
        for client in (*signed, Client()):
            client.get(address)
            client.head(address)
    assert contents() == before
    assert Session.objects.count() == sessions


def test_the_cookie_of_the_session_is_out_of_reach(accounts, settings):
    client = Client()
    client.post("/signin/as/", {"login": "zhou.jianguo"})
    cookie = client.cookies["heli-demo"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
