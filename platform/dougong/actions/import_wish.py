"""What is asked of an import: the file and how it is read, what its columns fill, what becomes of records that
are there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast
from uuid import UUID

from dougong.access import Scope
from dougong.context import Context
from dougong.errors import BadRequest
from dougong.metadata import App
from dougong.records.query import unknown_name
from dougong.records.read import scope_in
from dougong.sheets.table import Reading
from dougong_form import escape

Policy = Literal["update", "skip", "fill", "create"]
"""What a row does when its record is there: changes it, is left out, fills its blanks, makes another one."""
POLICIES: tuple[Policy, ...] = ("update", "skip", "fill", "create")
_NAMED = frozenset({"text", "long_text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """What is asked of an import; `mapping` gives each column the fields it fills.

    A record is there already when it equals a row in all fields of `match`, or with `duplicates` in those that
    the entity declares. References in `create_missing` make the records that they do not find.
    """

    file: UUID
    mapping: Mapping[str, Sequence[str]]
    values: Mapping[str, Mapping[str, str]]
    match: Sequence[str]
    dry_run: bool
    rules: bool
    policy: Policy = "update"
    duplicates: bool = False
    create_missing: Sequence[str] = ()
    reading: Reading = field(default_factory=Reading)

    def as_arguments(self) -> dict[str, Any]:
        """Return the wish as the job keeps it."""
        return {
            **self.as_plan(),
            "file": str(self.file),
            "dry_run": self.dry_run,
            "reading": asdict(self.reading),
        }

    def as_plan(self) -> dict[str, Any]:
        """Return what may be asked again of another file with the same columns."""
        return {
            "mapping": {key: list(one) for key, one in self.mapping.items()},
            "values": {key: dict(one) for key, one in self.values.items()},
            "match": list(self.match),
            "rules": self.rules,
            "policy": self.policy,
            "duplicates": self.duplicates,
            "create_missing": list(self.create_missing),
        }

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> ImportWish:
        """Return the wish that a job keeps; jobs of earlier versions lack what they could not ask."""
        return cls(
            file=UUID(arguments["file"]),
            mapping=arguments["mapping"],
            values=arguments["values"],
            match=arguments["match"],
            dry_run=arguments["dry_run"],
            rules=arguments["rules"],
            policy=cast("Policy", arguments.get("policy", "update")),
            duplicates=bool(arguments.get("duplicates")),
            create_missing=arguments.get("create_missing", ()),
            reading=Reading(**arguments.get("reading", {})),
        )

    def check(self, context: Context, app: App, scope: Scope, columns: Iterable[str]) -> None:
        """Raise BadRequest for names that do not exist or do not fit together."""
        known = set(columns)
        for column in self.mapping:
            if column not in known:
                message = f"The file has no column “{column[:60]}”."
                raise BadRequest.at(f"/mapping/{escape(column[:60])}", message, code="unknown_column")
        self._check_match(scope)
        may = creatable(context, app, scope)
        for place, key in enumerate(self.create_missing):
            if key not in may:
                message = f"What “{key[:48]}” refers to cannot be made from a name alone."
                raise BadRequest.at(f"/create_missing/{place}", message, code="choice")

    def _check_match(self, scope: Scope) -> None:
        mapped = self.mapped
        for place, key in enumerate(self.match):
            shape = scope.shape.fields.get(key)
            if shape is None or scope.read.get(key, ()) is not None or len(shape.columns) != 1:
                raise unknown_name(f"/match/{place}", key)
            if key not in mapped:
                message = f"The match key “{key}” is filled by no column."
                raise BadRequest.at(f"/match/{place}", message, code="not_filled")

    @property
    def mapped(self) -> frozenset[str]:
        """Return the fields that are filled."""
        return frozenset(key for keys in self.mapping.values() for key in keys)

    def matching(self, scope: Scope) -> list[tuple[str, ...]]:
        """Return the lists of fields in which a row and a record are compared."""
        lists = [tuple(self.match)] if self.match else []
        if self.duplicates:
            lists += [one for one in declared(scope) if self.mapped.issuperset(one) and one not in lists]
        return lists


def declared(scope: Scope) -> list[tuple[str, ...]]:
    """Return the lists of fields in which equal records count as the same, as far as the person reads them."""
    compiled = scope.shape.compiled
    if compiled is None or compiled.entity.duplicates is None:
        return []
    return [
        keys
        for keys in dict.fromkeys(compiled.entity.duplicates.match)
        if all(scope.read.get(key, ()) is None and len(scope.shape.fields[key].columns) == 1 for key in keys)
    ]


def creatable(context: Context, app: App, scope: Scope) -> list[str]:
    """Return the references whose records the person may make from a name alone."""
    return [
        key
        for key, shape in scope.shape.fields.items()
        if (shape.type == "reference" or shape.holds_links)
        and shape.target in app.entities
        and key in scope.read
        and scope.may_write(key)
        and _named(scope_in(context, app, str(shape.target)))
    ]


def _named(target: Scope) -> bool:
    """Say whether a record of the scope may be made and needs nothing but its title."""
    compiled, title = target.shape.compiled, target.shape.fields.get(target.shape.title)
    if compiled is None or title is None or title.type not in _NAMED or not target.allows("create"):
        return False
    entity = compiled.entity
    filled = {key for key, one in entity.fields.items() if "default" in one.settings} | {title.key}
    if entity.states is not None:
        filled.add(entity.states.field)
    return target.may_write(title.key) and filled.issuperset(entity.required)
