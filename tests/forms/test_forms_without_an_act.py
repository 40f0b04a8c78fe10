"""The forms that are no act (sign-in, password, sessions, post, display). Bad input: a sentence, nothing done, never a fault."""

from __future__ import annotations

import pytest
from django.test import Client

from heli.people.models import Account, LoginBook, Session
from heli.people.personas import open_demo_accounts
from tests.forms.cases import CHINESE, FORM
from tests.forms.page import Page, Typed, body

pytestmark = pytest.mark.django_db
RIGHT = "Correct-horse-26"
STRANGE = {"empty": "", "nul": "\x00", "surrogate": "\ud800", "long": "长" * 5000, "markup": '"><script>x</script>'}


@pytest.fixture
def zhou() -> Client:
    """周建国, signed in by password."""
    open_demo_accounts()
    account = Account.objects.get(login="zhou.jianguo")
    account.set_password(RIGHT)
    account.must_change = False
    account.save()
    client = Client(raise_request_exception=False)
    client.post("/signin/", {"login": "zhou.jianguo", "password": RIGHT})
    return client


def send(client: Client, address: str, typed: Typed) -> tuple[int, Page]:
    answer = client.post(address, body(typed), content_type=FORM)
    return answer.status_code, Page(address, answer.content.decode())


def said(page: Page) -> str:
    return "".join([*page.summary.values(), *page.general])


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("name", ["login", "password"])
def test_sign_in_refuses_and_keeps_the_login(zhou, name, strange):
    typed = {"login": ["zhou.jianguo"], "password": ["wrong"], name: [STRANGE[strange]]}
    status, page = send(Client(raise_request_exception=False), "/signin/", typed)
    assert status == 422
    assert CHINESE.search(said(page))
    if name == "password":
        form = page.form_to("/signin/")
        assert form is not None
        assert form.typed()["login"] == ["zhou.jianguo"]
        assert form.typed()["password"] == [""]


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("name", ["login", "code", "password"])
def test_first_sign_in_refuses_and_keeps_the_login(zhou, name, strange):
    typed = {"login": ["zhou.jianguo"], "code": ["7kq3-m2wf-9hda"], "password": ["Quiet-river-88"], name: [STRANGE[strange]]}
    status, page = send(Client(raise_request_exception=False), "/signin/first/", typed)
    assert status == 422
    assert CHINESE.search(said(page))
    for link in page.summary:
        assert link in page.texts
    if name != "login":
        form = page.form_to("/signin/first/")
        assert form is not None
        assert form.typed()["login"] == ["zhou.jianguo"]


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("name", ["old", "password"])
def test_a_password_is_not_changed_by_bad_input(zhou, name, strange):
    before = Account.objects.get(login="zhou.jianguo").password
    status, page = send(zhou, "/me/password/", {"old": [RIGHT], "password": ["Quiet-river-88"], name: [STRANGE[strange]]})
    assert status == 422
    form = page.form_to("/me/password/")
    assert form is not None
    assert CHINESE.search("".join(page.sentences_at(form, name)))
    assert f"f-{name}" in page.summary
    assert Account.objects.get(login="zhou.jianguo").password == before


def test_guessing_the_old_password_rests_with_a_time(zhou):
    for _ in range(6):
        answer = zhou.post("/me/password/", {"old": "wrong", "password": "Quiet-river-88"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 1800
    assert "分钟后再试" in answer.content.decode()


def test_a_source_that_is_too_fast_is_told_when_to_come_back(zhou):
    account = Account.objects.get(login="zhou.jianguo")
    row = LoginBook.objects.filter(account=account).first()
    LoginBook.objects.bulk_create(
        [LoginBook(at=row.at, account=account, mark=row.mark, outcome="success", source=row.source) for _ in range(30)]
    )
    for address, typed in (
        ("/me/password/", {"old": RIGHT, "password": "Quiet-river-88"}),
        ("/signin/", {"login": "zhou.jianguo", "password": RIGHT}),
        ("/signin/first/", {"login": "zhou.jianguo", "code": "7kq3-m2wf-9hda", "password": "Quiet-river-88"}),
    ):
        answer = zhou.post(address, typed)
        assert (answer.status_code, answer["Retry-After"]) == (429, "60"), address
        assert "过于频繁" in answer.content.decode()


@pytest.mark.parametrize("post", ["\x00", "\ud800", "no-id", "00000000-0000-4000-8000-000000000000", "长" * 5000])
def test_a_post_that_is_not_held_is_not_taken(zhou, post):
    before = zhou.session.get("post")
    assert send(zhou, "/post/", {"post": [post]})[0] == 404
    assert zhou.session.get("post") == before


@pytest.mark.parametrize("login", ["", "\x00", "\ud800", "nobody", "长" * 5000])
def test_the_demo_lets_nobody_in_who_is_no_persona(zhou, login):
    stranger = Client(raise_request_exception=False)
    assert send(stranger, "/signin/as/", {"login": [login]})[0] == 404
    assert not stranger.cookies.get("heli-demo") or not stranger.session.get("_auth_user_id")


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("name", ["theme", "text", "contrast", "keys", "next"])
def test_display_keeps_no_strange_choice_and_leads_nowhere_else(zhou, name, strange):
    answer = zhou.post("/display/", body({name: [STRANGE[strange]]}), content_type=FORM)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert not [c for c in answer.cookies if name in c]


def test_ending_the_other_sessions_twice_ends_none_of_ones_own(zhou):
    Client().post("/signin/", {"login": "zhou.jianguo", "password": RIGHT})
    assert Session.objects.count() == 2
    for _ in range(2):
        assert zhou.post("/me/sessions/end/").status_code == 302
        assert Session.objects.count() == 1
    assert zhou.get("/me/").status_code == 200
