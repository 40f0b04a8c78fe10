"""Set-up says in one line what the machine lacks, and never trusts a half-made environment."""

import importlib.util
import os
import subprocess

import pytest

from tests.setup.running import PATIENCE, ROOT


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """bin/_setup.py, working in a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("heli_setup", ROOT / "bin" / "_setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    return module


def half_made(setup):
    setup.PYTHON.parent.mkdir(parents=True)
    setup.PYTHON.touch()


def test_without_ensurepip_it_names_the_package_and_makes_nothing(setup, monkeypatch):
    monkeypatch.setattr(setup.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        setup.make_environment()
    assert not setup.VENV.exists()


def test_a_half_made_environment_is_replaced(setup, monkeypatch):
    half_made(setup)
    monkeypatch.setattr(setup.subprocess, "run", lambda *args, **kwargs: None)
    setup.make_environment()
    assert not setup.VENV.exists()


def test_a_failed_venv_leaves_nothing(setup, monkeypatch):
    def fail(*args, **kwargs):
        half_made(setup)
        raise subprocess.CalledProcessError(1, "venv")

    monkeypatch.setattr(setup.subprocess, "run", fail)
    with pytest.raises(SystemExit, match="磁盘空间"):
        setup.make_environment()
    assert not setup.VENV.exists()


def test_only_an_environment_with_today_s_lock_is_current(setup):
    half_made(setup)
    assert not setup.is_current("base")
    (setup.VENV / "base.txt").write_bytes(setup.lock_file("base").read_bytes())
    assert setup.is_current("base")
    (setup.VENV / "base.txt").write_text("yesterday's")
    assert not setup.is_current("base")


def test_an_old_python_is_refused_in_one_line(tmp_path):
    """The machine offers no Python but one that says it is too old."""
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"
    script = f'. "{ROOT}/bin/_setup.sh"; find_python'
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=PATIENCE, env={"PATH": path}, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11" in done.stderr
