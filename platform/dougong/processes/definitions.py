"""Definitions: the flow documents that instances are pinned to, kept by hash, compiled once per process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.access.kept import kept
from dougong.database import lock, memory
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.metadata.documents import Document
from dougong.metadata.published import published_version
from dougong.metadata.references import carried_over, moved_fields, names_of
from dougong.metadata.settings import note_revision
from dougong.metadata.tables import app as app_table
from dougong.metadata.variants import with_variants
from dougong.plans import Prepared
from dougong.processes.tables import flow_definition, flow_instance
from dougong_flow import Flow, InstanceState, parse_flow
from dougong_model import DocumentError

LIVE = (
    app_table.c.key,
    app_table.c.live_version,
    app_table.c.digest,
    app_table.c.settings_revision,
    app_table.c.unfilled,
)
"""What `app_of_row` needs to know of an app."""
_LIVE = Prepared(sa.select(*LIVE).where(app_table.c.id == sa.bindparam("id", type_=sa.Text)))
_PINNED = "flow definitions"
_SAME = Prepared(
    # The last column says that an earlier transaction has made the row, so that it is there for good.
    sa.select(flow_definition.c.id, flow_definition.c.version, sa.func.age(sa.column("xmin")) > 0).where(
        flow_definition.c.app_id == sa.bindparam("app", type_=sa.Text),
        flow_definition.c.flow_id == sa.bindparam("flow", type_=sa.Text),
        flow_definition.c.hash == sa.bindparam("hash", type_=sa.Text),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """One kept definition: its row id and its version among those of the same flow."""

    id: int
    version: int


def app_of(conn: sa.Connection, app_id: str) -> App:
    """Return the published app of an element id; raises NotFound."""
    return app_of_row(conn, _LIVE.first(conn, {"id": app_id}))


def app_of_row(conn: sa.Connection, row: Sequence[Any] | None) -> App:
    """Return the published app of the values of `LIVE`; raises NotFound when there is none."""
    if row is None or not row[1]:
        raise NotFound("There is no such app.")
    key, version, digest, revision, unfilled = row
    note_revision(conn, key, revision)
    return published_version(conn, key, version, digest, unfilled)


def published_flow(app: App, key: str) -> Flow:
    """Return a flow of the app as published now; raises NotFound."""
    if key not in app.documents("flow"):
        raise NotFound("There is no such flow.")
    return kept(app, ("flow", "published", key), lambda: _compile(app, published_document(app, key)))


def published_document(app: App, key: str) -> Mapping[str, Any]:
    """Return a flow's document as requests are pinned to it: with the rights of the variants it names."""
    return kept(
        app,
        ("flow", "whole document", key),
        lambda: with_variants(app.documents("flow")[key], app.documents("form")),
    )


def drafted_flow(app: App, document: Mapping[str, Any]) -> Flow:
    """Return a flow of a draft, compiled against the app as published; raises DocumentError."""
    return _compile(app, with_variants(document, app.documents("form")))


def flows_of(app: App, entity: str) -> tuple[Flow, ...]:
    """Return the flows over an entity, by key."""
    return kept(
        app,
        ("flows", entity),
        lambda: tuple(
            published_flow(app, key)
            for key, document in sorted(app.documents("flow").items())
            if document["entity"] == entity
        ),
    )


def pin(conn: sa.Connection, app: App, key: str, now: datetime) -> Pinned:
    """Return the kept definition equal to the published document, keeping it first when it is new."""
    document = published_document(app, key)
    digest = kept(app, ("flow hash", key), lambda: _hash(document))
    known: dict[tuple[str, str, str], Pinned] = memory(conn).setdefault(_PINNED, {})
    place = (app.id, str(document["id"]), digest)
    if place in known:
        return known[place]
    table = flow_definition
    kept_already = {"app": app.id, "flow": document["id"], "hash": digest}
    found = _SAME.first(conn, kept_already)
    if found is None:
        lock(conn, "flow_definition", app.id, str(document["id"]))
        last = conn.execute(
            sa.select(sa.func.coalesce(sa.func.max(table.c.version), 0)).where(
                table.c.app_id == app.id, table.c.flow_id == document["id"]
            )
        ).scalar_one()
        conn.execute(
            insert(table)
            .values(
                app_id=app.id,
                flow_id=document["id"],
                key=key,
                version=last + 1,
                hash=digest,
                graph=document,
                at=now,
            )
            .on_conflict_do_nothing(index_elements=[table.c.app_id, table.c.flow_id, table.c.hash])
        )
        found = _SAME.first(conn, kept_already)
        assert found is not None
    identity, version, for_good = found
    pinned = Pinned(id=identity, version=version)
    if for_good:
        known[place] = pinned
    return pinned


def kept_of_published(conn: sa.Connection, app: App, key: str) -> Pinned | None:
    """Return the kept definition equal to the published document; None when no request was started with it."""
    document = published_document(app, key)
    found = _SAME.first(conn, {"app": app.id, "flow": document["id"], "hash": _hash(document)})
    return None if found is None else Pinned(id=found[0], version=found[1])


def pinned_document(conn: sa.Connection, app: App, definition: int) -> Mapping[str, Any]:
    """Return the document of a kept definition."""

    def make() -> Mapping[str, Any]:
        graph: Mapping[str, Any] = conn.execute(
            sa.select(flow_definition.c.graph).where(flow_definition.c.id == definition)
        ).scalar_one()
        return graph

    return kept(app, ("flow", "document", definition), make)


def pinned_flow(conn: sa.Connection, app: App, definition: int) -> Flow:
    """Return the flow of a kept definition, compiled against the app as it is now."""

    def make() -> Flow:
        return _compile(app, pinned_document(conn, app, definition))

    return kept(app, ("flow", "pinned", definition), make)


def waits_for_records(conn: sa.Connection, app: App) -> bool:
    """Say whether any flow that an app has or had waits for a condition of a record."""

    def find() -> bool:
        graphs = conn.scalars(sa.select(flow_definition.c.graph).where(flow_definition.c.app_id == app.id))
        return any(_waits(graph) for graph in (*graphs, *app.documents("flow").values()))

    return kept(app, ("flow", "waits for records"), find)


def _waits(document: Mapping[str, Any]) -> bool:
    return any(node.get("kind") == "wait" and "when" in node for node in document.get("nodes", ()))


def carry_over(conn: sa.Connection, before: App, after: App) -> None:
    """Let the kept definitions of an app speak of its fields by the keys of its next version."""
    for identity, graph in _carried(conn, before, after).items():
        conn.execute(sa.update(flow_definition).where(flow_definition.c.id == identity).values(graph=graph))


def halted(conn: sa.Connection, before: App, after: App) -> Iterator[tuple[Mapping[str, Any], int, str]]:
    """Yield the kept definitions whose running instances could not go on in the next version of an app: the
    document, how many run, and why.
    """
    running = sa.select(flow_definition.c.id, flow_definition.c.graph, sa.func.count())
    running = (
        running.join_from(flow_instance, flow_definition)
        .where(flow_instance.c.app_id == before.id, flow_instance.c.state == InstanceState.RUNNING.value)
        .group_by(flow_definition.c.id)
    )
    carried = _carried(conn, before, after)
    for identity, graph, count in conn.execute(running):
        document: Mapping[str, Any] = carried.get(identity) or graph
        try:
            _compile(after, document)
        except DocumentError as error:
            yield document, count, error.problems[0].message


def _carried(conn: sa.Connection, before: App, after: App) -> dict[int, Mapping[str, Any]]:
    """Return, by id, the kept documents that fields with other keys change."""
    keys = moved_fields(before.all_documents, after.all_documents)
    if not keys:
        return {}
    names = names_of(before.all_documents)
    kept_ones = conn.execute(
        sa.select(flow_definition.c.id, flow_definition.c.graph).where(flow_definition.c.app_id == before.id)
    )
    found = {}
    for identity, graph in kept_ones:
        document = Document(kind="flow", key=graph["key"], body=graph)
        carried = carried_over(document, names, keys)
        if carried.body != graph:
            found[identity] = carried.body
    return found


def _compile(app: App, document: Mapping[str, Any]) -> Flow:
    entity = app.entities.get(document["entity"])
    return parse_flow(
        document,
        app.vocabulary(document["entity"], "user", "settings"),
        unspoken=() if entity is None else entity.entity.files,
    )


def _hash(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
