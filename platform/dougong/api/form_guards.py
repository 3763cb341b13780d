"""Form guards: what a public form asks of an answer besides its values: a pass, to be the only one, a proof, few
files; and where it leads afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dougong.access.answer_marks import is_marked, mark_of, take_mark
from dougong.access.public_links import PublicLink
from dougong.api.form_passes import is_pass
from dougong.api.proof_of_work import solved
from dougong.api.public_forms import thanks_of
from dougong.context import Context
from dougong.errors import Conflict, Invalid
from dougong.metadata import App
from dougong.settings import Settings
from dougong_form import CompiledForm
from dougong_form import Field as FormField
from dougong_model import Problem

MOST_FILES = 5
MEGABYTES = 10
"""Of one file when the form does not say."""
MEGABYTE = 1_000_000


def check_pass(key: bytes, link: PublicLink, given: str, now: datetime) -> None:
    """Raise Conflict with the state `locked` when a link has a password and the pass is not of it."""
    if link.password is not None and not is_pass(key, link, given, now):
        raise Conflict("This form asks for a password.", extra={"state": "locked"})


def check_unanswered(context: Context, app: App, form: CompiledForm, key: bytes, visitor: str) -> None:
    """Raise Conflict with the state `answered` when this browser has sent the one answer it may."""
    asked = _once(form).get("by") == "browser" and visitor
    if asked and is_marked(context, app.id, form.form.id, mark_of(key, "browser", visitor)):
        raise _answered()


def use_up(
    context: Context, app: App, form: CompiledForm, key: bytes, visitor: str, values: Mapping[str, Any]
) -> None:
    """Note an answer of a form that takes one each; raises Conflict, or Invalid at the field, for a second."""
    once = _once(form)
    if once.get("by") == "browser":
        if not visitor:
            raise Conflict("This form takes one answer from each browser, and yours did not say who it is.")
        if not take_mark(context, app.id, form.form.id, mark_of(key, "browser", visitor)):
            raise _answered()
    field = once.get("field")
    value = None if field is None else values.get(field)
    if once.get("by") == "field" and value not in (None, "", []):
        mark = mark_of(key, f"field {field}", str(value).strip().casefold())
        if not take_mark(context, app.id, form.form.id, mark):
            raise Invalid(
                "Some values are refused.",
                problems=[
                    Problem(
                        code="answered", pointer=f"/{field}", message="There is an answer with this already."
                    )
                ],
            )


def check_proof(context: Context, app: App, form: CompiledForm, key: bytes, token: str, payload: str) -> None:
    """Raise Conflict with the state `unproven` unless a form that asks for it gets a fresh solved puzzle."""
    if not (form.form.public or {}).get("proof"):
        return
    solution = solved(key, token, payload, context.now)
    mark = "" if solution is None else mark_of(key, "puzzle", solution.name)
    if solution is None or not take_mark(context, app.id, form.form.id, mark, solution.ends_at):
        raise Conflict("Please send again: your browser has to prove its work.", extra={"state": "unproven"})


def _once(form: CompiledForm) -> Mapping[str, Any]:
    once: Mapping[str, Any] = (form.form.public or {}).get("once") or {}
    return once


def _answered() -> Conflict:
    return Conflict("Your answer is here already.", extra={"state": "answered"})


def upload_limits(form: CompiledForm, settings: Settings) -> dict[str, int]:
    """Return how many files a field takes (`most`) and how many `bytes` each has at most."""
    limits = (form.form.public or {}).get("files") or {}
    largest = settings.dougong_file_limit
    return {
        "most": limits.get("most", MOST_FILES),
        "bytes": min(largest, limits.get("megabytes", MEGABYTES) * MEGABYTE),
    }


def check_files(offered: Iterable[FormField], values: Mapping[str, Any], most: int) -> None:
    """Raise Invalid for a field with more files than the form takes."""
    problems = [
        Problem(
            code="too_many_files", pointer=f"/{field.key}", message=f"Too many files: the most is {most}."
        )
        for field in offered
        if field.type.holds_files and isinstance(found := values.get(field.key), list) and len(found) > most
    ]
    if problems:
        raise Invalid("Some values are refused.", problems=problems)


def ending(form: CompiledForm, settings: Settings) -> dict[str, Any]:
    """Return what a visitor is told after his answer, and where he is led when that is allowed."""
    target = str((form.form.public or {}).get("redirect") or "")
    told: dict[str, Any] = {"thanks": thanks_of(form)}
    return {**told, "redirect": target} if target and settings.may_lead_to(target) else told
