"""The frame of a signed-in page comes from what rooms registered and from the posts held today."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from heli.kernel import shell as registry
from heli.kernel.shell import Place, register_counter, register_place
from heli.people.models import Account
from heli.people.personas import open_demo_accounts
from heli.people.queries import seat
from heli.web.actor import role_of, shell_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(monkeypatch):
    """A registry that a test may fill."""
    monkeypatch.setattr(registry, "_places", {})
    monkeypatch.setattr(registry, "_counters", {})


@pytest.mark.parametrize(
    ("name", "role"),
    [("周建国", "officer"), ("李敏", "coord"), ("林志远", "leader"), ("安维新", "admin"), ("陈晓燕", "officer")],
)
def test_the_layout_follows_from_what_the_post_is_for(cast, name, role):
    assert role_of(seat(cast(name).person)) == role


def test_entries_come_in_order_with_what_waits_for_this_actor(cast, places):
    zhou = cast("周建国")
    register_counter("inbox", lambda actor: 7 if actor.post == zhou.post else 0)
    register_place(Place("late", "后", "后", "x", "people", ("officer",), 20))
    register_place(Place("inbox", "我的工作台", "工作台", "inbox", "me", ("officer",), 10, counter="inbox", hot=True))
    register_place(Place("other", "别", "别", "x", "me", ("leader",), 1))
    shell = shell_for(seat(zhou.person, zhou.post))
    assert [(n.key, n.count, n.hot, n.href) for n in shell.nav] == [("inbox", 7, True, "/me/"), ("late", 0, False, "/people/")]
    assert [p.current for p in shell.posts].count(True) == 1
    assert shell.links["sign_out"] == "/signout/"


def test_nothing_is_counted_for_answers_without_a_frame(db, places, monkeypatch):
    open_demo_accounts()
    counted = []
    register_counter("inbox", lambda actor: counted.append(1) or 1)
    register_place(Place("inbox", "台", "台", "inbox", "me", ("officer",), 10, counter="inbox"))
    client = Client()
    client.force_login(Account.objects.get(login="zhou.jianguo"))
    client.get("/nothing/")
    client.post("/me/sessions/end/")
    assert counted == []
    client.get("/people/")
    assert counted == [1]


def test_a_violation_of_the_policy_is_logged_by_its_directive_and_ten_times_a_minute(caplog):
    client = Client(REMOTE_ADDR="10.7.7.7")
    report = {"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/CANARY"}}
    answers = [
        client.post("/csp-report/", json.dumps(report), content_type="application/csp-report").status_code for _ in range(15)
    ]
    assert set(answers) == {204}
    found = [r for r in caplog.records if r.name == "heli.csp"]
    assert len(found) == 10
    assert {r.directive for r in found} == {"script-src-elem"}
    assert "CANARY" not in caplog.text
    assert Client().post("/csp-report/", b"\xff{", content_type="text/plain").status_code == 204
