"""Error pages: what happened, what was kept, what to do next. Never a path, a class or a trace.

`page(request, status)` answers a plain request with a whole page and an htmx request with a panel that lands in the
page's notice place, so that the form on the page, with all that was typed, stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from heli.web.kept import kept


@dataclass(frozen=True)
class Words:
    """Title, sentence, and what one can do now."""

    title: str
    sentence: str
    steps: tuple[str, ...]


WORDS = {
    400: Words(
        "这次提交没有办成",
        "收到的内容不完整，或格式不对。没有改动任何数据。",
        ("返回上一页，重新打开后再提交", "从别处粘贴的地址，核对是否完整"),
    ),
    403: Words(
        "此项不由你的岗位办理",
        "当前岗位没有此项权限。没有改动任何数据。",
        ("有多个岗位的，从右上角切换后再试", "需要办理的，请本单位联络员转有权限的人，或由其申请授权"),
    ),
    404: Words(
        "没有找到这一页",
        "可能地址有误、内容已移走，也可能不向你开放。这几种情况显示相同，以免从提示中看出是否有此事项。",
        ("核对编号，或问告诉你编号的人", "确知有此事项但看不到的，请牵头单位或本单位联络员开放查看"),
    ),
    405: Words(
        "此地址不能这样打开",
        "它只接受从页面上提交。没有改动任何数据。",
        ("返回上一页，点页面上的按钮办理",),
    ),
    409: Words(
        "有人先改了同一内容",
        "你的修改还没有保存，已填内容留在原页。",
        ("返回上一页，先复制自己填写的内容", "重新打开此页，看过对方的修改后再提交"),
    ),
    422: Words(
        "有几处需要修改",
        "已填内容都在，改好后再提交一次。",
        ("返回上一页，按红色提示修改",),
    ),
    429: Words(
        "操作太频繁，稍候再试",
        "短时间内请求过多，已暂停受理。已填内容留在原页。",
        ("等 1 分钟后再提交一次，不会重复办理",),
    ),
    500: Words(
        "抱歉，系统出错了",
        "这次操作没有完成，没有保存任何改动。值班人员能看到这次出错。",
        ("稍后再试一次，不会重复办理", "仍然出错的，把下面的事件编号告诉值班人员"),
    ),
    503: Words(
        "稍候，正有人办理同一事项",
        "通常几秒钟就好。同一次提交只算一次。",
        ("等几秒后再提交一次，不会重复办理",),
    ),
}
CSRF = Words(
    "页面打开太久，需要刷新",
    "为防止他人冒用你的身份，页面上的校验已失效。没有改动任何数据。",
    ("返回上一页并刷新，再提交一次；填过的内容先复制", "仍然出现的，允许浏览器保存本站的 Cookie，然后重新登录"),
)


def page(request: HttpRequest, status: int, *, words: Words | None = None, wait: int | None = None) -> HttpResponse:
    """The answer for `status`. `wait` seconds go into Retry-After (429, 503). Same bytes for every unknown address."""
    words = words or WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    htmx = bool(request.headers.get("HX-Request"))
    template = "web/error_panel.html" if htmx else "web/error.html"
    context = {
        "status": status, "words": words, "reference": reference(request, status), "kept": "" if htmx else kept(request),
    }  # fmt: skip
    response = render(request, template, context, status=status)
    if htmx:
        response.headers["HX-Retarget"] = "[data-notice]"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    if wait is None and status in (429, 503):
        wait = 60 if status == 429 else 3
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def reference(request: HttpRequest, status: int) -> str:
    """The number that stands in the log line of this answer; only where somebody has to look it up."""
    return str(getattr(request, "correlation", "")) if status == 500 else ""


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """handler400."""
    return page(request, 400)


def denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """handler403."""
    return page(request, 403)


def absent(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """handler404: hidden and absent answer alike."""
    return page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: also when the context is broken, then without it. Programs get a problem with the same number."""
    if request.path.startswith("/api/"):
        return _problem(request)
    try:
        return page(request, 500)
    except Exception:  # the frame itself failed; a bare page is better than none
        text = f"<!doctype html><html lang=zh-Hans><title>{WORDS[500].title}</title><h1>{WORDS[500].title}</h1>"
        found = reference(request, 500)
        said = f"<p>{WORDS[500].sentence}</p>" + (f"<p>事件编号 <code>{found}</code></p>" if found else "")
        return HttpResponse(f"{text}{said}</html>", status=500)


def _problem(request: HttpRequest) -> HttpResponse:
    words = WORDS[500]
    reasons = [{"sentence": words.title, "clause": "", "ask": "值班人员", "todo": words.steps[0]}]
    body = {"code": "error", "sentence": words.title, "reasons": reasons, "fields": {}, "correlation": reference(request, 500)}
    return JsonResponse(body, status=500, content_type="application/problem+json")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the reason is for engineers and stays in their log."""
    return page(request, 403, words=CSRF)
