"""Preview a message: its texts filled in for a record, with what the reader of the preview may read, and nothing sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong.access import vocabulary
from dougong.actions.apply import new_act
from dougong.actions.values import ForPeople
from dougong.context import Context
from dougong.errors import Invalid, NotAllowed
from dougong.metadata import App
from dougong.records.read import get_in, scope_in
from dougong_formula import FormulaError, parse_template
from dougong_model import Problem


def preview_message(
    context: Context, app: App, entity: str, record: UUID, texts: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return texts (`{"subject": {language: text}}`) as people would read them of a record.

    Raises NotFound for a record that the caller does not see, Invalid for a text that does not fit, NotAllowed for
    fields that he reads on some records only.
    """
    get_in(context, app, entity, record)
    scope = scope_in(context, app, entity)
    names, row = vocabulary(scope), ForPeople(new_act(context, app).scope(entity, record))
    problems: list[Problem] = []
    filled: dict[str, dict[str, Any]] = {}
    for member, languages in texts.items():
        for language, text in languages.items():
            try:
                template = parse_template(text, names)
            except FormulaError as error:
                problems += (one.to_problem(f"/{member}/{language}") for one in error.problems)
                continue
            if any(key in scope.read and scope.read[key] is not None for _, key in template.references):
                raise NotAllowed("The text speaks of fields that you may not read.")
            filled.setdefault(member, {})[language] = template.render(row)
    if problems:
        raise Invalid("The text does not fit these records.", problems=problems)
    return filled
