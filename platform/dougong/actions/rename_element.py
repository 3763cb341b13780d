"""Rename an element: one step that rewrites every use of its key in the draft, inside formulas too."""

from __future__ import annotations

from dougong.context import Context
from dougong.metadata.drafts import draft_documents, replace_draft
from dougong.metadata.references import renamed


def rename_element(
    context: Context, app: str, kind: str, key: str, to: str, entity: str | None = None
) -> int:
    """Rename in the draft and return how many documents changed; raises NotFound, BadRequest, Conflict."""
    documents = draft_documents(context.conn, app)
    return replace_draft(context, app, renamed(documents, kind, key, to, entity))
