"""T26: changes come from our own pages only, and reading changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from heli.people.models import Session
from tests.security.conftest import routes
from tests.security.walk import contents

pytestmark = pytest.mark.django_db


def strict(login: str) -> Client:
    from heli.people.models import Account

    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(login=login))
    return client


def test_no_post_without_a_token(accounts):
    client = strict("zhou.jianguo")
    for address, _ in routes():
        if address == "/csp-report/":  # browsers send reports by themselves; it writes a line into the log at most
            continue
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


def test_asking_for_the_head_of_an_address_changes_nothing(signed_in):
    """Reading what is there, as one who may: tests/security/test_t09_exits.py."""
    signed = signed_in("zhou.jianguo")
    before, sessions = contents(), Session.objects.count()
    for address, _ in routes():
        for client in (signed, Client()):
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
