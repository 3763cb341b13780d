"""Webhook: send values of the record to another system, signed; the worker does it after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects.call_connector import leave
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Leave the delivery in the outbox; without `values` it says which record it is about."""
    texts = effect.arguments.get("values") or {"id": "id"}
    return leave(act, site, effect.arguments["connection"], "send", texts)
