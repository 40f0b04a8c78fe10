"""Facts that sibling rooms share without importing one another: what became of the tasks, and what belongs into the archive.

A room hands in its answer at start-up; whoever asks gets the answers of all that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class TaskFact:
    """What became of a task: handed in by its baseline date, accepted at the first try, explained where late."""

    task: UUID
    in_time: bool
    first_try: bool
    explained: bool


@dataclass(frozen=True)
class Fileable:
    """A thing that belongs into the archive; `content` in canonical form is what its digest covers."""

    title: str
    kind: str
    source: str
    source_id: UUID
    content: dict[str, Any]


TaskFacts = Callable[[UUID], Sequence[TaskFact]]
Fileables = Callable[[UUID], Iterable[Fileable]]
_task_facts: dict[str, TaskFacts] = {}
_fileables: dict[str, Fileables] = {}


def provide_task_facts(room: str, answer: TaskFacts) -> None:
    """Hand in what became of the tasks of a collaboration."""
    _task_facts[room] = answer


def task_facts(collaboration: UUID) -> list[TaskFact]:
    """What became of the tasks of a collaboration."""
    return [fact for room in sorted(_task_facts) for fact in _task_facts[room](collaboration)]


def provide_fileables(room: str, answer: Fileables) -> None:
    """Hand in what of a room belongs into the archive."""
    _fileables[room] = answer


def fileables(collaboration: UUID) -> Iterator[Fileable]:
    """Everything that belongs into the archive of a collaboration (2.4.4)."""
    for room in sorted(_fileables):
        yield from _fileables[room](collaboration)
