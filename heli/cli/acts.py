"""Which acts there are, with their conditions in words."""

from __future__ import annotations

import argparse

from heli.cli import words


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("search", nargs="?", default="", metavar="查找", help="名称中含有此词的动作")
    words.arguments(parser, person=False)


def run(options: argparse.Namespace) -> int:
    """Print all acts that people can do."""
    from heli.acts.registry import all_acts
    from heli.acts.subjects import kind_for
    from heli.acts.timeline import conditions

    found = [a for a in all_acts() if a.offered and options.search in f"{a.name} {a.label}"]
    if options.json_output:
        words.show(
            [
                {
                    "name": a.name,
                    "label": str(a.label),
                    "kind": kind_for(a),
                    "clause": a.clause,
                    "schema": a.schema.model_json_schema(),
                }
                for a in found
            ]
        )
        return words.DONE
    rows = [(a.name, str(a.label), kind_for(a), a.clause, "；".join(s for s, _ in conditions(a))) for a in found]
    words.table(("动作", "名称", "对象", "条款", "条件"), rows)
    return words.DONE
