"""Must hold 3: a verb declared in one file is there as form, endpoint, command, line of the matrix, sentence and refusal."""

from __future__ import annotations

import argparse
import json
import re

import pytest
from pydantic import Field

from heli.acts import registry
from heli.acts.doors import installation_id
from heli.acts.models import Root
from heli.acts.pipeline import perform
from heli.acts.registry import Input, act
from heli.cli import act as act_command
from heli.cli import acts as acts_command
from heli.people.personas import open_demo_accounts
from heli.scratch.acts import MadeIt
from heli.scratch.models import Thing

pytestmark = pytest.mark.django_db


class Lending(Input):
    days: int = Field(title="借用天数", ge=1, le=30)


def lend_thing(actor, thing: Thing, lending: Lending) -> Thing:
    """Lend a thing for some days."""
    thing.count = lending.days
    thing.save()
    return thing


@pytest.fixture(autouse=True)
def verb():
    act("thing.lend", clause="2.1.2", on=Thing, allow=MadeIt(), label="借出", says="借出 {days} 天")(lend_thing)
    yield
    registry.forget("thing.lend")


@pytest.fixture
def zhou(cast):
    open_demo_accounts()
    return cast("周建国")


@pytest.fixture
def thing(zhou):
    return perform(zhou, "thing.make", Root.objects.get(id=installation_id()), {"title": "印章"})


def command(module, *arguments):
    parser = argparse.ArgumentParser()
    module.arguments(parser)
    return module.run(parser.parse_args(arguments))


def test_it_is_a_form(browser, zhou, thing):
    address = f"/do/thing.lend/thing:{thing.id}/"
    page = browser(zhou).get(address).content.decode()
    assert "借用天数" in page
    assert browser(zhou).post(address, {"days": "3", "seen": "1"}).status_code == 303
    wrong = browser(zhou).post(address, {"days": "31", "seen": "2"})
    assert (wrong.status_code, "借用天数不能大于 30" in wrong.content.decode()) == (422, True)


def test_it_is_an_endpoint_with_a_document(browser, zhou, thing):
    document = browser(zhou).get("/api/openapi.json").json()
    operation = document["paths"]["/api/acts/thing.lend"]["post"]
    assert (operation["operationId"], operation["summary"]) == ("thing.lend", "借出")
    assert "Lend a thing for some days." in operation["description"]
    assert document["components"]["schemas"]["thing.lend"]["properties"]["days"]["maximum"] == 30
    body = json.dumps({"subject": f"thing:{thing.id}", "input": {"days": 3}})
    assert browser(zhou).post("/api/acts/thing.lend", body, content_type="application/json").status_code == 200
    assert Thing.objects.get().count == 3


def test_it_is_a_command(zhou, thing, capsys):
    assert command(acts_command, "thing.lend") == 0
    assert "借出" in capsys.readouterr().out
    given = ("thing.lend", "--subject", f"thing:{thing.id}", "--json", '{"days": 3}', "--as", "zhou.jianguo")
    assert command(act_command, *given) == 0
    assert Thing.objects.get().count == 3


def test_it_is_a_line_of_the_matrix_with_its_condition_and_clause(browser, zhou):
    page = browser(zhou).get("/permissions/?q=借出").content.decode()
    (line,) = re.findall(r"<tr data-act=.*?</tr>", page, re.S)
    assert line.startswith('<tr data-act="thing.lend">')
    shown = re.sub(r"<[^>]*>", "\n", line)
    for words in ("借出", "物件", "只有制作人可以这样做", "1.2.2", "2.1.2"):
        assert words in shown
    # the name is for programs; people read the label
    assert "thing.lend" not in shown


def test_it_is_a_sentence_of_the_timeline(browser, zhou, thing):
    perform(zhou, "thing.lend", thing, {"days": 3})
    page = browser(zhou).get(f"/log/thing/{thing.id}/").content.decode()
    assert "借出 3 天" in page
    assert "滨江市市场监督管理局" in page
    assert "周建国" in page


def test_it_refuses_with_a_reason(browser, cast, thing):
    answer = browser(cast("王海涛")).post(f"/do/thing.lend/thing:{thing.id}/", {"days": "3", "seen": "1"})
    page = answer.content.decode()
    assert answer.status_code == 403
    for words in ("未办成：借出", "只有制作人可以这样做", "物件的制作人", 'value="3"'):
        assert words in page
