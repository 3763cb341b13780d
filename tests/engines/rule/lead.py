"""The small app in which the rule engine is tried: leads with activities, one team setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_formula import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    Member,
    PlainVocabulary,
    Vocabulary,
    list_of,
    record_of,
)
from dougong_rule import Surroundings

_LEAD = {
    "id": record_of("lead"),
    "company": TEXT,
    "channel": TEXT,
    "region": TEXT,
    "employees": NUMBER,
    "score": NUMBER,
    "status": TEXT,
    "quality": TEXT,
    "owner": record_of("person"),
    "activities": list_of(record_of("activity")),
    "created_at": DATETIME,
    "starts": DATE,
    "demo": BOOLEAN,
    "tags": list_of(TEXT),
    "claimed_at": DATETIME,
    "recycle_on": DATE,
    "last_activity_at": DATETIME,
}
_OPTIONS = {"region": ("East", "North", "South"), "tags": ("vip", "new")}
_ACTIVITY = {"id": record_of("activity"), "kind": TEXT, "lead": record_of("lead")}
_PERSON = {"id": record_of("person"), "name": TEXT, "supervisor": record_of("person")}
_TODO = {"id": record_of("todo"), "subject": TEXT, "due": DATETIME, "lead": record_of("lead")}
_ACCOUNT = {"id": record_of("account"), "name": TEXT, "name_norm": TEXT}
_CONTACT = {"id": record_of("contact"), "name": TEXT, "account": record_of("account")}
_SETTINGS = {"sql_min": NUMBER, "east": record_of("team"), "sales": record_of("team")}
_USER = {"id": record_of("person"), "name": TEXT}


def _members(types: Mapping[str, Any]) -> dict[str, Member]:
    return {
        key: Member(
            key,
            type_,
            options={option: {"en": option, "zh": f"{option}区"} for option in _OPTIONS.get(key, ())},
        )
        for key, type_ in types.items()
    }


_ENTITIES = {
    "lead": _members(_LEAD),
    "activity": _members(_ACTIVITY),
    "person": _members(_PERSON),
    "todo": _members(_TODO),
    "account": _members(_ACCOUNT),
    "contact": _members(_CONTACT),
    "@settings": _members(_SETTINGS),
    "@user": _members(_USER),
    "team": _members({"id": record_of("team"), "name": TEXT}),
}


@dataclass(frozen=True)
class Entities:
    """The vocabularies of the small app."""

    def vocabulary(self, entity: str) -> Vocabulary | None:
        """Return the names of an entity with `user` and `settings`."""
        if entity not in _ENTITIES:
            return None
        prefixes = {"user": record_of("@user"), "settings": record_of("@settings")}
        return PlainVocabulary(root=entity, prefixes=prefixes, entities=_ENTITIES)


SURROUNDINGS = Surroundings(
    states={"lead": "status"},
    entities=Entities(),
    keys={
        "form": {"web", "demo"},
        "flow": {"approval"},
        "role": {"sales"},
        "message": {"hello"},
        "table": {"region"},
        "connection": {"erp"},
        "sequence": {"nurture", "welcome"},
    },
    writable={
        "lead": {
            "company",
            "channel",
            "region",
            "employees",
            "score",
            "status",
            "quality",
            "owner",
            "tags",
            "claimed_at",
            "recycle_on",
        },
        "todo": {"subject", "due", "lead"},
        "account": {"name", "name_norm"},
        "contact": {"name", "account"},
        "activity": {"kind", "lead"},
    },
    references={
        "lead": {"owner": "person"},
        "contact": {"account": "account"},
        "activity": {"lead": "lead"},
        "todo": {"lead": "lead"},
    },
    unique={"account": [("name_norm",)]},
    comparable={"lead": {"company", "region", "owner"}, "account": {"name_norm"}},
    matched={"account": [("name_norm",)]},
    signals={"lead": {"paid"}, "activity": {"heard"}},
    sequences={"nurture": "lead", "welcome": "account"},
    attachments={"lead": {"papers"}, "account": {"files"}},
)


def rule(**members: Any) -> dict[str, Any]:
    """Return a rule document with sensible members where none are given."""
    return {
        "format": 1,
        "id": "ru000001",
        "key": "a_rule",
        "entity": "lead",
        "name": {"en": "A rule"},
        "on": {"created": True},
        "do": [{"SetFields": {"quality": '"high"'}}],
        **members,
    }
