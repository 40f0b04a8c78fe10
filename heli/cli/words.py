"""What the commands that act share: whose hand it is, and how an answer or an error is printed."""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from heli.kernel.actor import Actor
from heli.kernel.errors import HeliError, InvalidInput

DONE, REFUSED, WRONG = 0, 1, 2


def arguments(parser: argparse.ArgumentParser, *, person: bool = True) -> None:
    """The options of commands that show or do something as a person."""
    parser.add_argument("--json-output", action="store_true", help="输出 JSON，供程序读取")
    if person:
        parser.add_argument("--as", dest="person", required=True, metavar="登录名[@岗位标识]", help="以谁的身份办理")


def actor(text: str) -> Actor:
    """The actor of `login` or `login@post`; a login that nobody has is bad input."""
    from heli.people.models import Person
    from heli.people.queries import actor_for

    login, _, post = text.partition("@")
    person = Person.objects.filter(account__login=login, account__is_active=True).values_list("id", flat=True).first()
    if person is None:
        raise InvalidInput({"--as": [f"没有登录名为“{login}”的账号，请核对"]})
    try:
        return actor_for(person, UUID(post) if post else None, via="cli", factor="none")
    except ValueError:
        raise InvalidInput({"--as": [f"“{post}”不是岗位标识，写成 登录名@岗位标识"]}) from None


def answer(options: argparse.Namespace, work: Callable[[], int]) -> int:
    """Run `work`; one of the six errors becomes sentences and an exit code: 2 for bad input, 1 for a refusal."""
    try:
        return work()
    except HeliError as error:
        say_error(error, options.json_output)
        return WRONG if isinstance(error, InvalidInput) else REFUSED


def say_error(error: HeliError, as_json: bool) -> None:
    """An error in words on the error output, or as the API would answer on the output."""
    from heli.acts.pages import reason_words

    reasons = reason_words(error.reasons)
    if as_json:
        fields = error.fields if isinstance(error, InvalidInput) else {}
        show({"code": error.code, "sentence": error.sentence, "reasons": reasons, "fields": fields})
        return
    if isinstance(error, InvalidInput):
        lines = [f"{path}：{s}" if path else str(s) for path, sentences in error.fields.items() for s in sentences]
    else:
        names = {"clause": "条款", "ask": "可以找", "todo": "下一步"}
        lines = [str(r["sentence"]) + "".join(f"　{names[k]}：{r[k]}" for k in names if r[k]) for r in reasons]
    print("未办成：", *lines, sep="\n  ", file=sys.stderr)


def show(data: Any) -> None:
    """`data` as JSON."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns that line up, a Chinese character counting two."""
    widths = [max(_width(r[i]) for r in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        print("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
