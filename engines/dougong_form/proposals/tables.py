"""Tables: the entity that the columns of a table describe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dougong_form.proposals.columns import Column, Known, guess_type, refused_by
from dougong_form.proposals.kinds import Guess, ProposedEntity, ProposedField, text_of

_SAMPLES = 4
_SHOWN = 60
_FEW = 50
_NAMES = re.compile(r"名称|姓名|标题|主题|名$|品名|\bname\b|\btitle\b|\bsubject\b|称$", re.IGNORECASE)
_NAMING = ("text", "email", "phone")


def entity_of_columns(name: str, columns: Sequence[Column], known: Known) -> ProposedEntity:
    """Return the entity of a table: a field for each column, the likeliest of them as the title."""
    fields = [_field(column, known) for column in columns]
    title = _title(fields)
    if title is None and fields:
        first = next((one for one in fields if one.filled), fields[0])
        title = first
        reason = {"en": "It names the records, which takes a text.", "zh": "用作记录的标题，须为文本。"}
        named = Guess(type="text", reason=reason, schema={"maxLength": 120})
        fields[fields.index(first)] = ProposedField(
            source=first.source,
            label=first.label,
            guess=named,
            samples=first.samples,
            filled=first.filled,
            distinct=first.distinct,
            choices=first.choices,
            refused=first.refused,
        )
    return ProposedEntity(name=text_of(name), fields=tuple(fields), title=title.source if title else "")


def _field(column: Column, known: Known) -> ProposedField:
    refused = refused_by(column)
    return ProposedField(
        source=column.name,
        label=text_of(column.name),
        guess=guess_type(column, refused, known),
        samples=tuple(value[:_SHOWN] for value in list(column.values)[:_SAMPLES]),
        filled=column.filled,
        distinct=len(column.values),
        choices=tuple(column.values) if len(column.values) <= _FEW else (),
        refused=refused,
    )


def _title(fields: Sequence[ProposedField]) -> ProposedField | None:
    """Return the field that names the records best: called a name, filled, different in each row, far left."""
    most = max((one.filled for one in fields), default=0) or 1
    able = [one for one in fields if one.guess.type in _NAMING and one.filled * 2 >= most]

    def worth(one: ProposedField) -> float:
        alike = one.distinct / max(1, one.filled)
        kind = 0.0 if one.guess.type == "text" else -1.5
        return (1.5 if _NAMES.search(one.source) else 0) + alike + one.filled / most + kind

    return max(able, key=lambda one: (worth(one), -fields.index(one)), default=None)
