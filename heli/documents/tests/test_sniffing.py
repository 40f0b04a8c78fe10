"""Content against extension."""

from __future__ import annotations

import zipfile

import pytest

from heli.documents import sniffing
from heli.documents.tests.samples import GOOD, HTML, OLE, PDF, SVG, archive


def agrees(tmp_path, content, extension):
    file = tmp_path / "received"
    file.write_bytes(content)
    return sniffing.agrees(file, extension)


@pytest.mark.parametrize("extension", GOOD)
def test_each_kind_is_known_by_its_content(tmp_path, extension):
    assert agrees(tmp_path, GOOD[extension], extension)


@pytest.mark.parametrize("extension", GOOD)
def test_a_page_renamed_is_refused(tmp_path, extension):
    assert not agrees(tmp_path, HTML, extension)
    assert not agrees(tmp_path, SVG, extension)
    assert not agrees(tmp_path, b"MZ\x90\x00" + b"\0" * 60, extension)


OFFICE = ("docx", "xlsx", "pptx", "ofd")


@pytest.mark.parametrize("extension", OFFICE)
def test_an_office_file_is_no_other_and_no_plain_archive(tmp_path, extension):
    for other in (*OFFICE, "zip"):
        assert agrees(tmp_path, GOOD[other], extension) == (other == extension)
    assert not agrees(tmp_path, OLE, extension)


def test_archives_are_never_unpacked(tmp_path, monkeypatch):
    bomb = archive("[Content_Types].xml", "word/document.xml", body=b"\0" * 5_000_000)

    def fail(*args, **kwargs):
        raise AssertionError("unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "__init__", fail)
    monkeypatch.setattr("zlib.decompressobj", fail)
    assert agrees(tmp_path, bomb, "docx")
    assert agrees(tmp_path, bomb, "zip")


def test_a_list_beyond_the_limits_is_not_read(tmp_path):
    many = archive("[Content_Types].xml", "word/document.xml", *(f"x{i}" for i in range(sniffing.MAX_MEMBERS)))
    assert not agrees(tmp_path, many, "docx")
    cut = GOOD["docx"][:-30]
    assert not agrees(tmp_path, cut, "docx")
    lying = GOOD["docx"][:-12] + b"\xff" * 8 + GOOD["docx"][-4:]
    assert not agrees(tmp_path, lying, "docx")


@pytest.mark.parametrize("content", [
    b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"<!-- " + b"x" * 200_000 + b" -->" + SVG[22:],
    b'<x:html xmlns:x="http://www.w3.org/1999/xhtml"/>', b'<?xml-stylesheet href="a.xsl"?><x/>', b"<x", b"",
])  # fmt: skip
def test_xml_that_a_browser_would_run_or_expand_is_refused(tmp_path, content):
    assert not agrees(tmp_path, content, "xml")


def test_text_is_read_to_its_end(tmp_path):
    assert not agrees(tmp_path, b"a" * 100_000 + b"\0", "txt")
    assert not agrees(tmp_path, b"\xff\xfe\x00", "csv")
    assert agrees(tmp_path, ("一" * 70_000).encode(), "txt"), "a character across two pieces"
    assert not agrees(tmp_path, PDF, "json")
