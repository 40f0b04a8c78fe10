"""The repository's words are true: links lead somewhere, commands exist, the sample of operations.md loads, no machine shows."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from heli.cli.__main__ import COMMANDS
from heli.people import load
from heli.people.models import Account
from heli.people.queries import liaisons, organisations

BASE = Path(__file__).resolve().parents[1]
OPERATIONS = BASE / "docs" / "operations.md"
CITING_COMMANDS = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/operations.md", "docs/architecture.md")
PARTS_OF_TEST = ("lint", "unit", "reliability", "postgres", "browser")

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ANCHOR = re.compile(r'<a id="([^"]+)"')
COMMAND = re.compile(r"\bbin/([a-z_.]+)(?: ([a-z]+))?")
YAML_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Written with brackets, so that this file does not find itself.
REGISTRIES = re.compile(r"registry[.]npm|pythonhosted[.]org|pypi[.]org|npm[m]irror|/sim[p]le/[ \"']")
MACHINE = re.compile(r"(?<![\w.<>*)}~-])/(?:work|root|tmp)/(?=[\w.])|/home/[a-z]")
UNFINISHED = re.compile(r"(?:#|//|/\*|<!--|\{#|--)\s*(?:TO[D]O|FIX[M]E|XXX)\b")
UNFINISHED_PROSE = re.compile(r"\b(?:TO[D]O|FIX[M]E|TBD)\b|@@")


def tracked() -> list[Path]:
    """The text files under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=BASE, capture_output=True, check=True).stdout.decode()
    files = [BASE / name for name in listed.split("\0") if name]
    return [f for f in files if f.is_file() and b"\0" not in f.read_bytes()[:8000]]


def markdown() -> list[Path]:
    return [f for f in tracked() if f.suffix == ".md"]


def name_of(file: Path) -> str:
    return file.relative_to(BASE).as_posix()


def anchors(file: Path) -> set[str]:
    """The places in a page that a link may name, as the usual hosts make them from headings."""
    text = file.read_text(encoding="utf-8")
    slugs = {re.sub(r"[^\w\- ]", "", h.strip().lower()).replace(" ", "-") for h in HEADING.findall(FENCE.sub("", text))}
    return slugs | set(ANCHOR.findall(text))


def broken_links(file: Path) -> Iterator[str]:
    prose = CODE.sub("", FENCE.sub("", file.read_text(encoding="utf-8")))
    for target in LINK.findall(prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, place = unquote(target).partition("#")
        there = (file.parent / path).resolve() if path else file
        if not there.exists() or (place and there.suffix == ".md" and place not in anchors(there)):
            yield target


@pytest.mark.parametrize("file", markdown(), ids=name_of)
def test_every_link_of_a_page_leads_somewhere(file):
    assert list(broken_links(file)) == []


def test_a_broken_link_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# 一 Title\n[a](none.md) [b](#一-title) [c](#nowhere) `[d](code.md)`\n", encoding="utf-8")
    assert list(broken_links(page)) == ["none.md", "#nowhere"]


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{name_of(file)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry():
    assert lines_with(REGISTRIES, tracked()) == []


def test_no_file_holds_the_path_of_a_machine():
    assert lines_with(MACHINE, tracked()) == []


def test_nothing_is_left_as_unfinished():
    assert lines_with(UNFINISHED, tracked()) == []
    assert lines_with(UNFINISHED_PROSE, markdown()) == []


@pytest.mark.parametrize("name", CITING_COMMANDS)
def test_every_command_that_a_page_names_exists(name):
    for command, argument in COMMAND.findall((BASE / name).read_text(encoding="utf-8")):
        assert (BASE / "bin" / command).is_file(), f"bin/{command}"
        if command == "heli" and argument:
            assert argument in COMMANDS, f"bin/heli {argument}"
        if command == "test" and argument:
            assert argument in PARTS_OF_TEST, f"bin/test {argument}"


def test_the_readme_starts_and_tests():
    text = (BASE / "README.md").read_text(encoding="utf-8")
    assert {"run", "test"} <= {command for command, _ in COMMAND.findall(text)}


@pytest.mark.django_db
def test_the_sample_of_an_organisation_loads_and_opens_its_accounts(tmp_path):
    (sample,) = YAML_BLOCK.findall(OPERATIONS.read_text(encoding="utf-8"))
    file = tmp_path / "sample.yaml"
    file.write_text(sample, encoding="utf-8")
    document = load.read_file(file)
    organisation = load.load(document, accounts=True)
    codes = load.first_codes(organisation)
    assert [c.login for c in codes] == [p["login"] for p in document["persons"]]
    assert Account.objects.filter(login__in=[c.login for c in codes], must_change=True).count() == len(codes)
    assert document["short"] in {o.short for o in organisations()}
    assert len(liaisons([organisation])[organisation]) == 2
