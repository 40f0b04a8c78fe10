"""Write the engineers' pages docs/acts.md and docs/clauses.md from the declarations: act → handlers → clauses → tests."""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from heli.cli import environment

if TYPE_CHECKING:
    from heli.acts.registry import Act
    from heli.clauses.catalogue import Clause

BASE = environment.BASE
DOCS = BASE / "docs"
NOTE = "<!-- Written by `bin/heli docs` from the declarations in the code. Do not edit. -->"
SCRATCH = "scratch"  # the room of the tests is no part of the product
QUOTED = re.compile(r"""["']([a-z0-9_.]+)["']""")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="不写文件，只核对已有的是否最新")


def run(options: argparse.Namespace) -> int:
    """0 when the pages are, or have been made, current; 1 with `--check` when one is not."""
    with tempfile.TemporaryDirectory() as nowhere:
        # declarations need no data: nobody's data directory is touched or made
        os.environ["HELI_DATA"] = nowhere
        os.environ.pop("HELI_DATABASE_URL", None)
        environment.start_django()
    stale = [name for name, text in pages().items() if not is_current(name, text)]
    if options.check:
        print("\n".join(f"docs/{name} 不是最新，请运行 bin/heli docs。" for name in stale) or "docs/ 是最新的。")
        return 1 if stale else 0
    DOCS.mkdir(exist_ok=True)
    for name in stale:
        (DOCS / name).write_text(pages()[name], encoding="utf-8")
    print("\n".join(f"已写入 docs/{name}" for name in stale) or "docs/ 是最新的。")
    return 0


def is_current(name: str, text: str) -> bool:
    """Whether the page on disk says what the code declares."""
    file = DOCS / name
    return file.exists() and file.read_text(encoding="utf-8") == text


def pages() -> Mapping[str, str]:
    """The generated pages by file name."""
    return {"acts.md": acts_page(), "clauses.md": clauses_page()}


def acts_page() -> str:
    """Every act with its clause, conditions, reactions and tests, by room."""
    from heli.acts.registry import all_acts

    found = [a for a in all_acts() if a.room != SCRATCH]
    lines = [
        NOTE,
        "# Acts",
        "",
        "Every way to change state: what it is about, by which clause, who reacts to it, which tests name it.",
        "",
    ]
    for room in sorted({a.room for a in found}):
        lines += [
            f"## {room}",
            "",
            "| act | label | on | clause | who may | reactions | tests |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_act_row(a) for a in found if a.room == room] + [""]
    return "\n".join(lines)


def _act_row(act: Act) -> str:
    from heli.acts.hooks import reactions

    who = ", ".join(type(part).__name__ for part in act.allow.parts())
    then = [f"{r.room}.{r.name}" for r in reactions(act.name) if r.room != SCRATCH]
    return _row(f"`{act.name}`", str(act.label), act.on.__name__, _link(act.clause), who, _cell(then), _cell(_tests(act.name)))


def clauses_page() -> str:
    """Every clause that demands something, with its checks, the acts that cite it and the tests that name it, by chapter."""
    from heli.clauses.catalogue import norm
    from heli.clauses.registry import all_checks

    text = norm()
    demands = text.demands()
    checked = {c.clause for c in all_checks()}
    gates = [c for c in demands if c.is_gate]
    lines = [
        NOTE,
        "# Clauses",
        "",
        f"Norm {text.version}: {len(demands)} clauses, {len(checked)} with a check; {len(gates)} are gates, "
        f"{sum(g.id in checked for g in gates)} of them with a check. What has no check is unbuilt, never kept.",
        "",
    ]
    for chapter in text.under(""):
        lines += [f"## {chapter.id} {chapter.en}", ""]
        lines += ["| clause | demands | weight | due | room | checks | not checked yet | acts | tests |", "|" + "---|" * 9]
        lines += [_clause_row(c) for c in demands if c.chapter == chapter.id] + [""]
    return "\n".join(lines)


def _clause_row(row: Clause) -> str:
    from heli.acts.registry import all_acts
    from heli.clauses.registry import checks

    own = checks(row.id)
    acts = [f"`{a.name}`" for a in all_acts() if a.clause == row.id and a.room != SCRATCH]
    due = row.due
    when = "" if due is None else f"exit of stage {due.stage}" if due.kind == "stage" else due.event or due.kind
    return _row(
        f'<a id="c{row.id}"></a>{row.id}',
        row.en,
        row.weight or "",
        when,
        row.room,
        _cell(c.name.removeprefix("heli.") for c in own),
        _cell(str(c.unbuilt) for c in own if c.unbuilt),
        _cell(acts),
        _cell(_tests(row.id)),
    )


def _link(number: str) -> str:
    from heli.clauses.catalogue import norm

    # a heading demands nothing, so it has no line to link to
    known = number in {c.id for c in norm().demands()}
    return f"[{number}](clauses.md#c{number})" if known else number


def _row(*cells: str) -> str:
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def _cell(items: Iterable[str]) -> str:
    return "<br>".join(dict.fromkeys(items))


def _tests(name: str) -> list[str]:
    return _names_in_tests().get(name, [])


@cache
def _names_in_tests() -> dict[str, list[str]]:
    """Act name or clause id → the test files that name it in quotes."""
    result: dict[str, list[str]] = {}
    for file in _test_files():
        for name in sorted(set(QUOTED.findall(file.read_text(encoding="utf-8")))):
            result.setdefault(name, []).append(file.relative_to(BASE).as_posix().removeprefix("heli/"))
    return result


def _test_files() -> Iterator[Path]:
    found = {*(BASE / "tests").rglob("*.py"), *(BASE / "heli").glob("**/tests/**/*.py")}
    yield from sorted(f for f in found if "scratch" not in f.parts)
