"""Registering an organisation from its file, and one-time codes. Codes are printed once and kept nowhere in the clear."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from heli.cli import environment, words

if TYPE_CHECKING:
    from heli.people.load import FirstCode


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "verb", choices=["load", "code"], metavar="load|code", help="load：登记一个单位及其人员；code：发放开通码"
    )
    parser.add_argument("what", metavar="文件|人员", help="load：单位的 YAML 登记文件；code：姓名、登录名或人员标识")
    parser.add_argument("--login", metavar="登录名", help="code：本人还没有账号时，用这个登录名开通")
    words.arguments(parser, person=False)


def run(options: argparse.Namespace) -> int:
    """0 when done, 1 when a rule is in the way, 2 when the file or the person is wrong."""
    environment.require_database()
    return words.answer(options, lambda: _load(options) if options.verb == "load" else _code(options))


def _load(options: argparse.Namespace) -> int:
    from heli.kernel.errors import InvalidInput
    from heli.people import load

    file = Path(options.what)
    document = load.read_file(file)
    try:
        organisation = load.load(document, accounts=True)
    except InvalidInput as error:
        raise load.at_lines(file, error) from None
    codes = load.first_codes(organisation)
    if not options.json_output:
        print(f"已登记：{document['name']}，开通 {len(codes)} 个账号。")
    return _show(options, codes)


def _code(options: argparse.Namespace) -> int:
    from heli.people.load import code_for

    return _show(options, [code_for(options.what, options.login or "")])


def _show(options: argparse.Namespace, codes: list[FirstCode]) -> int:
    from heli.people.codes import CODE_HOURS

    if options.json_output:
        words.show([{"name": c.name, "login": c.login, "code": c.code} for c in codes])
        return words.DONE
    if codes:
        print(f"开通码只显示这一次，{CODE_HOURS} 小时内有效，请当面交给本人，在登录页选“第一次登录”设置口令。\n")
        words.table(("姓名", "登录名", "开通码"), [(c.name, c.login, c.code) for c in codes])
    return words.DONE
