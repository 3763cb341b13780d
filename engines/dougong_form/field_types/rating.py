"""Rating: a few stars."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text, ValueRefused
from dougong_form.field_types.number import NumberType, number_from_text
from dougong_model import Problem, Value

USUAL = 5
"""So many stars there are where the document does not say (`most`)."""
_STAR = "★"


class RatingType(NumberType):
    """A whole number from 1 to `most` (5 unless said); formulas see a number."""

    name: ClassVar[str] = "rating"
    label: ClassVar[Text] = {"en": "Rating", "zh": "评分"}
    icon: ClassVar[str] = "star"
    widget: ClassVar[str] = "rating"
    conversions: ClassVar[frozenset[str]] = frozenset({"rating", "number", "slider", "select", "text"})
    settings_schema: ClassVar[dict[str, Any]] = {"most": {"type": "integer", "minimum": 2, "maximum": 10}}

    def most(self, field: Field) -> int:
        """Return the highest rating."""
        return int(field.settings.get("most", USUAL))

    def whole(self, field: Field) -> bool:
        return True

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": self.most(field)}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return []

    def from_text(self, field: Field, text: str) -> Any:
        bare = text.strip()
        if bare and set(bare) <= {_STAR, "☆"}:
            return bare.count(_STAR) or None
        plain = number_from_text(bare)
        if plain is not None and not (plain.isdigit() and 1 <= int(plain) <= self.most(field)):
            raise ValueRefused("rating", f"A rating is a whole number from 1 to {self.most(field)}.")
        return None if plain is None else int(plain)

    def shown(self, field: Field, json: Any, language: str) -> str:
        return str(json)

    def to_json(self, field: Field, value: Value) -> Any:
        return None if value is None else int(value)  # type: ignore[arg-type]

    def sample(self, field: Field) -> Any:
        return 4


RATING = RatingType()
