"""The answer of a unit to its column: to what it saw, asked once, and what becomes of a dispute (1.2.3)."""

from __future__ import annotations

import re

import pytest

from heli.collaborations.duties.models import ColumnConfirmation
from heli.collaborations.tests.startup import LIAISONS, refuses
from tests.walk.story import unit

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
