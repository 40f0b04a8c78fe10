"""Reading our own sources for what the security rows forbid. Each finding is a line `file:line what`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "heli"
READERS = ("queries.py", "acts.py", "hooks.py")


def sources() -> list[Path]:
    """Every module of the house but tests, migrations and the loader of the demo, which acts for no reader."""
    return [p for p in sorted(HOUSE.rglob("*.py")) if not {"tests", "migrations", "demo"} & set(p.parts)]


def templates() -> list[Path]:
    """Every template of the house."""
    return sorted(HOUSE.glob("*/templates/**/*.html"))


def direct_reads(source: str, name: str) -> Iterator[str]:
    """T17: fetching a row by its key where no scope is applied."""
    if Path(name).name in READERS:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "aget", "in_bulk"):
            manager = node.func.value
            if isinstance(manager, ast.Attribute) and manager.attr in ("objects", "_default_manager", "_base_manager"):
                yield f"{name}:{node.lineno} .{manager.attr}.{node.func.attr}"
        if isinstance(node, ast.Name) and node.id in ("get_object_or_404", "get_list_or_404"):
            yield f"{name}:{node.lineno} {node.id}"


def unsafe_markup(source: str, name: str) -> Iterator[str]:
    """T27: markup made in Python; `heli/web/jinja.py` has the one place where an icon is made."""
    for node in ast.walk(ast.parse(source)):
        called = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if called in ("mark_safe", "SafeString", "SafeText") or (called == "Markup" and not name.endswith("web/jinja.py")):
            yield f"{name}:{getattr(node, 'lineno', 0)} {called}"


_TEMPLATE = {
    "filter safe": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+(false|off)", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "inline style": re.compile(r"\sstyle\s*=|<style", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:|[\"']js:", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on", re.IGNORECASE),
    "attribute without quotes": re.compile(r"\s(?:href|value|src|action|id|name|title)=\{\{"),
    "another host": re.compile(r"(?:src|href|action)=[\"']?(?:https?:)?//", re.IGNORECASE),
}


_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")


def unsafe_template(source: str, name: str) -> Iterator[str]:
    """T27: what could let a value become markup or script, or load from another host."""
    for number, line in enumerate(source.splitlines(), 1):
        html = _JINJA.sub("", line)  # a macro's argument `style=` is no attribute
        for what, pattern in _TEMPLATE.items():
            if pattern.search(html if what.startswith("inline") else line):
                yield f"{name}:{number} {what}"
