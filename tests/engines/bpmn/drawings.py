"""Drawings: random flow documents, as their schema allows them and not only as they would run."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
KEYS = st.text(_LETTERS + "0123456789_", max_size=6).map(lambda rest: "k" + rest)
IDS = st.text(_LETTERS + "0123456789", min_size=8, max_size=8)
WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
TEXTS = st.dictionaries(st.sampled_from(["en", "zh", "de"]), WORDS, min_size=1, max_size=3)
FORMULAS = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    st.just('amount > 10 AND name <> "<a> & b"'),
)
SPANS = st.one_of(
    *(
        st.integers(1, 10_000).map(lambda amount, unit=unit: {unit: amount})
        for unit in ("minutes", "hours", "days", "work_hours", "work_days")
    )
)
PLACES = st.lists(
    st.one_of(st.integers(-500, 2000), st.floats(-500, 2000, allow_nan=False)), min_size=2, max_size=2
)
PEOPLE = st.lists(
    st.one_of(
        KEYS.map(lambda role: {"role": role}),
        st.integers(1, 5).map(lambda level: {"supervisor": level}),
        st.just({"chosen": "previous", "weight": 3}),
        FORMULAS.map(lambda text: {"formula": text}),
    ),
    min_size=1,
    max_size=2,
)
LIMITS = st.lists(
    st.fixed_dictionaries(
        {"after": SPANS, "do": st.sampled_from(["remind", "edge", "approve"])}, optional={"every": SPANS}
    ),
    max_size=3,
)
STEPS = st.lists(
    st.dictionaries(KEYS, FORMULAS).map(lambda values: {"SetFields": values}), min_size=1, max_size=2
)
LANES = st.sampled_from(["Sales", "System", "系统"]).map(lambda name: {"lane": name})
TASK = {
    "who": PEOPLE,
    "limits": LIMITS,
    "mode": st.sampled_from(["all", "any", "ratio"]),
    "claim": st.booleans(),
}
MEMBERS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "approve": {**TASK, "reject_to": KEYS},
    "handle": TASK,
    "cc": {"who": PEOPLE},
    "exclusive": {},
    "parallel": {},
    "inclusive": {},
    "timer": {"after": SPANS, "until": FORMULAS, "cycle": WORDS, "when": FORMULAS},
    "wait": {"message": KEYS, "webhook": WORDS, "when": FORMULAS, "limit": SPANS},
    "action": {"do": STEPS, "compensate": STEPS, "repeat_on_return": st.booleans()},
    "decision": {"table": KEYS, "set": st.dictionaries(KEYS, KEYS, max_size=2)},
    "sub_flow": {
        "flow": KEYS,
        "each": FORMULAS,
        "wait": st.booleans(),
        "mode": st.sampled_from(["all", "any"]),
    },
    "end": {"result": st.sampled_from(["approved", "rejected"]), "terminate": st.booleans()},
    "note": {},
}


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a flow document: any nodes, any edges between them, also such as a draft may hold for a while."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=7, unique=True))
    ids = draw(st.lists(IDS, min_size=len(keys), max_size=len(keys), unique=True))
    nodes = []
    for key, identity in zip(keys, ids, strict=True):
        kind = draw(st.sampled_from(sorted(MEMBERS)))
        optional = {"name": TEXTS, "at": PLACES, **MEMBERS[kind]}
        if kind != "note":
            optional["bpmn"] = LANES
        nodes.append(
            {"id": identity, "key": key, "kind": kind, **draw(st.fixed_dictionaries({}, optional=optional))}
        )
    ends = st.sampled_from(["start", *keys, "nowhere"])
    edge = st.fixed_dictionaries(
        {"from": ends, "to": ends},
        optional={
            "id": IDS,
            "on": st.sampled_from(["approved", "rejected", "timeout", "error"]),
            "when": FORMULAS,
            "default": st.booleans(),
            "label": TEXTS,
        },
    )
    start = st.fixed_dictionaries(
        {"on": st.sampled_from(["button", "record.created", "state.entered"])},
        optional={
            "name": TEXTS,
            "at": PLACES,
            "id": IDS,
            "when": FORMULAS,
            "set": st.dictionaries(KEYS, FORMULAS),
        },
    )
    return {
        "format": 1,
        "id": draw(IDS),
        "key": draw(KEYS),
        "name": draw(TEXTS),
        "entity": draw(KEYS),
        "start": draw(start),
        "nodes": nodes,
        "edges": draw(st.lists(edge, max_size=10, unique_by=lambda one: one.get("id", object()))),
        **draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "description": TEXTS,
                    "withdraw": st.just("never"),
                    "enabled": st.booleans(),
                    "administrators": PEOPLE,
                },
            )
        ),
    }
