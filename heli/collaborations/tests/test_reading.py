"""The list of collaborations as programs read it: the page's own lines and filters."""

from __future__ import annotations

import re

import pytest

from heli.collaborations.reading import read_collaborations

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
LIST = "/api/read/collaborations.list"


def found(client, **given):
    answer = client.get(LIST, given)
    assert answer.status_code == 200, answer.content
    return answer.json()["collaborations"]


def test_it_gives_the_lines_of_the_page_with_what_a_program_needs_to_act(startup, browser, cast):
    s = startup("approved")
    lead, party = browser(cast("周建国", "officer")), browser(cast("陈晓燕"))
    (line,) = found(lead)
    assert (line["ref"], line["number"], line["state"]) == (str(s.ref), s.row.number, "active")
    assert (line["stage"], line["lead"], line["version"]) == ("执行实施、执行监控", "滨江市市场监督管理局", s.row.version)
    page = lead.get("/c/").content.decode()
    assert line["lamp_text"] in page
    assert re.search(rf'href="{line["url"]}"', page)
    assert found(party) == [line]
    # the filters of the page
    assert found(lead, lead="true", stage=4, q=s.row.number) == [line]
    assert found(party, lead="true") == found(lead, stage=2) == found(lead, state="draft") == found(lead, q="没有的") == []
    suspended = {"reason": "上级另有部署"}
    s.do("周建国", "collaboration.cancel", None, suspended)
    assert found(lead) == []
    assert [x["state"] for x in found(lead, state="ended")] == ["cancelled"]


def test_who_takes_no_part_gets_nothing(startup, browser, cast):
    startup("approved")
    assert found(browser(cast("王海涛")), state="all") == []
    draft = startup("drafted")
    assert [x["ref"] for x in found(browser(cast("周建国", "officer")), state="draft")] == [str(draft.ref)]
    assert found(browser(cast("陈晓燕")), state="draft") == []
    assert browser(None).get(LIST).status_code == 401


@pytest.mark.parametrize(
    ("name", "value"), [("state", "active"), ("stage", "8"), ("page", "0"), ("lead", "也许"), ("q", "x" * 81), ("colour", "红")]
)
def test_nonsense_is_refused_at_its_parameter(browser, cast, name, value):
    answer = browser(cast("陈晓燕")).get(LIST, {name: value})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {name})


def test_its_queries_are_those_of_the_page(startup, cast, django_assert_max_num_queries):
    s = startup("approved")
    startup("drafted")
    me = cast("周建国", "officer")
    with django_assert_max_num_queries(4):
        assert read_collaborations(me, state="all").total == 2
    s.do("周建国", "collaboration.suspend", None, {"reason": "上级另有部署"})
    with django_assert_max_num_queries(6):
        assert [x.lamp_text for x in read_collaborations(me).collaborations] == ["已中止"]
    assert read_collaborations(me, page=9999).page == 1
