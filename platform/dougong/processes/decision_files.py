"""Decision files: the signature and the files that somebody gave with a decision, tied to its line of the history.

The record holds them, so that they go when it is removed for good; who sees the request may open them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.errors import Invalid
from dougong.files.store import IMAGES
from dougong.files.tables import file, file_use
from dougong.processes.store import Loaded
from dougong.processes.tables import flow_decision_file, flow_event
from dougong_flow import HumanTask, Node, Signing, Verb

_FIELD = "@decision"
"""Stands for the field where the record holds a file of a decision; no element has such an id."""

AGREEING = frozenset({Verb.APPROVE, Verb.COMPLETE, Verb.ADD_AFTER})
"""Verbs by which somebody agrees: what a node requires is asked for with them."""
_SIGNED = AGREEING | {Verb.REJECT}
_DECIDING = _SIGNED | {Verb.RETURN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody gives with a decision: uploads of his."""

    signature: UUID | None = None
    files: tuple[UUID, ...] = ()

    @property
    def all(self) -> tuple[UUID, ...]:
        """Return the uploads, the signature first."""
        return (*(() if self.signature is None else (self.signature,)), *self.files)


def check(context: Context, node: Node | None, verb: Verb, given: Given) -> None:
    """Refuse what a node does not take with a verb, what it lacks, and what is no upload of the caller's own."""
    asked = node if isinstance(node, HumanTask) and verb in _DECIDING else None
    signing = asked.signature if asked else None
    limits = asked.attachments if asked else None
    if given.signature is not None and signing is None:
        raise Invalid.at("/signature", "No signature is asked for here.", code="not_asked")
    if given.files and limits is None:
        raise Invalid.at("/files", "No files are taken here.", code="not_asked")
    if signing is Signing.REQUIRED and given.signature is None and verb in _SIGNED:
        raise Invalid.at("/signature", "This step asks for your signature.", code="required")
    if limits and len(given.files) > limits.most:
        raise Invalid.at(
            "/files",
            f"These are too many files: with a decision here go at most {limits.most}.",
            code="too_many",
        )
    if limits and len(given.files) < limits.least and verb in AGREEING:
        raise Invalid.at("/files", f"This step asks for files: add at least {limits.least}.", code="required")
    _check_uploads(context, given)


def _check_uploads(context: Context, given: Given) -> None:
    """Hold the uploads until the transaction ends; each is fresh, so that it goes with one decision only."""
    if not given.all:
        return
    fresh = sa.select(file.c.id, file.c.type).where(
        file.c.id.in_(given.all),
        file.c.uploaded_by == context.principal.uploader,
        ~sa.exists().where(file_use.c.file_id == file.c.id),
    )
    found = {row.id: row.type for row in context.conn.execute(fresh.with_for_update())}
    if len(found) != len(given.all):
        place = "/signature" if given.signature is not None and given.signature not in found else "/files"
        raise Invalid.at(place, "There is no such upload of yours.", code="unknown_file")
    if given.signature is not None and found[given.signature] not in IMAGES:
        message = "Only pictures can be kept here: PNG, JPEG, GIF or WebP."
        raise Invalid.at("/signature", message, code="file_kind")


def keep(context: Context, before: Loaded, seat: UUID, given: Given) -> None:
    """Tie uploads to the decision on a seat that has just been written; `before` is the instance without it."""
    if not given.all:
        return
    instance = before.instance
    sequence = context.conn.scalar(
        sa.select(sa.func.min(flow_event.c.sequence)).where(
            flow_event.c.instance_id == instance.id,
            flow_event.c.seat_id == seat,
            flow_event.c.sequence > instance.sequence,
        )
    )
    rows = [
        {
            "file_id": one,
            "instance_id": instance.id,
            "sequence": sequence,
            "role": "signature" if one == given.signature else "attachment",
            "position": position,
        }
        for position, one in enumerate(given.all)
    ]
    uses = [
        {
            "file_id": row["file_id"],
            "entity_id": before.entity_id,
            "record_id": instance.record,
            "field_id": _FIELD,
            "position": row["position"],
        }
        for row in rows
    ]
    context.conn.execute(sa.insert(file_use), uses)
    context.conn.execute(sa.insert(flow_decision_file), rows)


def kept(conn: sa.Connection, instances: Sequence[UUID]) -> Mapping[tuple[UUID, int], Mapping[str, Any]]:
    """Return what was given with decisions: `{signature, files}`, each as `{id, name, size, type}`, by instance and
    line of its history.
    """
    rows = conn.execute(
        sa.select(flow_decision_file, file.c.name, file.c.size, file.c.type)
        .join_from(flow_decision_file, file)
        .where(flow_decision_file.c.instance_id.in_(instances))
        .order_by(flow_decision_file.c.position)
    )
    found: dict[tuple[UUID, int], dict[str, Any]] = {}
    for row in rows:
        given = found.setdefault((row.instance_id, row.sequence), {"signature": None, "files": []})
        told = {"id": row.file_id, "name": row.name, "size": row.size, "type": row.type}
        if row.role == "signature":
            given["signature"] = told
        else:
            given["files"].append(told)
    return found


def decided_with(conn: sa.Connection, identity: UUID) -> UUID | None:
    """Return the instance with a decision of which a file was given, or None."""
    found: UUID | None = conn.scalar(
        sa.select(flow_decision_file.c.instance_id).where(flow_decision_file.c.file_id == identity)
    )
    return found
