"""T27 in Chromium: what people type never runs. Payloads stand in the free texts of a matter; a persona looks at its pages."""

from __future__ import annotations

from itertools import cycle

import pytest

from conftest import Cast
from tests.security.test_t27_xss import BREAKERS, CORES
from tests.walk import story
from tests.walk.story import Story
from tests.walk.ways import through_api

pytestmark = pytest.mark.browser
PAYLOADS = [BREAKERS[n % len(BREAKERS)] + core for n, core in enumerate(CORES)]
FREE = {
    "problem", "goal", "scope", "excludes", "opinion", "reason", "words",
    "response", "trigger", "deliverable", "criterion", "boundary", "text", "note", "reasonable", "feasible", "risk",
}  # fmt: skip
FOUND = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
  .filter(a => /^(hx-)?on/.test(a.name) || a.name === 'style' || /^\\s*(javascript|data):/i.test(a.value))
  .map(a => `${e.tagName} ${a.name}=${a.value}`))"""
PARTS = ("", "need/", "duties/", "plan/", "consult/", "tasks/", "problems/", "delivery/", "parties/", "approvals/", "evaluation/")


class Poisoned:
    """A way of doing deeds that puts the next payload into each free text; `used` says which have been taken."""

    def __init__(self, way):
        self.way, self.next, self.used = way, cycle(PAYLOADS), set()

    def __call__(self, who, act, subject, given=None):
        return self.way(who, act, subject, given if act == "duty.paste" else self.fill(given))

    def fill(self, value, name=""):
        if isinstance(value, dict):
            return {k: self.fill(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.fill(v, name) for v in value]
        if isinstance(value, str) and name in FREE:
            payload = next(self.next)
            self.used.add(payload)
            return f"{payload}{value}"
        return value


def test_nothing_that_is_typed_runs_in_a_browser(sign_in, clients, served):
    way = Poisoned(through_api(Cast(), clients))
    walk = Story(way, f"{PAYLOADS[1]}{PAYLOADS[12]}上线")
    for part in (story.need, story.design, story.approval):
        part(walk)
    walk.do("陈晓燕", "problem.raise", None, {"title": PAYLOADS[4], "unit": str(story.unit("公安")), "due_on": str(story.day(3))})
    assert len(way.used) >= 25

    page = sign_in("周建国")  # an error on the console, which a violation of the CSP is, fails the test
    dialogs, reports, seen = [], [], ""
    page.on("dialog", lambda dialog: (dialogs.append(page.url), dialog.dismiss()))
    page.on("request", lambda request: reports.append(request.url) if "csp-report" in request.url else None)
    home = f"/c/{walk.row.number}/"
    pages = [f"{home}{part}" for part in PARTS] + [f"{home}tasks/{walk.tasks()[0].id}/", f"/log/collaboration/{walk.c}/"]
    pages += ["/inbox/", "/c/", "/notices/", "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/search/?q=onerror"]
    for path in pages:
        answer = page.goto(path)
        assert answer.status == 200, path
        assert page.evaluate(FOUND) == [], path
        seen += page.inner_text("body")
    assert (dialogs, reports) == ([], [])
    assert sum(payload in seen for payload in PAYLOADS) >= 10, "the payloads are shown, as text"
