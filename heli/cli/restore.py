"""A backup back into a new data directory, every part of it checked before the directory gets its name."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
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
        record = _check_record()
    finally:
        connections.close_all()
    return [
        f"{len(manifest['files'])} 个文件的校验值一致，数据库完整性检查通过",
        f"{len(found['rows'])} 张表、{sum(found['rows'].values())} 行记录，与备份时相同；写入保护齐全",
        *record,
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


def _check_record() -> list[str]:
    """The ledger against itself, the live rows against the ledger, the contents of files against their rows."""
    from heli.acts.reconcile import reconcile
    from heli.documents.queries import check as check_files

    of_this_program = _is_of_this_program()
    found = reconcile(live=of_this_program)
    if found.faults:
        first = found.faults[0]
        raise Broken(f"台账核对有 {len(found.faults)} 处不符，第一处：{first.where}，{first.what}")
    said = [f"台账 {found.entries} 条记录及其内容逐条重算，全部一致"]
    if not of_this_program:
        return [*said, "数据来自旧版程序：启动一次完成升级后，用 bin/heli ledger verify 和 bin/heli files check 再核对数据和附件"]
    files = check_files()
    if not files.sound:
        raise Broken(f"附件内容缺失或有变动：{(files.missing or files.changed)[0]}")
    return [*said, f"数据 {found.rows} 行与台账一致；{files.rows} 个附件内容都在"]


def _is_of_this_program() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _how_to_load(folder: Path) -> str:
    place = f"{folder.name.removesuffix('.restoring')}/{DUMP}"
    return (
        f"数据库尚未核对：先装入新建的空库（pg_restore --no-owner -d 库名 {place}），"
        "再用 bin/heli ledger verify 和 bin/heli files check 核对"
    )
