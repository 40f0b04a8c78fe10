"""Macros: they render, escape, and stay within what the strict environment allows."""

import re
from datetime import date

import pytest
from django.template import engines
from jinja2 import TemplateAssertionError, UndefinedError

from heli.web.dates import today

IMPORT = '{% from "web/components.html" import '


def render(macro: str, text: str, **context) -> str:
    return engines.all()[0].env.from_string(f"{IMPORT}{macro} %}}{text}").render(**context)


def test_the_style_guide_shows_every_macro(client):
    env = engines.all()[0].env
    names = {n for n in vars(env.get_template("web/components.html").module) if not n.startswith("_")}
    source = env.loader.get_source(env, "web/styleguide.html")[0]
    shown = {n for n in names if re.search(rf"\b{n}(_panel)?\(", source)}
    within_others = {"gate_later", "crumbs", "tabs", "field", "fields", "error_summary", "files", "persons"}
    assert names - shown - within_others == set()
    assert client.get("/styleguide/").status_code == 200


def test_what_people_wrote_is_escaped():
    evil = "<script>alert(1)</script>"
    field = {"name": "x", "label": evil, "value": evil, "error": evil}
    page = render("field, table", "{{ field(f) }}{{ table(e, [{'label': e}], [{'cells': [e]}]) }}", e=evil, f=field)
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 6


def test_an_icons_name_cannot_break_out():
    assert 'href="/static/third/icons.svg#&#34;&gt;x"' in str(engines.all()[0].env.globals["icon"]('">x'))


def test_there_is_no_safe_filter_and_a_missing_variable_is_an_error():
    env = engines.all()[0].env
    with pytest.raises(TemplateAssertionError):
        env.from_string("{{ x|safe }}")
    with pytest.raises(UndefinedError):
        env.from_string("{{ x }}").render()


def test_an_error_is_named_at_the_field_and_in_the_summary():
    wrong = [{"name": "end", "label": "结束日期", "kind": "date", "error": "填写使用期限的结束日期", "hint": "最长 12 个月"}]
    page = render("form", "{{ form('/x', '', '提交', wrong) }}", wrong=wrong)
    assert '<a href="#f-end">填写使用期限的结束日期</a>' in page
    assert 'aria-describedby="f-end-h f-end-e" aria-invalid="true"' in page
    assert "有 1 处需要修改" in page


def test_a_deed_carries_key_and_version_and_works_without_script():
    page = render("form", "{{ form('/x', '', '签收', key='k1', seen=0, target='this') }}")
    assert 'method="post" action="/x"' in page
    assert '<input type="hidden" name="key" value="k1">' in page
    assert '<input type="hidden" name="seen" value="0">' in page
    assert 'hx-post="/x" hx-target="this"' in page


@pytest.mark.parametrize("kind", ["select", "radio", "chips", "checks"])
def test_only_the_chosen_answer_is_marked_and_none_before_a_choice(kind):
    choices = [{"value": "a", "label": "甲"}, {"value": "ab", "label": "乙"}]
    mark = "selected" if kind == "select" else "checked"
    open_ = render("field", "{{ field(f) }}", f={"name": "x", "label": "问", "kind": kind, "choices": choices})
    assert f" {mark}" not in open_
    value = ("ab",) if kind == "checks" else "ab"
    chosen = render("field", "{{ field(f) }}", f={"name": "x", "label": "问", "kind": kind, "choices": choices, "value": value})
    assert len(re.findall(rf" {mark}\b", chosen)) == 1


def test_the_gate_counts_what_is_open_and_says_when_nothing_is():
    rows = [{"clauses": ("2.2.4",), "state": s, "word": "", "text": "x"} for s in ("ok", "bad", "off")]
    assert "转入“成果交付”前还缺 2 项" in render("gate", "{{ gate('成果交付', rows) }}", rows=rows)
    assert "可以转入“成果交付”" in render("gate", "{{ gate('成果交付', rows[:1]) }}", rows=rows)


def test_a_heading_of_the_gate_shows_three_lines_and_opens_the_rest():
    lines = [{"clauses": (), "state": "bad", "word": "", "text": f"任务 {n} 没有提交"} for n in range(1, 6)]
    rows = [{"clauses": ("2.2.4",), "state": "bad", "word": "还缺 5 项", "text": "执行实施", "parts": lines}]
    page = render("gate", "{{ gate('成果交付', rows) }}", rows=rows)
    assert "转入“成果交付”前还缺 5 项" in page
    assert "其余 2 项</summary>" in page
    shown, folded = page.split("<details")
    assert ["任务 3 没有" in shown, "任务 4 没有" in shown, "任务 4 没有" in folded] == [True, False, True]
    rows[0]["parts"] = lines[:3]
    assert "<details" not in render("gate", "{{ gate('成果交付', rows) }}", rows=rows)


def test_the_rail_says_in_words_where_it_stands():
    stages = [
        {"name": n, "state": s} for n, s in zip("一二三四五六七", ("done",) * 3 + ("now",) * 2 + ("next",) * 2, strict=True)
    ]
    page = render("rail", "{{ rail(stages) }}", stages=stages)
    assert "第 4、5 阶段</b>，共 7 阶段，已完成 3" in page
    assert page.count('aria-current="step"') == 2


def test_urging_becomes_the_record_of_it():
    assert "催办 马骏" in render("urge", "{{ urge('/x', '', '马骏') }}")
    done = render("urge", "{{ urge('/x', '', '马骏', done='已催办 1 次') }}")
    assert "<form" not in done
    assert 'aria-disabled="true"' in done


def test_what_is_withheld_does_not_say_how_much():
    page = render("withheld", "{{ withheld('讨论过程不向知会单位开放', '看不到') }}")
    assert not re.search(r">\s*\d+", page)


def test_only_a_day_ahead_is_marked_as_tentative():
    day = date(today().year + 5, 7, 1)
    assert render("when", "{{ when(d) }}", d=day).endswith("</time>")
    assert render("when", "{{ when(d, ahead=true) }}", d=day).endswith("</time>（暂定）")
