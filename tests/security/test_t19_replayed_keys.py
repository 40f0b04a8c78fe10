"""T19: a key belongs to person, post, act and subject; its repeat is answered under present rights."""

from __future__ import annotations

import pytest

from heli.acts.pipeline import perform
from heli.kernel.ref import Ref
from heli.ledger.models import Entry
from tests.security.walk import send

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "once"}


def test_the_key_of_another_person_is_a_new_deed(browser, zhou, wang):
    first = send(browser(zhou), "thing.make", "root:installation", {"title": "印章"}, **KEY)
    second = send(browser(wang), "thing.make", "root:installation", {"title": "印章"}, **KEY)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["result"]["id"] != second.json()["result"]["id"]
    assert not second.json()["repeated"]


def test_another_body_under_the_same_key_is_refused(browser, zhou):
    send(browser(zhou), "thing.make", "root:installation", {"title": "印章"}, **KEY)
    answer = send(browser(zhou), "thing.make", "root:installation", {"title": "公章"}, **KEY)
    assert answer.status_code == 422
    assert "前后不一致" in answer.json()["sentence"]
    assert Entry.objects.filter(act="thing.make").count() == 1


def test_a_repeat_after_the_right_is_gone_is_refused_and_says_nothing_of_the_result(browser, zhou, thing):
    subject = f"thing:{thing.id}"
    assert send(browser(zhou), "thing.rename", subject, {"title": "公章"}, **KEY).status_code == 200
    thing.refresh_from_db()
    client = browser(zhou)
    _take_away(zhou)
    answer = send(client, "thing.rename", subject, {"title": "公章"}, **KEY)
    assert answer.status_code == 403
    assert "公章" not in answer.content.decode()
    assert Entry.objects.filter(act="thing.rename", decision="done").count() == 1


def _take_away(actor):
    """The person leaves the post: from now on the session sits elsewhere or nowhere."""
    from heli.people.models import AdminRole
    from heli.people.queries import actor_for

    role = AdminRole.objects.filter(organisation=actor.organisation, role="system").first()
    administrator = actor_for(role.person_id)
    perform(administrator, "post.assign", Ref("post", actor.post), {"person": None, "reason": "调离"})
