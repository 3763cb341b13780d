"""Checks: what can be known to be wrong with a document before it is published; one file per kind.

Uses the engines, whose own readers do most of the work. Public: `CHECKS`, the registry by kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dougong.metadata.checks import (
    connection,
    entity,
    form,
    insight,
    message,
    page,
    process,
    role,
    view,
)
from dougong.metadata.checks.surroundings import Surroundings
from dougong_model import Problem

Check = Callable[[Mapping[str, Any], Surroundings], Iterable[Problem]]

CHECKS: Mapping[str, Check] = {
    "app": page.check_app,
    "entity": entity.check,
    "form": form.check,
    "view": view.check,
    "flow": process.check_flow,
    "rule": process.check_rule,
    "scorecard": process.check_scorecard,
    "table": process.check_table,
    "pool": process.check_pool,
    "sequence": process.check_sequence,
    "dataset": insight.check_dataset_document,
    "metric": insight.check_metric_document,
    "dashboard": insight.check_dashboard_document,
    "message": message.check,
    "role": role.check,
    "page": page.check,
    "connection": connection.check,
}

__all__ = ["CHECKS", "Check", "Surroundings"]
