"""Naming: the key that a label suggests, for those who write labels in Chinese."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from pypinyin import lazy_pinyin

from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute

router = APIRouter(route_class=ContextRoute, tags=["Builder"])

LONGEST = 40
_OTHER = re.compile(r"[^a-z0-9]+")


class ProposedKey(BaseModel):
    """A key in the form that documents demand; empty when nothing of the label can stand in one."""

    key: str


@router.get("/naming/key")
def propose_key(context: MemberContext, label: Annotated[str, Query(max_length=200)]) -> ProposedKey:
    """Return a key for a label: its Latin letters and digits, Chinese as pinyin."""
    words = "_".join(lazy_pinyin(label))
    key = _OTHER.sub("_", words.lower()).strip("_").lstrip("0123456789_")
    return ProposedKey(key=key[:LONGEST].rstrip("_"))
