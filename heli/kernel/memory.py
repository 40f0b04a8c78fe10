"""What a page reads more than once is read once: a memory that lasts for one request that only reads, or one run of checks.

    @once
    def parties(root: Ref) -> list[Party]: ...          # the second caller gets the first one's answer

    @once_each
    def unit_names(units) -> dict[UUID, UnitLabel]: ...  # only what nobody has asked for yet is read

Without a memory both simply read. A request that changes anything has none, so nothing stale can enter a decision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper, wraps
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("heli_memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep a memory inside; one that is there already goes on."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def once(read: Callable[P, T]) -> Callable[P, T]:
    """Let `read` be done once for the same arguments, which must be hashable."""

    @wraps(read)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        memory = _memory.get()
        if memory is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = read(*args, **kwargs)
        return memory[key]  # type: ignore[no-any-return]

    return remembered


class OnceEach(Generic[K, T]):
    """A reading by ids that remembers what it found, and what it did not find; made by `@once_each`."""

    def __init__(self, read: Callable[[Collection[K]], Mapping[K, T]]) -> None:
        update_wrapper(self, read)
        self._read = read

    def __call__(self, ids: Iterable[K]) -> dict[K, T]:
        wanted = set(ids)
        known = self._known()
        if missing := wanted - known.keys():
            known.update(dict.fromkeys(missing) | dict(self._read(missing)))
        return {id_: found for id_ in wanted if (found := known[id_]) is not None}

    def learn(self, found: Mapping[K, T]) -> None:
        """Remember what another reading has brought along."""
        self._known().update(found)

    def _known(self) -> dict[K, T | None]:
        memory = _memory.get()
        return {} if memory is None else memory.setdefault(self, {})


def once_each(read: Callable[[Collection[K]], Mapping[K, T]]) -> OnceEach[K, T]:
    """Let `read`, which finds many things by their ids, read each id once."""
    return OnceEach(read)
