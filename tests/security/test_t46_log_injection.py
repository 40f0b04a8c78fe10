"""T46, T14: one event is one line of JSON whatever somebody sends, and no value of theirs is in it."""

from __future__ import annotations

import io
import json
import logging
import re

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


@pytest.fixture
def broken(monkeypatch):
    """The page 组织人员 and the list of acts fall over, with a value in the words of the error."""

    def fall(*_args, **_kwargs):
        raise ValueError("CANARY: 张三")

    monkeypatch.setattr("heli.people.queries.contacts", fall)
    monkeypatch.setattr("heli.api.endpoints.all_acts", fall)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_number_on_a_crashed_page_is_the_one_in_its_log_lines(lines, signed_in, broken, headers):
    answer = signed_in("zhou.jianguo").get("/people/", headers=headers)
    (number,) = re.findall(r"事件编号 <code>([0-9a-f]{12})</code>", answer.content.decode())
    found = [line for line in lines() if line.get("correlation") == number]
    assert answer.status_code == 500
    assert {line["logger"] for line in found} == {"django.request", "heli.request"}
    assert [line["error"] for line in found if "error" in line] == ["builtins.ValueError"]
    assert "CANARY" not in json.dumps(lines()) + answer.content.decode()


def test_a_program_gets_the_same_number_in_a_problem(lines, signed_in, broken):
    answer = signed_in("zhou.jianguo").get("/api/acts")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    number = answer.json()["correlation"]
    assert number in {line.get("correlation") for line in lines() if line["logger"] == "django.request"}


def test_no_number_stands_where_nothing_is_to_be_looked_up(signed_in):
    assert "事件编号" not in signed_in("zhou.jianguo").get("/nothing/").content.decode()


def test_other_programs_lines_are_named_not_quoted(lines):
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: CANARY")
    (line,) = lines()
    assert line["logger"] == "django.security.DisallowedHost"
    assert "event" not in line


def test_a_nasty_header_of_a_stranger_is_one_line(lines):
    Client().get("/nothing/", headers={"User-Agent": NASTY, "X-Forwarded-For": NASTY})
    assert len(lines()) == 1
