"""Print the OpenAPI document of the application: `python -m tests.openapi`, used by `make api-types`."""

from __future__ import annotations

import json

from dougong.api.application import create
from dougong.database import Database
from dougong.settings import Settings


def document() -> dict[str, object]:
    """Return the document; no database is asked for it."""
    return create(Settings(), Database("postgresql://localhost/none", "ws_main")).openapi()


if __name__ == "__main__":
    print(json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False))
