"""SQL: how the kinds of nodes are compiled; `to_sql` is the door.

Uses functions, resolver, typed. Public: Aggregates, Choices, Conditions, Core, each a part of the compiler.
"""
