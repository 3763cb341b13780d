"""Bodies: what the bodies of all requests share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Closed(BaseModel):
    """A body with its members and no others: a misspelt name is told, not passed over."""

    model_config = ConfigDict(extra="forbid")
