"""A backup of a data directory in one file, taken while Heli runs.

The file is a tar of `manifest.json`, the database, `mode`, `secret` and `files/`. The database is copied by SQLite's online
backup, in one step, which a writer does not disturb; files are copied after it, so that whatever the database names is there.
The root secret is in it: without it the ids of repeated deeds and the sessions could not be derived. Whoever holds the
backup holds everything, so it is readable for its owner alone (0600).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from heli.cli import environment
from heli.config.data import Data

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, DUMP = "heli.sqlite3", "heli.dump"
KEPT = ("secret", "mode")
CHUNK = 1 << 20
WARNING = "备份含根密钥和全部数据，等同于整个系统，须按系统中最高密级的信息保管。"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = f"备份数据目录，运行中也可以。{WARNING}"
    parser.add_argument("file", type=Path, metavar="文件", help="备份文件，不能已存在；只有本用户可读")


def run(options: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    environment.require_database()
    manifest = back_up(environment.data_of(options), options.file)
    size = options.file.stat().st_size / 1e6
    rows = sum(manifest["rows"].values()) if manifest["rows"] else 0
    print(f"已备份到 {options.file}：{size:.1f} MB，{len(manifest['files'])} 个文件" + (f"，{rows} 行记录。" if rows else "。"))
    print(WARNING)
    return 0


def back_up(data: Data, target: Path) -> dict[str, Any]:
    """Write the backup to `target` and return its manifest; what is interrupted leaves no file of that name."""
    if target.exists():
        raise SystemExit(f"{target} 已存在，不覆盖。请换一个文件名。")
    if not target.parent.is_dir():
        raise SystemExit(f"文件夹 {target.parent} 不存在，请先建立。")
    from heli.documents import store

    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".heli-backup-") as folder:
        database = _copy_database(Path(folder))
        half = Path(folder) / "backup.tar"
        with store.writing():  # no content goes away meanwhile
            manifest = _write_down(half, database, _parts(data))
        half.rename(target)
    _sync(target.parent)
    return manifest


def _write_down(target: Path, database: Path, beside: Mapping[str, Path]) -> dict[str, Any]:
    parts = {database.name: database, **beside}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": "sqlite" if database.name == SQLITE else "postgresql",
        "files": {name: {"sha256": digest(path), "bytes": path.stat().st_size} for name, path in parts.items()},
        **(describe(database) if database.name == SQLITE else {"rows": {}, "last_position": None, "last_hash": None}),
    }
    _pack(target, manifest, parts)
    return manifest


def _copy_database(folder: Path) -> Path:
    from django.db import connection

    if connection.vendor == "postgresql":
        return _dump(folder / DUMP, connection.settings_dict)
    copy = folder / SQLITE
    with sqlite3.connect(str(connection.settings_dict["NAME"])) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    source.close()
    target.close()
    return copy


def _dump(target: Path, settings: Mapping[str, Any]) -> Path:
    program = shutil.which("pg_dump")
    where = ["-h", str(settings["HOST"] or "localhost"), "-p", str(settings["PORT"] or 5432), "-U", str(settings["USER"])]
    if program is None:
        raise SystemExit(
            "没有找到 pg_dump。请在装有 PostgreSQL 客户端的机器上执行："
            f"pg_dump -Fc {' '.join(where)} -f {DUMP} {settings['NAME']}，并另行保存数据目录。"
        )
    password = {**os.environ, "PGPASSWORD": str(settings["PASSWORD"])}
    done = subprocess.run([program, "-Fc", *where, "-f", str(target), str(settings["NAME"])], env=password, check=False)
    if done.returncode:
        raise SystemExit("pg_dump 没有成功，未生成备份，原因见上。")
    return target


def _parts(data: Data) -> dict[str, Path]:
    """Everything beside the database, by its name in the backup; of the files only whole contents, which never change."""
    from heli.documents import store

    contents = [store.place(content) for content in store.contents()]
    return {str(p.relative_to(data.path)): p for p in [*(data.path / name for name in KEPT), *contents]}


def describe(database: Path) -> dict[str, Any]:
    """Row counts by table and the last position of the ledger: what a restored database must show again."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        rows = {
            t: connection.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0]  # noqa: S608  names come from the schema
            for t in tables
            if not t.startswith("sqlite_")
        }
        last = connection.execute("SELECT idx, hash FROM ledger_leaf ORDER BY idx DESC LIMIT 1").fetchone()
    finally:
        connection.close()
    position, head = (last[0], bytes(last[1]).hex()) if last else (None, None)
    return {"rows": rows, "last_position": position, "last_hash": head}


def digest(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(target: Path, manifest: Mapping[str, Any], parts: Mapping[str, Path]) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as tar:
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
            for name, path in parts.items():
                with path.open("rb") as file:
                    tar.addfile(_member(name, path.stat().st_size), file)
        out.flush()
        os.fsync(out.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
