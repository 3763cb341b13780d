"""Parse: a flow document becomes a Flow, its expressions typed; nothing that cannot run gets through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from dougong_flow.check import check
from dougong_flow.definition import (
    START,
    ActionStep,
    ApprovalTask,
    ApproverRule,
    Edge,
    EndEvent,
    ExclusiveGateway,
    Fallback,
    Flow,
    InitiatorPolicy,
    Mode,
    Node,
    PeopleRule,
    Rejection,
    RoleRule,
    SamePersonPolicy,
    StartEvent,
    SupervisorRule,
    TeamRule,
    Trigger,
    Verb,
    WithdrawPolicy,
)
from dougong_flow.reader import Reader
from dougong_flow.vocabulary import FlowVocabulary
from dougong_formula import Vocabulary
from dougong_model import DocumentError, Effect, effect_from_document

EFFECTS_OF_FLOWS = frozenset(
    {
        "SetFields",
        "Create",
        "Update",
        "Delete",
        "Assign",
        "CreateTodo",
        "Notify",
        "StartFlow",
        "Convert",
        "Webhook",
        "CallConnector",
    }
)
"""Effects that an action step may ask for; seats, timers and refusals belong to the engines themselves."""

HIGHEST_LEVEL = 20
_COMMON = ("id", "key", "kind", "name", "at", "origin")
_APPROVE = (
    *_COMMON,
    "who",
    "fallback",
    "same_person",
    "initiator",
    "mode",
    "any_reject",
    "order",
    "verbs",
    "reject",
    "fields",
    "form",
)
_OFFERED_VERBS = (Verb.APPROVE, Verb.REJECT, Verb.RETURN)


def parse_flow(
    document: Mapping[str, Any], vocabulary: Vocabulary, roles: Collection[str] | None = None
) -> Flow:
    """Read a flow document for an entity's vocabulary; `roles` are the app's role keys, when known.

    Raises DocumentError with every problem: shape, unknown names, untyped expressions, and a graph that
    could not run to its end.
    """
    reader = Reader(str(document.get("entity", "")), FlowVocabulary(vocabulary), roles)
    reader.members(
        document,
        (
            "format",
            "id",
            "key",
            "entity",
            "name",
            "start",
            "nodes",
            "edges",
            "withdraw",
            "administrators",
            "view",
            "enabled",
            "description",
            "origin",
        ),
        "",
    )
    start = _start(reader, document.get("start"))
    nodes = _nodes(reader, document.get("nodes"))
    edges = _edges(reader, document.get("edges"))
    if document.get("view", "latest") != "latest":
        reader.problem("not_offered", "/view", f"“{document['view']}” is not offered.", "One of: latest")
    flow = Flow(
        id=reader.id(document.get("id"), "/id"),
        key=reader.key(document.get("key"), "/key"),
        entity=reader.key(document.get("entity"), "/entity"),
        name=reader.name(document.get("name"), "/name"),
        enabled=document.get("enabled") is None or reader.flag(document["enabled"], "/enabled"),
        start=start,
        nodes={START: start, **nodes},
        edges=edges,
        withdraw=reader.choice(
            WithdrawPolicy, document.get("withdraw"), "/withdraw", WithdrawPolicy.BEFORE_FIRST_DECISION
        ),
        administrators=_approver_rules(reader, document.get("administrators", ()), "/administrators"),
        outgoing={key: tuple(edge for edge in edges if edge.source == key) for key in (START, *nodes)},
    )
    problems = reader.problems or check(flow)
    if problems:
        raise DocumentError(problems)
    return flow


def _start(reader: Reader, raw: Any) -> StartEvent:
    pointer = "/start"
    start = reader.mapping(raw, pointer)
    reader.members(
        start,
        ("on", "form", "changed", "state", "when", "set", "back", "fields", "name", "id", "at"),
        pointer,
    )
    fields = reader.vocabulary.members(reader.entity)
    changed = [
        reader.text(key, f"{pointer}/changed/{index}")
        for index, key in enumerate(reader.sequence(start.get("changed", ()), f"{pointer}/changed"))
    ]
    for index, key in enumerate(changed):
        if key and key not in fields:
            reader.problem("unknown_field", f"{pointer}/changed/{index}", f"There is no field “{key}”.")
    return StartEvent(
        trigger=reader.choice(Trigger, start.get("on"), f"{pointer}/on", Trigger.BUTTON),
        form=reader.key(start["form"], f"{pointer}/form") if "form" in start else None,
        changed=frozenset(changed),
        state=reader.text(start["state"], f"{pointer}/state") if "state" in start else None,
        when=reader.condition(start.get("when"), f"{pointer}/when"),
        set=reader.setting_values(start.get("set"), f"{pointer}/set"),
        back=reader.setting_values(start.get("back"), f"{pointer}/back"),
        fields=reader.field_rights(start.get("fields"), f"{pointer}/fields"),
        name=reader.name(start.get("name"), f"{pointer}/name"),
    )


def _nodes(reader: Reader, raw: Any) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    ids: set[str] = set()
    for index, item in enumerate(reader.sequence(raw, "/nodes")):
        pointer = f"/nodes/{index}"
        document = reader.mapping(item, pointer)
        kind = document.get("kind")
        parse = NODE_KINDS.get(kind) if isinstance(kind, str) else None
        if parse is None:
            reader.problem(
                "unknown_node_kind",
                f"{pointer}/kind",
                f"Nodes of the kind “{kind}” are not offered.",
                "One of: " + ", ".join(NODE_KINDS),
            )
            continue
        node = parse(reader, document, pointer)
        if node.key in nodes or node.key == START:
            reader.problem("duplicate_key", f"{pointer}/key", f"There are two nodes “{node.key}”.")
        if node.id in ids:
            reader.problem("duplicate_id", f"{pointer}/id", f"There are two nodes with the id “{node.id}”.")
        ids.add(node.id)
        nodes[node.key] = node
    return nodes


def _head(reader: Reader, raw: Mapping[str, Any], pointer: str) -> tuple[str, str, Mapping[str, str]]:
    return (
        reader.key(raw.get("key"), f"{pointer}/key"),
        reader.id(raw.get("id"), f"{pointer}/id"),
        reader.name(raw.get("name"), f"{pointer}/name"),
    )


def _end(reader: Reader, raw: Mapping[str, Any], pointer: str) -> Node:
    reader.members(raw, (*_COMMON, "result"), pointer)
    key, id_, name = _head(reader, raw, pointer)
    result = raw.get("result")
    if result not in (None, "approved", "rejected"):
        reader.problem(
            "not_offered", f"{pointer}/result", f"“{result}” is not offered.", "approved or rejected"
        )
    return EndEvent(key=key, id=id_, name=name, result=result)


def _exclusive(reader: Reader, raw: Mapping[str, Any], pointer: str) -> Node:
    reader.members(raw, _COMMON, pointer)
    key, id_, name = _head(reader, raw, pointer)
    return ExclusiveGateway(key=key, id=id_, name=name)


def _action(reader: Reader, raw: Mapping[str, Any], pointer: str) -> Node:
    reader.members(raw, (*_COMMON, "do", "repeat_on_return"), pointer)
    key, id_, name = _head(reader, raw, pointer)
    effects: list[Effect] = []
    for index, step in enumerate(reader.sequence(raw.get("do"), f"{pointer}/do")):
        place = f"{pointer}/do/{index}"
        try:
            effect = effect_from_document(reader.mapping(step, place), place)
        except DocumentError as error:
            reader.problems += error.problems
            continue
        if effect.kind not in EFFECTS_OF_FLOWS:
            reader.problem(
                "not_offered",
                f"{place}/{effect.kind}",
                f"A flow cannot ask for “{effect.kind}”.",
                "One of: " + ", ".join(sorted(EFFECTS_OF_FLOWS)),
            )
        if effect.kind == "SetFields":
            reader.setting_values(effect.arguments, f"{place}/SetFields")
        effects.append(effect)
    return ActionStep(
        key=key,
        id=id_,
        name=name,
        effects=tuple(effects),
        repeat_on_return=reader.flag(raw.get("repeat_on_return"), f"{pointer}/repeat_on_return"),
    )


def _approve(reader: Reader, raw: Mapping[str, Any], pointer: str) -> Node:
    reader.members(raw, _APPROVE, pointer)
    key, id_, name = _head(reader, raw, pointer)
    who = _approver_rules(reader, raw.get("who"), f"{pointer}/who")
    if not raw.get("who"):
        reader.problem("no_approver_rule", f"{pointer}/who", "Say who decides.")
    if raw.get("order", "parallel") != "parallel":
        reader.problem(
            "not_offered", f"{pointer}/order", f"“{raw['order']}” is not offered.", "One of: parallel"
        )
    any_reject = raw.get("any_reject", "all")
    if any_reject not in ("all", "first"):
        reader.problem(
            "not_offered", f"{pointer}/any_reject", f"“{any_reject}” is not offered.", "all or first"
        )
    reject = raw.get("reject")
    if reject not in (None, "end", "initiator"):
        reader.problem("not_offered", f"{pointer}/reject", f"“{reject}” is not offered.", "end or initiator")
        reject = None
    return ApprovalTask(
        key=key,
        id=id_,
        name=name,
        who=who,
        any_reject=str(any_reject),
        mode=reader.choice(Mode, raw.get("mode"), f"{pointer}/mode", Mode.ALL),
        fallback=reader.choice(Fallback, raw.get("fallback"), f"{pointer}/fallback", Fallback.FLOW_ADMIN),
        initiator=reader.choice(
            InitiatorPolicy, raw.get("initiator"), f"{pointer}/initiator", InitiatorPolicy.SUPERIOR
        ),
        same_person=reader.choice(
            SamePersonPolicy, raw.get("same_person"), f"{pointer}/same_person", SamePersonPolicy.OFF
        ),
        verbs=_verbs(reader, raw.get("verbs"), f"{pointer}/verbs"),
        reject=Rejection(reject) if reject else Rejection.EDGE,
        fields=reader.field_rights(raw.get("fields"), f"{pointer}/fields"),
        form=reader.key(raw["form"], f"{pointer}/form") if "form" in raw else None,
    )


def _verbs(reader: Reader, raw: Any, pointer: str) -> frozenset[Verb]:
    if raw is None:
        return frozenset(_OFFERED_VERBS)
    words = [verb.value for verb in _OFFERED_VERBS]
    verbs = []
    for index, item in enumerate(reader.sequence(raw, pointer)):
        if item in words:
            verbs.append(Verb(item))
        else:
            reader.problem(
                "unknown_verb",
                f"{pointer}/{index}",
                f"The verb “{item}” is not offered.",
                "One of: " + ", ".join(words),
            )
    if Verb.APPROVE not in verbs:
        reader.problem("no_approve", pointer, "A node where nobody can approve never ends well.")
    return frozenset(verbs)


def _approver_rules(reader: Reader, raw: Any, pointer: str) -> tuple[ApproverRule, ...]:
    found = (
        _approver_rule(reader, item, f"{pointer}/{index}")
        for index, item in enumerate(reader.sequence(raw, pointer))
    )
    return tuple(rule for rule in found if rule is not None)


def _approver_rule(reader: Reader, raw: Any, pointer: str) -> ApproverRule | None:
    rule = reader.mapping(raw, pointer)
    kinds = [kind for kind in ("person", "role", "supervisor", "field", "team") if kind in rule]
    if len(kinds) != 1:
        reader.problem(
            "unknown_approver_rule",
            pointer,
            "This way to find people is not offered.",
            "One of: person, role, supervisor, field, team",
        )
        return None
    kind = kinds[0]
    reader.members(rule, (kind, "of") if kind == "supervisor" else (kind,), pointer)
    place = f"{pointer}/{kind}"
    if kind == "role":
        return _role_rule(reader, rule["role"], place)
    if kind == "supervisor":
        level = rule["supervisor"]
        if not isinstance(level, int) or isinstance(level, bool) or not 1 <= level <= HIGHEST_LEVEL:
            reader.problem("level", place, f"A level from 1 to {HIGHEST_LEVEL} is expected.")
            level = 1
        return SupervisorRule(level=level, of=reader.people(rule.get("of"), f"{pointer}/of"))
    condition = reader.people(rule[kind], place, "team" if kind == "team" else "person")
    if condition is None:
        return None
    return TeamRule(team=condition) if kind == "team" else PeopleRule(source=kind, people=condition)


def _role_rule(reader: Reader, raw: Any, pointer: str) -> RoleRule:
    role = reader.key(raw, pointer)
    if reader.roles is not None and role not in reader.roles:
        reader.problem(
            "unknown_role",
            pointer,
            f"There is no role “{role}”.",
            "One of: " + ", ".join(sorted(reader.roles)),
        )
    return RoleRule(role=role)


def _edges(reader: Reader, raw: Any) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    for index, item in enumerate(reader.sequence(raw, "/edges")):
        pointer = f"/edges/{index}"
        edge = reader.mapping(item, pointer)
        reader.members(edge, ("id", "from", "to", "on", "when", "default", "label"), pointer)
        on = edge.get("on")
        if on not in (None, "approved", "rejected"):
            reader.problem("not_offered", f"{pointer}/on", f"“{on}” is not offered.", "approved or rejected")
        edges.append(
            Edge(
                source=reader.key(edge.get("from"), f"{pointer}/from"),
                target=reader.key(edge.get("to"), f"{pointer}/to"),
                on=on,
                when=reader.condition(edge.get("when"), f"{pointer}/when"),
                default=reader.flag(edge.get("default"), f"{pointer}/default"),
                label=reader.name(edge.get("label"), f"{pointer}/label"),
            )
        )
    return tuple(edges)


NODE_KINDS: Mapping[str, Callable[[Reader, Mapping[str, Any], str], Node]] = {
    "approve": _approve,
    "exclusive": _exclusive,
    "action": _action,
    "end": _end,
}
"""Node kinds by the word of the document."""
