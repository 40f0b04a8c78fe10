"""T52: a database belongs to the data directory that made it; no other one opens it, and an empty address is no address."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from heli.acts import doors, worker
from heli.acts.models import Root
from heli.cli import environment
from heli.config.data import Data
from tests.setup import running

FOREIGN = "这个数据库属于另一个数据目录"


def migrated(data: Data) -> Data:
    """A data directory with its own embedded database, made as the first start makes it."""
    data.create(demo=False)
    own = {**running.environment(), "HELI_DATA": str(data.path), "DJANGO_SETTINGS_MODULE": "heli.config.base"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=own, check=True, timeout=running.PATIENCE)
    return data


@pytest.mark.django_db
@pytest.mark.postgres
def test_with_another_secret_neither_commands_nor_the_worker_go_on(settings):
    environment.require_database()
    rows = Root.objects.count()
    settings.HELI_ID_SECRET = "00" * 32
    with pytest.raises(SystemExit, match=FOREIGN):
        environment.require_database()
    with pytest.raises(doors.ForeignDatabase, match=FOREIGN):
        worker.run(lambda: False)
    assert Root.objects.count() == rows


def test_a_copied_database_is_refused_by_every_command_and_a_moved_directory_is_not(tmp_path):
    first, second = migrated(Data(tmp_path / "first")), Data(tmp_path / "second")
    second.create(demo=True)
    shutil.copy(first.path / "heli.sqlite3", second.path)
    before = (second.path / "heli.sqlite3").read_bytes()
    for command in (["serve", "--port", "0"], ["web", "--port", "0"], ["worker"], ["guard", "check"], ["demo"],
                    ["backup", str(tmp_path / "b.tar")]):  # fmt: skip
        ended = running.heli(*command, "--data", str(second.path))
        assert ended.returncode == 1, command
        (line,) = ended.stderr.splitlines()
        assert FOREIGN in line
        assert "--data" in line
    assert (second.path / "heli.sqlite3").read_bytes() == before
    moved = first.path.rename(tmp_path / "moved")
    assert running.heli("guard", "check", "--data", str(moved)).returncode == 0


def test_a_restored_backup_carries_its_secret_and_without_it_there_is_no_backup(tmp_path):
    first = migrated(Data(tmp_path / "first"))
    assert running.heli("backup", str(tmp_path / "good.tar"), "--data", str(first.path)).returncode == 0
    restored = tmp_path / "restored"
    done = running.heli("restore", str(tmp_path / "good.tar"), "--data", str(restored))
    assert done.returncode == 0, done.stderr
    assert running.heli("guard", "check", "--data", str(restored)).returncode == 0
    (first.path / "secret").unlink()
    again = running.heli("backup", str(tmp_path / "bad.tar"), "--data", str(first.path))
    assert again.returncode == 1
    assert FOREIGN in again.stderr


@pytest.mark.parametrize("how", ["option", "environment"])
def test_an_empty_address_does_not_fall_back_to_the_embedded_database(tmp_path, how):
    options = ["--database-url", ""] if how == "option" else []
    given = {**running.environment(), **({} if options else {"HELI_DATABASE_URL": " "})}
    command = [sys.executable, "-m", "heli.cli", "serve", "--data", str(tmp_path / "new"), "--port", "0", *options]
    ended = subprocess.run(command, capture_output=True, text=True, env=given, timeout=running.PATIENCE, check=False)
    assert ended.returncode == 1
    assert "数据库地址是空的" in ended.stderr
    assert not (tmp_path / "new").exists()
