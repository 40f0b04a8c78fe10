"""Error pages, headers, and that nothing unknown is told apart."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

import heli
from heli.web import errors
from heli.web.middleware import Headers

STATUSES = (400, 403, 404, 405, 409, 422, 429, 500, 503)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("status", STATUSES)
def test_each_error_has_a_page_in_chinese_with_a_next_step(browser, status):
    answer = browser.get(f"/styleguide/error/{status}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{errors.WORDS[status].title}</h1>" in page
    assert errors.WORDS[status].steps[0] in page
    assert "！" not in page
    assert 'lang="zh-Hans"' in page


@pytest.mark.parametrize("status", STATUSES)
def test_htmx_gets_a_panel_for_the_notice_place_so_that_the_form_stays(browser, status):
    answer = browser.get(f"/styleguide/error/{status}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "[data-notice]"
    assert b"<html" not in answer.content
    assert b"data-panel" in answer.content


def test_unknown_addresses_answer_with_the_same_bytes(browser):
    pages = [browser.get(path) for path in ("/collab/XZ-2026-017/", "/nothing/", "/a/%3Cscript%3E/?q=1", "/inbox/secret.docx")]
    assert {p.status_code for p in pages} == {404}
    assert len({p.content for p in pages}) == 1
    assert len({tuple(sorted(p.headers.items())) for p in pages}) == 1
    assert not any(p.cookies for p in pages)


def test_a_missing_token_never_shows_djangos_own_page():
    answer = Client(enforce_csrf_checks=True).post("/display/", {"theme": "dark"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert errors.CSRF.title in page
    assert "CSRF" not in page
    assert "Django" not in page


def test_a_crash_says_sorry_even_when_the_frame_is_broken(monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("frame")

    request = RequestFactory().get("/")
    monkeypatch.setattr(errors, "render", broken)
    answer = errors.failed(request)
    assert answer.status_code == 500
    assert errors.WORDS[500].title in answer.content.decode()


@pytest.mark.parametrize(("status", "seconds"), [(429, "60"), (503, "3")])
def test_waiting_has_a_length(browser, status, seconds):
    assert browser.get(f"/styleguide/error/{status}/").headers["Retry-After"] == seconds


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/error/500/", "/nothing/", "/display/"])
def test_every_route_carries_the_headers(browser, path):
    headers = browser.get(path).headers
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert {"Cookie", "HX-Request"} <= {v.strip() for v in headers["Vary"].split(",")}
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    policy = dict(part.split("=") for part in headers["Permissions-Policy"].split(", "))
    assert {name for name, who in policy.items() if who != "()"} == {"publickey-credentials-get"}


def test_a_view_that_may_be_cached_keeps_its_rule():
    def static(_request):
        return HttpResponse("x", headers={"Cache-Control": "max-age=31536000, public, immutable"})

    answer = Headers(static)(RequestFactory().get("/static/a.css"))
    assert answer.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert "Vary" not in answer.headers


def test_no_page_has_inline_style_script_or_handler(browser):
    for path in ("/styleguide/", "/styleguide/?role=leader", "/nothing/"):
        page = browser.get(path).content.decode()
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style|javascript:|hx-on', page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_the_foot_says_the_version_of_the_program(browser):
    assert f"<span>合力 {heli.__version__}</span>" in browser.get("/signin/").content.decode()
