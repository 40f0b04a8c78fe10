"""Rules of files: which kinds, how large, what a name may say (security.md §6, T36). Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from heli.kernel.errors import Reason, Reasons
from heli.kernel.text import clean

MAX_SIZE = 50 * 1024 * 1024
MAX_NAME = 200
ANYTHING = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
"""What programs declare that do not know better."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: the media type under which it leaves, and what senders declare it to be."""

    extension: str
    media_type: str
    declared: frozenset[str] = frozenset()

    def agrees(self, declared: str) -> bool:
        """Whether the declared type speaks of this kind, or of none."""
        return declared in ANYTHING or declared == self.media_type or declared in self.declared


def _kind(extension: str, media_type: str, *declared: str) -> FileKind:
    return FileKind(extension, media_type, frozenset(declared))


_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIP = ("application/zip", "application/x-zip-compressed")
KINDS: dict[str, FileKind] = {
    k.extension: k
    for k in (
        _kind("pdf", "application/pdf", "application/x-pdf"),
        _kind("docx", f"{_OFFICE}.wordprocessingml.document", *_ZIP),
        _kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", *_ZIP),
        _kind("pptx", f"{_OFFICE}.presentationml.presentation", *_ZIP),
        _kind("ofd", "application/ofd", "application/x-ofd", *_ZIP),
        _kind("wps", "application/vnd.ms-works", "application/wps-office.wps", "application/kswps", "application/msword"),
        _kind("et", "application/vnd.ms-excel", "application/wps-office.et", "application/kset"),
        _kind("png", "image/png", "image/x-png"),
        _kind("jpg", "image/jpeg", "image/jpg", "image/pjpeg"),
        _kind("jpeg", "image/jpeg", "image/jpg", "image/pjpeg"),
        _kind("txt", "text/plain"),
        _kind("csv", "text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"),
        _kind("xml", "application/xml", "text/xml", "text/plain"),
        _kind("json", "application/json", "text/json", "text/plain"),
        _kind("zip", "application/zip", *_ZIP),
    )
}
ACCEPT = ",".join(f".{e}" for e in KINDS)
"""For the `accept` of a file field."""
LISTED = "pdf、docx、xlsx、pptx、ofd、wps、et、png、jpg、txt、csv、xml、json、zip"


def clean_name(text: str) -> str:
    """A file's own name: no folders, no control or bidi characters, at most 200 characters with the extension kept."""
    name = clean(re.split(r"[/\\]", text)[-1]).replace("\n", " ").replace("\t", " ").strip(" .")
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"


def extension_of(name: str) -> str:
    """What stands after the last dot, in lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""


# 商业秘密 is a matter of civil law, 机密性 a property of systems: neither is a mark of 国家秘密.
_SECRET = re.compile(r"绝密|机密(?!性)|(?<!商业)(?<!工作)秘密|[★☆✭✮⭐]")
_BETWEEN = re.compile(r"[\s\W_]", re.UNICODE)


def secret_mark(name: str) -> str:
    """The mark of a state secret in a name, "" when there is none; wide forms, spaces and signs between do not hide it."""
    whole = unicodedata.normalize("NFKC", name)
    if star := re.search(r"[★☆✭✮⭐]", whole):
        return star.group()
    found = _SECRET.search(_BETWEEN.sub("", whole))
    return found.group() if found else ""


def against_file(name: str, size: int, declared: str) -> Reasons:
    """The reasons against taking a file of this name, size (octets) and declared type; its content is looked at elsewhere."""
    if mark := secret_mark(name):
        return (
            Reason(
                f"文件名带有国家秘密标志“{mark}”，本平台不得存储、处理国家秘密，文件没有保存",
                "1.4.7",
                ask="本单位保密工作机构",
                todo="涉密文件按保密规定办理；确不涉密的，改名后再上传",
            ),
        )
    if not name or not extension_of(name):
        return (Reason("文件名没有扩展名，认不出是哪种文件", todo=f"可以上传：{LISTED}"),)
    kind = KINDS.get(extension_of(name))
    if kind is None:
        return (Reason(f"不接收“.{extension_of(name)[:20]}”这种文件", todo=f"可以上传：{LISTED}"),)
    if size > MAX_SIZE:
        return (Reason("文件超过 50 MB，没有保存", todo="拆分或压缩后再上传"),)
    if size == 0:
        return (Reason("文件是空的，没有保存", todo="打开文件核对内容后再上传"),)
    if not kind.agrees(declared.split(";")[0].strip().lower()):
        return (Reason(f"文件标明的类型与扩展名“.{kind.extension}”不符，没有保存", todo="用原来的软件重新保存后再上传"),)
    return ()
