"""Small files of every kind that is taken, made here so that no binary lies in the repository."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def archive(*names: str, body: bytes = b"<x/>") -> bytes:
    """A zip with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, body)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
GOOD: dict[str, bytes] = {
    "pdf": PDF,
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "ofd": archive("OFD.xml"),
    "wps": OLE,
    "et": OLE,
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "jpg": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "jpeg": b"\xff\xd8\xff\xe0" + b"\0" * 20,
    "txt": "办理说明\r\n第一条".encode(),
    "csv": "事项,单位\n设立登记,市监".encode("gb18030"),
    "xml": "<?xml version='1.0' encoding='utf-8'?><表单><项>名称</项></表单>".encode(),
    "json": '{"事项": "设立登记"}'.encode(),
    "zip": archive("说明.txt"),
}
