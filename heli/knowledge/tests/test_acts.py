"""The archive (2.4.4): who may not, when not, and what is refused."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from heli.clauses.registry import checks
from heli.clauses.results import Finding
from heli.collaborations.models import Lead
from heli.collaborations.plan.rules import digest
from heli.collaborations.tests.startup import denies, plant, refuses
from heli.documents.service import attach
from heli.documents.tests.conftest import received
from heli.kernel.clock import Term
from heli.kernel.time import today
from heli.knowledge import queries
from heli.knowledge.models import ArchiveItem
from heli.knowledge.pages import PAGE, archive
from heli.people.models import Holding

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


def test_the_norm_may_say_the_retention_in_years(startup, monkeypatch):
    s = startup("delivered")
    monkeypatch.setattr(queries, "period", lambda *_: Term.parse("40 y"))
    with refuses("2.4.4", "短于"):
        s.do("周建国", "archive.file", None, {"retention_months": 360})
    s.do("周建国", "archive.file", None, {})
    assert {i.retention_months for i in s.row.archive.all()} == {480}


def test_a_filed_file_is_not_taken_down(startup, cast, settings, tmp_path):
    settings.DATA = SimpleNamespace(path=tmp_path)
    s = startup("delivered")
    zhou = cast("周建国", "officer")
    filed = attach(zhou, s.ref, received()).result
    s.do("周建国", "archive.file", None, {})
    with refuses("2.4.4", "已归档"):
        s.do("周建国", "document.remove", filed)
    later = attach(zhou, s.ref, received(b"%PDF-later", "更正.pdf")).result
    s.do("周建国", "document.remove", later)
    assert not [i for i in s.row.archive.all() if not queries.verified(i)]


def test_a_vacancy_is_one_point_about_the_post_and_none_of_a_closed_matter(startup):
    s = startup("evaluated").reach("filed")
    lead = Lead.objects.get(collaboration=s.c)
    plant("the runner's post left vacant", Holding.objects.filter(post=lead.post_id), valid_to=today())
    (found,) = (f for f in checks("2.4.4")[0].ask(s.ref) if isinstance(f, Finding))
    assert ("岗位空缺" in found.sentence, found.lapsed) == (True, False)


def test_a_matter_that_is_closed_stays_filed_when_the_post_is_left(startup):
    s = startup("closed")
    lead = Lead.objects.get(collaboration=s.c)
    plant("the runner's post left vacant", Holding.objects.filter(post=lead.post_id), valid_to=today())
    assert not [f for f in checks("2.4.4")[0].ask(s.ref) if isinstance(f, Finding)]


def test_beyond_the_last_page_stands_the_last_page(startup, cast):
    startup("filed")
    last = archive(cast("周建国"), page=99)
    assert last.page == 1
    assert 0 < len(last.items) == last.total <= PAGE
    assert ArchiveItem.objects.count() == last.total
