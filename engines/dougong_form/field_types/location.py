"""Location: a point on the earth, with what people call it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from dougong_form.definition import Field, Part, Text, ValueRefused
from dougong_form.field_types.number import NUMBER
from dougong_form.field_types.parts import PartsType
from dougong_form.field_types.text import TEXT

_DIGITS = 6
"""Decimals of a degree: about a hand's breadth."""
_TYPED = re.compile(
    r"(?P<name>.*?)[\s(（]*(?P<latitude>-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(?P<longitude>-?\d{1,3}(?:\.\d+)?)\s*[)）]?\Z"
)


def _degrees(most: int) -> dict[str, Any]:
    return {"precision": _DIGITS, "minimum": str(-most), "maximum": str(most)}


class LocationType(PartsType):
    """Latitude and longitude in degrees (WGS 84) and a name; `place.latitude`, `place.longitude`, `place.name`."""

    name: ClassVar[str] = "location"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "Location", "zh": "定位"}
    icon: ClassVar[str] = "map-pin"
    widget: ClassVar[str] = "location"
    conversions: ClassVar[frozenset[str]] = frozenset({"location", "text", "long_text"})
    parts: ClassVar[tuple[Part, ...]] = (
        Part(
            key="latitude",
            label={"en": "Latitude", "zh": "纬度"},
            type=NUMBER,
            required=True,
            settings=_degrees(90),
        ),
        Part(
            key="longitude",
            label={"en": "Longitude", "zh": "经度"},
            type=NUMBER,
            required=True,
            settings=_degrees(180),
        ),
        Part(key="name", label={"en": "Name of the place", "zh": "地点名称"}, type=TEXT),
    )

    def from_text(self, field: Field, text: str) -> Any:
        if not text.strip():
            return None
        found = _TYPED.match(text.strip())
        if found is None:
            raise ValueRefused("location", "Write latitude and longitude: 31.2304, 121.4737.")
        return {
            "latitude": found["latitude"],
            "longitude": found["longitude"],
            "name": found["name"].strip() or None,
        }

    def shown(self, field: Field, json: Any, language: str) -> str:
        point = f"{json['latitude']}, {json['longitude']}"
        return f"{json['name']} ({point})" if json.get("name") else point

    def sample(self, field: Field) -> Any:
        return {"latitude": "31.2304", "longitude": "121.4737", "name": "上海外滩"}


LOCATION = LocationType()
