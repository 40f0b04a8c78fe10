"""Checking the ledger of an installation, running or not."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from heli.cli import environment, words

SHOWN = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["verify"], type=_verb, metavar="verify", help="verify：核对全部办理记录和数据")
    words.arguments(parser, person=False)


def _verb(said: str) -> str:
    # the name of before, which a nightly job may still use
    return "verify" if said == "check" else said


def run(options: argparse.Namespace) -> int:
    """0 when everything fits, 1 when something does not."""
    environment.require_database()
    from heli.acts.reconcile import reconcile

    found = reconcile()
    code = words.REFUSED if found.faults else words.DONE
    if options.json_output:
        words.show(asdict(found))
        return code
    print(f"已核对：办理记录 {found.entries} 条，数据 {found.rows} 行。")
    if found.waiting:
        print(f"其中 {found.waiting} 条记录等待后台服务排序。")
    if found.unrecorded:
        print(f"{found.unrecorded} 行数据由批量生成工具写入，没有逐行记录。")
    if not found.faults:
        print("记录完整，数据与记录一致。")
        return code
    print(f"发现 {len(found.faults)} 处不符：")
    for fault in found.faults[:SHOWN]:
        print(f"  {fault.where}：{fault.what}")
    if len(found.faults) > SHOWN:
        print(f"  另有 {len(found.faults) - SHOWN} 处，用 --json-output 查看全部")
    return code
