"""The whole walk of 企业开办“一件事” as its six people do it, on pages of a running Heli; everybody else acts through its API.

HELI_SHOTS=FOLDER keeps a picture of each telling moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from playwright.sync_api import APIRequestContext, Browser

from conftest import Cast
from heli.kernel.actor import Actor
from heli.people.hashers import Argon2id
from heli.people.models import Account, Person
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.deeds import DESIGNER, SIX, through_pages
from tests.browser.desk import Desk
from tests.walk import story
from tests.walk.story import Story
from tests.walk.test_walk import GATES, STAGES
from tests.walk.ways import through_api

pytestmark = pytest.mark.browser
TITLE = "企业开办“一件事”全市推开"
PASSWORD = "Q7-walk-all-seven-stages"


@pytest.fixture
def served(address: str, data: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The ORM reads the database of the running installation, as an onlooker who cannot write.

    Before that everybody gets a password: in a demo only the six are let in without.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop of its own in this thread
    mine, settings = connections["default"], connections.settings["default"]
    theirs = DatabaseWrapper({**settings, "ENGINE": "django.db.backends.sqlite3", "NAME": str(data / "heli.sqlite3")}, "default")
    with django_db_blocker.unblock():
        connections["default"] = theirs
        try:
            Account.objects.filter(is_active=True).update(password=Argon2id().encode(PASSWORD, "walk-in-the-test"))
            with theirs.cursor() as cursor:
                cursor.execute("PRAGMA query_only = ON")
            yield
        finally:
            theirs.close()
            connections["default"] = mine


class Answer:
    """What `through_api` reads of an answer."""

    def __init__(self, answer: Any) -> None:
        self.status_code, self.json = answer.status, answer.json


class Client:
    """A program that acts for one person through the API: a session, and the token that goes with each deed."""

    def __init__(self, request: APIRequestContext, actor: Actor) -> None:
        self.request = request
        login = Person.objects.get(id=actor.person).account.login
        self.request.get("/signin/")
        self._send("/signin/", form={"login": login, "password": PASSWORD})
        self._send("/post/", form={"post": str(actor.post)})

    def post(self, path: str, body: Mapping[str, Any], content_type: str) -> Answer:
        """POST as Django's test client does."""
        return Answer(self._send(path, data=body))

    def _send(self, path: str, **body: Any) -> Any:
        cookies = {c["name"]: c["value"] for c in self.request.storage_state()["cookies"]}
        return self.request.post(path, headers={"X-CSRFToken": cookies["heli-demo-csrf"]}, **body)


@pytest.fixture
def clients(chromium: Browser, address: str) -> Iterator[Callable[[Actor], Client]]:
    """Makes clients of the API."""
    contexts = []

    def make(actor: Actor) -> Client:
        contexts.append(chromium.new_context(base_url=address, extra_http_headers={"Origin": address}))
        return Client(contexts[-1].request, actor)

    yield make
    for context in contexts:
        context.close()


TELLING = {
    ("need.roles", "filled"), ("need.submit", "refused"), ("need.rule", "refused"), ("design.submit", "refused"),
    ("column.confirm", "filled"), ("stage.leave", "refused"), ("approval.decide", "refused"), ("approval.decide", "filled"),
    ("task.hand_in", "filled"), ("delivery.receive", "filled"), ("evaluation.judge", "done"), ("collaboration.close", "refused"),
    ("collaboration.close", "done"),
}  # fmt: skip


def picture(desk: Desk, act: str, moment: str) -> None:
    """Keep what is on the screen at telling moments, where pictures are wanted."""
    folder = os.environ.get("HELI_SHOTS")
    if folder and (act, moment) in TELLING:
        made = Path(folder)
        made.mkdir(parents=True, exist_ok=True)
        number = len(list(made.glob("*.png"))) + 1
        desk.page.evaluate("scrollTo(0, 0)")
        desk.page.screenshot(path=made / f"{number:03}-{act}-{desk.who}-{moment}.png", full_page=True)


def test_six_people_walk_the_seven_stages_on_pages(sign_in, clients, served):
    desks: dict[str, Desk] = {}

    def desk_of(who: str) -> Desk | None:
        if who in SIX and who not in desks:
            desks[who] = Desk(sign_in(who, PHONE if who == "林志远" else DESKTOP), who, TITLE)
        if who == DESIGNER and who not in desks:
            desks[who] = Desk(sign_in("han.xue", password=PASSWORD), who, TITLE)
        return desks.get(who)

    walk = Story(through_pages(desk_of, through_api(Cast(), clients), picture), TITLE)
    assert list(story.whole(walk)) == STAGES
    assert set(GATES) <= set(walk.refusals)
    assert set(desks) == {*SIX, DESIGNER}
