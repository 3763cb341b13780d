"""Answers of public forms and their links."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from dougong.api.answers.apps import FormRemark, FormulaTree
from dougong.api.answers.base import Answer, Excerpt, Localised, absent


class PublicOption(Answer):
    """A choice of a question."""

    key: str
    label: Localised
    parent: str


class PublicSettings(Excerpt):
    """Limits of an answer."""

    minLength: int = absent()
    maxLength: int = absent()
    minimum: float | str = absent()
    maximum: float | str = absent()
    precision: int = absent()
    step: float | str = absent()
    currency: str = absent()
    unit: Localised | str = absent()
    minItems: int = absent()
    maxItems: int = absent()
    source: str = absent()
    suggestions: list[str] = absent()
    accept: list[str] = absent()
    most: int = absent()
    bytes: int = absent()


class PublicField(Answer):
    """A question of a public form; `choice` says how a record is chosen: from a list, or by its name."""

    key: str
    type: str
    label: Localised
    required: bool
    help: Localised | None
    placeholder: Localised | None
    settings: PublicSettings
    options: list[PublicOption]
    choice: Literal["list", "search"] | None


class PublicSection(Answer):
    """Questions under one heading."""

    title: Localised | None
    fields: list[str]
    step: int | None


class PublicLinkage(Answer):
    """What a public form does while a condition holds."""

    when: FormulaTree | None
    show: list[str]
    hide: list[str]
    require: list[str]
    lock: list[str]
    set: dict[str, FormulaTree]
    offer: dict[str, list[str]]
    refuse: FormRemark | None
    warn: FormRemark | None


class FormClock(Answer):
    """What rules that speak of days go by: a zone, and the exceptions of the working calendar if they count it."""

    zone: str
    holidays: list[date]
    workdays: list[date]


class PublicChoice(Answer):
    """A record that a visitor may choose: its id and its title."""

    key: str
    label: str


class PublicLook(Answer):
    """What a form looks like for some answers: `fill` is what a record that was just picked fills in."""

    hidden: list[str]
    required: list[str]
    locked: list[str]
    set: dict[str, Any]
    fill: dict[str, Any]
    offer: dict[str, list[str]]
    refuse: list[FormRemark]
    warn: list[FormRemark]
    choices: dict[str, list[PublicChoice]]


class PublicFormDescription(Answer):
    """A form that is open to anybody; of one that `asks` the page asks for its look after every answer."""

    name: Localised
    description: Localised | None
    organisation: str
    language: Literal["en", "zh"]
    fields: list[PublicField]
    sections: list[PublicSection]
    linkage: list[PublicLinkage]
    asks: bool
    settings: dict[str, Any]
    clock: FormClock
    prefill: list[str]
    source: list[str]
    consent: Localised | None
    proof: bool
    once: bool
    start: str


class Thanks(Answer):
    """What is said after an answer."""

    title: Localised = absent()
    text: Localised = absent()
    link: str = absent()


class PublicThanks(Answer):
    """The thanks for an answer, and where the visitor is led."""

    thanks: Thanks
    redirect: str = absent()


class FormPassGiven(Answer):
    """What opens a form with a password for a day."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    form_pass: str = Field(alias="pass")


class Challenge(Answer):
    """A puzzle of the ALTCHA protocol: find the number, at most `maxnumber`, whose SHA-256 after the salt is given."""

    algorithm: Literal["SHA-256"]
    challenge: str
    maxnumber: int
    salt: str
    signature: str


class FormLink(Answer):
    """An address of a form, with its QR code (an SVG as data address)."""

    id: UUID
    url: str
    qr: str
    values: dict[str, Any]
    enabled: bool
    answers: int
    opens_at: datetime | None
    closes_at: datetime | None
    quota: int | None
    password: bool
    state: Literal["open", "not_yet", "over", "full", "closed"]


class FormLinks(Answer):
    """The addresses of a form."""

    items: list[FormLink]
