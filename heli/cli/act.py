"""One act from the command line, in the same pipeline as a form."""

from __future__ import annotations

import argparse
import json
from typing import Any

from heli.cli import environment, words


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="动作", help="动作名称，如 unit.rename；用 bin/heli acts 列出")
    parser.add_argument("--subject", required=True, metavar="种类:标识", help="办理对象，写 种类:标识 或 种类:编号")
    parser.add_argument("--json", default="{}", metavar="内容", help="填写内容，一组 JSON 字段")
    parser.add_argument("--key", metavar="键", help="同一个键重复提交只办一次")
    parser.add_argument("--seen", type=int, metavar="版本", help="所见版本，已被他人改过则不办")
    words.arguments(parser)


def run(options: argparse.Namespace) -> int:
    """0 when done, 1 when refused, 2 when the input is wrong."""
    environment.require_database()
    return words.answer(options, lambda: _act(options))


def _act(options: argparse.Namespace) -> int:
    from heli.acts.pipeline import carry_out
    from heli.acts.registry import find_act
    from heli.acts.rows import Row
    from heli.acts.shown import Shown
    from heli.acts.subjects import subject_card

    actor = words.actor(options.person)
    act = find_act(options.name)
    card = subject_card(act, options.subject, actor)
    done = carry_out(actor, act.name, card, _input(options.json), key=options.key, seen=options.seen)
    made = done.result.ref if isinstance(done.result, Row) else None
    shown = [(str(label), value) for label, value in done.result.lines] if isinstance(done.result, Shown) else []
    if options.json_output:
        receipt = {"entry": str(done.receipt.entry), "hash": done.receipt.hash}
        answer = {"result": made and str(made), "receipt": receipt, "repeated": done.repeated}
        words.show({**answer, "shown": dict(shown)} if shown else answer)
        return words.DONE
    print(f"{'先前已办成' if done.repeated else '已办成'}：{act.label}" + (f"　{made}" if made else ""))
    for label, value in shown:
        print(f"{label}　{value}")
    print(f"记录 {done.receipt.entry}　回执 {done.receipt.hash}")
    return words.DONE


def _input(text: str) -> Any:
    from heli.kernel.errors import InvalidInput

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput({"--json": ['不是有效的 JSON，写成 \'{"字段": "内容"}\'']}) from None
