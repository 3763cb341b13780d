"""Answers of the builder: drafts, plans, versions, expressions, kinds, connections, hooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from dougong.api.answers.base import Answer, Localised, absent
from dougong.api.problems import ProblemItem


class DraftEntry(Answer):
    """A document of the draft."""

    kind: str
    key: str
    id: str | None
    version: int
    name: Localised | None
    problems: int


class Draft(Answer):
    """The draft of an app."""

    revision: int
    live_version: int | None
    changed: int
    documents: list[DraftEntry]


class Author(Answer):
    """Who wrote or published; the server itself has no id."""

    id: UUID | None
    name: str


class DocumentRead(Answer):
    """A document of the draft, and who wrote it last."""

    document: dict[str, Any]
    version: int
    changed_by: Author
    changed_at: datetime


class DocumentWritten(Answer):
    """A document as it was stored, and what is wrong with it."""

    document: dict[str, Any]
    version: int
    problems: list[ProblemItem]


class DraftCheck(Answer):
    """Everything that is known to be wrong with a draft."""

    problems: list[ProblemItem]


class ChangeCounts(Answer):
    """How many documents change."""

    added: int
    changed: int
    removed: int


class PlanStep(Answer):
    """One consequence of publishing."""

    kind: Literal["ddl", "document", "access", "data", "rule"]
    title: Localised
    detail: Localised | None
    severity: Literal["ok", "notice", "danger"]
    rows: int | None
    accept: str | None
    field: str | None


class Plan(Answer):
    """What publishing would do."""

    hash: str
    version: int
    summary: ChangeCounts
    problems: list[ProblemItem]
    steps: list[PlanStep]


class PublishedVersion(Answer):
    """The version that is live now."""

    version: int


class VersionCounts(ChangeCounts):
    """How many documents a version changed, and how many tests failed when it was published all the same."""

    failed_tests: int = absent()


class VersionItem(Answer):
    """A published version."""

    version: int
    at: datetime
    author: Author
    note: str | None
    summary: VersionCounts | None


class VersionList(Answer):
    """The published versions, the latest first."""

    items: list[VersionItem]


class VersionDocument(Answer):
    """A document of a published version."""

    document: dict[str, Any]


class UseItem(Answer):
    """A place that names an element."""

    kind: str
    key: str
    name: Localised | None
    pointer: str
    text: str


class UseList(Answer):
    """Every place that names an element."""

    items: list[UseItem]


class SchemaKind(Answer):
    """A kind of document."""

    kind: str
    title: str


class SchemaKinds(Answer):
    """The kinds of documents that have a schema."""

    items: list[SchemaKind]


class FunctionItem(Answer):
    """A function of the expression language; an example is a call and its value."""

    name: str
    group: str
    signature: str
    help: Localised
    examples: list[list[str]]


class FunctionList(Answer):
    """The functions of the expression language."""

    items: list[FunctionItem]


class FieldTypeItem(Answer):
    """A field type; `settings` is the JSON Schema of its settings."""

    name: str
    group: str
    label: Localised
    icon: str
    widget: str
    operators: list[str]
    computed: bool
    conversions: list[str]
    settings: dict[str, Any]


class FieldTypeList(Answer):
    """The field types."""

    items: list[FieldTypeItem]


class ConnectorAction(Answer):
    """Something a connector can do."""

    name: str
    label: Localised
    input_schema: dict[str, Any]


class ConnectorTrigger(Answer):
    """Something a connector can tell."""

    name: str
    label: Localised


class ConnectorItem(Answer):
    """An installed connector."""

    name: str
    label: Localised
    help: Localised
    settings_schema: dict[str, Any]
    secret_label: Localised | None
    secret_required: bool
    channel: str | None
    testable: bool
    actions: list[ConnectorAction]
    triggers: list[ConnectorTrigger]


class ConnectorList(Answer):
    """The installed connectors."""

    items: list[ConnectorItem]


class Delivery(Answer):
    """A call of a connection: done, failed (it is tried again) or refused (it is not)."""

    at: datetime
    action: str
    state: Literal["done", "failed", "refused"]
    attempts: int
    error: str | None


class DeliveryList(Answer):
    """The latest calls of a connection, newest first."""

    items: list[Delivery]


class ConnectionItem(Answer):
    """What this installation keeps of a connection, and how its last call went; of a secret that there is one.

    `settings` go before those of the app's document. Without `published` only the draft has it.
    """

    key: str
    connector: str
    published: bool
    settings: dict[str, Any]
    active: bool
    has_secret: bool
    changed_at: datetime | None
    last: Delivery | None


class TestCall(Answer):
    """How the other system took a test call."""

    ok: bool
    answer: dict[str, Any]
    error: str | None
    milliseconds: int


class ConnectionList(Answer):
    """An app's connections."""

    items: list[ConnectionItem]


class LatelyClicked(Answer):
    """How often a link was followed in the last 30 days, and by how many visitors, each counted once a day."""

    clicks: int
    visitors: int


class ShortLink(Answer):
    """A short link: where it leads, its QR code as an image, and how often it was followed."""

    id: UUID
    code: str
    url: str
    qr: str
    label: str
    kind: Literal["form", "record", "address"]
    form: str | None
    entity: str | None
    record: UUID | None
    title: str | None
    address: str | None
    issued_for: UUID | None
    created_at: datetime
    expires_at: datetime | None
    enabled: bool
    clicks: int
    clicked_at: datetime | None
    lately: LatelyClicked


class ShortLinkList(Answer):
    """A page of an app's short links."""

    items: list[ShortLink]
    next: UUID | None


class HookItem(Answer):
    """An address that another system posts to."""

    id: UUID
    name: str
    event: str
    entity: str | None
    mapping: dict[str, str]
    match: list[str]
    active: bool
    created_at: datetime


class HookList(Answer):
    """An app's hooks."""

    items: list[HookItem]


class HookRefusal(Answer):
    """What was wrong with a delivery: the place in what was posted (empty for the whole), and the message."""

    place: str
    message: str


class HookDelivery(Answer):
    """What came to a hook: the record it became, or why it was refused, and the id its sender gave it."""

    at: datetime
    record: UUID | None
    delivery: str | None
    refusal: list[HookRefusal] | None


class HookDeliveryList(Answer):
    """The latest deliveries to a hook, newest first."""

    items: list[HookDelivery]


class MadeHook(Answer):
    """A new hook; its address and secret are shown this once."""

    id: UUID
    url: str
    secret: str


class Received(Answer):
    """What a delivery became."""

    record: UUID | None
    repeated: bool
