"""Scan: the text of a barcode or QR code, read by the camera or typed."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.text import TextType


class ScanType(TextType):
    """What a barcode or QR code says; a camera reads it where the browser can, else it is typed."""

    name: ClassVar[str] = "scan"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "Barcode or QR code", "zh": "扫码"}
    icon: ClassVar[str] = "qrcode"
    widget: ClassVar[str] = "scan"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"text", "long_text", "hidden", "code", "scan", "external_id", "number", "select"}
    )
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden"})

    def sample(self, field: Field) -> Any:
        return "6901234567892"


SCAN = ScanType()
