"""BPMN files: a flow of the draft as BPMN 2.0 XML, and a file of BPMN 2.0 as a flow that is not yet in the draft."""

from __future__ import annotations

from dougong.context import Context
from dougong.errors import Invalid
from dougong.metadata.drafts import draft_documents, read_document
from dougong.metadata.schemas import shape_problems
from dougong_bpmn import FileRefused, Imported, read_bpmn, write_bpmn
from dougong_model import DocumentError, Problem


def export_flow(context: Context, app: str, key: str) -> str:
    """Return a flow of the draft as BPMN 2.0 XML, names in the caller's language.

    Raises NotFound, and Invalid for a draft whose shape does not fit its schema.
    """
    document = read_document(context.conn, app, "flow", key).document
    problems = shape_problems("flow", document.body)
    if problems:
        raise Invalid("This flow has faults that keep it from being written as BPMN.", problems=problems)
    names = {one: texts for one, texts in _role_texts(context, app).items() if texts}
    language = _language(context)
    roles = {
        one: texts.get(language) or texts.get("en") or next(iter(texts.values()))
        for one, texts in names.items()
    }
    return write_bpmn(document.body, language, roles)


def import_flow(context: Context, app: str, data: bytes, entity: str) -> Imported:
    """Return the flow in a BPMN 2.0 file; nothing is written.

    `entity` is the one on whose records it is to run; empty, the file must be an export that names one. Raises
    NotFound, and Invalid for a file that is not read.
    """
    roles = {one: list(texts.values()) for one, texts in _role_texts(context, app).items()}
    try:
        found = read_bpmn(
            data,
            entity=entity,
            language=_language(context),
            check=lambda document: shape_problems("flow", document),
            roles=roles,
        )
    except FileRefused as refused:
        raise _refused("/file", str(refused)) from None
    except DocumentError as error:
        raise Invalid(
            "What the file says in Dougong's own words does not fit.", problems=error.problems
        ) from None
    if not found.document["entity"]:
        raise _refused("/entity", "The file does not say on which records the flow runs. Choose an entity.")
    return found


def _refused(pointer: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem(code="file", pointer=pointer, message=message)])


def _language(context: Context) -> str:
    return context.language.partition("-")[0]


def _role_texts(context: Context, app: str) -> dict[str, dict[str, str]]:
    """Return the names of the app's roles in their languages; those of a draft may have none."""
    found = {}
    for one in draft_documents(context.conn, app):
        if one.kind == "role":
            name = one.body.get("name")
            texts = name.items() if isinstance(name, dict) else ()
            found[one.key] = {language: text for language, text in texts if isinstance(text, str)}
    return found
