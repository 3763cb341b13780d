"""Vocabulary: the names that a flow's expressions may use: the record's, `user` (the initiator), `flow`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dougong_formula import DATETIME, NUMBER, TEXT, Member, Type, Vocabulary, record_of

_FLOW_MEMBERS: Mapping[str, Member] = {
    "key": Member("key", TEXT, {"en": "Flow", "zh": "流程"}),
    "state": Member("state", TEXT, {"en": "State of the request", "zh": "申请状态"}),
    "initiator": Member("initiator", record_of("person"), {"en": "Initiator", "zh": "发起人"}),
    "started_at": Member("started_at", DATETIME, {"en": "Started at", "zh": "发起时间"}),
    "round": Member("round", NUMBER, {"en": "Times submitted", "zh": "提交次数"}),
    "outcome": Member("outcome", TEXT, {"en": "Last decision", "zh": "上一审批结果"}),
}


@dataclass(frozen=True, slots=True)
class FlowVocabulary:
    """An entity's vocabulary with `flow` added."""

    base: Vocabulary

    @property
    def root(self) -> str | None:
        """Return the entity whose fields stand bare."""
        return self.base.root

    @property
    def prefixes(self) -> Mapping[str, Type]:
        """Return the reserved names, `flow` among them."""
        return {**self.base.prefixes, "flow": record_of("@flow")}

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity, by key."""
        return _FLOW_MEMBERS if entity == "@flow" else self.base.members(entity)
