"""A backup back into a new data directory, every part of it checked before the directory gets its name."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from heli.cli import environment
from heli.cli.backup import CHUNK, DUMP, FORMAT, MANIFEST, SQLITE, describe


class Broken(Exception):
    """The backup is damaged or no backup at all; the sentence says what."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="bin/heli backup 生成的备份文件；--data 指明新的数据目录，须为空")


def run(options: argparse.Namespace) -> int:
    """Restore into the folder of `--data`, which must be empty or absent; 1 when anything does not fit."""
    target = environment.data_of(options).path
    if target.exists() and any(target.iterdir()):
        raise SystemExit(f"{target} 不是空文件夹，不在其中恢复。请用 --data 指明一个新的数据目录。")
    half = target.with_name(f"{target.name}.restoring")
    if half.exists():
        raise SystemExit(f"{half} 是上次没有完成的恢复，请先删除。")
    half.mkdir(mode=0o700, parents=True)
    try:
        manifest = unpack(options.file, half)
        report = check(half, manifest) if manifest["database"] == "sqlite" else [_how_to_load(half)]
        if target.exists():
            target.rmdir()
        half.rename(target)
    except Broken as error:
        raise SystemExit(f"没有恢复：{error}") from None
    finally:
        shutil.rmtree(half, ignore_errors=True)
    print(f"已恢复到 {target}。")
    print("\n".join(f"  {line}" for line in report))
    return 0


def unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Write every part of the backup below `folder`, its hash compared with the manifest; returns the manifest."""
    try:
        with tarfile.open(file) as tar:
            manifest = _manifest(tar)
            for name, expected in manifest["files"].items():
                _write(tar, name, expected, folder)
            strange = {m.name for m in tar.getmembers()} - {MANIFEST, *manifest["files"]}
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise Broken(f"{file} 不是完整的备份文件（{error}）") from None
    if strange:
        raise Broken(f"备份中有清单以外的内容：{'、'.join(sorted(strange)[:3])}")
    return manifest


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    stream = tar.extractfile(MANIFEST)
    assert stream is not None
    manifest: dict[str, Any] = json.load(stream)
    if manifest["format"] != FORMAT:
        raise Broken(f"备份格式为 {manifest['format']}，本程序只能恢复格式 {FORMAT}，请用相应版本的程序")
    return manifest


def _write(tar: tarfile.TarFile, name: str, expected: dict[str, Any], folder: Path) -> None:
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts:
        raise Broken(f"备份中的文件名不合规：{name}")
    stream = tar.extractfile(name)
    if stream is None:
        raise Broken(f"备份中的 {name} 不是普通文件")
    path = folder / place
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while part := stream.read(CHUNK):
            found.update(part)
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    if found.hexdigest() != expected["sha256"]:
        raise Broken(f"{name} 的校验值与清单不一致，备份已损坏")


def check(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Every check of a restored database; what was found in words, or `Broken`."""
    database = folder / SQLITE
    _check_integrity(database)
    found = describe(database)
    for name in ("rows", "last_position", "last_hash"):
        if found[name] != manifest[name]:
            raise Broken(f"恢复后的记录数或台账位置与清单不一致（{name}）")
    os.environ["HELI_DATA"] = str(folder)
    environment.start_django()
    from django.db import connections

    try:
        _check_owner()
        _check_guard(found["rows"])
        entries, openings = check_ledger()
    finally:
        connections.close_all()
    return [
        f"{len(manifest['files'])} 个文件的校验值一致，数据库完整性检查通过",
        f"{len(found['rows'])} 张表、{sum(found['rows'].values())} 行记录，与备份时相同；写入保护齐全",
        f"台账 {entries} 条记录、{openings} 项内容逐条重算，全部一致，末位 {found['last_position']}",
    ]


def _check_integrity(database: Path) -> None:
    # the guard's triggers stand in the schema, and SQLite reads them only where their function may be called
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        connection.create_function("heli_door", 0, lambda: "")
        answer = [r[0] for r in connection.execute("PRAGMA integrity_check")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Broken(f"数据库无法读取（{error}）") from None
    finally:
        connection.close()
    if answer != ["ok"]:
        raise Broken(f"数据库完整性检查没有通过：{answer[0]}")
    if orphans:
        raise Broken(f"数据库有 {len(orphans)} 行缺少所属的记录")


def _check_owner() -> None:
    from heli.acts import doors

    try:
        doors.demand_own_database()
    except doors.ForeignDatabase:
        raise Broken("备份中的数据库和密钥（secret）不属于同一个数据目录") from None


def _check_guard(tables: dict[str, int]) -> None:
    from heli.acts import guard

    # a backup of an older program lacks the tables that came later; they get theirs with the next start
    missing = [name for name in guard.missing() if any(name.startswith(f"heli_{table}_") for table in tables)]
    if missing:
        raise Broken(f"数据库缺少写入保护（{missing[0]} 等 {len(missing)} 处），可能被其他程序改动过")


def check_ledger() -> tuple[int, int]:
    """Compute every entry of the ledger again: leaf hash, place, link to the one before, commitments. How many of each."""
    from heli.ledger.models import Entry, Leaf, Opening, Queue

    hashes: dict[Any, bytes] = {}
    commitments: dict[Any, dict[str, str]] = {}
    chains: dict[Any, list[tuple[int, bytes, str | None]]] = {}
    with _rows(Entry.objects.all()) as entries:
        for entry in entries:
            document = _leaf_of(entry)
            hashes[entry.id] = bytes(entry.hash)
            rows = {f"after.{kind}.{id_}": committed for kind, id_, committed in document["after"]}
            commitments[entry.id] = {**document["protected"], **rows}
            if entry.nth is not None:
                chains.setdefault(entry.subject, []).append((entry.nth, hashes[entry.id], document["prev"]))
    _check_chains(chains)
    positions = list(Leaf.objects.order_by("idx").values_list("idx", "entry", "hash"))
    for number, (idx, id_, digest) in enumerate(positions):
        if idx != number or hashes.get(id_) != bytes(digest):
            raise Broken(f"台账在第 {number} 位不连续或不一致")
    waiting = set(Queue.objects.values_list("entry", flat=True))
    if waiting | {id_ for _, id_, _ in positions} != set(hashes):
        raise Broken("台账有记录既没有编入次序，也不在等候编入")
    with _rows(Opening.objects.all()) as openings:
        return len(hashes), _check_openings(openings, commitments)


@contextmanager
def _rows(query: Any) -> Iterator[Any]:
    """Rows read in pieces; their cursor is closed before the connection is, also where a check fails."""
    rows = query.iterator(chunk_size=2000)
    try:
        yield rows
    finally:
        rows.close()


def _leaf_of(entry: Any) -> dict[str, Any]:
    """What an entry says, its hash computed again and its columns compared."""
    from heli.ledger.leaf import leaf_hash

    leaf = bytes(entry.leaf)
    if leaf_hash(leaf) != bytes(entry.hash):
        raise Broken(f"台账记录 {entry.id} 的校验值不一致")
    document: dict[str, Any] = json.loads(leaf.partition(b"\n")[2])
    if document["id"] != str(entry.id) or document["act"] != entry.act or document["decision"] != entry.decision:
        raise Broken(f"台账记录 {entry.id} 的内容与登记不一致")
    return document


def _check_chains(chains: dict[Any, list[tuple[int, bytes, str | None]]]) -> None:
    for subject, links in chains.items():
        before: bytes = b""
        for number, (nth, digest, prev) in enumerate(sorted(links), start=1):
            if nth != number or (prev or "") != before.hex():
                raise Broken(f"关于 {subject} 的台账记录前后不相连")
            before = digest


def _check_openings(openings: Any, commitments: dict[Any, dict[str, str]]) -> int:
    from heli.ledger.leaf import commitment
    from heli.ledger.record import origin

    count = 0
    for opening in openings:
        count += 1
        value = json.loads(opening.value)
        expected = commitments.get(opening.entry, {}).get(opening.path)
        if commitment(bytes(opening.salt), origin(), opening.entry, opening.path, value) != expected:
            raise Broken(f"台账记录 {opening.entry} 的内容“{opening.path}”与承诺不一致")
    return count


def _how_to_load(folder: Path) -> str:
    return f"数据库另行装入新建的空库：pg_restore --no-owner -d 库名 {folder.name.removesuffix('.restoring')}/{DUMP}"
