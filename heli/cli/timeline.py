"""What was done about a thing, as one person sees it."""

from __future__ import annotations

import argparse

from heli.cli import environment, words


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", metavar="种类:标识", help="查看对象，写 种类:标识 或 种类:编号")
    parser.add_argument("--page", type=int, default=1, metavar="页", help="第几页，新的在前")
    words.arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the lines; 1 when there is no such thing for this person."""
    environment.require_database()
    return words.answer(options, lambda: _lines(options))


def _lines(options: argparse.Namespace) -> int:
    from heli.acts.subjects import card_of
    from heli.acts.timeline import Asked, timeline
    from heli.kernel.time import SHANGHAI

    actor = words.actor(options.person)
    kind, _, key = options.subject.partition(":")
    found = timeline(card_of(kind, key, actor), actor, Asked(page=options.page))
    if options.json_output:
        words.show(
            [
                {"at": line.at.isoformat(), "act": line.act, "text": line.text, "who": line.who, "decision": line.decision}
                for line in found.lines
            ]
        )
        return words.DONE
    for line in found.lines:
        who = " · ".join(filter(None, (line.unit, line.post, line.who))) if not line.system else "系统"
        print(f"{line.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}  {'  ' * line.depth}{who}　{line.text}")
    print(f"共 {found.total} 条，第 {found.page} 页，共 {found.pages} 页")
    return words.DONE
