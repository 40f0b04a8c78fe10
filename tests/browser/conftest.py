"""One installation with the demo city for all browser tests, one Chromium, a page per persona."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
