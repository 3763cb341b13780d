"""Reference: the page of functions, written from the registry."""

from __future__ import annotations

from dougong_formula.functions import PUBLIC_FUNCTIONS

_GROUPS = {
    "logic": "Logic",
    "maths": "Maths",
    "aggregates": "Aggregates",
    "text": "Text",
    "dates": "Dates",
    "lookup": "Related records",
    "people": "People",
    "business": "Business",
}
_HEAD = """# Functions

Written from the registry (`engines/dougong_formula/functions`); the test beside it says when it is stale.
Names may be written in small letters. Blank is 0 in sums, empty in texts, FALSE as a condition; a blank
date gives a blank answer. Errors are values: `#DIV/0!`, `#VALUE!`, `#N/A`, `#NUM!`; IFERROR catches them.

Operators, tightest first: `-x` · `^` · `* /` · `+ -` · `&` · `= <> < <= > >= IN NOT IN` · `NOT` ·
`AND` · `OR`.
"""


def functions_page() -> str:
    """Return docs/reference/functions.md."""
    parts = [_HEAD]
    for group, title in _GROUPS.items():
        parts.append(f"\n## {title}\n")
        for function in PUBLIC_FUNCTIONS.values():
            if function.group != group:
                continue
            help = f"{function.help['en']} {function.help['zh']}"
            parts.append(f"\n### {function.name}\n\n`{function.signature}`\n\n{help}\n")
            for formula, answer in function.examples:
                parts.append(f"\n- `{formula}`" + (f" → `{answer}`" if answer else ""))
            parts.append("\n")
    return "".join(parts)
