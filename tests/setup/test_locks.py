"""Locks pin everything and name no registry."""

import json
import re

import pytest

from tests.setup.running import ROOT

PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_a_lock_holds_no_address(lock):
    assert "://" not in lock.read_text()


def test_the_npm_lock_pins_by_hash_alone():
    parts = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("integrity" in part and "resolved" not in part for path, part in parts.items() if path)


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda path: path.name)
def test_a_python_lock_pins_by_hash(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text())
    assert all("--hash=sha256:" in entry for entry in entries if "==" in entry)


def test_the_lock_for_tests_holds_the_one_for_running():
    """Set-up counts an environment made for the tests as good for running."""
    base, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / name).read_text(), re.M)) for name in ("base.txt", "dev.txt")
    )
    assert base <= dev
