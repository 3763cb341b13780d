"""Signature: a name drawn with a finger or the mouse."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.attachment import AttachmentType


class SignatureType(AttachmentType):
    """One picture of what was drawn, kept as a file like any other; a list of one, or empty."""

    name: ClassVar[str] = "signature"
    label: ClassVar[Text] = {"en": "Signature", "zh": "签名"}
    icon: ClassVar[str] = "signature"
    widget: ClassVar[str] = "signature"
    content: ClassVar[str] = "image/"
    conversions: ClassVar[frozenset[str]] = frozenset({"signature", "image", "attachment"})
    settings_schema: ClassVar[dict[str, Any]] = {}

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {**super().json_schema(field), "maxItems": 1}


SIGNATURE = SignatureType()
