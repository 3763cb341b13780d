"""Scope: what one person may do with one entity, derived from the roles held.

Rows of an action are a tuple of formulas of which one must hold (`NO_ROWS` is the empty tuple), or
`ALL_ROWS`. Where no role says which fields are read, those of a record that a seat shares are read on the
rows shared so (`SharedRows`). A field is readable on the rows of those grants that name it: where roles differ, `read` keeps
the formulas of each field, so that a wide role with few fields and a narrow role with many do not add up to
more than either gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dougong.access.grants import ENTITY_ACTIONS, Grant, grants, held_roles
from dougong.access.kept import kept
from dougong.access.pool_fields import hiding, open_rows, rows_where
from dougong.access.shapes import ALWAYS_READABLE, EntityShape, has_entity, shape_of
from dougong.access.shares import READ, Shared
from dougong.context import Context, Principal
from dougong.errors import NotAllowed
from dougong.metadata import App
from dougong_formula import BOOLEAN, Expression, parse_expression


@dataclass(frozen=True, slots=True)
class SharedRows:
    """The rows shared with the person with a right, where else a formula stands."""

    right: str

    @property
    def text(self) -> str:
        """Return what tells these rows from others."""
        return f"shared:{self.right}"


Rows = tuple[Expression | SharedRows, ...] | None
ALL_ROWS: Rows = None
NO_ROWS: Rows = ()

_TRUSTED = frozenset({"system", "rule", "flow"})
_OPEN_ROWS = frozenset({"TRUE()", "TRUE"})
_HOLDERS = frozenset({"owner", "department"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a principal may do with one entity of one published app.

    `read`, `write` and `enter` map field keys to the rows on which they may be read, changed and given to a
    new record (`ALL_ROWS`: wherever the record is seen, changed or created). `shape_key` names everything the compiled SQL depends on besides bound values: two
    people with one `shape_key` share compiled statements. `through` is the parent's scope for rows of a
    sub-table that no grant names itself. `below` holds the scopes of what a seat opens with its record: rows of
    sub-tables, titles of what references point to; so does a share that opens fields. `shared` adds records
    shared with the person.
    """

    app: App
    entity: str
    shape: EntityShape
    principal: Principal
    actions: frozenset[str]
    rows: Mapping[str, Rows]
    read: Mapping[str, Rows]
    write: Mapping[str, Rows]
    enter: Mapping[str, Rows]
    shape_key: tuple[object, ...]
    through: Scope | None = None
    below: Mapping[str, Scope] = field(default_factory=dict)
    shared: bool = False

    def of(self, entity: str) -> Scope:
        """Return the scope of any entity to the same person."""
        if entity == self.entity:
            return self
        return self.below.get(entity) or scope_of(self.app, entity, self.principal)

    def written(self, action: str) -> Mapping[str, Rows]:
        """Return the fields that an action may write."""
        return self.enter if action == "create" else self.write

    def may_write(self, field: str) -> bool:
        """Say whether a field may be changed, or given to a new record, on some row at least."""
        return field in self.write or field in self.enter

    def require(self, action: str) -> None:
        """Raise NotAllowed unless the action is granted on some row at least."""
        if action not in self.actions:
            raise NotAllowed(f"You may not {action} these records.")

    def allows(self, action: str) -> bool:
        """Say whether the action is granted on some row at least."""
        return action in self.actions


@dataclass(frozen=True, slots=True)
class _Rights:
    actions: frozenset[str]
    rows: Mapping[str, Rows]
    read: Mapping[str, Rows]
    write: Mapping[str, Rows]
    enter: Mapping[str, Rows]
    shape_key: tuple[object, ...]
    through: str | None = None


def scope_for(
    context: Context, app: App, entity: str, seat_rights: Mapping[str, Sequence[str]] | None = None
) -> Scope:
    """Return what the caller may do with an entity; raises BadRequest for an unknown entity.

    `seat_rights` are the field rights of a flow node: `{"edit": [keys], "hide": [keys]}`.
    """
    scope = scope_of(app, entity, context.principal)
    return _at_seat(scope, seat_rights) if seat_rights else scope


def scope_of(app: App, entity: str, principal: Principal, *, shared: Shared = Shared.NOTHING) -> Scope:
    """Return the scope of a principal; `shared` lets in the records shared with him.

    A share opens rows; which fields are read on them his roles say. Who has no role reads the title, and all
    fields of a record that is shared so that he can decide about it: with the rows of its sub-tables and the
    titles of what it points to, as his seat shows them.
    """
    shape = shape_of(app, entity)
    rights = _rights(app, shape, principal)
    through = scope_of(app, rights.through, principal) if rights.through else None
    actions = _of_token(principal, rights.actions)
    scope = Scope(
        app=app,
        entity=entity,
        shape=shape,
        principal=principal,
        actions=actions,
        rows=rights.rows,
        read=rights.read,
        write=rights.write,
        enter=rights.enter,
        shape_key=rights.shape_key,
        through=through,
    )
    if shared is Shared.NOTHING or principal.person is None or "all" in rights.shape_key:
        return scope
    return _opened_by_share(scope, shared)


def _opened_by_share(scope: Scope, shared: Shared) -> Scope:
    opened = replace(
        scope,
        actions=scope.actions | {"see", "change"},
        read=scope.read or _every(_titles(scope.shape)),
        shape_key=(*scope.shape_key, "shared"),
        shared=True,
    )
    if shared is Shared.ROWS or scope.read:
        return opened
    read = {key: (SharedRows(READ),) for key in scope.shape.fields} | dict(opened.read)
    opened = replace(opened, read=read, shape_key=(*opened.shape_key, READ))
    return replace(opened, below=_below(opened, read))


def _titles(shape: EntityShape) -> list[str]:
    return [key for key in shape.fields if key in {*ALWAYS_READABLE, shape.title}]


def _of_token(principal: Principal, actions: frozenset[str]) -> frozenset[str]:
    if principal.token_scopes is None:
        return actions
    if "write" in principal.token_scopes:
        return actions
    return actions & {"see", "export", "print"} if "read" in principal.token_scopes else frozenset()


def _every(keys: Iterable[str]) -> Mapping[str, Rows]:
    return dict.fromkeys(keys, ALL_ROWS)


def _rights(app: App, shape: EntityShape, principal: Principal) -> _Rights:
    if principal.administrator or principal.kind in _TRUSTED:
        return kept(app, ("rights", shape.key, "all"), lambda: _everything(shape))
    roles = held_roles(app, principal)
    return kept(app, ("rights", shape.key, roles), lambda: _united(app, shape, roles))


def _everything(shape: EntityShape) -> _Rights:
    actions = ("see", "export") if shape.system else ENTITY_ACTIONS
    writable = {key: ALL_ROWS for key, one in shape.fields.items() if not one.field.read_only}
    return _Rights(
        frozenset(actions),
        dict.fromkeys(actions, ALL_ROWS),
        _every((*shape.fields, *shape.lists)),
        {} if shape.system else writable,
        {} if shape.system else writable,
        ("all",),
    )


def _united(app: App, shape: EntityShape, roles: frozenset[str]) -> _Rights:
    key: tuple[object, ...] = (tuple(sorted(roles)),)
    mine = [
        grant for role in sorted(roles) for grant in grants(app).get(role, ()) if grant.entity == shape.key
    ]
    if not mine and shape.parent is not None:
        return _through_parent(app, shape, roles, key)
    if not mine and shape.system:
        return _of_system(app, shape, key)
    actions = frozenset(action for grant in mine for action in grant.actions)
    if shape.system:
        actions &= {"see", "export"}
    rows = {action: _union(grant.rows for grant in mine if action in grant.actions) for action in actions}
    if "see" not in actions:
        return _Rights(actions, rows, {}, {}, {}, key)
    read = _fields(shape, mine, "see", rows)
    if shape.system:
        return _Rights(actions, rows, read, {}, {}, key)
    write, enter = (_fields(shape, mine, action, rows) for action in ("change", "create"))
    closing = open_rows(app, shape.key, roles)
    if closing:
        read, write = (_within(app, shape.key, fields, closing) for fields in (read, write))
    return _Rights(actions, rows, read, write, enter, key)


def _within(
    app: App, entity: str, fields: Mapping[str, Rows], closing: Mapping[str, Expression]
) -> dict[str, Rows]:
    """Narrow fields to the rows on which a pool does not hide them; what is shared is narrowed by nothing."""

    def narrowed(rows: Rows, within: Expression) -> Rows:
        if rows is None:
            return (within,)
        return tuple(
            rows_where(app, entity, f"({one.text}) AND ({within.text})")
            if isinstance(one, Expression)
            else one
            for one in rows
        )

    return {key: narrowed(rows, closing[key]) if key in closing else rows for key, rows in fields.items()}


def _of_system(app: App, shape: EntityShape, key: tuple[object, ...]) -> _Rights:
    """A system entity without a grant: what it says itself about its rows."""
    if shape.rows is None:
        return _Rights(frozenset(), {}, {}, {}, {}, key)
    rows: Rows = ALL_ROWS
    if shape.rows.upper() not in _OPEN_ROWS:
        rows = (parse_expression(shape.rows, app.vocabulary(shape.key, "user"), BOOLEAN),)
    return _Rights(frozenset({"see"}), {"see": rows}, _every((*shape.fields, *shape.lists)), {}, {}, key)


def _through_parent(app: App, shape: EntityShape, roles: frozenset[str], key: tuple[object, ...]) -> _Rights:
    """Rows of a sub-table are seen and written with the parent's field that holds them."""
    assert shape.parent is not None
    parent = shape_of(app, shape.parent)
    above = kept(app, ("rights", parent.key, roles), lambda: _united(app, parent, roles))
    holder = next(
        (one.key for one in parent.lists.values() if one.sub_table and one.entity == shape.key), None
    )
    if "see" not in above.actions or holder not in above.read:
        return _Rights(frozenset(), {}, {}, {}, {}, key)
    writable = {name: ALL_ROWS for name, one in shape.fields.items() if not one.field.read_only}
    return _Rights(
        frozenset({"see"}),
        {"see": ALL_ROWS},
        _every((*shape.fields, *shape.lists)),
        writable if holder in above.write else {},
        writable if holder in above.enter else {},
        key,
        through=parent.key,
    )


def _union(rows: Iterable[Expression | None]) -> Rows:
    found: dict[str, Expression | SharedRows] = {}
    for one in rows:
        if one is None:
            return ALL_ROWS
        found[one.text] = one
    return tuple(found.values())


def _texts(rows: Rows) -> frozenset[str] | None:
    return None if rows is None else frozenset(one.text for one in rows)


def _fields(shape: EntityShape, mine: list[Grant], action: str, rows: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the field set of see, change or create: what is given on all rows of the action holds wherever
    the record does.
    """
    found: dict[str, Rows] = {}
    for key, one in (*shape.fields.items(), *((key, None) for key in shape.lists if key not in shape.fields)):
        if action == "see" and key in ALWAYS_READABLE:
            found[key] = ALL_ROWS
            continue
        if action != "see" and (one is None or (one.field.read_only and key not in _HOLDERS)):
            continue
        naming = [grant for grant in mine if gives(grant, key, action)]
        if naming:
            given = _union(grant.rows for grant in naming)
            found[key] = ALL_ROWS if _texts(given) == _texts(rows.get(action, NO_ROWS)) else given
    return found


def gives(grant: Grant, key: str, action: str) -> bool:
    """Say whether a grant gives a field for see, change or create.

    To whom a record belongs is changed by those who may assign, or are given these fields by name.
    """
    if action == "change" and key in _HOLDERS and "assign" in grant.actions:
        return True
    if action not in grant.actions:
        return False
    if action == "change" and key in _HOLDERS:
        return grant.write is not None and key in grant.write
    written = grant.write is None or key in grant.write
    return written or (action == "see" and (grant.read is None or key in grant.read))


def read_by_every_role(app: App, entity: str, key: str) -> bool:
    """Say whether every role that sees records of an entity reads a field of them, wherever it sees them."""
    return kept(
        app,
        ("read by every role", entity, key),
        lambda: (
            not any(key in one.fields for one in hiding(app, entity))
            and all(
                gives(grant, key, "see")
                for granted in grants(app).values()
                for grant in granted
                if grant.entity == entity and "see" in grant.actions
            )
        ),
    )


def _at_seat(scope: Scope, rights: Mapping[str, Sequence[str]]) -> Scope:
    hidden = frozenset(rights.get("hide", ()))
    edited = [key for key in rights.get("edit", ()) if key in scope.shape.fields and key not in hidden]
    seen = scope.read or _every(scope.shape.fields)
    read = {key: rows for key, rows in (*seen.items(), *_every(edited).items()) if key not in hidden}
    # A row is read beside the name of the record that holds it.
    above = {parent: _titled(scope.of(parent))} if (parent := scope.shape.parent) is not None else {}
    return replace(
        scope,
        actions=scope.actions | {"see", *(("change",) if edited else ())},
        read=read,
        below={**_below(scope, read), **above},
        write=_every(edited),
        enter={},
        shape_key=(*scope.shape_key, ("seat", tuple(sorted(hidden)), tuple(sorted(edited)))),
    )


def _below(scope: Scope, read: Mapping[str, Rows]) -> dict[str, Scope]:
    """Return what a seat opens besides its record: rows of sub-tables, titles of what references point to."""
    opened = _opened(scope, read)
    return _named(scope, read, opened) | opened


def _titled(scope: Scope) -> Scope:
    """Return the scope in which records are called by their title, whichever of them one sees otherwise."""
    return replace(
        scope,
        actions=frozenset({"see"}),
        rows={"see": ALL_ROWS},
        read=_every(("id", scope.shape.title)),
        shape_key=(*scope.shape_key, "named"),
    )


def _named(scope: Scope, read: Mapping[str, Rows], opened: Mapping[str, Scope]) -> dict[str, Scope]:
    """Return scopes to read the title by which a shown reference is called, where no grant says what is seen
    of its entity.
    """
    shown = [(scope.shape, read), *((one.shape, one.read) for one in opened.values())]
    targets = {
        str(one.target)
        for shape, keys in shown
        for key, one in shape.fields.items()
        if key in keys and one.names_records and has_entity(scope.app, str(one.target))
    }
    unseen = [one for one in map(scope.of, targets - {scope.entity}) if not one.actions]
    return {one.entity: _titled(one) for one in unseen}


def _opened(scope: Scope, read: Mapping[str, Rows]) -> dict[str, Scope]:
    """Return the scopes of the sub-tables whose fields a seat shows, where no grant says what is seen of
    them: their rows belong to the record, and are seen with it and nowhere else.
    """
    found: dict[str, Scope] = {}
    for one in scope.shape.lists.values():
        if not one.sub_table or one.key not in read:
            continue
        child = scope.of(one.entity)
        if child.through is not None or not child.actions:
            found[one.entity] = replace(
                child,
                actions=frozenset({"see"}),
                rows={"see": ALL_ROWS},
                read=_every((*child.shape.fields, *child.shape.lists)),
                shape_key=(*child.shape_key, "below", *scope.shape_key),
                through=scope,
            )
    return found
