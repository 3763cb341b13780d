"""Human: what approving and handling share: options, checks, and the seats that open when a token enters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dougong_flow.checking import edge_pointer, node_pointer
from dougong_flow.definition import (
    MOST_FILES,
    AfterReturn,
    DecisionFiles,
    Fallback,
    Flow,
    HumanTask,
    InitiatorPolicy,
    Limit,
    Mode,
    Order,
    Overdue,
    SamePersonPolicy,
    Signing,
    Verb,
)
from dougong_flow.limits import arm
from dougong_flow.machine import Machine, Move
from dougong_flow.outcome import Outcome
from dougong_flow.people import ChosenRule, PeopleRule, RoleRule, TeamRule, read_people
from dougong_flow.reader import Reader
from dougong_flow.resolve import Approver, Resolution, resolve_approvers
from dougong_flow.seating import ask, conclude
from dougong_model import Problem, Severity

MEMBERS = (
    "who",
    "fallback",
    "same_person",
    "initiator",
    "mode",
    "ratio",
    "order",
    "claim",
    "verbs",
    "return_to",
    "after_return",
    "people_on_return",
    "limits",
    "remind_limit",
    "phrases",
    "signature",
    "attachments",
    "fields",
    "form",
)
"""Members of a human node."""

MOST_REMINDERS = 100
_HELPING = (Verb.TRANSFER, Verb.DELEGATE, Verb.ADD_BEFORE, Verb.ADD_AFTER)
_INCIDENTS = {
    "no_approver": "Nobody is found who could decide, and there is no active administrator.",
    "reporting_cycle": "The reporting line runs in a circle: no supervisor can be found.",
}


def read_options(
    reader: Reader, raw: Mapping[str, Any], pointer: str, deciding: tuple[Verb, ...], usual: tuple[Verb, ...]
) -> dict[str, Any]:
    """Read the options of a human node; `deciding` are the verbs of its kind, `usual` those when it names none."""
    who = read_people(reader, raw.get("who"), f"{pointer}/who")
    if not raw.get("who"):
        reader.problem("no_approver_rule", f"{pointer}/who", "Say who decides.")
    fallback, fallback_people = _fallback(reader, raw.get("fallback"), f"{pointer}/fallback")
    mode = reader.choice(Mode, raw.get("mode"), f"{pointer}/mode", Mode.ALL)
    return {
        "who": who,
        "mode": mode,
        "ratio": _ratio(reader, raw, mode, pointer),
        "order": reader.choice(Order, raw.get("order"), f"{pointer}/order", Order.PARALLEL),
        "claim": reader.flag(raw.get("claim"), f"{pointer}/claim"),
        "fallback": fallback,
        "fallback_people": fallback_people,
        "initiator": reader.choice(
            InitiatorPolicy, raw.get("initiator"), f"{pointer}/initiator", InitiatorPolicy.SUPERIOR
        ),
        "same_person": reader.choice(
            SamePersonPolicy, raw.get("same_person"), f"{pointer}/same_person", SamePersonPolicy.OFF
        ),
        "verbs": _verbs(reader, raw.get("verbs"), f"{pointer}/verbs", deciding, usual),
        "return_to": _return_to(reader, raw.get("return_to"), f"{pointer}/return_to"),
        "after_return": reader.choice(
            AfterReturn, raw.get("after_return"), f"{pointer}/after_return", AfterReturn.REPLAY
        ),
        "same_people": reader.word(
            raw.get("people_on_return"), f"{pointer}/people_on_return", ("resolve", "same"), "resolve"
        )
        == "same",
        "limits": _limits(reader, raw.get("limits", ()), f"{pointer}/limits"),
        "remind_limit": reader.number(raw["remind_limit"], f"{pointer}/remind_limit", 0, MOST_REMINDERS, 0)
        if "remind_limit" in raw
        else None,
        "phrases": tuple(
            reader.name(phrase, f"{pointer}/phrases/{at}")
            for at, phrase in enumerate(reader.sequence(raw.get("phrases", ()), f"{pointer}/phrases"))
        ),
        "signature": reader.choice(Signing, raw["signature"], f"{pointer}/signature", Signing.OPTIONAL)
        if "signature" in raw
        else None,
        "attachments": _files(reader, raw["attachments"], f"{pointer}/attachments")
        if "attachments" in raw
        else None,
        "fields": reader.field_rights(raw.get("fields"), f"{pointer}/fields"),
        "form": reader.key(raw["form"], f"{pointer}/form") if "form" in raw else None,
    }


def _fallback(reader: Reader, raw: Any, pointer: str) -> tuple[Fallback, tuple[Any, ...]]:
    if isinstance(raw, list):
        return Fallback.PEOPLE, read_people(reader, raw, pointer)
    offered = [one.value for one in Fallback if one is not Fallback.PEOPLE]
    return Fallback(reader.word(raw, pointer, offered, Fallback.FLOW_ADMIN.value)), ()


def _ratio(reader: Reader, raw: Mapping[str, Any], mode: Mode, pointer: str) -> Fraction:
    """Read the percentage of votes that approve; more than 0, at most 100."""
    given = raw.get("ratio")
    if mode is not Mode.RATIO:
        if given is not None:
            reader.problem("ratio", f"{pointer}/ratio", "Only the mode “ratio” has a ratio.")
        return Fraction(1)
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= 100:
        return Fraction(Decimal(str(given))) / 100
    reader.problem("ratio", f"{pointer}/ratio", "A percentage over 0 and up to 100 is expected here.")
    return Fraction(1)


def _verbs(
    reader: Reader, raw: Any, pointer: str, deciding: tuple[Verb, ...], usual: tuple[Verb, ...]
) -> frozenset[Verb]:
    if raw is None:
        return frozenset(usual)
    words = [verb.value for verb in (*deciding, *_HELPING)]
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
    if deciding[0] not in verbs:
        reader.problem("no_approve", pointer, "A node where nobody can approve never ends well.")
    return frozenset(verbs)


def _return_to(reader: Reader, raw: Any, pointer: str) -> frozenset[str] | None:
    if raw is None or raw == "any":
        return None
    return frozenset(
        reader.key(word, f"{pointer}/{index}") for index, word in enumerate(reader.sequence(raw, pointer))
    )


def _files(reader: Reader, raw: Any, pointer: str) -> DecisionFiles:
    """Read how many files go with a decision, as JSON Schema says it of a list."""
    limits = reader.mapping(raw, pointer)
    reader.members(limits, ("minItems", "maxItems"), pointer)
    most = reader.number(limits.get("maxItems"), f"{pointer}/maxItems", 1, MOST_FILES, MOST_FILES)
    least = reader.number(limits.get("minItems"), f"{pointer}/minItems", 0, most, 0)
    return DecisionFiles(least=least, most=most)


def _limits(reader: Reader, raw: Any, pointer: str) -> tuple[Limit, ...]:
    found = []
    for index, item in enumerate(reader.sequence(raw, pointer)):
        place = f"{pointer}/{index}"
        step = reader.mapping(item, place)
        reader.members(step, ("after", "do", "every", "times", "to"), place)
        after = reader.span(step.get("after"), f"{place}/after")
        do = reader.choice(Overdue, step.get("do"), f"{place}/do", Overdue.REMIND)
        to = read_people(reader, step.get("to", ()), f"{place}/to")
        if after is None:
            if step.get("after") is None:
                reader.problem("no_span", f"{place}/after", "Say after how long.")
            continue
        if (do is Overdue.TRANSFER) != bool(step.get("to")):
            reader.problem(
                "limit_to", f"{place}/to", "Say to whom it is transferred; nothing else has a receiver."
            )
        times = reader.number(step.get("times"), f"{place}/times", 1, MOST_REMINDERS, 1)
        every = reader.span(step.get("every"), f"{place}/every")
        if (times > 1) != (every is not None):
            reader.problem("limit_every", f"{place}/every", "What is done several times says how often.")
        found.append(Limit(after=after, do=do, every=every, times=times, to=to))
    return tuple(found)


def check_human(flow: Flow, node: HumanTask) -> list[Problem]:
    """Return what is wrong with the targets and limits of a human node."""
    problems = []
    pointer = node_pointer(flow, node.key)
    people = {key for key, one in flow.nodes.items() if isinstance(one, HumanTask)}
    named = [
        ("return_to", word) for word in sorted(node.return_to or ()) if word not in ("initiator", "previous")
    ]
    named += [("reject_to", node.reject_to)] if node.reject_to else []
    for member, word in named:
        if word not in people:
            problems.append(
                Problem(
                    code="unknown_node",
                    pointer=f"{pointer}/{member}",
                    message=f"There is no node “{word}” where people act.",
                )
            )
        elif word not in flow.graph.upstream[node.key] or not _outside(flow, word, node.key):
            problems.append(
                Problem(
                    code="not_before",
                    pointer=f"{pointer}/{member}",
                    message=f"“{word}” does not lie before this node, in the same branch or outside it.",
                )
            )
    takes = any(limit.do is Overdue.EDGE for limit in node.limits)
    if takes != (flow.way(node.key, "timeout") is not None):
        problems.append(
            Problem(
                code="timeout_way",
                pointer=pointer,
                message="A time limit that takes an edge and a way for “timeout” belong together.",
            )
        )
    return problems


def _outside(flow: Flow, target: str, node: str) -> bool:
    """Say whether a node lies in the branch of another, or in one around it."""
    return flow.graph.places[target] <= flow.graph.places[node]


def check_ways_of_human(flow: Flow, node: HumanTask, outcomes: frozenset[str]) -> list[Problem]:
    """Return the edges out of a human node that have a condition, or an outcome that the node does not have."""
    return [
        Problem(
            code="edge_condition",
            pointer=edge_pointer(flow, edge),
            message="Conditions belong on the ways out of a gateway.",
        )
        for edge in flow.outgoing[node.key]
        if edge.when or edge.default or (edge.on is not None and edge.on not in outcomes)
    ]


def warn_of_nobody(flow: Flow, node: HumanTask) -> list[Problem]:
    """Return a warning when a node may find nobody and then stops, or when nobody stands where he could pick."""
    if all(isinstance(rule, ChosenRule) and rule.by == "previous" for rule in node.who) and not any(
        isinstance(flow.nodes[key], HumanTask) for key in flow.graph.upstream[node.key]
    ):
        return [
            Problem(
                code="may_find_nobody",
                pointer=f"{node_pointer(flow, node.key)}/who",
                severity=Severity.WARNING,
                message="Nobody decides before this step, so nobody picks its people.",
                hint="Let the initiator pick them, or name them by another rule.",
            )
        ]
    if node.fallback is not Fallback.STOP:
        return []
    certain = all(isinstance(rule, ChosenRule | PeopleRule | RoleRule | TeamRule) for rule in node.who)
    hint = (
        "The role, team, setting or choice may be empty." if certain else "The reporting line may end before."
    )
    return [
        Problem(
            code="may_find_nobody",
            pointer=f"{node_pointer(flow, node.key)}/who",
            severity=Severity.WARNING,
            message="When nobody is found here, the request stops as an incident.",
            hint=hint,
        )
    ]


def enter_human(machine: Machine, move: Move) -> None:
    """Find the people and open their seats; nobody to ask is an incident, or passes where the node says so."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, HumanTask)
    if move.people:
        again = tuple(Approver(person, "rule") for person in move.people)
        found = Resolution(
            approvers=again, trace=({"step": "same_people", "people": [str(one) for one in move.people]},)
        )
    else:
        found = resolve_approvers(node, machine.asking_at(move.token, node.key), machine.flow.administrators)
    visit = machine.open_visit(move, found.trace)
    if found.incident:
        machine.halt(visit, found.incident, _INCIDENTS[found.incident])
        return
    if found.passed:
        machine.record("auto_skip", visit=visit)
        conclude(machine, visit, Outcome.APPROVED.value)
        return
    arm(machine, visit, node)
    ask(machine, visit, node, found.approvers)
