"""CSV text: how a file of it is coded and separated, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dougong.sheets.limits import refused

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "windows-1252")
SEPARATORS = (",", ";", "\t", "|")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_LOOKED_AT = 64 * 1024
_LINES = 30


def neutral(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula; `restored` undoes it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def restored(text: str) -> str:
    """Return a cell as it was before `neutral`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_DANGEROUS) else text


def is_dangerous(text: str) -> bool:
    """Say whether a spreadsheet that is given a text may take it for a formula."""
    return text.startswith(_DANGEROUS)


def written(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Write rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def recognised_encoding(path: Path, most: int = -1) -> str:
    """Return how the text of a file is coded: UTF-8, UTF-16 or GB 18030; raises Invalid for none of them.

    At most `most` bytes of it are looked at, -1 for all; the last character may then be cut.
    """
    with path.open("rb") as file:
        content = file.read(most)
        whole = not file.read(1)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in content:
        return _without_mark(content, whole)
    for encoding in ("utf-8", "gb18030"):
        try:
            getincrementaldecoder(encoding)().decode(content, whole)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refused("The file is neither UTF-8 nor GB 18030. Choose how its characters are coded.")


def _without_mark(content: bytes, whole: bool) -> str:
    """Tell UTF-16 by its NULs: of every ordinary sign one half is one, always on the same side."""
    first, second = content[::2].count(0), content[1::2].count(0)
    encoding = "utf-16-le" if second > first else "utf-16-be"
    try:
        text = getincrementaldecoder(encoding)().decode(content, whole)
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise refused("This is not a text file. Save the table as CSV or XLSX.")
    return encoding


def codec(encoding: str) -> str:
    """Return the name under which Python reads a coding, a mark at the beginning left out."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def recognised_separator(path: Path, encoding: str) -> str:
    """Return the sign that stands between the cells: the one by which most lines have the same width."""
    with path.open(encoding=codec(encoding), newline="", errors="replace") as text:
        head = text.read(_LOOKED_AT)
    lines = head.splitlines(keepends=True)
    if len(head) == _LOOKED_AT and len(lines) > 1:
        lines.pop()
    return max(SEPARATORS, key=lambda one: _fitness("".join(lines), one))


def _fitness(head: str, separator: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for place, cells in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=separator)):
            if place == _LINES:
                break
            if cells:
                widths[len(cells)] += 1
    except csv.Error:
        return 0.0, 0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda one: (one[1], one[0]))
    return count / widths.total(), width


def cells_of(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    """Yield the cells of every line of a file."""
    with path.open(encoding=codec(encoding), newline="") as text:
        try:
            yield from csv.reader(text, delimiter=separator, strict=False)
        except (csv.Error, UnicodeError) as error:
            raise refused(f"The file cannot be read as CSV: {error}.") from None
