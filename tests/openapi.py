"""Print the shapes of the API as an OpenAPI document without paths: `python -m tests.openapi`.

`make api-types` makes the frontend's types of it; the whole document is at `/api/v1/openapi.json`.
"""

from __future__ import annotations

import json
from typing import Any

from dougong.api.application import create
from dougong.database import Database
from dougong.settings import Settings


def document() -> dict[str, Any]:
    """Return the whole document; no database is asked for it."""
    return create(Settings(), Database("postgresql://localhost/none", "ws_main")).openapi()


def shapes() -> str:
    """Return the shapes of requests and answers as the text of an OpenAPI document."""
    whole = document()
    kept = {
        "openapi": whole["openapi"],
        "info": {"title": whole["info"]["title"], "version": "v1"},
        "paths": {},
        "components": {"schemas": whole["components"]["schemas"]},
    }
    return json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(shapes(), end="")
