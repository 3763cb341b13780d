"""CallConnector: run an action of a connection; the worker does it after the commit, at least once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site, json_plain
from dougong.actions.effects.evaluating import evaluated
from dougong_model import Effect

SHOWN = 500
"""How many characters of each text that was sent stay with the run."""


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Leave the call in the outbox, with its input as it is now."""
    body = effect.arguments
    return leave(act, site, body["connection"], body["action"], body.get("input", {}))


def leave(act: Act, site: Site, connection: str, action: str, texts: Mapping[str, str]) -> Mapping[str, Any]:
    """Leave a call in the outbox under the step's key."""
    values = {name: json_plain(evaluated(act, site, text)) for name, text in texts.items()}
    act.outside.append(
        {
            "key": site.key,
            "app": act.app.id,
            "connection": connection,
            "action": action,
            "input": values,
            "run": str(site.run) if site.run else None,
            "position": site.position,
        }
    )
    told = {name: value[:SHOWN] if isinstance(value, str) else value for name, value in values.items()}
    return {"connection": connection, "action": action, "input": told}
