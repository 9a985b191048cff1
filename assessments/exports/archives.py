"""How an Office file, which is a ZIP archive, comes to be the same bytes whenever and wherever it is made."""

from __future__ import annotations

import io
import re
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = "[Content_Types].xml"
EARLIEST = (1980, 1, 1, 0, 0, 0)
UNIX, READABLE = 3, 0o600 << 16
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
OFFICE = (".xlsx", ".docx", ".pptx")


def normalised(content: bytes, day: date) -> bytes:
    """The same files in one order, with one time and one way of packing; the document's own date is that day.

    Workbooks inside a presentation are treated alike.
    """
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(made, "w") as target:
        for name in sorted(source.namelist(), key=lambda each: (each != FIRST, each)):
            about = ZipInfo(name, EARLIEST)
            about.compress_type, about.create_system, about.external_attr = ZIP_DEFLATED, UNIX, READABLE
            target.writestr(about, _inside(name, source.read(name), day), compresslevel=6)
    return made.getvalue()


def _inside(name: str, body: bytes, day: date) -> bytes:
    if name.endswith(OFFICE):
        return normalised(body, day)
    if name == "docProps/core.xml":
        return TIMES.sub(lambda found: found[1] + f"{day.isoformat()}T00:00:00Z".encode(), body)
    return body
