"""What was typed is not lost to a lapsed session or an old page: it comes back as text to copy."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"title": "印章备案，三家并联", "key": "a" * 32, "unit": "0b9c7a42-0000-4000-8000-000000000000", "due_on": "2026-12-01"}


def test_a_stranger_gets_the_typed_text_back_and_nothing_is_sent():
    answer = Client().post("/c/new/", TYPED, headers=OURS)
    assert answer.status_code == 401
    page = answer.content.decode()
    assert ">印章备案，三家并联</textarea>" in page
    assert "<form" not in page.partition('id="kept"')[2]


def test_an_old_page_gets_it_back_too(cast, browser):
    client = browser(cast("周建国"), enforce_csrf_checks=True)
    answer = client.post("/c/new/", TYPED, headers=OURS)
    assert answer.status_code == 403
    assert "印章备案，三家并联" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_no_other_site_puts_words_on_our_page(headers):
    assert "印章备案" not in Client().post("/c/new/", TYPED, headers=headers).content.decode()


def test_passwords_are_never_shown():
    answer = Client().post("/me/password/", {"old": "旧的口令一二三", "password": "新的口令一二三"}, headers=OURS)
    assert answer.status_code == 401
    assert "口令一二三" not in answer.content.decode()
