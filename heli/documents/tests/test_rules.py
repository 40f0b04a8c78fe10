"""Names, marks, kinds and sizes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heli.documents.rules import KINDS, MAX_NAME, MAX_SIZE, against_file, clean_name, extension_of, secret_mark


@given(st.text(max_size=400))
def test_a_cleaned_name_is_harmless_and_stays_so(text):
    name = clean_name(text)
    assert len(name) <= MAX_NAME
    assert not set(name) & set("/\\\n\r\t\u202e\u2066\0")
    assert not any(unicodedata.category(c) == "Cc" for c in name)
    assert clean_name(name) == name


@given(st.text(alphabet="办理说明a", min_size=250, max_size=400), st.sampled_from(sorted(KINDS)))
def test_a_long_name_keeps_its_extension(stem, extension):
    assert extension_of(clean_name(f"{stem}.{extension}")) == extension


@pytest.mark.parametrize("name", ["a/../../etc/passwd.txt", "C:\\tmp\\说明.txt", "\u202efdp.说明.txt", "说明\x00\x1b.txt"])
def test_folders_and_signs_are_taken_out_of_a_name(name):
    cleaned = clean_name(name)
    assert cleaned.endswith(".txt")
    assert not set(cleaned) & set("/\\\u202e\0\x1b")


@pytest.mark.parametrize(
    "name",
    [
        "绝密.pdf",
        "方案（机密）.docx",
        "机 密★3年.pdf",
        "秘_密.txt",
        "方案★.pdf",
        "绝　密.pdf",
        "（秘密）通报.ofd",
        "机\u200b密.pdf",
    ],
)
def test_a_name_with_a_mark_of_a_state_secret_is_refused(name):
    assert secret_mark(name)
    (reason,) = against_file(name, 10, "application/pdf")
    assert "国家秘密" in reason.sentence
    assert reason.todo


@pytest.mark.parametrize(
    "name", ["保密承诺书.pdf", "商业秘密保护办法.docx", "数据机密性测评.pdf", "密切配合.txt", "秘书处通知.docx"]
)
def test_a_harmless_name_is_not_refused(name):
    assert against_file(name, 10, "") == ()


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a.docm", "说明", "", ".pdf.bat"])
def test_a_kind_that_is_not_listed_is_refused(name):
    assert against_file(name, 10, "")


def test_the_limit_is_fifty_megabytes_and_not_one_octet_more():
    assert against_file("a.pdf", MAX_SIZE, "application/pdf") == ()
    assert "50 MB" in against_file("a.pdf", MAX_SIZE + 1, "application/pdf")[0].sentence
    assert against_file("a.pdf", 0, "application/pdf")


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "image/png"])
def test_a_declared_type_that_speaks_of_something_else_is_refused(declared):
    assert against_file("a.pdf", 10, declared)
