"""The register of exits: every way by which information leaves (list, search, count, page, file, API, feed, mail).

An exit that is not registered fails a test; the registered ones are walked with canary values for every persona (T09).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exit:
    """A way out: the name of its address and how it lets things out."""

    url_name: str
    sort: str


_exits: dict[str, Exit] = {}


def register_exit(url_name: str, sort: str) -> None:
    """Make an exit known. `sort` is one of page, list, search, count, file, api, fragment."""
    _exits[url_name] = Exit(url_name, sort)


def exits() -> tuple[Exit, ...]:
    """All exits by name."""
    return tuple(_exits[n] for n in sorted(_exits))
