"""T21: every view is on the public list or refuses a stranger; `HX-Request` changes nothing about rights."""

from __future__ import annotations

import pytest
from django.test import Client

from heli.kernel.request import is_public
from tests.security.conftest import routes

pytestmark = pytest.mark.django_db

# Who adds a public view adds it here, and says in the review why strangers may open it.
PUBLIC = {
    "/healthz",
    "/csp-report/",
    "/display/",
    "/licences/",
    "/licences/404/",
    "/signin/",
    "/signin/first/",
    "/signin/as/",
    "/styleguide/",
    "/styleguide/error/404/",
    "/api/openapi.json",
}
VERBS = ("get", "post", "put", "delete")


def test_the_public_list_is_what_the_marks_say():
    assert {address for address, pattern in routes() if is_public(pattern.callback)} == PUBLIC


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_gets_no_further_than_the_door(verb, htmx):
    headers = {"HX-Request": "true"} if htmx else {}
    for address, pattern in routes():
        if is_public(pattern.callback):
            continue
        answer = getattr(Client(), verb)(address, headers=headers)
        assert answer.status_code in (302, 401), (verb, address, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/signin/")
        assert "HX-Request" in answer.headers["Vary"]
        assert not answer.cookies, "a stranger gets no session"


def test_a_fragment_sends_the_whole_browser_to_the_door():
    answer = Client().get("/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/signin/")


def test_a_deed_of_a_stranger_says_that_what_was_typed_stays():
    answer = Client().post("/post/", {"post": "x"})
    assert answer.status_code == 401
    assert "先复制自己填写的内容" in answer.content.decode()


def test_a_forged_or_outdated_cookie_is_a_stranger(signed_in):
    thief = Client()
    thief.cookies["heli-demo"] = "a" * 32
    assert thief.get("/me/").status_code == 302
    signed = signed_in("zhou.jianguo")
    assert signed.get("/me/").status_code == 200
    stolen = signed.cookies["heli-demo"].value
    signed.post("/signout/")
    thief.cookies["heli-demo"] = stolen
    assert thief.get("/me/").status_code == 302
