"""T20: nothing about rights is in the session; who loses a post acts in it no more, from the next request on."""

from __future__ import annotations

import pytest
from django.test import Client

from heli.acts.pipeline import perform
from heli.kernel.ref import Ref
from heli.people.models import Account, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou_in_a_post(signed_in, cast):
    """周建国 in a chosen post of his, and how to take it from him."""
    zhou = cast("周建国")
    client = signed_in("zhou.jianguo")
    assert client.post("/post/", {"post": str(zhou.post)}).status_code == 302
    admin = next(a for a in everyone(cast) if "system" in a.admin and a.organisation == zhou.organisation)

    def replace() -> None:
        perform(admin, "post.assign", Ref("post", zhou.post), {"reason": "轮岗"})

    return client, zhou, replace


def everyone(cast):
    from heli.people.models import Person

    return [cast(name) for name in Person.objects.values_list("name", flat=True)]


def test_the_session_holds_no_right(signed_in):
    client = signed_in("zhou.jianguo")
    client.post("/post/", {})
    kept = Session.objects.get().get_decoded()
    assert set(kept) <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "began", "source", "agent", "post"}


def test_a_lost_post_is_told_and_another_taken(zhou_in_a_post):
    client, zhou, replace = zhou_in_a_post
    replace()
    page = client.get("/me/").content.decode()
    assert "你已不在原岗位" in page
    assert zhou.names.post not in page.split("正在登录的设备")[0].split("我的岗位")[2]
    assert "你已不在原岗位" not in client.get("/me/").content.decode()


def test_a_deed_from_a_lost_post_is_refused_not_done_in_another(zhou_in_a_post):
    client, _, replace = zhou_in_a_post
    replace()
    answer = client.post("/me/sessions/end/")
    assert answer.status_code == 403
    assert "你已不在这个岗位" in answer.content.decode()


def test_a_disabled_account_is_out_at_once(signed_in):
    client = signed_in("zhou.jianguo")
    assert client.get("/me/").status_code == 200
    Account.objects.filter(login="zhou.jianguo").update(is_active=False)
    assert client.get("/me/").status_code == 302


def test_a_new_password_ends_every_other_session(signed_in):
    client = signed_in("zhou.jianguo")
    account = Account.objects.get(login="zhou.jianguo")
    account.set_password("Another-2026-word")
    account.save()
    assert client.get("/me/").status_code == 302


def test_a_signed_in_request_costs_three_queries_until_a_page_asks_for_more(signed_in, django_assert_num_queries):
    client = signed_in("zhou.jianguo")
    with django_assert_num_queries(3):
        client.get("/nothing/")


def test_a_person_without_a_post_and_without_a_role_may_still_sign_out(signed_in, zhou_in_a_post):
    client: Client = zhou_in_a_post[0]
    zhou_in_a_post[2]()
    client.get("/me/")
    assert client.post("/signout/").status_code == 302
