"""Registering an organisation from its file; the one-time codes are printed once and kept nowhere in the clear."""

from __future__ import annotations

import argparse
from pathlib import Path

from heli.cli import environment, words


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["load"], metavar="load", help="load：登记一个单位及其人员")
    parser.add_argument("file", type=Path, metavar="文件", help="单位的 YAML 登记文件")
    words.arguments(parser, person=False)


def run(options: argparse.Namespace) -> int:
    """0 when registered, 1 when a rule is in the way, 2 when the file is wrong."""
    environment.require_database()
    return words.answer(options, lambda: _load(options))


def _load(options: argparse.Namespace) -> int:
    from heli.people.load import CODE_HOURS, check_logins, load, open_accounts, read_file

    document = read_file(options.file)
    check_logins(document)
    codes = open_accounts(load(document), document)
    if options.json_output:
        words.show([{"name": c.name, "login": c.login, "code": c.code} for c in codes])
        return words.DONE
    print(f"已登记：{document['name']}，开通 {len(codes)} 个账号。")
    print(f"开通码只显示这一次，{CODE_HOURS} 小时内有效，请当面交给本人。\n")
    words.table(("姓名", "登录名", "开通码"), [(c.name, c.login, c.code) for c in codes])
    return words.DONE
