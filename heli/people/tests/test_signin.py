"""Sign-in as a person meets it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from heli.people.models import LoginBook, Session
from heli.people.personas import open_demo_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(db):
    open_demo_accounts()


def outcomes():
    return list(LoginBook.objects.order_by("id").values_list("outcome", flat=True))


def test_one_click_makes_a_visitor_one_of_the_six(accounts):
    visitor = Client()
    page = visitor.get(reverse("signin")).content.decode()
    assert page.count('<li><button type="submit" name="login"') == 6
    answer = visitor.post(reverse("signin-as"), {"login": "zhou.jianguo"})
    assert answer.headers["Location"] == "/"
    page = visitor.get(reverse("me")).content.decode()
    assert "周建国" in page
    assert outcomes() == ["success"]
    assert Session.objects.get().account.person.name == "周建国"
