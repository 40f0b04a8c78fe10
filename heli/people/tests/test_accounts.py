"""Accounts and one-time codes: opened and issued by the own system administrator, shown once, kept nowhere."""

from __future__ import annotations

import re

import pytest
from django.core.serializers import serialize
from django.test import Client
from django.urls import reverse

from heli.acts.pipeline import carry_out, perform
from heli.kernel.actor import System
from heli.kernel.errors import Denied, InvalidInput, RuleBroken
from heli.ledger.models import Entry, Opening
from heli.people.load import code_for
from heli.people.models import Account, AdminRole, LoginBook, Person, Session, Unit
from heli.people.queries import account_lines, actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

CODE = re.compile(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}")
SHOWN = re.compile(rf"<dd>({CODE.pattern})</dd>")


def administrator(code="bjsj", role="system"):
    return actor_for(AdminRole.objects.get(organisation__code=code, role=role).person_id)


@pytest.fixture
def newcomer(db):
    admin = administrator()
    return perform(admin, "person.add", Unit.objects.get(id=admin.organisation), {"name": "宋佳"})


def first_sign_in(login, code, password="Green-tea-2026"):
    visitor = Client()
    return visitor, visitor.post("/signin/first/", {"login": login, "code": code, "password": password})


def test_the_administrator_opens_an_account_and_the_newcomer_signs_in(browser, newcomer):
    client = browser(administrator())
    address = reverse("account-open", kwargs={"person": newcomer.id})
    assert address in client.get("/people/").content.decode()
    answer = client.post(address, {"login": "song.jia", "seen": "1", "key": "k1"})
    page = answer.content.decode()
    (code,) = SHOWN.findall(page)
    assert (answer.status_code, "song.jia" in page) == (200, True)
    assert answer.headers["Cache-Control"].startswith("no-store")
    visitor, entered = first_sign_in("song.jia", code)
    assert entered.status_code == 302
    assert "宋佳" in visitor.get("/me/").content.decode()


def test_sending_the_form_again_opens_nothing_twice_and_shows_no_code(browser, newcomer):
    client = browser(administrator())
    address = reverse("account-open", kwargs={"person": newcomer.id})
    body = {"login": "song.jia", "seen": "1", "key": "k1"}
    client.post(address, body)
    again = client.post(address, body)
    assert (again.status_code, again.content) == (303, b"")
    assert Account.objects.filter(login="song.jia").count() == 1


def test_the_code_stands_nowhere_but_in_the_answer(newcomer):
    done = carry_out(administrator(), "account.open", newcomer, {"login": "song.jia"})
    code = done.result.lines[2][1]
    kept = serialize("json", [*Account.objects.all(), *LoginBook.objects.all(), *Entry.objects.all(), *Opening.objects.all()])
    leaves = b"".join(bytes(e.leaf) for e in Entry.objects.all())
    assert CODE.fullmatch(code)
    assert code not in kept
    assert code.encode() not in leaves
    assert Account.objects.get(login="song.jia").check_password(code)


def test_a_new_code_ends_sessions_and_the_old_password(browser, newcomer):
    first = code_for("宋佳", "song.jia")
    visitor, _ = first_sign_in("song.jia", first.code)
    assert visitor.get("/me/").status_code == 200
    client = browser(administrator())
    page = client.post(reverse("account-renew", kwargs={"person": newcomer.id}), {"seen": "2", "key": "k"}).content.decode()
    (code,) = SHOWN.findall(page)
    assert visitor.get("/me/").status_code == 302
    assert not Session.objects.filter(account__login="song.jia").exists()
    assert Client().post("/signin/", {"login": "song.jia", "password": "Green-tea-2026"}).status_code == 422
    again, entered = first_sign_in("song.jia", code, "Black-tea-2026")
    assert entered.status_code == 302
    assert "管理员发放开通码" in again.get("/me/").content.decode()


def test_only_the_newest_code_opens(newcomer):
    old, new = code_for("宋佳", "song.jia"), code_for("song.jia")
    assert first_sign_in("song.jia", old.code)[1].status_code == 422
    assert first_sign_in("song.jia", new.code)[1].status_code == 302


def test_the_list_says_how_far_each_account_is(newcomer):
    def state():
        return next(a for a in account_lines(newcomer.root_id) if a.id == newcomer.id).state

    assert state() == "none"
    code = code_for("宋佳", "song.jia").code
    assert state() == "code"
    first_sign_in("song.jia", code)
    assert state() == "open"


@pytest.mark.parametrize("act", ["account.open", "account.renew"])
@pytest.mark.parametrize("who", ["周建国", "security", "audit", "stranger"])
def test_nobody_else_gets_a_code(cast, newcomer, act, who):
    actors = {"周建国": lambda: cast("周建国"), "stranger": lambda: administrator("bjsw")}
    actor = actors.get(who, lambda: administrator(role=who))()
    if act == "account.renew":
        code_for("宋佳", "song.jia")
    before = Account.objects.count()
    with pytest.raises(Denied, match="系统管理员"):
        perform(actor, act, newcomer, {"login": "song.jia2"} if act == "account.open" else None)
    assert Account.objects.count() == before


def test_an_administrator_of_another_organisation_finds_no_such_page(browser, newcomer):
    assert browser(administrator("bjsw")).get(reverse("account-open", kwargs={"person": newcomer.id})).status_code == 404


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_no_administrator_takes_over_another_one(role):
    person = AdminRole.objects.get(organisation__code="bjsj", role=role).person
    with pytest.raises(RuleBroken, match="接管"):
        perform(administrator(), "account.open", person, {"login": "bjsj.new"})
    code_for(person.name, "bjsj.new")
    with pytest.raises(RuleBroken, match="接管"):
        perform(administrator(), "account.renew", person)


def test_a_login_belongs_to_one_person(newcomer, cast):
    code_for("周建国", "zhou.jianguo")
    with pytest.raises(InvalidInput, match="已被使用") as error:
        perform(administrator(), "account.open", newcomer, {"login": "zhou.jianguo"})
    assert set(error.value.fields) == {"login"}
    with pytest.raises(RuleBroken, match="已有账号"):
        perform(administrator(), "account.open", Person.objects.get(name="周建国"), {"login": "zhou2"})


def test_the_log_says_who_issued_a_code(newcomer):
    from heli.acts.timeline import timeline

    admin = administrator()
    code_for("宋佳", "song.jia")
    perform(admin, "account.renew", Person.objects.get(id=newcomer.id))
    line = timeline(newcomer.ref, admin).lines[0]
    assert "宋佳" in line.text
    assert line.who == admin.names.person


def test_the_command_asks_for_a_login_and_tells_namesakes_apart(newcomer):
    with pytest.raises(InvalidInput, match="--login"):
        code_for("宋佳")
    perform(administrator("bjsw"), "person.add", Unit.objects.get(code="bjsw"), {"name": "宋佳"})
    with pytest.raises(InvalidInput, match="2 人"):
        code_for("宋佳", "song.jia")
    assert code_for(str(newcomer.id), "song.jia").login == "song.jia"
    with pytest.raises(InvalidInput, match="没有"):
        code_for("无此人")


def test_the_system_itself_cannot_be_made_to_issue_by_a_reaction_of_a_clerk(cast, newcomer):
    """A system that acts on a person's behalf has that person's rights."""
    with pytest.raises(Denied):
        perform(System("people", cast("周建国")), "account.renew", newcomer)


def test_the_audit_administrator_reads_who_did_what_and_never_about_what(browser, startup):
    case = startup("approved")
    client = browser(administrator(role="audit"))
    home = client.get("/", follow=True)
    page = client.get("/log/").content.decode()
    assert home.status_code == 200
    assert 'href="/log/"' in home.content.decode()
    for done in ("周建国", "发起协作", "提交需求", "郑国强", "确认需求"):
        assert done in page
    for title in (case.row.title, case.row.number):
        assert title not in page


@pytest.mark.parametrize("role", ["system", "security"])
def test_other_administrators_find_no_such_log(browser, role):
    client = browser(administrator(role=role))
    assert client.get("/log/").status_code == 404
    assert 'href="/log/"' not in client.get("/people/").content.decode()
