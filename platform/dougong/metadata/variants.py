"""Variants of forms as steps of flows name them: a step takes its field rights from one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong_model import Problem

Forms = Mapping[str, Mapping[str, Any]]
Json = Mapping[str, Any]

_RIGHTS = ("edit", "hide", "require")
"""Members of a variant that a step takes over; what it does not open is read there anyway."""


def with_variants(flow: Json, forms: Forms) -> Json:
    """Return a flow document whose steps have the rights of the variants they name, as their own `fields`.

    So a running request keeps them with its flow. A variant that does not exist gives no rights.
    """
    nodes = [_settled(one, forms) for one in flow.get("nodes", ())]
    start = _settled(flow.get("start", {}), forms)
    unchanged = start is flow.get("start") and all(
        one is before for one, before in zip(nodes, flow.get("nodes", ()), strict=True)
    )
    return flow if unchanged else {**flow, "start": start, "nodes": nodes}


def _settled(step: Json, forms: Forms) -> Json:
    if "variant" not in step:
        return step
    variant = _variant(step, forms) or {}
    rights = {name: variant[name] for name in _RIGHTS if name in variant}
    return {**{name: step[name] for name in step if name != "variant"}, "fields": rights}


def _variant(step: Json, forms: Forms) -> Json | None:
    found = forms.get(str(step.get("form")), {}).get("variants", ())
    return next((one for one in found if one.get("key") == step["variant"]), None)


def steps_of(flow: Json) -> Iterator[tuple[str, Json]]:
    """Yield the start and the nodes of a flow, each with its pointer."""
    if isinstance(flow.get("start"), Mapping):
        yield "/start", flow["start"]
    for index, node in enumerate(flow.get("nodes", ())):
        yield f"/nodes/{index}", node


def misnamed(flow: Json, forms: Forms) -> Iterator[Problem]:
    """Yield what is wrong with the forms and variants that the steps of a flow name."""
    for pointer, step in steps_of(flow):
        key = str(step.get("form"))
        if key in forms and forms[key].get("entity") != flow.get("entity"):
            yield Problem(
                code="wrong_entity",
                pointer=f"{pointer}/form",
                message=f"The form “{key}” is not of the flow's entity.",
            )
        if "variant" not in step:
            continue
        if "fields" in step:
            yield Problem(
                code="two_rights",
                pointer=f"{pointer}/variant",
                message="The step has field rights of its own and those of a variant.",
            )
        if _variant(step, forms) is None:
            yield Problem(
                code="unknown_variant",
                pointer=f"{pointer}/variant",
                message=f"The form has no variant “{step['variant']}”.",
            )
