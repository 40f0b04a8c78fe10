"""What was typed and not sent outlives the page, in this browser and for this post only."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_draft_comes_back_until_it_is_discarded_or_the_person_signs_out(sign_in):
    page = sign_in("周建国")
    page.goto("/c/new/")
    page.fill("[name=title]", "尚未提交的名称")
    page.goto("/c/new/")
    expect(page.locator("[name=title]")).to_have_value("尚未提交的名称")
    expect(page.get_by_text("已恢复未提交的内容")).to_be_visible()
    page.get_by_role("button", name="丢弃").click()
    page.goto("/c/new/")
    expect(page.locator("[name=title]")).to_have_value("")
    page.fill("[name=title]", "又填了一次")
    page.locator("summary.me").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/signin/**")
    assert [key for key in page.evaluate("Object.keys(localStorage)") if key.startswith("heli-draft")] == []


def test_a_draft_that_was_submitted_does_not_come_back(sign_in):
    page = sign_in("周建国")
    page.goto("/c/new/")
    page.get_by_label("公共服务协同办理").check()
    page.fill("[name=title]", "提交过的名称")
    page.get_by_role("button", name="建立草稿").click()
    page.wait_for_url("**/wizard/1/")
    page.goto("/c/new/")
    expect(page.locator("[name=title]")).to_have_value("")
