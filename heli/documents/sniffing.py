"""Whether a file's content is what its extension says. Nothing is unpacked and nothing is run.

Of archives only the list of names is read, with limits (T30); of XML only the root element; a plain zip is not opened at all.
"""

from __future__ import annotations

import codecs
import struct
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

CHUNK = 64 * 1024
MAX_MEMBERS = 10_000
MAX_LIST = 4 * 1024 * 1024
HEADS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "wps": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "et": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}
MEMBERS = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": ("[Content_Types].xml", "ppt/presentation.xml"),
    "ofd": ("OFD.xml",),
}
MARKUP = ("<!doctype html", "<html", "<svg", "<script", "<?xml")
ACTIVE = ("svg", "html", "xhtml")
"""Root elements that a browser would run."""


def agrees(file: Path, extension: str) -> bool:
    """Whether the content of `file` is of the kind that `extension` (in lower case) names."""
    with file.open("rb") as opened:
        head = opened.read(CHUNK)
        opened.seek(0)
        if extension in HEADS:
            return head.startswith(HEADS[extension])
        if extension == "zip":
            return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
        if extension in MEMBERS:
            return head.startswith(b"PK\x03\x04") and set(MEMBERS[extension]) <= members(opened)
        if extension == "xml":
            return _is_xml(opened)
        return _is_text(opened, extension)


def members(opened: BinaryIO) -> set[str]:
    """The names in a zip's list; empty when it is no zip or its list is beyond the limits."""
    opened.seek(0, 2)
    size = opened.tell()
    opened.seek(max(0, size - 22 - 65535))
    tail = opened.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return set()
    count, length, offset = struct.unpack("<HII", tail[at + 10 : at + 20])
    if count > MAX_MEMBERS or length > MAX_LIST or offset + length > size:
        return set()
    opened.seek(offset)
    return set(_names(opened.read(length), count))


def _names(listed: bytes, count: int) -> list[str]:
    names, at = [], 0
    for _ in range(count):
        if listed[at : at + 4] != b"PK\x01\x02" or len(listed) < at + 46:
            return []
        name, extra, comment = struct.unpack("<HHH", listed[at + 28 : at + 34])
        names.append(listed[at + 46 : at + 46 + name].decode("utf-8", "replace"))
        at += 46 + name + extra + comment
    return names


class _Found(Exception):
    """The root element has been reached."""


def _is_xml(opened: BinaryIO) -> bool:
    """Well-formed up to the root, which is none that a browser would run; a document type is refused (entities)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    active = True

    def root(name: str, attributes: dict[str, str]) -> None:
        nonlocal active
        active = name.lower().split(" ")[-1] in ACTIVE or "xhtml" in name.lower()
        raise _Found

    def refuse(*_: object) -> None:
        raise _Found

    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = lambda target, data: refuse() if target == "xml-stylesheet" else None
    try:
        while chunk := opened.read(CHUNK):
            parser.Parse(chunk, False)
    except _Found:
        return not active
    except (expat.ExpatError, LookupError, ValueError):
        return False
    return False


def _is_text(opened: BinaryIO, extension: str) -> bool:
    """UTF-8 (JSON) or also GB 18030 (txt, csv) without control characters, and no page in disguise."""
    encodings = ("utf-8-sig",) if extension == "json" else ("utf-8-sig", "gb18030")
    return any(_reads(opened, encoding, extension) for encoding in encodings)


def _reads(opened: BinaryIO, encoding: str, extension: str) -> bool:
    opened.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    start = ""
    try:
        while chunk := opened.read(CHUNK):
            text = decoder.decode(chunk)
            if any(c < " " and c not in "\t\r\n\f" for c in set(text)):
                return False
            if not start:
                start = text.lstrip()[:100].lower()
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return start.startswith(("{", "[")) if extension == "json" else not start.startswith(MARKUP)
