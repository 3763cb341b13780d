"""Evaluating: the expressions of a step over its record, and the values and people they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.act import Act, Site
from dougong.actions.rows import Names
from dougong.actions.values import field_value, filled_text
from dougong.actions.workload import SiteWorkload
from dougong.automation.definitions import expression, selectors, tables_of
from dougong.errors import Invalid
from dougong.identity.tables import person
from dougong_form import ValueRefused
from dougong_formula import BOOLEAN
from dougong_model import Problem, Value
from dougong_rule import Assignment, Choice, Pick, Selector, Workload, choose_people

EACH_LIMIT = 2_000


def scope_of(act: Act, site: Site) -> Names:
    """Return the names of a step's expressions: its record as it is now."""
    return act.scope(site.entity, site.record, site.reserved)


def evaluated(act: Act, site: Site, text: str) -> Any:
    """Return the value of an expression over the step's record."""
    return expression(act.app, site.entity, text, None, site.parent).value(scope_of(act, site))


def holds(act: Act, site: Site, text: str | None) -> bool:
    """Say whether a condition over the step's record is true; one that is absent is."""
    if text is None:
        return True
    return expression(act.app, site.entity, text, BOOLEAN, site.parent).holds(scope_of(act, site))


def field_values(act: Act, site: Site, entity: str, texts: Mapping[str, str]) -> dict[str, Value]:
    """Return the values of `{field of entity: expression}`; raises Invalid with a pointer for each that
    fails."""
    scope = scope_of(act, site)
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for key, text in texts.items():
        field = act.app.entities[entity].fields[key]
        type_ = field.type.formula_type(field)
        found = expression(act.app, site.entity, text, type_, site.parent).value(scope)
        try:
            values[key] = field_value(field, found, act.currency)
        except ValueRefused as error:
            problems.append(Problem(code=error.code, pointer=f"/{key}", message=error.message))
        except Invalid as error:
            problems.extend(error.problems)
    if problems:
        refused = Invalid("A value of the step cannot be stored.", problems=problems)
        refused.entity = entity
        raise refused
    return values


def records_of(act: Act, site: Site, text: str) -> list[tuple[str, UUID]]:
    """Return the records that an expression gives, as (entity, id), each once."""
    condition = expression(act.app, site.entity, text, None, site.parent)
    type_ = condition.expression.type
    entity = str((type_.item or type_).entity)
    value = condition.value(scope_of(act, site))
    several: Sequence[Any] = value if isinstance(value, list | tuple) else [value]
    found: dict[UUID, None] = {}
    for one in several:
        identity = one.get("id") if isinstance(one, Mapping) else one
        if isinstance(identity, UUID):
            found[identity] = None
    return [(entity, identity) for identity in found]


def each_of(act: Act, site: Site, text: str) -> list[Site]:
    """Return the places of steps about each of the records that an expression gives; raises Invalid for more
    than EACH_LIMIT."""
    found = records_of(act, site, text)
    count = len(found)
    if count > EACH_LIMIT:
        raise Invalid(f"A step goes through at most {EACH_LIMIT} records; here are {count}.")
    return [site.about(act, entity, record) for entity, record in found]


def people(act: Act, site: Site, body: Any, pick: Pick, *, union: bool = False) -> Choice:
    """Return the people that selectors mean, and move the round robin that chose."""
    found = selectors(act.app, site.entity, body, pick, site.parent)
    return _chosen(act, site, found, SiteWorkload(act, site), union=union)


def assignee(act: Act, site: Site, assignment: Assignment) -> Choice:
    """Return whom an assignment means, and move the round robin that chose."""
    return _chosen(act, site, assignment.strategies, SiteWorkload(act, site, assignment))


def _chosen(
    act: Act, site: Site, found: Sequence[Selector], workload: Workload, *, union: bool = False
) -> Choice:
    scope = scope_of(act, site)
    choice = choose_people(found, scope, act.people, tables_of(act.app), workload, union=union)
    if choice.cursor is not None:
        act.people.move(*choice.cursor, choice.shares)
    return choice


def readers(act: Act, told: Sequence[UUID]) -> dict[UUID, tuple[str, ZoneInfo]]:
    """Return each person's language and time zone."""
    asked = sa.select(person.c.id, person.c.language, person.c.zone).where(person.c.id.in_(told))
    return {row.id: (row.language, ZoneInfo(row.zone)) for row in act.context.conn.execute(asked)}


def text_in(act: Act, site: Site, text: Any, language: str) -> str:
    """Return a text of a document in a language, its `{{ expressions }}` filled in."""
    return filled_text(act.app, site.entity, text, scope_of(act, site), language, site.parent)
