"""Navigation by role, the frame with and without a person, display choices."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from heli.web.parts import Toast
from heli.web.shell import _ENTRIES, Shell, navigation

ROLES = ("officer", "coord", "leader", "audit", "admin")
WEB = Path(__file__).resolve().parents[1]


@pytest.fixture
def browser():
    return Client()


@pytest.mark.parametrize("role", ROLES)
def test_nobody_has_more_than_six_entries(role):
    assert 1 <= len(navigation(role, {})) <= 6


def test_a_leader_has_one_entry_with_what_waits_for_a_decision():
    (only,) = navigation("leader", {"cockpit": 2, "inbox": 9})
    assert (only.label, only.count, only.hot) == ("待您决定", 2, True)


def test_counts_reach_their_entries_and_only_the_inbox_is_hot():
    entries = {n.key: n for n in navigation("officer", {"inbox": 11, "tasks": 5})}
    assert entries["inbox"].count == 11
    assert [n.key for n in entries.values() if n.hot] == ["inbox"]
    assert entries["collab"].count == 0


def test_a_room_that_is_not_built_has_no_entry():
    assert [n.key for n in navigation("officer", {}, built={"inbox", "collab"})] == ["inbox", "collab"]


def test_an_unknown_role_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        navigation("guest", {})


def test_each_icon_of_the_navigation_is_named_in_a_template_for_the_sprite():
    text = (WEB / "templates/web/base.html").read_text()
    assert {e[2] for e in _ENTRIES.values()} <= set(re.findall(r"icon\('([a-z0-9-]+)'\)", text))


def test_a_leader_sees_no_side_bar_and_no_tab_bar(browser):
    page = browser.get("/styleguide/?role=leader").content.decode()
    assert 'class="side"' not in page
    assert 'class="tabbar' not in page
    assert "待您决定" in page


def test_standing_in_is_said_on_the_page_and_on_paper(browser):
    page = browser.get("/styleguide/").content.decode()
    assert "<b>代 马骏 办理</b>" in page
    assert "联络员 欧阳晓燕（代 马骏）" in page


def test_the_theme_of_the_cookie_is_in_the_first_byte(browser):
    browser.cookies["heli-theme"] = "dark"
    browser.cookies["heli-text"] = "xl"
    page = browser.get("/styleguide/").content.decode()
    assert '<html lang="zh-Hans" data-theme="dark" data-text="xl">' in page


def test_a_made_up_theme_is_ignored(browser):
    browser.cookies["heli-theme"] = '"><script>'
    assert 'data-theme="light"' in browser.get("/styleguide/").content.decode()


def test_choosing_a_theme_keeps_it_and_returns_to_the_page(browser):
    answer = browser.post("/display/", {"theme": "dark", "text": "huge", "next": "/styleguide/"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/styleguide/"
    assert answer.cookies["heli-theme"].value == "dark"
    assert "heli-text" not in answer.cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_house(browser, elsewhere):
    assert browser.post("/display/", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_the_style_guide_exists_in_demo_mode_only(browser, settings):
    settings.DEMO = False
    assert browser.get("/styleguide/").status_code == 404


def render(text, request):
    return engines.all()[0].from_string(text).render({}, request)


def test_the_frame_stands_without_a_person():
    page = render(
        '{% extends "web/base.html" %}{% block title %}题{% endblock %}{% block main %}内容{% endblock %}',
        RequestFactory().get("/"),
    )
    assert "<title>题 · 合力</title>" in page
    assert 'class="side"' not in page
    assert "切换岗位" not in page


def test_a_page_names_its_entry_and_its_label_for_print():
    request = RequestFactory().get("/")
    request.shell = Shell("周建国", "市市场监督管理局", "牵头经办", "officer", navigation("officer", {}))
    page = render(
        '{% extends "web/base.html" %}{% set navkey, level, audience = "tasks", "敏感", "本单位" %}'
        "{% block title %}题{% endblock %}",
        request,
    )
    assert page.count('href="/tasks/" aria-current="page"') == 2
    assert "<b>敏感 · 本单位</b>　合力打印件　打印人：市市场监督管理局 牵头经办 周建国" in page


def test_a_toast_is_said_after_the_next_page():
    request = RequestFactory().get("/")
    request.toast = Toast("已签收 T-0244（内部 · 参与单位）", "/undo/")
    page = render('{% extends "web/base.html" %}{% block title %}题{% endblock %}', request)
    assert "已签收 T-0244（内部 · 参与单位）" in page
    assert 'action="/undo/"' in page
