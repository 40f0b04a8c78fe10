"""T46, T14: one event is one line of JSON whatever somebody sends, and no value of theirs is in it."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.test import Client

from heli.web.logs import JsonLines

pytestmark = pytest.mark.django_db
NASTY = '\r\n{"level":"info"}\u2028\u202eevil\x1b[31m\x00\x85'


@pytest.fixture
def lines():
    """Everything that is logged, as parsed lines; a line that is no JSON fails the test."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root, ours = logging.getLogger(), logging.getLogger("heli")
    before = ours.level
    ours.setLevel("INFO")
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    ours.setLevel(before)


def test_a_field_survives_the_round_trip_on_one_line(lines):
    logging.getLogger("heli.test").info("event", extra={"agent": NASTY})
    (line,) = lines()
    assert line["agent"] == NASTY
    assert (line["event"], line["level"]) == ("event", "info")


def test_raw_bytes_hold_no_control_and_no_bidi():
    record = logging.makeLogRecord({"name": "heli.test", "msg": NASTY, "agent": NASTY, "levelname": "INFO"})
    text = JsonLines().format(record)
    assert text.isascii()
    assert text.isprintable()


def test_a_request_logs_its_route_and_none_of_its_values(lines, signed_in):
    client = signed_in("zhou.jianguo")
    client.get(f"/people/?q={'机密'}CANARY", headers={"User-Agent": "CANARY", "Referer": "http://testserver/CANARY"})
    client.get("/nowhere/CANARY/")
    client.post("/signin/", {"login": "CANARY", "password": "CANARY"}, headers={"User-Agent": NASTY})
    found = lines()
    assert "CANARY" not in json.dumps(found)
    requests = [line for line in found if line["event"] == "request"]
    assert [(r["route"], r["status"]) for r in requests] == [("people/", 200), ("", 404), ("signin/", 422)]
    assert requests[0]["person"]
    assert {"correlation", "ms", "method", "at"} <= set(requests[0])


def test_an_error_logs_its_class_and_place_not_its_words(lines):
    try:
        raise ValueError("CANARY: 张三 110101199001011234")
    except ValueError:
        logging.getLogger("heli.test").exception("failed")
    (line,) = lines()
    assert line["error"] == "builtins.ValueError"
    assert line["frames"][0].startswith(("tests", "test_t46"))
    assert "CANARY" not in json.dumps(line)


def test_other_programs_lines_are_named_not_quoted(lines):
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: CANARY")
    (line,) = lines()
    assert line["logger"] == "django.security.DisallowedHost"
    assert "event" not in line


def test_a_nasty_header_of_a_stranger_is_one_line(lines):
    Client().get("/nothing/", headers={"User-Agent": NASTY, "X-Forwarded-For": NASTY})
    assert len(lines()) == 1
