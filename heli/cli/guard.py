"""The triggers that keep every other program from writing: whether they are all there, and putting them back."""

from __future__ import annotations

import argparse

from heli.cli import environment, words


def arguments(parser: argparse.ArgumentParser) -> None:
    meaning = "check：核对写入保护是否齐全；restore：补齐，并记入操作日志"
    parser.add_argument("verb", choices=["check", "restore"], metavar="check|restore", help=meaning)
    words.arguments(parser, person=False)


def run(options: argparse.Namespace) -> int:
    """0 when nothing is missing any more, 1 when `check` finds something."""
    environment.require_database()
    from heli.acts import doors, guard

    restoring = options.verb == "restore"
    names = doors.restore_guard() if restoring else guard.missing()
    code = words.REFUSED if names and not restoring else words.DONE
    if options.json_output:
        words.show({"missing": names, "restored": restoring})
    elif not names:
        print("写入保护齐全。")
    else:
        print(f"{'已补齐' if restoring else '缺少'} {len(names)} 处写入保护：", *names, sep="\n  ")
    return code
