"""The pages: what a participant of a collaboration and any reader of the norm sees."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext

from heli.acts.pipeline import perform
from heli.clauses.catalogue import norm
from heli.clauses.registry import Standing, standing_by
from heli.clauses.results import Evidence, Finding
from heli.kernel.errors import Absent
from heli.kernel.ref import Ref
from heli.ledger import sequencer
from heli.ledger.models import Entry
from heli.norms import views
from heli.norms.queries import Choice, compliance
from heli.people.models import Account
from heli.people.personas import open_demo_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(startup, says) -> None:
    """A late task without reason, a check that finds all in order, an old lapse with its reason."""
    says(
        "2.2.4",
        Finding("任务“刻章”逾期 2 个工作日，没有登记原因", "马骏", "登记原因或提交", refs=(startup.ref,), lapsed=True),
        looks="任务骨架",
        unbuilt="经变更批准的取消",
    )
    says("1.1.2", Evidence("8 个参与单位类型齐全", refs=(startup.ref,)))
    says("2.2.5", Finding("11-12 至 11-20 没有检查进度", excused="系统迁移停用", lapsed=True))


def page(get, zhou, startup, query=""):
    return get(views.compliance, zhou, f"/c/x/compliance/{query}", number=str(startup.ref.id))


def test_what_needs_work_stands_first_with_reason_who_and_what(late, get, zhou, startup):
    text = page(get, zhou, startup)
    assert text.count('<article class="clause') == 1
    for words in ("任务“刻章”逾期 2 个工作日，没有登记原因", "谁能解决：马骏", "下一步：登记原因或提交", "核对：任务骨架"):
        assert words in text
    assert "未建：经变更批准的取消" in text
    assert "需处理 <b>1</b>" in text


def test_the_map_has_one_cell_for_each_of_the_165_clauses(late, get, zhou, startup):
    text = page(get, zhou, startup)
    cells = re.findall(r'href="\?clause=([^#]+)#list" aria-label="([^"]+)"', text)
    assert [c for c, _ in cells] == [c.id for c in norm().demands("collaboration")]
    words = dict(cells)
    assert words["2.2.4"] == "2.2.4 不符合，部分未建"
    assert words["1.1.2"] == "1.1.2 符合"
    assert words["2.2.5"] == "2.2.5 符合"
    assert words["1.1.3"] == "1.1.3 未建"


def test_nothing_unchecked_counts_as_kept(startup, get, zhou):
    text = page(get, zhou, startup)
    assert "<b>165</b> 条，<b>0</b> 条符合" in text
    assert "165 条未建" in text
    assert "没有需处理的条款" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=kept", {"1.1.2", "2.2.5"}),
        ("?state=kept&chapter=2", {"2.2.5"}),
        ("?state=all&q=2.2.4", {"2.2.4"}),
        ("?clause=1.1.2", {"1.1.2"}),
        ("?clause=9.9.9", set()),
        ("?state=nonsense", {"2.2.4"}),
        ("?state=all&q=%00%3Cscript%3E", set()),
    ],
)
def test_the_address_says_what_is_listed(late, get, zhou, startup, query, shown):
    text = page(get, zhou, startup, query)
    assert set(re.findall(r'<article class="clause[^>]*aria-label="(\S+) ', text)) == shown
    assert "<script>" not in text


@pytest.mark.parametrize("number", ["-1", "0", "999999", "x", "１"])
def test_a_page_number_out_of_range_shows_a_page(startup, get, zhou, number):
    assert page(get, zhou, startup, f"?state=all&page={number}").count('<article class="clause') in (20, 5)


def test_a_lapse_with_its_reason_on_record_is_shown_and_counts_no_more(late, get, zhou, startup):
    text = page(get, zhou, startup, "?clause=2.2.5")
    assert "没有检查进度" in text
    assert "已登记原因：系统迁移停用" in text


def test_the_page_says_moment_and_position_of_the_evaluation(late, get, zhou, startup):
    assert "台账尚未排号" in page(get, zhou, startup)
    sequencer.drain()
    text = page(get, zhou, startup)
    assert "依据《跨部门协作规范》1.0 版" in text
    assert re.search(r"核对于 \d\d-\d\d \S+ \d\d:\d\d", text)
    assert f"台账排至第 {Entry.objects.count()} 条" in text


def test_evidence_that_the_reader_may_not_see_is_no_link(late, cast, zhou, startup):
    mine = compliance(startup, zhou, Choice(clause="1.1.2")).lines[0].evidence[0]
    other = compliance(startup, cast("林志远"), Choice(clause="1.1.2")).lines[0].evidence[0]
    assert mine.links == ((startup.number, startup.url),)
    assert other.links == ()


def test_who_does_not_see_the_collaboration_gets_the_answer_of_absence(startup, get, cast):
    with pytest.raises(Absent):
        page(get, cast("林志远"), startup)


def test_the_number_of_queries_does_not_grow_with_the_findings(startup, says, zhou):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            compliance(startup, zhou, Choice(state="all"))
        return len(seen)

    says("2.2.4", Finding("甲", refs=(startup.ref,)))
    few = queries()
    thing = perform(zhou, "thing.make", Ref("root", startup.root), {"title": "另一件"})
    for row in ("2.2.5", "2.2.6", "1.1.2", "1.1.3"):
        says(row, *[Finding(f"第 {n} 项", refs=(startup.ref, thing.ref)) for n in range(30)])
    standing_by("collaboration", lambda root: Standing(stage=8))
    assert queries() == few
    assert few <= 3


def test_the_page_keeps_within_its_weight(late, get, zhou, startup):
    assert len(page(get, zhou, startup, "?state=all").encode()) <= 60_000


def test_the_norm_is_read_by_chapters(get, zhou):
    text = get(views.norm, zhou, "/norm/?chapter=2")
    assert "跨部门协作规范" in text
    assert "1.0 版" in text
    assert "2026-01-01 起生效" in text
    assert norm().clauses["2.2.4"].text in text
    assert norm().clauses["1.1.1"].text not in text
    assert norm().digest in text


def test_the_norm_is_searched_in_all_chapters(get, zhou):
    text = get(views.norm, zhou, "/norm/?q=职责空白")
    found = re.findall(r'id="c([^"]+)"', text)
    assert "1.2.2.b" in found
    assert f"找到 {len(found)} 条" in text
    assert "没有找到条款" in get(views.norm, zhou, "/norm/?q=火星人")


@pytest.mark.parametrize("row", list(norm().clauses.values())[::7], ids=lambda c: c.id)
def test_a_clause_has_a_page_with_its_text_and_neighbours(get, zhou, row):
    text = get(views.one_clause, zhou, clause_id=row.id)
    assert row.title in text
    assert row.text in text
    assert "！" not in text
    if row.parent:
        assert f'href="/norm/{row.parent}/"' in text


@pytest.mark.parametrize("id_", ["9", "2.2.4x", "<b>", "none"])
def test_an_unknown_clause_has_no_page(get, zhou, id_):
    with pytest.raises(Absent):
        get(views.one_clause, zhou, clause_id=id_)


def render(source: str) -> str:
    return str(engines.all()[0].from_string('{% from "clauses/terms.html" import term %}' + source).render({}))


def test_a_term_is_explained_where_it_stands():
    text = render("{{ term('跨部门协作') }}")
    assert "互不隶属" in text
    assert 'href="/norm/1.3.1/"' in text
    assert render("{{ term('普通词') }}") == "普通词"


@pytest.mark.parametrize("view", ["/norm/", "/norm/2.2.4/"])
def test_a_stranger_is_sent_to_sign_in_and_whoever_is_signed_in_reads(client, view):
    assert client.get(view).status_code == 302
    open_demo_accounts()
    client.force_login(Account.objects.get(login="zhou.jianguo"))
    assert client.get(view).status_code == 200
    assert client.get("/norm/9.9.9/").status_code == 404
    assert client.get("/c/XZ-2026-017/compliance/").status_code == 404
