"""One installation with the demo city for all browser tests, one Chromium, a page per persona."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from playwright.sync_api import APIRequestContext, Browser, Page, sync_playwright

from heli.kernel.actor import Actor
from heli.people.hashers import Argon2id
from heli.people.models import Account, Person
from tests.setup.running import environment

START = 240.0
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
Open = Callable[..., Page]
PASSWORD = "Q7-walk-all-seven-stages"


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the installation."""
    return tmp_path_factory.mktemp("browser") / "data"


@pytest.fixture(scope="session")
def address(data: Path) -> Iterator[str]:
    """The address of a running Heli with the demo city, on a port of the loopback that was free."""
    with running(data) as address:
        yield address


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Heli with the demo city in `data`, from the first line to a clean end; gives its address."""
    command = [sys.executable, "-m", "heli.cli", "serve", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment())
    try:
        yield _address(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    deadline, said = time.monotonic() + START, []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
        assert time.monotonic() < deadline, "".join(said)
    raise AssertionError("".join(said))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; bin/test says where it is."""
    path = os.environ.get("HELI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "no Chromium: bin/test brings one, or says how to get it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """`sign_in("周建国", PHONE)` is a page of that persona, or of anybody by login and password, of the Heli `at` an address.

    What the console says against a page fails the test.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(name: str, size: tuple[int, int] = DESKTOP, *, dark: bool = False, password: str = "", at: str = "") -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            base_url=at or request.getfixturevalue("address"),
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto("/signin/")
        if password:  # then `name` is a login
            page.get_by_label("账号").fill(name)
            page.get_by_label("口令").fill(password)
        page.get_by_role("button", name="登录" if password else re.compile(name), exact=bool(password)).click()
        page.wait_for_url(re.compile(r"^(?!.*/signin/).*$"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    # a page may be asked for that answers 4xx on purpose; everything else the console says is a fault
    assert [c for c in complaints if "Failed to load resource" not in c] == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The axe engine, which set-up brought from npm."""
    return (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


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
