"""Office files, which are ZIP archives, made the same bytes whenever and wherever they are made."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = "[Content_Types].xml"
EARLIEST = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE = 3, 0o600 << 16
OFFICE = (".xlsx", ".docx", ".pptx")
THUMBNAIL = re.compile(rb'<Relationship [^>]*/metadata/thumbnail"[^>]*/>')
TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
PROGRAM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Datareach</Application></Properties>"
)


def normalised(content: bytes) -> bytes:
    """An archive with its files in one order, one time and one way of packing, and Datareach as their program.

    Times of writing and the picture that a library's template brings are left out. Workbooks inside a presentation are
    treated alike.
    """
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(made, "w") as target:
        for name in sorted(source.namelist(), key=lambda member: (member != FIRST, member)):
            if name.startswith("docProps/thumbnail"):
                continue
            info = ZipInfo(name, EARLIEST)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, UNIX, READABLE
            target.writestr(info, _inside(name, source.read(name)), compresslevel=6)
    return made.getvalue()


def _inside(name: str, body: bytes) -> bytes:
    if name.endswith(OFFICE):
        return normalised(body)
    if name == "docProps/app.xml":
        return PROGRAM
    if name == "docProps/core.xml":
        return TIMES.sub(b"", body)
    return THUMBNAIL.sub(b"", body) if name == "_rels/.rels" else body
