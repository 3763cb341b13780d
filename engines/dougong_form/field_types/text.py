"""Text: one line; and the base of every type that holds a plain string."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type
from dougong_model import Value

CONSTRAINTS = ("minLength", "maxLength", "pattern")

_LEGAL_FORM = re.compile(
    r"股份有限公司|有限责任公司|有限公司|集团|公司"
    r"|\b(?:co|company|corp|corporation|gmbh|inc|incorporated|limited|llc|ltd|plc)\b"
)


class TextType(FieldType):
    """A line of text; "" is no value. `normalise` may keep a company without legal form, a link as its domain."""

    name: ClassVar[str] = "text"
    group: ClassVar[str] = "text"
    label: ClassVar[Text] = {"en": "Text", "zh": "文本"}
    icon: ClassVar[str] = "text"
    widget: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = (
        "contains",
        "not_contains",
        "equals",
        "not_equals",
        "starts_with",
        "in",
        "blank",
        "not_blank",
    )
    conversions: ClassVar[frozenset[str]] = frozenset(
        {
            "text",
            "long_text",
            "rich_text",
            "email",
            "phone",
            "url",
            "code",
            "number",
            "money",
            "percent",
            "rating",
            "slider",
            "date",
            "datetime",
            "date_range",
            "time",
            "duration",
            "select",
            "multi_select",
            "cascade",
            "switch",
            "tags",
            "member",
            "department",
            "reference",
            "address",
            "location",
            "scan",
            "json",
            "external_id",
            "hidden",
        }
    )
    widens: ClassVar[frozenset[str]] = frozenset({"long_text", "hidden"})
    settings_schema: ClassVar[dict[str, Any]] = {
        "search": {"type": "boolean"},
        "pinyin": {"type": "boolean"},
        "normalise": {"enum": ["trim", "upper", "lower", "company", "domain"]},
        "pattern_message": {"$ref": "urn:dougong:schema:common#/$defs/text"},
    }
    longest: ClassVar[int] = 1_000

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text"),)

    def formula_type(self, field: Field) -> Type:
        return TEXT_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        limits = {name: field.schema[name] for name in CONSTRAINTS if name in field.schema}
        return {"type": "string", "maxLength": self.longest, **limits}

    def parse(self, field: Field, json: Any) -> Value:
        text = str(json).strip()
        match field.settings.get("normalise"):
            case "upper":
                text = text.upper()
            case "lower":
                text = text.lower()
            case "company":
                text = _company(text)
            case "domain":
                text = _domain(text)
        return text or None

    def parser(self, field: Field) -> Callable[[Any], Value]:
        own = type(self).parse is TextType.parse and "normalise" not in field.settings
        return _stripped if own else super().parser(field)

    def sample(self, field: Field) -> Any:
        return "Lorem"


def _stripped(json: Any) -> Value:
    return str(json).strip() or None


def _company(text: str) -> str:
    """Return a company's name without its legal form, brackets, spaces, points and case; whole when nothing is left."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", _LEGAL_FORM.sub("", folded)) or folded


def _domain(text: str) -> str:
    """Return the domain of a web or mail address, without `www.`."""
    host = re.split(r"[/?#]", text.lower().split("://", 1)[-1])[0].rpartition("@")[2]
    return host.partition(":")[0].removeprefix("www.")


TEXT = TextType()
