"""Slider: a number between two ends, chosen by pulling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, Text
from dougong_form.field_types.number import DECIMAL_PATTERN, NumberType
from dougong_model import Problem, Value

_USUAL: dict[str, Any] = {"minimum": "0", "maximum": "100", "precision": 0}


def _bounded(field: Field) -> Field:
    """Return the field with the ends that hold where its document names none."""
    return replace(field, settings={**_USUAL, **field.settings})


class SliderType(NumberType):
    """A number from `minimum` to `maximum` (0 to 100 unless said) in steps of `step`; whole unless `precision` says more."""

    name: ClassVar[str] = "slider"
    label: ClassVar[Text] = {"en": "Slider", "zh": "滑块"}
    icon: ClassVar[str] = "sliders"
    widget: ClassVar[str] = "slider"
    conversions: ClassVar[frozenset[str]] = frozenset({"slider", "number", "percent", "rating", "text"})
    settings_schema: ClassVar[dict[str, Any]] = {
        **NumberType.settings_schema,
        "step": {"type": "string", "pattern": DECIMAL_PATTERN},
    }

    def whole(self, field: Field) -> bool:
        return bool(field.settings.get("precision", 0) == 0)

    def columns(self, field: Field) -> tuple[Column, ...]:
        return super().columns(_bounded(field))

    def json_schema(self, field: Field) -> dict[str, Any]:
        return super().json_schema(_bounded(field))

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return super().check(_bounded(field), pointer)

    def parse(self, field: Field, json: Any) -> Value:
        return super().parse(_bounded(field), json)

    def sample(self, field: Field) -> Any:
        return 40 if self.whole(field) else "40.5"


SLIDER = SliderType()
