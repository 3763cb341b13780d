"""Surroundings: what a rule document may speak of, given by whoever owns the app."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dougong_formula import (
    BOOLEAN,
    DATETIME,
    TEXT,
    Expression,
    FormulaError,
    Member,
    Type,
    Vocabulary,
    parse_expression,
    record_of,
    to_python,
)
from dougong_model import Effect, Problem
from dougong_rule.condition import Condition

EVENT_MEMBERS: Mapping[str, Type] = {
    "kind": TEXT,
    "at": DATETIME,
    "cause": TEXT,
    "form": TEXT,
    "state": TEXT,
    "button": TEXT,
    "hook": TEXT,
    "name": TEXT,
    "flow": TEXT,
    "outcome": TEXT,
    "verb": TEXT,
}
"""What an expression may ask of `event.`; a member an event does not have is blank."""


STEP_DEPTH = 4

NOT_FOR_OTHERS = frozenset({"Wait"})
"""Steps that only the record of the rule itself can be asked for."""


class Entities(Protocol):
    """The vocabularies of an app's entities."""

    def vocabulary(self, entity: str) -> Vocabulary | None:
        """Return the vocabulary with an entity's fields bare, `user` and `settings`; None if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The app a rule stands in.

    `keys` holds the keys that exist by kind of document (`form`, `flow`, `role`, `message`, `table`,
    `connection`). `writable` says by entity which fields a rule may set, `attachments` which
    hold files, `unique` which tell records apart, `sub_tables` which hold rows, with the entity of these, `states`
    which field holds the state, `comparable` by which plain stored fields records can be found, `matched` in which of
    them those are equal that count as the same, `signals` the messages for which flows on them wait, `open_forms` the entity of each public form; `totals` the keys of decision tables that give a number in the place of what their
    rows say, `channels` by what channel (`mail`, `sms`, `chat`) a connection sends messages, `spoken_of` the entity of
    each message that names one, `sequences` that of each sequence, `actions` what each connection can do. What is told is told in `language`.
    """

    entities: Entities
    keys: Mapping[str, Collection[str]] = field(default_factory=dict)
    writable: Mapping[str, Collection[str]] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    attachments: Mapping[str, Collection[str]] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    unique: Mapping[str, Collection[tuple[str, ...]]] = field(default_factory=dict)
    sub_tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    comparable: Mapping[str, Collection[str]] = field(default_factory=dict)
    matched: Mapping[str, Collection[tuple[str, ...]]] = field(default_factory=dict)
    signals: Mapping[str, Collection[str]] = field(default_factory=dict)
    open_forms: Mapping[str, str] = field(default_factory=dict)
    totals: Collection[str] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    spoken_of: Mapping[str, str] = field(default_factory=dict)
    sequences: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, Collection[str]] = field(default_factory=dict)
    language: str = "en"


class RuleVocabulary:
    """The names of a rule: the record's fields, `this`, `old`, `user`, `settings`, `event` and extras.

    Inside a step that goes through other records, `parent` is the record that the step itself is about, of the
    entity given; there is no `old` there, as nothing has happened to those.
    """

    def __init__(
        self, base: Vocabulary, extra: Mapping[str, Type] | None = None, parent: str | None = None
    ) -> None:
        self._base = base
        self.root = base.root
        record = record_of(base.root or "")
        self.prefixes: Mapping[str, Type] = {
            **base.prefixes,
            "this": record,
            **({"old": record} if parent is None else {"parent": record_of(parent)}),
            "event": record_of("@event"),
            **(extra or {}),
        }

    def forget(self, prefix: str) -> None:
        """Take a reserved name away."""
        self.prefixes = {key: kind for key, kind in self.prefixes.items() if key != prefix}

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity, or those of an event for `@event`."""
        if entity == "@event":
            return {
                key: Member(key=key, type=type_, label={"en": key}) for key, type_ in EVENT_MEMBERS.items()
            }
        return self._base.members(entity)


class Reading:
    """A document being read: gathers every problem with its pointer.

    `allowed` are the steps that may stand here, `depth` says inside how many others.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        entity: str,
        extra: Mapping[str, Type] | None = None,
        parent: str | None = None,
    ) -> None:
        self.surroundings = surroundings
        self.entity = entity
        self.extra = extra
        self.parent = parent
        self.problems: list[Problem] = []
        self.allowed: Collection[str] = ()
        self.depth = 0
        self.reader: Callable[[object, str, Reading], Sequence[Effect]] | None = None
        base = surroundings.entities.vocabulary(entity)
        self.vocabulary = None if base is None else RuleVocabulary(base, extra, parent)

    def inside(self, entity: str | None = None) -> Reading:
        """Return the reading of what stands inside a step: about other records, when their entity is given."""
        if entity is None:
            inner = Reading(self.surroundings, self.entity, self.extra, self.parent)
            inner.allowed = self.allowed
        else:
            inner = Reading(self.surroundings, entity, self.extra, self.entity)
            inner.allowed = [kind for kind in self.allowed if kind not in NOT_FOR_OTHERS]
        inner.problems, inner.reader, inner.depth = self.problems, self.reader, self.depth + 1
        return inner

    def steps(self, body: object, pointer: str) -> None:
        """Read the steps inside a step."""
        if self.depth > STEP_DEPTH:
            self.refuse(pointer, "too_deep", f"Steps stand at most {STEP_DEPTH} deep inside each other.")
        elif self.reader is not None:
            self.reader(body, pointer, self)

    def refuse(self, pointer: str, code: str, message: str, hint: str | None = None) -> None:
        """Note a problem and go on reading."""
        self.problems.append(Problem(code=code, pointer=pointer, message=message, hint=hint))

    def expression(self, text: object, pointer: str, expected: Type | None = None) -> Condition | None:
        """Type and compile an expression; None (with a problem noted) when it does not type."""
        if not isinstance(text, str):
            self.refuse(pointer, "expression_expected", "An expression is a text.")
            return None
        if self.vocabulary is None:
            return None
        try:
            parsed = parse_expression(text, self.vocabulary, expected)
        except FormulaError as error:
            self.problems.extend(found.to_problem(pointer) for found in error.problems)
            return None
        return compiled(text, parsed)

    def condition(self, text: object, pointer: str) -> Condition | None:
        """Read an optional condition."""
        return None if text is None else self.expression(text, pointer, BOOLEAN)

    def key_of(self, kind: str, key: object, pointer: str) -> str:
        """Check that a key names an existing document of a kind."""
        known = self.surroundings.keys.get(kind, ())
        if not isinstance(key, str) or key not in known:
            self.refuse(
                pointer,
                "unknown_reference",
                f"There is no {kind} “{key}”.",
                hint="One of: " + ", ".join(sorted(known)) if known else None,
            )
            return ""
        return key


def compiled(text: str, expression: Expression) -> Condition:
    """Compile a typed expression to a Condition."""
    return Condition(text=text, expression=expression, value=to_python(expression))
