"""Sign-in as a person meets it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from heli.kernel.time import clock_at, now
from heli.people.hashers import Argon2id
from heli.people.load import code_for
from heli.people.models import Account, LoginBook, Session
from heli.people.personas import open_demo_accounts
from heli.people.queries import posts
from heli.people.rules import MAX_LENGTH, MIN_LENGTH, classes, password_faults

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


def test_first_sign_in_takes_the_code_and_a_password_of_ones_own(db, cast):
    code = code_for("周建国", "zhou.jianguo")
    visitor = Client()
    form = {"login": code.login, "code": code.code.upper(), "password": "Zhou-Jian-Guo-1"}

    with_name = visitor.post("/signin/first/", form).content.decode()
    assert "口令不能含姓名、账号、单位名称" in with_name
    assert code.login in with_name
    assert "口令至少 10 个字符，还差 5 个" in visitor.post("/signin/first/", {**form, "password": "Ab3!x"}).content.decode()
    assert "太常见" in visitor.post("/signin/first/", {**form, "password": "Password123"}).content.decode()
    assert visitor.post("/signin/", {"login": code.login, "password": code.code}).status_code == 422
    for same in (code.code, code.code.upper(), f" {code.code.title()}"):
        assert "不能与开通码" in visitor.post("/signin/first/", {**form, "password": same}).content.decode()
    assert visitor.post("/signin/first/", {**form, "password": "Green-tea-2026"}).headers["Location"] == "/"
    assert "周建国" in visitor.get("/me/").content.decode()
    again = Client()
    assert again.post("/signin/first/", {**form, "password": "Green-tea-2027"}).status_code == 422
    assert again.post("/signin/", {"login": code.login, "password": "Green-tea-2026"}).status_code == 302


def test_a_code_is_worth_nothing_after_a_day(db, cast):
    code = code_for("周建国", "zhou.jianguo")
    form = {"login": code.login, "code": code.code, "password": "Green-tea-2026"}
    with clock_at(now() + timedelta(hours=25)):
        assert Client().post("/signin/first/", form).status_code == 422


@pytest.mark.parametrize("given", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "me/"])
def test_the_way_back_leads_to_this_site_only(accounts, given):
    answer = Client().post("/signin/as/", {"login": "zhou.jianguo", "next": given})
    assert answer.headers["Location"] == "/"


def test_the_way_back_leads_where_one_was_going(accounts):
    visitor = Client()
    door = visitor.get("/people/?x=1").headers["Location"]
    assert 'value="/people/?x=1"' in visitor.get(door).content.decode()
    answer = visitor.post("/signin/as/", {"login": "zhou.jianguo", "next": "/people/?x=1"})
    assert answer.headers["Location"] == "/people/?x=1"


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(accounts):
    account = Account.objects.get(login="zhou.jianguo")
    account.set_password("Green-tea-2026")
    account.save()
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/signin/", {"login": "zhou.jianguo", "password": "Green-tea-2026"})
    wrong = here.post("/me/password/", {"old": "x", "password": "Black-tea-2026"})
    assert (wrong.status_code, "原口令不符" in wrong.content.decode()) == (422, True)
    same = here.post("/me/password/", {"old": "Green-tea-2026", "password": "Green-tea-2026"})
    assert (same.status_code, "与开通码或原口令相同" in same.content.decode()) == (422, True)
    assert here.post("/me/password/", {"old": "Green-tea-2026", "password": "Black-tea-2026"}).status_code == 302
    assert [here.get("/me/").status_code, there.get("/me/").status_code] == [200, 302]


def test_switching_the_post_says_so_and_shows_it(accounts, cast):
    visitor = Client()
    visitor.post("/signin/as/", {"login": "zhou.jianguo"})
    _, second = posts(person=cast("周建国").person)
    visitor.post("/post/", {"post": str(second.id)})
    page = visitor.get("/me/").content.decode()
    assert f"已切换到“{second.unit.name} · {second.title}”" in page
    assert "已切换到" not in visitor.get("/me/").content.decode()


def test_the_directory_shows_own_people_and_of_others_only_liaisons(accounts):
    visitor = Client()
    visitor.post("/signin/as/", {"login": "chen.xiaoyan"})
    page = visitor.get("/people/").content.decode()
    own, others = page.split("其他单位的联络员", 1)
    assert "陈晓燕" in own
    assert "高峰" in others  # liaison of the city government
    assert "林志远" not in page  # its deputy mayor is none
    assert "调整任职" not in page


def test_the_system_administrator_replaces_a_holder_and_others_find_no_such_page(accounts, cast):
    liaison = next(p for p in posts(units=[cast("林志远").organisation]) if "liaison" in p.duties)
    administrator, stranger = Client(), Client()
    administrator.force_login(Account.objects.get(login="bjzf.system"))
    stranger.force_login(Account.objects.get(login="bjsj.system"))
    address = reverse("post-assign", kwargs={"post": liaison.id})
    assert stranger.get(address).status_code == 404
    page = administrator.get(address).content.decode()
    assert "高峰" in page
    answer = administrator.post(address, {"person": str(cast("秦悦").person), "reason": "轮岗", "seen": "1", "key": "k"})
    assert answer.status_code == 303
    (now_held,) = posts(ids=[liaison.id])
    assert now_held.person == "秦悦"


def test_nothing_is_promised_about_administrators_that_a_code_of_theirs_undoes(db):
    for address in ("/signin/", "/signin/first/"):
        page = Client().get(address).content.decode()
        assert "不能替你登录" not in page
    assert "发放开通码均有记录" in page


@pytest.mark.parametrize(
    ("login", "rest", "words"),
    [
        ("zhou.jianguo", timedelta(minutes=31), "30 分钟没有操作"),
        ("bjsj.system", timedelta(minutes=11), "10 分钟没有操作"),
    ],
)
def test_who_was_signed_out_reads_the_time_that_held_for_them(accounts, login, rest, words):
    visitor = Client()
    visitor.force_login(Account.objects.get(login=login))
    assert visitor.get("/me/").status_code == 200
    with clock_at(now() + rest):
        page = visitor.get(visitor.get("/me/").headers["Location"]).content.decode()
    assert f"{words}，已自动退出" in page
    assert "30 分钟不操作自动退出，管理员为 10 分钟" in page


@pytest.mark.parametrize(("said", "words"), [("whole", "满 12 小时"), ("whole.admin", "满 8 小时"), ("else.admin", "")])
def test_the_longest_session_is_named_too(db, said, words):
    page = Client().get(f"/signin/?ended={said}").content.decode()
    assert words in page
    assert ("已自动退出" in page) == bool(words)


def test_argon2_costs_what_security_md_says():
    encoded = Argon2id().encode("Green-tea-2026", "saltsaltsalt")
    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")


@given(st.text(max_size=140))
def test_a_password_that_passes_keeps_every_rule(password):
    if not password_faults(password, ["周建国", "heli"]):
        assert MIN_LENGTH <= len(password) <= MAX_LENGTH
        assert len(classes(password)) >= 3
        assert "heli" not in password.casefold()
