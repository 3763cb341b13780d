"""Comment on a record: the text stands in its timeline, and those mentioned who may see the record are
told. The writer is told who of them was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.events import event_about
from dougong.context import Context
from dougong.errors import Invalid
from dougong.identity.people import names_of
from dougong.identity.sessions import read_principal
from dougong.identity.tables import person
from dougong.messages import headed, translated
from dougong.metadata import App
from dougong.metadata.actors import described_actor
from dougong.notify.notices import Notice
from dougong.records.comments import add_comment
from dougong.records.readers import find_readers, readers_among
from dougong.records.timeline import seen_scope
from dougong.records.titles import titles
from dougong_model import Problem


def comment_record(
    context: Context, app: App, entity: str, record: UUID, text: str, mentions: Sequence[UUID]
) -> dict[str, Any]:
    """Write a comment and return it as a timeline item.

    Raises NotFound when the caller does not see the record.
    """
    scope = seen_scope(context, app, entity, record)
    if not text.strip() or "\x00" in text:
        raise Invalid(
            "Write something.",
            problems=[Problem(code="required", pointer="/text", message="This is required.")],
        )
    names = names_of(context.conn, [*mentions, context.principal.person])
    known = [one for one in dict.fromkeys(mentions) if one in names]
    identity = add_comment(context, scope, record, text.strip(), known)
    author = context.principal.person
    # Who comments need not be allowed what rules do about it.
    act = new_act(context.with_(cause="comment"), app)
    untold = _tell(act, entity, record, text, [one for one in known if one != author])
    act.tell_followers("comment", [(entity, record, 0, False)])
    act.happened([event_about(act, entity, record, "record.commented")], 0)
    act.finish()
    return {
        "id": identity,
        "at": context.now,
        "kind": "comment",
        "cause": "comment",
        "text": text.strip(),
        "actor": described_actor(
            app,
            context.principal.label,
            "comment",
            context.language,
            person=author,
            person_name=names.get(author, context.principal.name),
        ),
        "data": {"mentions": [{"id": one, "name": names[one]} for one in known]},
        "warnings": [_not_told(context, names[one]) for one in untold],
    }


def show_readers(
    context: Context, app: App, entity: str, record: UUID, search: str, limit: int
) -> dict[str, Any]:
    """Return who may be mentioned in a comment on a record: `{"items": [{"id", "name"}]}`, those who may see it.

    Raises NotFound when the caller does not see the record.
    """
    seen_scope(context, app, entity, record)
    return {"items": find_readers(context, app, entity, record, search, limit)}


def _not_told(context: Context, name: str) -> dict[str, Any]:
    message = f"{name} may not see this record and was not told of your mention."
    return {
        "pointer": "/mentions",
        "code": "not_told",
        "message": translated(message, context.language),
        "hint": translated("Share the record, then mention the person again.", context.language),
    }


def _tell(act: Act, entity: str, record: UUID, text: str, people: Sequence[UUID]) -> list[UUID]:
    """Tell people who may see the record that they are mentioned; return the others."""
    context, app = act.context, act.app
    readers = readers_among(context, app, entity, record, people)
    for one in people:
        if one not in readers:
            continue
        theirs = context.with_(principal=read_principal(context.conn, one))
        title = titles(theirs, app, entity, [record]).get(record, "")
        language = context.conn.execute(sa.select(person.c.language).where(person.c.id == one)).scalar_one()
        act.tell(
            Notice(
                person=one,
                title=headed(context.principal.name, title, language),
                body=text[:500],
                link=(app.key, entity, record),
            )
        )
    return [one for one in people if one not in readers]
