"""A page that is not there: the way on for whoever is signed in, and nothing that tells hidden from absent."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_whoever_is_signed_in_may_search_from_a_page_that_is_not_there(browser, client, cast):
    at = "/nothing/"
    own = browser(cast("周建国")).get(at)
    page = own.content.decode()
    assert own.status_code == 404
    assert 'role="search" method="get" action="/search/"' in page
    assert 'href="/inbox/">回到我的工作台<' in page
    assert "回到“待您决定”" in browser(cast("林志远")).get(at).content.decode()
    hidden = browser(cast("周建国")).get("/matters/00000000-0000-4000-8000-000000000000/")
    assert hidden.content == own.content
    visitor = client.get(at).content.decode()
    assert ("回首页" in visitor, 'role="search"' in visitor) == (True, False)
