"""What steps ask of other documents: the messages for which flows wait, and the forms that are open to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Documents = Mapping[str, Mapping[str, Any]]


def messages_of(flows: Documents) -> Mapping[str, frozenset[str]]:
    """Return the messages for which flow documents wait, by the entity on whose records the flows run."""
    found: dict[str, set[str]] = {}
    for document in flows.values():
        nodes = document.get("nodes", [])
        waited = {str(node["message"]) for node in nodes if isinstance(node, Mapping) and "message" in node}
        found.setdefault(str(document.get("entity", "")), set()).update(waited)
    return {entity: frozenset(names) for entity, names in found.items()}


def open_forms_of(forms: Documents) -> Mapping[str, str]:
    """Return the entity of each form document that is open to anybody."""
    return {
        key: str(one.get("entity", ""))
        for key, one in forms.items()
        if isinstance(one.get("public"), Mapping) and one["public"].get("enabled")
    }
