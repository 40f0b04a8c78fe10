"""The answer of a unit to its column: to what it saw, asked once, and what becomes of a dispute (1.2.3)."""

from __future__ import annotations

import re

import pytest

from heli.collaborations.duties.models import ColumnConfirmation
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
