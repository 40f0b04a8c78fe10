"""Notices as a post meets them: told once, in words of today's rights, read by an act."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heli.acts import consumers, worker
from heli.acts.models import Cursor
from heli.acts.pipeline import perform
from heli.kernel.errors import Denied
from heli.ledger.doors import door
from heli.ledger.models import Entry
from heli.matters.models import Matter
from heli.matters.tests.conftest import _verbs, ask, chen, thing, zhou  # noqa: F401  the cast of matters
from heli.notices.models import Notice, ReadMark
from heli.notices.queries import HIDDEN, PAGE, notices, unread
from heli.people.models import Post
from heli.people.personas import open_demo_accounts

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def matter(ask, chen):  # noqa: F811
    (made,) = ask(chen.organisation)
    worker.settle()
    return made


def told(actor):
    return [line.text for line in notices(actor).lines]


def test_a_unit_is_told_through_its_liaison_officer_and_deputy(matter, chen, zhou, cast):  # noqa: F811
    assert told(chen) == ["提出“职责清单征求意见”"]
    assert Notice.objects.filter(entry=Entry.objects.get(act="matter.open").id).count() == 2
    assert told(zhou) == []


def test_the_raiser_is_told_of_the_answer_and_the_owner_of_the_return(matter, chen, zhou):  # noqa: F811
    perform(chen, "matter.answer", matter, {"text": "无意见"})
    perform(zhou, "matter.refuse", matter, {"reason": "请写明依据"})
    worker.settle()
    assert told(zhou) == ["答复“职责清单征求意见”：无意见"]
    assert told(chen)[0] == "退回“职责清单征求意见”重办，理由：请写明依据"


def test_reading_the_ledger_twice_tells_nobody_twice(matter, chen):  # noqa: F811
    before = Notice.objects.count()
    from django.db import transaction

    with transaction.atomic(), door("consumer"):
        Cursor.objects.filter(consumer="notices").delete()
    consumers.drain()
    assert Notice.objects.count() == before
    consumers.rebuild("notices", [Notice])
    assert Notice.objects.count() == before


def test_a_title_that_may_no_longer_be_seen_is_not_told(matter, chen):  # noqa: F811
    import dataclasses

    lowered = dataclasses.replace(chen, clearance="公开")
    assert told(lowered) == [HIDDEN]
    (line,) = notices(lowered).lines
    assert (line.href, line.who) == ("", "")


def test_reading_is_an_act_and_the_bell_falls_silent(matter, chen):  # noqa: F811
    assert unread(chen) == 1
    perform(chen, "notice.read", Post.objects.get(id=chen.post), {"upto": notices(chen).newest})
    assert unread(chen) == 0
    perform(chen, "notice.read", Post.objects.get(id=chen.post), {"upto": 0})
    assert unread(chen) == 0
    assert ReadMark.objects.get(post=chen.post).version == 2


def test_nobody_reads_for_another_post(matter, chen, zhou):  # noqa: F811
    with pytest.raises(Denied, match="本岗位"):
        perform(zhou, "notice.read", Post.objects.get(id=chen.post), {"upto": 5})


def test_the_page_shows_them_and_marks_them_read(matter, chen):  # noqa: F811
    open_demo_accounts()
    client = Client()
    client.post("/signin/as/", {"login": "chen.xiaoyan"})
    page = client.get("/notices/").content.decode()
    assert f'<a href="/matters/{matter.id}/">提出“职责清单征求意见”</a>' in page
    form = dict(re.findall(r'<input type="hidden" name="(key|seen|upto)" value="([^"]+)">', page))
    assert client.post("/notices/read/", form).status_code == 303
    assert "没有未读通知" in client.get("/notices/").content.decode()
    assert Matter.objects.get(id=matter.id).version == 1


def test_all_are_read_from_a_later_page_too(ask, chen):  # noqa: F811
    for _ in range(PAGE + 1):
        ask(chen.organisation)
    worker.settle()
    open_demo_accounts()
    client = Client()
    client.post("/signin/as/", {"login": "chen.xiaoyan"})
    page = client.get("/notices/?page=2").content.decode()
    form = dict(re.findall(r'<input type="hidden" name="(key|seen|upto)" value="([^"]+)">', page))
    assert client.post("/notices/read/", form).status_code == 303
    assert unread(chen) == 0


def test_what_has_not_been_told_yet_is_not_read(ask, matter, chen):  # noqa: F811
    perform(chen, "notice.read", Post.objects.get(id=chen.post), {"upto": 2**31 - 1})
    assert ReadMark.objects.get(post=chen.post).upto == notices(chen).newest
    ask(chen.organisation)
    worker.settle()
    assert unread(chen) == 1


def test_the_cost_of_the_page_does_not_grow(ask, chen, cast):  # noqa: F811
    ask(chen.organisation)
    worker.settle()
    with CaptureQueriesContext(connection) as few:
        notices(chen)
    for _ in range(5):
        ask(chen.organisation)
    worker.settle()
    with CaptureQueriesContext(connection) as many:
        notices(chen)
    assert len(many) == len(few) <= 8
    with CaptureQueriesContext(connection) as one:
        assert unread(chen) == 6
    assert len(one) == 1
