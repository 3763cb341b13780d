"""Tag and Untag: put choices into a field that holds several, or take them out; the others stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import TEXT, list_of
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`field` holds several choices or tags, `tags` are the keys to put in or to take out."""
    if reading.vocabulary is None:
        return
    field = body.get("field")
    member = reading.vocabulary.members(reading.entity).get(str(field))
    writable = reading.surroundings.writable.get(reading.entity, ())
    if member is None or member.type != list_of(TEXT) or field not in writable:
        reading.refuse(f"{pointer}/field", "tags_expected", f"“{field}” is no field that holds several tags.")
        return
    tags = body.get("tags")
    if not isinstance(tags, list) or not tags:
        reading.refuse(f"{pointer}/tags", "tags_needed", "Say which tags.")
        return
    for at, tag in enumerate(tags):
        if not isinstance(tag, str) or (member.options and tag not in member.options):
            reading.refuse(
                f"{pointer}/tags/{at}",
                "unknown_option",
                f"“{field}” has no option “{tag}”.",
                hint="One of: " + ", ".join(member.options) if member.options else None,
            )
