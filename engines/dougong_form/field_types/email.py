"""E-mail address: kept in lower case, so that one address is one value."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from dougong_form.definition import Field, Text, ValueRefused
from dougong_form.field_types.text import TextType
from dougong_model import Value

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\s@.]{1,63}\.)+[^\s@.]{2,63}\Z")


class EmailType(TextType):
    """One address; the check is of its shape, not of its existence."""

    name: ClassVar[str] = "email"
    label: ClassVar[Text] = {"en": "E-mail", "zh": "邮箱"}
    icon: ClassVar[str] = "mail"
    widget: ClassVar[str] = "email"
    conversions: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden", "email"})
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden"})
    longest: ClassVar[int] = 254

    def parse(self, field: Field, json: Any) -> Value:
        text = str(json).strip().lower()
        if text and not _ADDRESS.match(text):
            raise ValueRefused("email", "This is not an e-mail address.")
        return text or None

    def sample(self, field: Field) -> Any:
        return "ann@example.com"


EMAIL = EmailType()
