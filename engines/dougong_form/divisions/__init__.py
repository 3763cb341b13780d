"""Divisions: the administrative divisions of China, as choices of cascades and addresses.

`cn.txt` has a line for each province, prefecture and county: its code in the national standard, which begins
with that of the division above it, and its name.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dougong_form.definition import Option

STEP = 2
"""Digits by which the code of a division is longer than that of the one above it."""


@cache
def china() -> tuple[Option, ...]:
    """Return the divisions as a tree of options, in the order of their codes."""
    found = []
    for line in files("dougong_form.divisions").joinpath("cn.txt").read_text("utf-8").splitlines():
        code, _, name = line.partition(" ")
        found.append(Option(key=code, label={"zh": name}, parent=code[:-STEP]))
    return tuple(found)
