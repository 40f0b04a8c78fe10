"""The duty coverage test, by examples and properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.collaborations.duties.remedies import remedy
from heli.collaborations.duties.rules import (
    KINDS,
    LETTERS,
    MAX_KEY,
    Accepted,
    Cell,
    Duty,
    DutyList,
    PasteError,
    column_digest,
    findings,
    load,
    parse_paste,
    red,
)

UNITS = ("市监", "公安", "税务", "数据")
CELLS = st.builds(
    Cell, st.sampled_from(UNITS), st.frozensets(st.sampled_from(KINDS), min_size=1, max_size=2), st.sampled_from(["", "岗位"])
)
ROWS = st.lists(st.lists(CELLS, max_size=4, unique_by=lambda c: c.unit), max_size=6).map(
    lambda rows: tuple(Duty(str(i), f"职责{i}", "到此为止", f"成果{i}", str(i), tuple(c)) for i, c in enumerate(rows))
)


def duty(*cells: Cell, **more: str) -> Duty:
    return Duty(**{"id": "1", "title": "印章刻制", "boundary": "窗口以内", "deliverable": "回执", **more}, cells=cells)


def lead(unit: str) -> Cell:
    return Cell(unit, frozenset({"lead", "do"}), "岗位")


def sorts(*rows: Duty, **more) -> list[str]:
    return [f.sort for f in findings(DutyList(rows, **more))]


def test_one_lead_with_boundary_deliverable_and_person_is_clear():
    assert sorts(duty(lead("公安"), Cell("市监", frozenset({"inform"}), "岗位"))) == []


def test_two_leads_overlap():
    assert sorts(duty(lead("公安"), lead("市监"))) == ["overlap"]


def test_no_lead_is_a_gap():
    assert sorts(duty(Cell("公安", frozenset({"do"}), "岗位"))) == ["gap"]


def test_two_rows_with_the_same_deliverable_and_other_leads_overlap():
    assert sorts(duty(lead("公安")), duty(lead("市监"), id="2", title="印章备案")) == ["overlap"]
    assert sorts(duty(lead("公安")), duty(lead("公安"), id="2", title="印章备案")) == []


def test_an_outcome_and_a_task_without_a_row_are_gaps():
    row = duty(lead("公安"), outcome="o1")
    assert sorts(row, outcomes={"o1": "目录", "o2": "指南"}) == ["gap"]
    assert sorts(row, tasks={"t": "联调"}, task_rows={"t": ""}) == ["gap"]
    assert sorts(row, tasks={"t": "联调"}, task_rows={"t": "1"}) == []


def test_whoever_does_cannot_review():
    assert sorts(duty(lead("公安"), Cell("税务", frozenset({"do", "review"}), "岗位"))) == ["self_review"]


@pytest.mark.parametrize(("field", "word"), [("boundary", "边界"), ("deliverable", "应交成果")])
def test_an_incomplete_row_says_what_it_lacks(field, word):
    (finding,) = findings(DutyList((duty(lead("公安"), **{field: ""}),)))
    assert (finding.clause, word in finding.sentence) == ("1.2.3", True)


def test_a_lead_needs_a_person():
    (finding,) = findings(DutyList((duty(Cell("公安", frozenset({"lead"}))),)))
    assert "责任人" in finding.sentence


def test_a_finding_accepted_with_a_reason_is_no_longer_red():
    duties = DutyList((duty(lead("公安"), lead("市监")),))
    (key,) = (f.key for f in findings(duties))
    assert red(findings(duties, {key: Accepted("过渡期并行")})) == ()
    assert red(findings(duties, {key: Accepted("")})) != ()


def test_an_accepted_gap_needs_an_end_date_and_comes_back_on_it():
    duties = DutyList((duty(Cell("公安", frozenset({"do"}), "岗位")),))
    assert red(findings(duties, {"gap:1": Accepted("待三定")}))
    assert not red(findings(duties, {"gap:1": Accepted("待三定", date(2026, 12, 1))}, date(2026, 11, 30)))
    assert red(findings(duties, {"gap:1": Accepted("待三定", date(2026, 12, 1))}, date(2026, 12, 1)))


def test_an_acceptance_does_not_outlive_its_finding():
    before = DutyList((duty(lead("公安"), lead("市监")),))
    (key,) = (f.key for f in findings(before))
    after = DutyList((duty(lead("公安"), lead("税务")),))
    assert red(findings(after, {key: Accepted("过渡期并行")}))


@given(ROWS)
def test_a_row_is_clear_only_with_exactly_one_lead(rows):
    found = findings(DutyList(rows))
    for row in rows:
        own = {f.sort for f in found if f.row == row.id}
        assert ("overlap" in own) == (len(row.units("lead")) > 1)
        assert ("gap" in own) == (not row.units("lead"))


@given(ROWS)
def test_keys_of_findings_are_unique_and_stable(rows):
    keys = [f.key for f in findings(DutyList(rows))]
    assert len(set(keys)) == len(keys)
    assert keys == [f.key for f in findings(DutyList(rows))]


UUIDS = [str(UUID(int=n, version=4)) for n in (1, 2**64, 2**127)]
MANY = st.lists(
    st.builds(Duty, st.sampled_from(UUIDS), st.just("职责"), deliverable=st.just("成果"), cells=st.lists(
        st.builds(Cell, st.sampled_from(UUIDS), st.frozensets(st.sampled_from(KINDS), min_size=1)), max_size=3,
        unique_by=lambda c: c.unit,
    ).map(tuple)),
    max_size=3, unique_by=lambda r: r.id,
)  # fmt: skip


@given(MANY)
def test_every_key_fits_where_it_is_kept(rows):
    ids = dict.fromkeys(UUIDS, "名称")
    found = findings(DutyList(tuple(rows), ids, ids, hands=dict.fromkeys(UUIDS, (UUIDS[0], UUIDS[1]))))
    assert {f.key for f in found if f.key.startswith("left:")}
    assert max(len(f.key) for f in found) <= MAX_KEY


@given(ROWS)
def test_accepting_everything_acceptable_leaves_only_what_cannot_be_accepted(rows):
    duties = DutyList(rows)
    accepted = {f.key: Accepted("理由", date(2030, 1, 1)) for f in findings(duties)}
    assert all(not f.acceptable for f in red(findings(duties, accepted, date(2026, 11, 24))))


@given(ROWS, st.sampled_from(UNITS))
def test_a_column_changes_only_by_what_concerns_its_unit(rows, unit):
    digest = column_digest(DutyList(rows), unit)
    others = tuple(
        Duty(r.id, r.title, r.boundary, r.deliverable, r.outcome, tuple(c for c in r.cells if c.unit == unit)) for r in rows
    )
    assert column_digest(DutyList(others), unit) == digest
    assert column_digest(DutyList(rows), unit, [("任务", "2026-12-01")]) != digest


@given(ROWS)
def test_the_load_counts_every_cell_once(rows):
    total = sum(n for counts in load(DutyList(rows)).values() for n in counts.values())
    assert total == sum(len(c.kinds) for r in rows for c in r.cells)


def test_a_table_from_excel_becomes_rows():
    text = "工作事项\t市监\t公安\t边界\t应交成果\n印章刻制\t知\t牵主\t窗口以内\t回执\r\n设立登记\t牵、主\t\t\t执照\n"
    first, second = parse_paste(text, {"市监": "u1", "公安": "u2"})
    assert (first.cells, first.boundary) == ({"u1": frozenset({"inform"}), "u2": frozenset({"lead", "do"})}, "窗口以内")
    assert (second.title, second.cells) == ("设立登记", {"u1": frozenset({"lead", "do"})})


def test_a_cell_with_line_breaks_stays_one_cell_and_every_mistake_is_named_at_once():
    text = '工作事项\t市监\t边界\n"设立\n登记"\t牵\t"从申请\n到发照"\n'
    (row,) = parse_paste(text, {"市监": "u1"})
    assert (row.title, row.boundary, row.cells) == ("设立 登记", "从申请\n到发照", {"u1": frozenset({"lead"})})
    with pytest.raises(PasteError) as refused:
        parse_paste("工作事项\t市监\n太长\t牵\n设立\t头", {"市监": "u1"}, lambda row: "不合格" if row.title == "太长" else "")
    assert (refused.value.lines[2], sorted(refused.value.lines)) == ("不合格", [2, 3])


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "复制"),
        ("名称\t市监\nx\t牵", 1, "工作事项"),
        ("工作事项\t民政\nx\t牵", 1, "民政"),
        ("工作事项\t市监\nx\t头", 2, "牵 主 协 审 知"),
        ("工作事项\t市监\n\t牵", 2, "名称"),
        ("工作事项\t市监", 2, "没有内容"),
        ("工作事项\t市监\nx\t牵主协", 2, "最多 2 种"),
        ("工作事项\t市监\nx\t牵\n\n\nx\t头", 5, "不认识"),
        ("\n\n名称\t市监", 3, "工作事项"),
        ('工作事项\t市监\n"设立\n登记"\t牵\nx\t头', 3, "不认识"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_line(text, line, word):
    with pytest.raises(PasteError) as refused:
        parse_paste(text, {"市监": "u1"})
    assert word in refused.value.lines[line]


@given(ROWS)
def test_what_was_written_as_a_table_reads_back(rows):
    heads = "工作事项\t" + "\t".join(UNITS)
    lines = [
        f"职责{r.id}\t" + "\t".join("".join(LETTERS[k] for c in r.cells if c.unit == u for k in c.kinds) for u in UNITS)
        for r in rows
    ]
    if lines:
        read = parse_paste("\n".join([heads, *lines]), {u: u for u in UNITS})
        assert [dict(p.cells) for p in read] == [{c.unit: c.kinds for c in r.cells} for r in rows]


def proposal(*rows: Duty, **more) -> dict[str, set[str]] | None:
    duties = DutyList(rows, **more)
    found = remedy(duties, findings(duties)[0])
    return None if found is None else {unit: set(kinds) for _row, unit, kinds in found.cells}


def test_a_gap_goes_to_the_one_that_does_it_else_to_the_maker_of_the_outcome():
    assert proposal(duty(Cell("公安", frozenset({"do"}), "岗位"))) == {"公安": {"lead", "do"}}
    both = duty(Cell("公安", frozenset({"do"}), "岗位"), Cell("税务", frozenset({"do"}), "岗位"), outcome="o")
    assert proposal(both, outcomes={"o": "印章"}) is None
    assert proposal(both, outcomes={"o": "印章"}, makers={"o": "税务"}) == {"税务": {"lead", "do"}}
    assert proposal(both, outcomes={"o": "印章"}, makers={"o": "数据"}) is None


def test_of_two_leads_the_one_that_does_it_stays():
    assert proposal(duty(lead("公安"), Cell("市监", frozenset({"lead"}), "岗位"))) == {"市监": {"assist"}}
    assert proposal(duty(lead("公安"), lead("市监"))) is None
    assert proposal(duty(lead("公安"), lead("市监"), outcome="o"), outcomes={"o": "印章"}, makers={"o": "公安"}) == {
        "市监": {"do"}
    }


@given(ROWS, st.dictionaries(st.sampled_from([str(n) for n in range(6)]), st.sampled_from(UNITS)))
def test_a_proposal_settles_its_finding_and_makes_no_new_one_in_that_row(rows, makers):
    duties = DutyList(rows, makers=makers)
    for finding in findings(duties):
        found = remedy(duties, finding)
        if found is None:
            continue
        after = DutyList(tuple(_with(r, found.cells) for r in rows), makers=makers)
        left = {f.key for f in findings(after) if f.row == finding.row and f.sort != "incomplete"}
        assert finding.key not in left
        assert left <= {f.key for f in findings(duties) if f.row == finding.row}


def _with(row: Duty, cells) -> Duty:
    held = {c.unit: c for c in row.cells}
    for at, unit, kinds in cells:
        if at == row.id:
            held[unit] = Cell(unit, kinds, held[unit].post if unit in held else "岗位")
    return replace(row, cells=tuple(c for c in held.values() if c.kinds))
