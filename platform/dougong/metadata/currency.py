"""Currency: what documents and settings say about amounts must agree with the workspace, which has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dougong.metadata.documents import Document
from dougong_form import escape
from dougong_model import Problem


def in_currency(value: Any, currency: str) -> Any:
    """Return the value of a money setting with its currency, the workspace's when it names none."""
    if value is None:
        return None
    amount = value if isinstance(value, Mapping) else {"amount": str(value)}
    return {"currency": currency, **amount}


def foreign(value: Any, currency: str) -> str | None:
    """Return why an amount cannot stand in a workspace of a currency, or None when it can."""
    other = value.get("currency", currency) if isinstance(value, Mapping) else currency
    return None if other == currency else f"Amounts are in {currency} here; there is no rate for {other}."


def foreign_amounts(documents: Iterable[Document], currency: str) -> Iterator[Problem]:
    """Yield a problem for each setting and each field of a draft that is in another currency."""
    for one in documents:
        for pointer, value in _named(one):
            message = foreign(value, currency)
            if message is not None:
                yield Problem(
                    code="currency",
                    file=one.path,
                    pointer=pointer,
                    message=message,
                    hint="Leave the currency out: amounts are in the workspace's own.",
                )


def _named(document: Document) -> Iterator[tuple[str, Any]]:
    if document.kind == "app":
        for index, setting in enumerate(document.body.get("settings", ())):
            if setting["type"] == "money":
                yield f"/settings/{index}/default", setting.get("default")
    if document.kind == "entity":
        for key, prop in document.body["schema"]["properties"].items():
            yield f"/schema/properties/{escape(key)}/x-dougong/currency", prop["x-dougong"]
