"""Phone number: kept in the international form, so that one number is one value."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

import phonenumbers

from dougong_form.definition import Field, Text, ValueRefused
from dougong_form.field_types.text import TextType
from dougong_model import Value

DEFAULT_COUNTRY = "CN"
_FULLY_KNOWN = {86}
"""Calling codes whose ranges are known well enough to refuse a number that is only of a possible length."""


def readable_phone(field: Field, text: str) -> str:
    """Write a kept number for people: as its country does at home, with the country for those abroad."""
    country = _country(field)
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text
    at_home = number.country_code == phonenumbers.country_code_for_region(country)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)


def dialled_phone(field: Field, text: str) -> tuple[str, ...]:
    """Return the digits of a kept number as they are dialled at home, without and with the trunk prefix; those
    of a number from abroad with its calling code."""
    number = text.partition(";")[0]
    calling, trunk = _home(_country(field))
    if not number.startswith(calling):
        return ("".join(filter(str.isdigit, number)),)
    local = number[len(calling) :]
    return (local, f"{trunk}{local}") if trunk else (local,)


@cache
def _home(country: str) -> tuple[str, str]:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    return f"+{phonenumbers.country_code_for_region(country)}", (metadata and metadata.national_prefix) or ""


def _country(field: Field) -> str:
    return str(field.settings.get("country", DEFAULT_COUNTRY))


class PhoneType(TextType):
    """A number with its country, as E.164 with an optional `;ext=`; `country` is for bare numbers."""

    name: ClassVar[str] = "phone"
    label: ClassVar[Text] = {"en": "Phone", "zh": "电话"}
    icon: ClassVar[str] = "phone"
    widget: ClassVar[str] = "phone"
    conversions: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden", "phone"})
    widens: ClassVar[frozenset[str]] = frozenset({"text", "long_text", "hidden"})
    settings_schema: ClassVar[dict[str, Any]] = {
        **TextType.settings_schema,
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    }
    longest: ClassVar[int] = 40

    def parse(self, field: Field, json: Any) -> Value:
        text = str(json).strip()
        if not text:
            return None
        try:
            number = phonenumbers.parse(text, _country(field))
        except phonenumbers.NumberParseException:
            raise ValueRefused("phone", "This is not a phone number.") from None
        if not phonenumbers.is_possible_number(number) or (
            number.country_code in _FULLY_KNOWN and not phonenumbers.is_valid_number(number)
        ):
            raise ValueRefused("phone", "This is not a possible phone number.")
        plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{plain};ext={number.extension}" if number.extension else plain

    def sample(self, field: Field) -> Any:
        return "+8613800138000"


PHONE = PhoneType()
