"""T11: an address that is not there answers the same whoever asks and whatever it is called."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
UNKNOWN = ("/c/XZ-2026-017/nothing/", "/people/00000000-0000-4000-8000-000000000000/", "/nothing/", "/me/nothing/?next=/me/")


def seen(answer):
    return answer.status_code, dict(answer.headers.items()), answer.content


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete", "head"])
def test_unknown_addresses_cannot_be_told_apart(verb):
    answers = [seen(getattr(Client(), verb)(address)) for address in UNKNOWN]
    assert answers[0][0] == 404
    assert all(answer == answers[0] for answer in answers)


def test_signing_in_does_not_change_them(signed_in):
    signed = signed_in("zhou.jianguo")
    answers = [seen(signed.get(address)) for address in (*UNKNOWN, "/c/XZ-2026-017/")]
    assert all(answer[::2] == answers[0][::2] for answer in answers)
    assert answers[0][2] == Client().get("/nothing/").content


def test_another_persons_post_and_none_at_all_are_alike(signed_in, cast):
    signed = signed_in("zhou.jianguo")
    foreign = str(cast("陈晓燕").post)
    nowhere = "00000000-0000-4000-8000-000000000000"
    first, second = (signed.post("/post/", {"post": post}) for post in (foreign, nowhere))
    assert first.status_code == second.status_code == 404
    assert first.content == second.content
