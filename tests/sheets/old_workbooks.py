"""Workbooks that are no XLSX, written byte by byte: no library of ours writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _TABLE, _NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound_file(name: str, content: bytes) -> bytes:
    """Return a compound file (the container of XLS and of locked workbooks) that holds one part."""
    content = content.ljust(max(len(content), 4096), b"\x00")
    content += b"\x00" * (-len(content) % _SECTOR)
    sectors = len(content) // _SECTOR
    # Sector 0 is the table of sectors, 1 the directory, the rest the part, one sector after the other.
    chain = [_TABLE, _END, *range(3, sectors + 2), _END]
    table = struct.pack(f"<{_SECTOR // 4}I", *chain, *[_FREE] * (_SECTOR // 4 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, 2, len(content), child=_NOBODY)
    return head + table + directory.ljust(_SECTOR, b"\x00") + content


def _entry(name: str, kind: int, start: int, size: int, *, child: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBB3I", len(text) + 2, kind, 1, _NOBODY, _NOBODY, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, size)
    )


def xls(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return a workbook of Excel 97 with one sheet, “Old”."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x0600))

    cells = b""
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            place = struct.pack("<3H", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                cells += record(0x0204, place + text)
            else:
                cells += record(0x0203, place + struct.pack("<d", cell))
    end = record(0x000A, b"")
    sheet = begin(0x0010) + cells + end
    name = struct.pack("<BB", 3, 0) + b"Old"
    size = len(begin(0x0005)) + 4 + 6 + len(name) + len(end)
    globals_ = begin(0x0005) + record(0x0085, struct.pack("<IBB", size, 0, 0) + name) + end
    return compound_file("Workbook", globals_ + sheet)


def ods(cells: str) -> bytes:
    """Return an OpenDocument workbook with one row of cells, written in XML."""
    uses = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {uses}><office:body><office:spreadsheet><table:table table:name='Open'>"
        f"<table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()
