"""What a proposal consists of: entities, fields with their reasons, and what is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong_form.definition import Text

_HAN = re.compile("[\u4e00-\u9fff]")


def text_of(name: str) -> Text:
    """Return a name as a text in the language that it is written in."""
    return {"zh" if _HAN.search(name) else "en": name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """The type that a field should have, and why.

    `choices` are the labels of a select's options; `schema` are further members of the property.
    """

    type: str
    reason: Text
    settings: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedField:
    """A field of an entity to be made.

    `source` is the name of the column or property it stands for; `choices` are its different values where they
    are few; `refused` counts, for each type that was tried, the values that it would not take. `own` is the
    field's settings as another app wrote them.
    """

    source: str
    label: Text
    guess: Guess
    required: bool = False
    help: Text = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    filled: int = 0
    distinct: int = 0
    choices: tuple[str, ...] = ()
    refused: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, Any] | None = None
    rows: ProposedEntity | None = None
    """The entity whose records are the rows of this field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedEntity:
    """An entity to be made; `title` is the source of the field that names its records, blank for none."""

    name: Text
    fields: tuple[ProposedField, ...]
    title: str = ""
    description: Text = field(default_factory=dict)
    key: str = ""
    """A key that is wished for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A part of a schema that the proposal does not carry, or carries differently."""

    pointer: str
    keyword: str
    message: Text
