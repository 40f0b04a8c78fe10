"""The archive (2.4.4): who may not, when not, and what is refused."""

from __future__ import annotations

import pytest

from heli.collaborations.plan.rules import digest
from heli.collaborations.tests.startup import denies, refuses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_only_who_runs_the_matter_files_and_only_at_the_closing(startup):
    s = startup("executed")
    with refuses("2.2", "反馈评估"):
        s.do("周建国", "archive.file", None, {})
    s.reach("delivered")
    for who in ("李敏", "唐宁", "陈晓燕"):
        with denies("1.2.1.d"):
            s.do(who, "archive.file", None, {})


def test_nothing_is_kept_for_less_than_the_norm_says(startup):
    s = startup("delivered")
    with refuses("2.4.4", "短于"):
        s.do("周建国", "archive.file", None, {"retention_months": 120})


def test_what_is_filed_is_not_filed_twice_and_what_comes_later_is(startup):
    s = startup("filed")
    before = s.row.archive.count()
    with refuses("2.4.4", "都已归档"):
        s.do("周建国", "archive.file", None, {})
    s.do("周建国", "lesson.write", None, {"title": "提前联调", "why": "联调晚了三天", "next_time": "签约即联调"})
    s.do("周建国", "archive.file", None, {})
    assert s.row.archive.count() == before + 1
    assert all(digest(item.content) == item.digest for item in s.row.archive.all())
