"""Where contents lie: `files/ab/cd/<sha256>` in the data folder, each content once.

A content is on the disk, folder included, before any row speaks of it; so a kill leaves at most a content without a row,
which `bin/heli files check` lists. Writers hold a shared lock from placing to commit; who takes a content away again
needs the lock alone, so that nobody loses what another is just about to refer to.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}\Z")
INCOMING = "incoming"


def folder() -> Path:
    """The folder of all contents."""
    return Path(settings.DATA.path) / "files"


def incoming() -> Path:
    """The folder of what is being received; on the same volume, so that a rename puts it in its place."""
    path = folder() / INCOMING
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def place(digest: str) -> Path:
    """Where the content with this SHA-256 (hex) lies; `ValueError` for anything else."""
    if not DIGEST.match(digest):
        raise ValueError("not a digest")
    return folder() / digest[:2] / digest[2:4] / digest


def holds(digest: str, size: int) -> bool:
    """Whether a content of this digest and size is there."""
    try:
        return place(digest).stat().st_size == size
    except (ValueError, FileNotFoundError):
        return False


def keep(temporary: Path, digest: str) -> None:
    """Move what was received (written and synced) to its place, and sync every folder that has changed."""
    target = place(digest)
    made = [p for p in (target.parent, target.parent.parent) if not p.exists()]
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(temporary, target)
    for changed in (target.parent, *(p.parent for p in made)):
        _sync_folder(changed)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing() -> Iterator[None]:
    """Held from placing a content until the row about it is committed."""
    with _lock() as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def alone() -> Iterator[bool]:
    """True while nobody else is writing; False at once when somebody is."""
    with _lock() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def _lock() -> Iterator[int]:
    incoming()
    handle = os.open(folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)  # and with it the lock


def discard(digest: str) -> None:
    """Take a content away. Only under `alone`, and only when no row speaks of it."""
    place(digest).unlink(missing_ok=True)


def contents() -> Iterator[str]:
    """The digests of all that lies in the store."""
    for path in sorted(folder().glob("??/??/*")):
        if DIGEST.match(path.name):
            yield path.name


def measure(digest: str) -> str:
    """The SHA-256 of what really lies there, "" when nothing does."""
    try:
        with place(digest).open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
