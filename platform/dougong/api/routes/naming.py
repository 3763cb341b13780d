"""Naming: the key that a label suggests, for those who write labels in Chinese."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.metadata.naming import proposed_key

router = APIRouter(route_class=ContextRoute, tags=["Builder"])


class ProposedKey(BaseModel):
    """A key in the form that documents demand; empty when nothing of the label can stand in one."""

    key: str


@router.get("/naming/key")
def propose_key(context: MemberContext, label: Annotated[str, Query(max_length=200)]) -> ProposedKey:
    """Return a key for a label: its Latin letters and digits, Chinese as pinyin."""
    return ProposedKey(key=proposed_key(label))
