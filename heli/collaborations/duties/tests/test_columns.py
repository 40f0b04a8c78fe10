"""The answer of a unit to its column: to what it saw, asked once, and what becomes of a dispute (1.2.3)."""

from __future__ import annotations

import re

import pytest

from heli.clauses.registry import run
from heli.collaborations.duties.models import ColumnConfirmation
from heli.collaborations.duties.queries import design
from heli.collaborations.duties.rules import red
from heli.collaborations.tests.startup import LIAISONS, refuses, task_of
from tests.walk.story import day, post, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def shown(html):
    """What the page gives along: version and digest."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html).group(1) for name in ("seen", "digest")}


def edited(s, short="税务", boundary="到领票为止"):
    """The duty of a unit gets another boundary."""
    row = s.duty(short)
    given = {k: getattr(row, k) for k in ("module", "title", "deliverable")}
    outcome = str(row.outcome_id) if row.outcome_id else None
    s.do("韩雪", "duty.edit", row, {**given, "boundary": boundary, "outcome": outcome})


def test_a_unit_answers_to_the_column_that_it_saw_and_to_no_other(startup, browser):
    s = startup("consulted")
    s.do("韩雪", "column.send")
    chen, address = browser(s.cast("陈晓燕", "liaison")), f"/c/{s.row.number}/duties/confirm/"
    before = shown(chen.get(address).content.decode())
    edited(s)
    answer = chen.post(address, {"confirmed": "true", "words": "按此办理", **before, "key": "a"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "先改了同一内容" in html
    assert "到领票为止" in html
    assert "按此办理" in html
    assert not ColumnConfirmation.objects.filter(unit=unit("税务")).exists()
    after = shown(html)
    assert (after["seen"], after["digest"] != before["digest"]) == (before["seen"], True)
    assert chen.post(address, {"confirmed": "true", **after, "key": "b"}).status_code == 303
    assert ColumnConfirmation.objects.get(unit=unit("税务")).digest == after["digest"]


NO = {"confirmed": False, "words": "税务环节应由市监主办"}
YES = {"confirmed": True}


@pytest.fixture
def contested(startup):
    """All are asked; tax contests, the others have not answered."""
    s = startup("consulted")
    s.do("韩雪", "column.send")
    s.do("陈晓燕", "column.confirm", s.party("税务"), NO)
    return s


def test_nobody_is_asked_twice_while_the_answer_waits(startup, browser):
    s = startup("consulted")
    s.do("韩雪", "column.send")
    with refuses("1.2.3", "已发出，等各单位答复"):
        s.do("韩雪", "column.send")
    assert "已发出，等各单位答复" in browser(s.cast("韩雪")).get(f"/c/{s.row.number}/duties/").content.decode()
    s.do("陈晓燕", "column.confirm", s.party("税务"), YES)
    edited(s)
    s.do("韩雪", "column.send")
    assert sorted(m.owner_unit_id for m in s.waiting("column.confirm")) == sorted(unit(u) for u in s.units)


def test_a_dispute_lies_with_who_asked_with_its_words_until_the_column_is_changed(contested, browser):
    s = contested
    (matter,) = s.waiting("column.settle")
    assert matter.owner_post_id == s.cast("韩雪").post
    assert matter.facts == {"words": NO["words"]}
    assert f'href="/c/{s.row.number}/duties/"' in (html := browser(s.cast("韩雪")).get("/inbox/").content.decode())
    assert f"税务对本方职责和任务有争议：{NO['words']}" in html
    edited(s, "数据")
    assert not s.waiting("column.settle")
    s.do("韩雪", "column.send")
    assert unit("税务") in {m.owner_unit_id for m in s.waiting("column.confirm")}


def test_what_is_in_dispute_is_not_sent_again_unchanged_and_holds_nobody_else_up(contested, browser):
    s = contested
    for short in ("市监", "数据"):
        s.do(LIAISONS[short], "column.confirm", s.party(short), YES)
    with refuses("1.2.3", "税务有争议的内容还没有改动"):
        s.do("韩雪", "column.send")
    assert "税务有争议的内容还没有改动" in browser(s.cast("韩雪")).get(f"/c/{s.row.number}/duties/").content.decode()
    s.do("陈晓燕", "column.confirm", s.party("税务"), YES)
    assert not s.waiting("column.settle")
    s.do("韩雪", "design.submit")


def test_a_dispute_over_a_task_is_settled_by_changing_the_task_and_not_by_changing_another(contested):
    s = contested
    s.do("韩雪", "task.drop", s.task("数据"), {"words": "并入其他任务"})
    assert s.waiting("column.settle")
    s.do("韩雪", "task.drop", s.task("税务"), {"words": "并入其他任务"})
    assert not s.waiting("column.settle")


def test_the_unit_of_the_leader_is_told_that_it_has_nothing_to_confirm(startup):
    s = startup("consulted")
    row = s.row.parties.get(role="leadership")
    with refuses("1.2.1.c", "不承担职责和任务"):
        s.do("高峰", "column.confirm", row, YES)


@pytest.mark.parametrize("change", ["post", "goal", "needs"])
def test_a_unit_confirms_of_its_tasks_who_does_them_what_is_wanted_and_what_comes_first(startup, browser, change):
    s = startup("designed")
    first = s.task("市监")
    words = {"post": "陈晓燕", "goal": "先试点后推开", "needs": "T-01 市监办理"}
    chen, address = browser(s.cast("陈晓燕", "liaison")), f"/c/{s.row.number}/duties/confirm/"
    html = chen.get(address).content.decode()
    assert "马骏" in html
    table = html.split("本方任务", 1)[1].split("你单位的答复", 1)[0]
    assert words[change] not in table.split("</table>")[0]
    given = {"post": str(post("陈晓燕")), "goal": words["goal"], "needs": [str(first.id)]}[change]
    s.do("韩雪", "task.replan", s.task("税务"), {**task_of(s, "税务"), change: given})
    assert set(design(s.c).unconfirmed()) == {unit("税务"), unit("市监")}
    html = chen.get(address).content.decode()
    assert words[change] in html.split("本方任务", 1)[1].split("</table>")[0]


def test_who_does_a_task_may_change_while_it_is_done_and_the_confirmation_stands(startup):
    s = startup("approved")
    s.sign("税务")
    s.do("陈晓燕", "task.assign", s.task("税务"), {"post": str(post("胡波"))})
    assert design(s.c).unconfirmed() == ()
    assert run("1.2.3", s.ref).open == ()


def mark_tax(s, *kinds):
    s.do("韩雪", "duty.mark", s.duty("税务"), {"unit": str(unit("税务")), "kinds": kinds})


def with_a_gap_kept(startup):
    """A duty that nobody leads, which is accepted with a reason; the key of the finding."""
    s = startup("consulted")
    mark_tax(s, "do")
    key = f"gap:{s.duty('税务').id}"
    s.do("周建国", "finding.accept", None, {"finding": key, "reason": "系统上线后由税务牵头", "until": str(day(5))})
    return s, key


def test_a_reason_for_a_gap_that_was_closed_is_neither_approved_nor_comes_back(startup):
    s, _key = with_a_gap_kept(startup)
    s.do("韩雪", "column.send")
    assert s.row.accepted_findings.count() == 1
    for short in s.units:
        s.do(LIAISONS[short], "column.confirm", s.party(short), YES)
    mark_tax(s, "lead", "do")
    s.do(LIAISONS["税务"], "column.confirm", s.party("税务"), YES)
    s.do("韩雪", "design.submit")
    assert s.row.designs.get().document["accepted"] == []
    assert not s.row.accepted_findings.exists()


def test_a_reason_goes_with_the_next_sending_and_the_gap_is_red_again(startup):
    s, key = with_a_gap_kept(startup)
    mark_tax(s, "lead", "do")
    s.do("韩雪", "column.send")
    mark_tax(s, "do")
    assert [f.key for f in red(design(s.c).findings)] == [key]
