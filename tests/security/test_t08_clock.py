"""T08: no act goes through while the clock runs behind the record; moved forward, it leaves no mark on anything that is stored.

What is late is worked out when somebody looks: so a clock that is wrong for an hour is no longer wrong afterwards.
"""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Max

from heli.acts.consumers import drain
from heli.acts.pipeline import perform
from heli.acts.reconcile import reconcile
from heli.kernel.actor import System
from heli.kernel.errors import Busy, Denied
from heli.kernel.ref import Ref
from heli.kernel.time import clock_at, now
from heli.ledger.models import Entry
from heli.ledger.sequencer import drain as sequence
from heli.matters.models import Matter
from heli.people.models import Account, LoginBook, Session
from heli.work.queries import task_facts
from tests.walk.story import day, unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY, YEAR = timedelta(days=1), timedelta(days=365)
SENTENCE = "服务器时间早于最近一次办理，已暂停办理，请联系系统管理员校时"
LATE = re.compile(r"逾期 \d+ 件</b>")
OF_SESSIONS = (Session, LoginBook, Account)
"""What a browser that signs in writes; how a moved clock ends sessions is in test_t08_session_clock.py."""


def stored():
    """Every row of every table by model."""
    models = [m for m in apps.get_models() if m not in OF_SESSIONS and m._meta.managed]
    return {m._meta.label: sorted(map(repr, m._default_manager.values_list())) for m in models}


@pytest.fixture
def running(startup):
    """A collaboration in execution, the matter of a task that waits for a signature, and deeds that their doers may do now."""
    s = startup("approved")
    s.sign("数据")
    problem = {"title": "地址库字段不一致", "unit": str(unit("数据")), "due_on": str(day(3))}
    matter = Matter.objects.get(about_id=s.task("税务").id, kind="task.do")
    deeds = [
        ("许文静", "task.start", s.task("数据").ref, {}),
        ("周建国", "progress.check", s.ref, {"words": "进度正常"}),
        ("陈晓燕", "problem.raise", s.ref, problem),
        ("周建国", "collaboration.suspend", s.ref, {"reason": "等待省级平台接口"}),
        ("黎维新", "post.add", Ref("unit", unit("税务")), {"title": "专班联络"}),
    ]
    return s, matter, deeds


def test_a_day_behind_every_act_is_refused_and_nothing_is_written(running, cast):
    s, _, deeds = running
    before = stored()
    with clock_at(now() - DAY):
        for who, act, subject, given in deeds:
            with pytest.raises(Busy) as refusal:
                perform(cast(who), act, subject, given)
            assert (refusal.value.status, refusal.value.sentence) == (503, SENTENCE), act
        with pytest.raises(Busy):
            perform(System("work"), "progress.check", s.ref, {"words": "进度正常"})
        with pytest.raises(Busy):  # who may not is not told so either: the refusal would go on record in the past
            perform(cast("马骏"), "progress.check", s.ref, {"words": "进度正常"})
    assert stored() == before
    sequence()
    assert reconcile().faults == ()
    for who, act, subject, given in deeds:
        perform(cast(who), act, subject, given)


def test_a_form_and_the_api_say_so_with_503_and_keep_what_was_typed(running, cast, browser):
    who, act, subject, given = running[2][-1]
    browser(cast(who))  # opens the account while the clock is right
    with clock_at(now() - DAY):
        client = browser(cast(who))
        body = json.dumps({"subject": str(subject), "input": given})
        told = client.post(f"/api/acts/{act}", body, content_type="application/json")
        page = client.post(f"/do/{act}/{subject}/", given)
    assert (told.status_code, told.json()["sentence"], told.headers["Retry-After"]) == (503, SENTENCE, "60")
    assert page.status_code == 503
    assert SENTENCE in page.content.decode()
    assert given["title"] in page.content.decode()


@pytest.mark.parametrize(("behind", "refused"), [(1.9, False), (2.1, True)])
def test_two_seconds_behind_are_borne(running, cast, behind, refused):
    who, act, subject, given = running[2][1]
    newest = Entry.objects.aggregate(at=Max("at"))["at"]
    with clock_at(newest - timedelta(seconds=behind)):
        if refused:
            with pytest.raises(Busy):
                perform(cast(who), act, subject, given)
        else:
            perform(cast(who), act, subject, given)


@pytest.mark.parametrize("ahead", [DAY, YEAR])
def test_looking_at_everything_from_the_future_stores_nothing(running, cast, browser, ahead):
    s, matter, deeds = running
    facts = task_facts(s.c)
    home = f"/c/{s.row.number}/"
    pages = ["/", "/inbox/", "/c/", "/tasks/", "/notices/", home, f"{home}tasks/", f"{home}tasks/{s.task('税务').id}/"]
    pages += [f"{home}{part}/" for part in ("plan", "problems", "delivery", "compliance", "evaluation")] + [
        f"/matters/{matter.id}/"
    ]
    browser(cast("马骏"))
    sequence()
    drain()
    before = stored()
    with clock_at(now() + ahead):
        client = browser(cast("马骏"))
        shown = [client.get(page) for page in pages]
        sequence()
        drain()
    assert {answer.status_code for answer in shown} <= {200, 302}
    late = [page for page, answer in zip(pages, shown, strict=True) if LATE.search(answer.content.decode())]
    assert ("/inbox/" in late) == (ahead == YEAR)
    assert stored() == before, "no reminder, no mark, no state"
    assert task_facts(s.c) == facts
    assert not LATE.search(browser(cast("马骏")).get("/inbox/").content.decode())
    for who, act, subject, given in deeds:
        perform(cast(who), act, subject, given)


@pytest.mark.parametrize("off", [-timedelta(seconds=30), DAY, YEAR])
def test_the_record_goes_by_the_clock_of_the_database_not_of_the_machine_that_asks(running, cast, monkeypatch, off):
    """Deeds and refusals alike: a refusal written by a machine that is a year ahead would hold everybody up for a year.

    Behind by seconds only: who holds what on which day is still asked by the machine's own calendar day.
    SQLite has no clock of its own: there a machine that is behind cannot write, and one ahead dates by its own clock.
    """

    class Wrong(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + off

    before, act, subject, given = now(), *running[2][3][1:]
    own = connection.vendor == "postgresql"
    monkeypatch.setattr("heli.kernel.time.datetime", Wrong)
    for who, refusal in ((cast("马骏"), Denied), (cast("周建国"), None)):
        if off < timedelta(0) and not own:
            refusal = Busy
        with pytest.raises(refusal) if refusal else nullcontext():
            perform(who, act, subject, given)
    written = Entry.objects.filter(act=act).values_list("at", flat=True)
    assert len(written) == (0 if off < timedelta(0) and not own else 2)
    assert all(abs(at - before - (timedelta(0) if own else off)) < timedelta(minutes=1) for at in written)
