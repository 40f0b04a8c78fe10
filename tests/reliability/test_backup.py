"""A backup taken while somebody writes comes back whole into a new folder, and a damaged or altered one does not (F07)."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pytest

from heli.cli import backup
from tests.setup.running import environment, heli, wait_until

pytestmark = pytest.mark.reliability

ACTING = """
import sys
from heli.cli import environment
environment.start_django()
from heli.acts.pipeline import perform
from heli.acts.worker import settle
from heli.documents.receiving import Received
from heli.documents.service import attach
from heli.kernel.ref import Ref
from heli.people.models import Person
from heli.people.queries import actor_for
actor = actor_for(Person.objects.get(name="周建国").id)

def begin(number):
    given = {"scenario": "service", "title": f"备份期间发起的事项 {number}"}
    made = perform(actor, "collaboration.start", Ref("unit", actor.organisation), given)
    file = Received("回执.pdf", "application/pdf")
    file.take(b"%PDF-1.7 " + str(number).encode() * 50_000)
    file.settle()
    attach(actor, made.ref, file)
    if number % 5 == 0:
        settle()
"""
WRITER = (
    ACTING
    + """
for number in range(100_000):
    begin(number)
    print(number, flush=True)
"""
)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A demo data directory with a file, and with another that somebody is just uploading."""
    data = tmp_path_factory.mktemp("备份") / "data"
    done = heli("demo", "--data", str(data), patience=180)
    assert done.returncode == 0, done.stderr
    subprocess.run([sys.executable, "-c", ACTING + "begin(-1)"], env=settings(data), check=True, timeout=60)
    (data / "files" / "incoming" / "up-half").write_bytes(b"%PDF-1.7 hal")
    return data


def settings(data: Path) -> dict[str, str]:
    return {**environment(), "HELI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "heli.config.base"}


def contents(data: Path) -> list[str]:
    return sorted(str(p.relative_to(data)) for p in data.glob("files/??/??/*"))


@pytest.fixture(scope="module")
def kept(city):
    """A backup of it."""
    file = city.parent / "kept.tar"
    assert heli("backup", str(file), "--data", str(city)).returncode == 0
    return file


@pytest.fixture
def writer(city, tmp_path):
    """Somebody who acts without a pause; gives the number of deeds answered with success."""
    said = tmp_path / "written"
    with said.open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", WRITER], stdout=out, env=settings(city))
        yield lambda: said.read_text().count("\n")
        process.kill()
        process.wait()


def restore(file: Path, target: Path):
    return heli("restore", str(file), "--data", str(target))


def test_a_backup_taken_while_somebody_writes_comes_back_whole(city, writer, tmp_path):
    wait_until(lambda: writer() > 10, "a writer")
    before = writer()
    taken = heli("backup", str(tmp_path / "live.tar"), "--data", str(city))
    assert taken.returncode == 0, taken.stderr
    after = writer()
    wait_until(lambda: writer() > after + 3, "a writer that goes on")

    done = restore(tmp_path / "live.tar", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert "全部一致" in done.stdout
    with sqlite3.connect(tmp_path / "new" / "heli.sqlite3") as restored:
        (count,) = restored.execute(
            "SELECT count(*) FROM collaborations_collaboration WHERE title LIKE '备份期间发起的事项%'"
        ).fetchone()
    restored.close()
    assert before <= count <= writer()
    for name in ("secret", "mode", *contents(tmp_path / "new")):
        assert (tmp_path / "new" / name).read_bytes() == (city / name).read_bytes()
    assert len(contents(tmp_path / "new")) >= before
    for command in (("ledger", "verify"), ("files", "check")):
        assert heli(*command, "--data", str(tmp_path / "new")).returncode == 0


def test_a_backup_is_readable_for_its_owner_alone_and_lists_what_it_holds(kept, city):
    assert kept.stat().st_mode & 0o777 == 0o600
    with tarfile.open(kept) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        assert set(tar.getnames()) == {"manifest.json", *manifest["files"]}
    assert set(manifest["files"]) == {"heli.sqlite3", "secret", "mode", *contents(city)}
    rows = manifest["rows"]
    assert rows["ledger_leaf"] == manifest["last_position"] + 1
    assert rows["ledger_entry"] == rows["ledger_leaf"] + rows["ledger_queue"]


def test_a_backup_never_overwrites(kept, city):
    again = heli("backup", str(kept), "--data", str(city))
    assert again.returncode == 1
    assert "不覆盖" in again.stderr


def test_a_folder_with_something_in_it_is_left_alone(kept, tmp_path):
    (tmp_path / "mine.txt").write_text("重要")
    done = restore(kept, tmp_path)
    assert done.returncode == 1
    assert "不是空文件夹" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9])
def test_a_flipped_byte_is_named_and_nothing_is_restored(kept, tmp_path, where):
    damaged = tmp_path / "damaged.tar"
    shutil.copy(kept, damaged)
    with damaged.open("r+b") as file:
        file.seek(int(damaged.stat().st_size * where))
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    assert "校验值与清单不一致" in refusal(damaged, tmp_path)


def test_what_is_no_backup_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("您好")
    assert "不是完整的备份文件" in refusal(tmp_path / "letter.txt", tmp_path)
    assert "不是完整的备份文件" in refusal(tmp_path / "nowhere.tar", tmp_path)


def test_half_a_backup_is_refused(kept, tmp_path):
    half = tmp_path / "half.tar"
    half.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    assert "不是完整的备份文件" in refusal(half, tmp_path)


def test_a_database_without_its_guard_is_refused(kept, tmp_path):
    altered = alter(kept, tmp_path, 'DROP TRIGGER "heli_ledger_entry_update"')
    assert "缺少写入保护" in refusal(altered, tmp_path)


def test_a_row_past_the_record_and_a_lost_content_are_refused(kept, city, tmp_path):
    altered = alter(kept, tmp_path, "UPDATE collaborations_collaboration SET title = '改过的标题' WHERE number = 'XZ-2026-001'")
    assert "与最近一次办理的记录" in refusal(altered, tmp_path)
    lost = alter(kept, tmp_path, "SELECT 1", without=contents(city)[0])
    assert "附件内容缺失" in refusal(lost, tmp_path)


@pytest.mark.parametrize(
    ("table", "change", "sentence"),
    [
        ("ledger_entry", "UPDATE ledger_entry SET hash = zeroblob(32) WHERE act = 'need.submit'", "内容与哈希值不符"),
        ("ledger_entry", "UPDATE ledger_entry SET act = 'need.describe' WHERE act = 'need.submit'", "列 act 与内容不符"),
        (
            "ledger_opening",
            "UPDATE ledger_opening SET value = replace(value, '退回补充', '同意通过') WHERE path = 'input'",
            "的原值与记录不符",
        ),
    ],
)
def test_an_altered_ledger_is_refused_even_with_a_new_manifest(kept, tmp_path, table, change, sentence):
    altered = alter(kept, tmp_path, change, stepping_over=f"heli_{table}_update")
    assert sentence in refusal(altered, tmp_path)


def refusal(file: Path, folder: Path) -> str:
    """What a refused restore says; it leaves no folder behind."""
    done = restore(file, folder / "new")
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("new*"))
    return done.stderr


def alter(file: Path, folder: Path, change: str, stepping_over: str = "", without: str = "") -> Path:
    """The backup with a changed database and a manifest that fits it, as somebody with the file could make it."""
    inside = Path(tempfile.mkdtemp(dir=folder))
    with tarfile.open(file) as tar:
        tar.extractall(inside, filter="data")
    if without:
        (inside / without).unlink()
    database = inside / "heli.sqlite3"
    connection = sqlite3.connect(database)
    connection.create_function("heli_door", 0, lambda: "act")
    sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [stepping_over]).fetchone()
    if sql:
        connection.execute(f'DROP TRIGGER "{stepping_over}"')
    connection.execute(change)
    if sql:
        connection.execute(sql[0])
    connection.commit()
    connection.close()
    parts = {str(p.relative_to(inside)): p for p in inside.rglob("*") if p.is_file() and p.name != "manifest.json"}
    manifest = json.loads((inside / "manifest.json").read_text())
    manifest["files"] = {n: {"sha256": backup.digest(p), "bytes": p.stat().st_size} for n, p in parts.items()}
    manifest |= backup.describe(database)
    backup._pack(inside.with_suffix(".tar"), manifest, parts)
    return inside.with_suffix(".tar")
