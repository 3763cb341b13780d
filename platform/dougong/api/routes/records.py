"""Records of any entity: list, read, create, change, delete, restore, batch, groups.

Reads are one statement each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from dougong.actions.act import Picks
from dougong.actions.batch import MOST_ITEMS, run_batch, try_batch
from dougong.actions.foresee_save import foresee_save
from dougong.actions.save_record import FormChoice, Wish, change_record, create_record, save_records
from dougong.actions.show_duplicates import show_same_values
from dougong.api.answers.base import answered
from dougong.api.answers.flows import SaveForesight
from dougong.api.answers.records import (
    AggregateRows,
    BatchAnswer,
    Duplicates,
    Explanation,
    RecordItem,
    RecordPage,
    SystemRecordItem,
    SystemRecordPage,
)
from dougong.api.bodies import Closed
from dougong.api.deps import (
    Credential,
    IdempotencyKey,
    MemberContext,
    answer_once,
    database_of,
    if_match,
    settings_of,
)
from dougong.api.opening import ContextRoute
from dougong.api.problems import responses
from dougong.context import Context
from dougong.errors import Stale, VersionRequired
from dougong.idempotency import Answer
from dougong.messages import translated
from dougong.metadata import published
from dougong.records import aggregate, explaining, read, related
from dougong.records.query import Query, parse_query
from dougong.records.shown import shown_in

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/records", tags=["Records"])

_LIST_PARAMETERS = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": text}
        for name, text in (
            ("filter", "An expression; rows on which it holds are listed."),
            ("sort", "Field keys by commas, `-` before a descending one."),
            ("limit", "1 to 500 (50)."),
            ("cursor", "The `next` of the page before."),
            ("fields", "Keys of the fields wanted."),
            ("expand", "References to read along, as paths of up to three."),
            ("search", "Words to look for."),
            ("count", "`exact` to count all rows."),
            ("trash", "`true` to list what was deleted."),
            ("batch", "The id of an import; the records that it wrote are listed."),
        )
    ]
}


Chosen = Annotated[dict[str, dict[str, list[UUID]]], Field(max_length=50)]
"""People picked for the nodes of the requests that a save starts, by flow and node."""


class NewRecord(Closed):
    """A record to be created; `chosen` are people picked for the requests that this starts, by flow and node."""

    values: dict[str, Any]
    form: str | None = Field(None, max_length=48)
    variant: str | None = Field(None, max_length=48)
    chosen: Chosen = Field(default_factory=dict)


class SaveForeseen(NewRecord):
    """What is about to be saved; `record` is the one that it changes, unless it is a new one."""

    record: UUID | None = None


class ChangedValues(Closed):
    """Values to be changed: absent stays, null clears. `ticked` are places in the checklist of a change of state.

    `in_place`: the rules of the form hold, and it counts as not submitted. `chosen` as for a new record.
    """

    values: dict[str, Any]
    form: str | None = Field(None, max_length=48)
    variant: str | None = Field(None, max_length=48)
    in_place: bool = False
    ticked: list[Annotated[int, Field(ge=0, le=100)]] = Field(default=[], max_length=100)
    chosen: Chosen = Field(default_factory=dict)


class Groups(Closed):
    """What to group by and measure; `having` and `sort` speak of the measures and groups by their names."""

    group: list[str] = Field(default_factory=list, max_length=5)
    measures: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")], str] = Field(
        default_factory=dict, max_length=20
    )
    filter: str | None = Field(None, max_length=8000)
    search: str | None = Field(None, max_length=200)
    having: str | None = Field(None, max_length=2000)
    sort: str | None = Field(None, max_length=500)
    limit: int = Field(500, ge=1, le=5000)
    offset: int = Field(0, ge=0, le=1_000_000)


class TypedValues(Closed):
    """What stands in a form; `record` is the one it is about, unless it is a new one."""

    values: dict[str, Any] = Field(max_length=500)
    record: UUID | None = None


class BatchItem(Closed):
    """One record of a batch."""

    op: Annotated[str, Field(pattern="^(create|update|delete|restore)$")]
    id: UUID | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    values: dict[str, Any] = Field(default_factory=dict)


class Batch(Closed):
    """Up to a thousand records, all or nothing unless `atomic` is false."""

    items: list[BatchItem] = Field(min_length=1, json_schema_extra={"maxItems": MOST_ITEMS})
    atomic: bool = True
    dry: bool = Field(False, description="Tell what would become of each item, and write nothing.")
    form: str | None = Field(None, max_length=48, description="The form whose rules hold for each item.")
    variant: str | None = Field(None, max_length=48)
    in_place: bool = False


class Described(Closed):
    """A list whose parameters are too long for an address."""

    filter: str | None = None
    sort: str | list[str] | None = None
    limit: int | None = None
    cursor: str | None = None
    fields: str | list[str] | None = None
    expand: str | list[str] | None = None
    search: str | None = None
    count: str | None = None
    trash: bool | None = None
    batch: str | None = None
    marks: list[str] | None = None


def json_response(body: bytes, status: int = 200, **headers: str) -> Response:
    """Answer with JSON that is written already."""
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _find(request: Request, token: str, app: str, entity: str, query: Query) -> Response:
    workspace = settings_of(request).dougong_workspace
    return json_response(read.find(database_of(request), workspace, token, app, entity, query))


@router.get("", openapi_extra=_LIST_PARAMETERS, responses=answered(RecordPage | SystemRecordPage))
def list_records(request: Request, token: Credential, app: str, entity: str) -> Response:
    """Return one page: `{"items": […], "next": cursor or null, "count"?: n}`."""
    return _find(request, token, app, entity, parse_query(dict(request.query_params)))


@router.post("/query", responses=answered(RecordPage | SystemRecordPage))
def query_records(request: Request, token: Credential, app: str, entity: str, body: Described) -> Response:
    """Return one page, as the list does, for long filters."""
    return _find(request, token, app, entity, parse_query(body.model_dump(exclude_none=True)))


@router.post("/aggregate", responses=answered(AggregateRows))
def aggregate_records(request: Request, token: Credential, app: str, entity: str, body: Groups) -> Response:
    """Return `{"rows": [{"group": […], "labels": […], "values": {measure: value}}]}`."""
    asked = aggregate.Aggregation(
        group=tuple(body.group),
        measures=tuple(body.measures.items()),
        filter=body.filter or None,
        search=body.search or None,
        having=body.having or None,
        sort=body.sort or None,
        limit=body.limit,
        offset=body.offset,
    )
    workspace = settings_of(request).dougong_workspace
    return json_response(aggregate.run(database_of(request), workspace, token, app, entity, asked))


@router.post("/duplicates", responses=answered(Duplicates))
def same_values(context: MemberContext, app: str, entity: str, body: TypedValues) -> dict[str, Any]:
    """Return the records that count as the same as values which nobody has saved yet and that the caller sees,
    the oldest first.
    """
    return show_same_values(context, published(context.conn, app), entity, body.values, body.record)


@router.post("/batch", responses=answered(BatchAnswer, Stale))
def batch(
    context: MemberContext, request: Request, app: str, entity: str, body: Batch, key: IdempotencyKey = None
) -> Response:
    """Write up to a thousand records; `{"items": [{"id", "version"}]}`, or a result each when not atomic."""
    live = published(context.conn, app)
    items = [item.model_dump() for item in body.items]
    if body.dry:
        return json_response(orjson.dumps(try_batch(context, live, entity, items, form=_chosen(body))))

    def act() -> Answer:
        return Answer(
            200, orjson.dumps(run_batch(context, live, entity, items, atomic=body.atomic, form=_chosen(body)))
        )

    return answer_once(context, key, _fingerprint(request, body), act)


@router.post("/foresee", responses=answered(SaveForesight))
def foresee(context: MemberContext, app: str, entity: str, body: SaveForeseen) -> dict[str, Any]:
    """Return the requests that saving this would start, and whom each would ask; nothing is written."""
    return foresee_save(
        context,
        published(context.conn, app),
        entity,
        body.values,
        form=_chosen(body),
        record=body.record,
        chosen=_picked(body.chosen),
    )


@router.post("", status_code=201, responses=answered(RecordItem, status=201))
def create(
    context: MemberContext,
    request: Request,
    app: str,
    entity: str,
    body: NewRecord,
    key: IdempotencyKey = None,
) -> Response:
    """Create a record and return it, with `warnings` when there are any."""
    live = published(context.conn, app)

    def act() -> Answer:
        applied = create_record(
            context, live, entity, body.values, form=_chosen(body), chosen=_picked(body.chosen)
        )
        made = applied.written[0]
        shown = shown_in(context, live, entity, made.id, body.values)
        return Answer(201, _with_warnings(context, shown, applied.warnings))

    return answer_once(context, key, _fingerprint(request, body), act)


def _chosen(body: NewRecord | ChangedValues | Batch) -> FormChoice:
    return FormChoice(
        form=body.form,
        variant=body.variant,
        in_place=not isinstance(body, NewRecord) and body.in_place,
    )


def _picked(chosen: Mapping[str, Mapping[str, Sequence[UUID]]]) -> Picks:
    return {flow: {node: tuple(people) for node, people in nodes.items()} for flow, nodes in chosen.items()}


def _fingerprint(request: Request, body: BaseModel) -> bytes:
    return f"{request.method} {request.url.path} {body.model_dump_json()}".encode()


def _with_warnings(context: Context, body: bytes, warnings: Any) -> bytes:
    if not warnings:
        return body
    told = [
        {
            "pointer": one.pointer,
            "code": one.code,
            "message": translated(one.message, context.language),
            "hint": one.hint and translated(one.hint, context.language),
        }
        for one in warnings
    ]
    return body[:-1] + b',"warnings":' + orjson.dumps(told) + b"}"


@router.get("/{record}", responses=answered(RecordItem | SystemRecordItem))
def get(
    request: Request, token: Credential, app: str, entity: str, record: UUID, expand: str = ""
) -> Response:
    """Return one record; its version is the ETag."""
    wanted = parse_query({"expand": expand}).expand
    body, version = read.get(
        database_of(request), settings_of(request).dougong_workspace, token, app, entity, record, wanted
    )
    return json_response(body, etag=f'"{version}"')


@router.patch("/{record}", responses=answered(RecordItem, Stale, VersionRequired))
def change(
    context: MemberContext, request: Request, app: str, entity: str, record: UUID, body: ChangedValues
) -> Response:
    """Change a record and return it; If-Match names the version that was read.

    Whoever loses sight of a record by his own change is told so: `visible` is false.
    """
    version = if_match(request)
    live = published(context.conn, app)
    applied = change_record(
        context,
        live,
        entity,
        record,
        body.values,
        version,
        form=_chosen(body),
        ticked=body.ticked,
        chosen=_picked(body.chosen),
    )
    shown = shown_in(context, live, entity, record, body.values)
    return json_response(
        _with_warnings(context, shown, applied.warnings), etag=f'"{applied.written[0].version}"'
    )


@router.delete("/{record}", status_code=204, responses=responses(Stale))
def delete(context: MemberContext, request: Request, app: str, entity: str, record: UUID) -> Response:
    """Move a record to the trash; with If-Match only at that version."""
    version = if_match(request) if "if-match" in request.headers else None
    live = published(context.conn, app)
    save_records(context, live, entity, [Wish(kind="delete", id=record, expected_version=version)])
    return Response(status_code=204)


@router.post("/{record}/restore", responses=answered(RecordItem))
def restore(context: MemberContext, app: str, entity: str, record: UUID) -> Response:
    """Take a record out of the trash and return it."""
    live = published(context.conn, app)
    save_records(context, live, entity, [Wish(kind="restore", id=record)])
    return json_response(shown_in(context, live, entity, record))


@router.get(
    "/{record}/related/{relation}",
    openapi_extra=_LIST_PARAMETERS,
    responses=answered(RecordPage | SystemRecordPage),
)
def related_records(
    request: Request, token: Credential, app: str, entity: str, record: UUID, relation: str
) -> Response:
    """Return one page of a sub-table or inverse list of a record, as lists do."""
    query = parse_query(dict(request.query_params))
    workspace = settings_of(request).dougong_workspace
    return json_response(
        related.find(database_of(request), workspace, token, app, entity, record, relation, query)
    )


@router.get("/{record}/explain", responses=answered(Explanation))
def explain(
    context: MemberContext, app: str, entity: str, record: UUID, person: UUID | None = None
) -> dict[str, Any]:
    """Tell which grants give the caller this record and its fields, and what is missing for the rest.

    With `person` an administrator asks about somebody else.
    """
    return explaining.explain_record(context, published(context.conn, app), entity, record, person)
