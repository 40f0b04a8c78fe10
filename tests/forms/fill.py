"""Filling a form in so that the deed is done: the first answer that fits, and for some acts what the case needs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.forms.page import PICKED, Form, Typed
from tests.walk.story import day

WORDS = "按办理要求填写，内容可以核对"


def filled(form: Form, act: str) -> Typed:
    """What a person would send."""
    typed = form.typed()
    for name in form.names():
        control = form.named(name)[0]
        if typed.get(name, [""]) not in ([""], []) or control.kind in ("hidden", "file", "checkbox"):
            continue
        if control.kind in (*PICKED, "select"):
            typed[name] = form.choices(name)[:1]
        elif control.kind == "date":
            typed[name] = [str(day(15))]
        elif control.kind == "number":
            typed[name] = ["3"]
        else:
            typed[name] = [WORDS[: control.max or 100]]
    for name, value in SPECIAL.get(act, {}).items():
        if name in form.names():
            typed[name] = [value(form) if callable(value) else value]
    return {n: v for n, v in typed.items() if v != [""] or not OF_A_POST.search(n)}


OF_A_POST = re.compile("post|person")
SPECIAL: dict[str, dict[str, str | Callable[[Form], str]]] = {
    "account.open": {"login": "xin.zhanghao"},
    "approval.decide": {"return_to": ""},
    "duty.mark": {"kinds": "do"},
    "duty.paste": {"text": "工作事项\t市监\t税务\t数据\n印章备案\t牵主\t协\t知"},
    "task.accept": {"accepted": "true", "complete": "true", "good": "true"},
    "task.plan": {"receiver": lambda form: form.choices("receiver")[1]},
}
"""Where the first answer that fits is not the one by which the deed is done."""
