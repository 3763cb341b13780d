"""Rights: who may start a flow, and what a seat adds to or takes from its person's rights on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dougong.access.grants import element_grants, held_roles
from dougong.context import Principal
from dougong.metadata import App
from dougong_flow import FieldRights, Flow, HumanTask, SeatState, StartEvent, Verb
from dougong_form import CompiledForm


def may_start(app: App, principal: Principal, flow: str) -> bool:
    """Say whether a role of the principal grants `start` on a flow; administrators may always."""
    if principal.administrator:
        return True
    held = held_roles(app, principal)
    granted = element_grants(app)
    return any(
        grant.get("flow") == flow and "start" in grant.get("actions", ())
        for role in held
        for grant in granted.get(role, ())
    )


def node_rights(flow: Flow, node: str) -> FieldRights:
    """Return the field rights of a node where people act."""
    return flow.fields_at(node)


def node_form(app: App, flow: Flow, node: str) -> CompiledForm | None:
    """Return the form that a node's seats show: the one it names, else the entity's own, else None."""
    found = flow.nodes.get(node)
    named = found.form if isinstance(found, StartEvent | HumanTask) else None
    forms = app.forms_of(flow.entity)
    return next((one for one in forms if one.form.key == named), forms[0] if forms else None)


def node_verbs(flow: Flow, node: str) -> frozenset[Verb]:
    """Return the verbs that a human node offers."""
    found = flow.nodes.get(node)
    return found.verbs if isinstance(found, HumanTask) else frozenset()


def is_plain(flow: Flow, node: str) -> bool:
    """Say whether every open seat of a node has the same verbs: nobody claims it, adds people or asks for advice."""
    found = flow.nodes.get(node)
    return isinstance(found, HumanTask) and not found.claim and not found.verbs & _BESIDES


_BESIDES = frozenset({Verb.DELEGATE, Verb.ADD_BEFORE, Verb.ADD_AFTER})


def hidden_fields(app: App, flow: Flow, node: str) -> frozenset[str]:
    """Return the fields that a node hides from its people."""
    rights = node_rights(flow, node)
    if rights.read is None:
        return rights.hide
    shown = rights.read | rights.edit | {"id", "version"}
    return rights.hide | (frozenset(app.entities[flow.entity].fields) - shown)


def seat_rights(app: App, flow: Flow, node: str, state: SeatState) -> Mapping[str, Sequence[str]]:
    """Return a seat's field rights as access takes them: what to edit while open, what to hide."""
    edited = node_rights(flow, node).edit if state is SeatState.OPEN else frozenset()
    return {"edit": sorted(edited), "hide": sorted(hidden_fields(app, flow, node))}
