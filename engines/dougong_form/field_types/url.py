"""Web address: only http and https; a bare host gets https."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from dougong_form.definition import Field, Text, ValueRefused
from dougong_form.field_types.text import TextType
from dougong_model import Value

_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}\Z|localhost\Z|[0-9a-f:]+\Z")


class UrlType(TextType):
    """An address that a browser may open; scripts and files are refused."""

    name: ClassVar[str] = "url"
    label: ClassVar[Text] = {"en": "Web address", "zh": "网址"}
    icon: ClassVar[str] = "link"
    widget: ClassVar[str] = "url"
    conversions: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "url"})
    widens: ClassVar[frozenset[str]] = frozenset({"long_text"})
    longest: ClassVar[int] = 2_000

    def parse(self, field: Field, json: Any) -> Value:
        text = str(json).strip()
        if not text:
            return None
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            host = parts.hostname if parts.port is None or parts.port > 0 else None
        except ValueError:
            host = None
        if (
            host is None
            or not _HOST.match(host)
            or parts.scheme.lower() not in ("http", "https")
            or any(map(str.isspace, text))
        ):
            raise ValueRefused("url", "This is not a web address.")
        return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))

    def sample(self, field: Field) -> Any:
        return "https://example.com"


URL = UrlType()
