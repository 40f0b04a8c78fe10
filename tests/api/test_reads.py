"""What a program reads: every read stands in the document, answers as the document says, and gives strangers nothing."""

from __future__ import annotations

import pytest
from jsonschema_rs import Draft202012Validator

from heli.api.document import document
from heli.kernel.resources import resources

pytestmark = pytest.mark.django_db
NAMES = [r.name for r in resources()]


@pytest.fixture
def matter(startup):
    return startup("approved")


def given(name, matter):
    """The parameters that a read must have."""
    required = [p for p, (_, default) in next(r for r in resources() if r.name == name).parameters().items() if default is ...]
    return {p: {"collaboration": str(matter.c)}[p] for p in required}


@pytest.mark.parametrize("path", ["/api/acts", *(f"/api/read/{n}" for n in NAMES)])
def test_what_is_answered_is_what_the_document_says(browser, cast, matter, path):
    doc = document()
    operation = doc["paths"][path]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    asked = {"subject": str(matter.task("税务").ref)} if path == "/api/acts" else given(path.rsplit("/", 1)[1], matter)
    assert set(asked) <= {p["name"] for p in operation["parameters"]}
    whole = Draft202012Validator({**schema, "components": doc["components"]})
    for who in ("周建国", "马骏", "王海涛"):
        answer = browser(cast(who)).get(path, asked)
        if who == "王海涛" and asked:
            assert answer.status_code == 404  # it takes no part in the matter that was asked about
            continue
        assert answer.status_code == 200, answer.content
        assert [e.message for e in whole.iter_errors(answer.json())] == []
        assert list(whole.iter_errors({"acts": 1, "nonsense": True})), "a schema that lets anything pass says nothing"


def test_parameters_stand_in_the_document_with_their_bounds_and_words():
    found = {p["name"]: p["schema"] for p in document()["paths"]["/api/read/matters.inbox"]["get"]["parameters"]}
    assert found["tab"]["enum"] == ["sign", "todo", "read", "confirm", "mine", "done"]
    assert (found["page"]["title"], found["page"]["minimum"], found["page"]["maximum"]) == ("页码", 1, 50)
    tasks = document()["paths"]["/api/read/work.tasks"]["get"]["parameters"]
    assert [(p["name"], p["required"]) for p in tasks] == [("collaboration", True), ("show", False)]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_reads_without_signing_in(browser, name):
    assert browser(None).get(f"/api/read/{name}").status_code == 401
