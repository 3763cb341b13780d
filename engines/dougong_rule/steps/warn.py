"""Warn: save, and tell the person something, at a field when one is named."""

from __future__ import annotations

from dougong_rule.steps.refuse import check

__all__ = ["check"]
