"""The generated pages of docs/ say what the code declares today."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from heli.acts.registry import all_acts
from heli.clauses.catalogue import norm
from heli.cli import docs


@pytest.mark.parametrize("name", ["acts.md", "clauses.md"])
def test_a_generated_page_is_current(name):
    assert docs.is_current(name, docs.pages()[name]), "run bin/heli docs and commit what it writes"


def test_every_act_of_the_product_and_every_clause_is_listed_once():
    acts, clauses = docs.acts_page(), docs.clauses_page()
    for act in all_acts():
        assert acts.count(f"\n| `{act.name}` |") == (0 if act.room == "scratch" else 1)
    for row in norm().demands():
        assert clauses.count(f'<a id="c{row.id}"></a>') == 1


def test_the_command_agrees_and_makes_no_data_directory(tmp_path):
    command = [sys.executable, "-m", "heli.cli", "docs", "--check", "--data", str(tmp_path / "none")]
    done = subprocess.run(command, cwd=docs.BASE, capture_output=True, text=True, check=False, env=_environment())
    assert (done.returncode, done.stdout.strip()) == (0, "docs/ 是最新的。"), done.stderr
    assert not (tmp_path / "none").exists()


def _environment():
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HELI_", "DJANGO_"))}
    return {**kept, "PYTHONWARNINGS": "default"}
