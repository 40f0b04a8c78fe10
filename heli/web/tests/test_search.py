"""Search finds what its reader may see and lets nothing else out."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heli.collaborations.tests.telling import told
from heli.kernel.ref import Ref
from tests.walk.story import unit

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def story(cast):
    return told(cast, 2)


def test_titles_are_found_in_groups_and_a_number_leads_to_its_page(cast, browser, story):
    zhou = browser(cast("周建国", "officer"))
    page = text(zhou.get("/search/?q=企业开办"))
    assert f'href="/c/{story.row.number}/"' in page
    assert 'aria-labelledby="g2"' in page
    jump = zhou.get(f"/search/?q={story.row.number}")
    assert jump.status_code == 302
    assert jump["Location"] == f"/c/{story.row.number}/"
    assert zhou.get("/search/?q=2.2.1")["Location"] == "/norm/2.2.1/"
    assert "只列前" not in text(zhou.get("/search/?q=企业开办&kind=task"))


def test_what_is_hidden_is_neither_found_nor_counted_nor_jumped_to(cast, browser, story):
    story.do("周建国", "collaboration.start", Ref("unit", unit("市监")), {"scenario": "service", "title": "不动产登记保密试点"})
    chen = browser(cast("陈晓燕"))
    for words in ("不动产登记保密试点", "保密试点"):
        assert "没有找到" in text(chen.get("/search/", {"q": words}))
    hidden, absent = (found(chen, words).replace(quote(words), "").replace(words, "") for words in ("保密试点", "保秘试点"))
    assert hidden == absent
    assert "保密试点" in text(browser(cast("周建国", "officer")).get("/search/?q=保密"))


def found(client, words):
    """The answer, less the tokens and the moment that are new on each page."""
    page = text(client.get("/search/", {"q": words}))
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|\d\d:\d\d:\d\d', "", page)


def test_an_outsider_finds_nothing_of_a_collaboration(cast, browser, story):
    auditor = browser(cast("程审言"))
    page = text(auditor.get("/search/", {"q": "企业开办"}))
    assert story.row.number not in page
    assert auditor.get("/search/", {"q": story.row.number}).status_code == 200


def test_persons_are_found_as_the_directory_lists_them(cast, browser):
    zhou, chen = browser(cast("周建国", "officer")), browser(cast("陈晓燕"))
    own = text(zhou.get("/search/", {"q": "郑国强"}))
    assert '<a href="/people/">郑国强</a>' in own
    assert "滨江市市场监督管理局 · " in own
    # of another organisation its liaison officer is found, an officer who is not one does not exist
    assert '<a href="/people/">陈晓燕</a>' in text(zhou.get("/search/", {"q": "陈晓燕", "kind": "person"}))
    hidden, absent = (found(chen, words).replace(quote(words), "").replace(words, "") for words in ("郑国强", "郑国墙"))
    assert hidden == absent


def test_matters_of_one_title_are_told_apart_by_whose_they_are(cast, browser, startup):
    s = startup("weighed")
    s.do("韩雪", "consult.ask")
    page = text(browser(cast("周建国", "officer")).get("/search/", {"q": "征求意见", "kind": "matter"}))
    assert '<h2 id="g1">办理事项</h2>' in page
    assert re.search('<p class="w">税务[^<]* · 办理中</p>', page)
    assert re.search('<p class="w">数据[^<]* · 办理中</p>', page)


@pytest.mark.parametrize("words", ["", "%", "_", "\\", "'; --", "<script>", "\x00", "企" * 500])
def test_strange_words_are_only_words(cast, browser, words):
    answer = browser(cast("周建国", "officer")).get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>" not in text(answer).replace("<script type", "").replace("<script src", "")


def test_a_search_makes_few_queries(cast, browser, story):
    zhou = browser(cast("周建国", "officer"))
    with CaptureQueriesContext(connection) as made:
        zhou.get("/search/?q=企业")
    assert len(made) <= 25
