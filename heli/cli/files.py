"""The store of files against the rows that speak of it."""

from __future__ import annotations

import argparse

from heli.cli import environment, words


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["check"], metavar="check", help="check：核对附件内容是否都在、有没有变")
    words.arguments(parser, person=False)


def run(options: argparse.Namespace) -> int:
    """0 when every row has its content, 1 when one is missing or another one."""
    environment.require_database()
    from heli.documents.queries import check

    found = check()
    if options.json_output:
        words.show(
            {
                "rows": found.rows,
                "missing": list(found.missing),
                "changed": list(found.changed),
                "orphans": list(found.orphans),
                "unfinished": list(found.unfinished),
            }
        )
        return words.DONE if found.sound else words.REFUSED
    parts = (
        ("内容缺失的附件", found.missing),
        ("内容与校验值不符的附件", found.changed),
        ("没有登记的内容（上传中断留下，可以删除）", found.orphans),
        ("没有收完的文件（正在上传，或上传中断留下）", found.unfinished),
    )
    print(f"共核对 {found.rows} 个附件。")
    for title, names in parts:
        if names:
            print(f"{title}：{len(names)}", *names, sep="\n  ")
    if found.sound:
        print("附件内容都在，与登记的校验值一致。")
    return words.DONE if found.sound else words.REFUSED
