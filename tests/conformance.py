"""Conformance: is an answer what the OpenAPI document says its route answers?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import httpx2
import jsonschema_rs

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Conformance:
    """The OpenAPI document of an application, to hold answers against."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._components = document["components"]
        self._routes = [
            (re.compile("".join(_piece(part) for part in re.split(r"(\{\w+\})", path))), path, operations)
            for path, operations in sorted(document["paths"].items(), key=lambda one: one[0].count("{"))
        ]
        self.seen: set[tuple[str, str]] = set()
        self._validator = lru_cache(maxsize=None)(self._compiled)

    def fault(self, answer: httpx2.Response) -> str | None:
        """Return what is wrong with an answer; None when it is as described, or of no documented route."""
        found = self._route(answer.request.method.lower(), answer.request.url.path)
        if found is None:
            return None
        method, path, operation = found
        told = operation["responses"].get(str(answer.status_code))
        where = f"{method.upper()} {path} → {answer.status_code}"
        if told is None:
            return (
                None if answer.status_code in {304, 405, 500} else f"{where}: this status is not documented"
            )
        if "$ref" in told:
            told = self._components["responses"][told["$ref"].rsplit("/", 1)[1]]
        self.seen.add((method, path))
        media = answer.headers.get("content-type", "").split(";")[0]
        content = told.get("content", {})
        if not content or "*/*" in content:
            return None
        if media not in content:
            return f"{where}: {media} instead of {', '.join(content)}"
        if not media.endswith("json"):
            return None
        problem = next(
            self._validator(method, path, str(answer.status_code), media).iter_errors(answer.json()), None
        )
        if problem is None:
            return None
        place = "/".join(str(one) for one in problem.instance_path)
        return f"{where}: /{place}: {problem.message[:400]}"

    def _route(self, method: str, path: str) -> tuple[str, str, Mapping[str, Any]] | None:
        for pattern, name, operations in self._routes:
            if method in operations and pattern.fullmatch(path):
                return method, name, operations[method]
        return None

    def _compiled(self, method: str, path: str, status: str, media: str) -> Any:
        operations = next(found for _pattern, name, found in self._routes if name == path)
        told = operations[method]["responses"][status]
        if "$ref" in told:
            told = self._components["responses"][told["$ref"].rsplit("/", 1)[1]]
        schema = {"$schema": _DIALECT, **told["content"][media]["schema"], "components": self._components}
        return jsonschema_rs.validator_for(schema, validate_formats=True)


def _piece(part: str) -> str:
    return "[^/]+" if part.startswith("{") else re.escape(part)
