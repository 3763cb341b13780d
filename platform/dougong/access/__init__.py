"""Access: who may do what, compiled to row predicates, field sets and reasons.

Uses metadata, identity, dougong_formula. Public: scope_for, Scope, vocabulary, resolver (names and rows in
SQL), explain, compare, shares. Whatever reads or writes records takes a `Scope`; a name that a scope does
not read is not in its vocabulary, and so is an unknown name wherever it is used.
"""

from dougong.access.compare import Widening, compare
from dougong.access.explain import explain, lacking
from dougong.access.resolver import EntityResolver, RowSource, aliased_source, resolver
from dougong.access.scope import ALL_ROWS, NO_ROWS, Scope, read_by_every_role, scope_for, scope_of
from dougong.access.shares import READ, RIGHTS, Shared, share, shared_entity, shares_of, unshare
from dougong.access.values import bound_values, user_columns, user_values
from dougong.access.vocabulary import vocabulary

__all__ = [
    "ALL_ROWS",
    "NO_ROWS",
    "READ",
    "RIGHTS",
    "EntityResolver",
    "RowSource",
    "Scope",
    "Shared",
    "Widening",
    "aliased_source",
    "bound_values",
    "compare",
    "explain",
    "lacking",
    "read_by_every_role",
    "resolver",
    "scope_for",
    "scope_of",
    "share",
    "shared_entity",
    "shares_of",
    "unshare",
    "user_columns",
    "user_values",
    "vocabulary",
]
