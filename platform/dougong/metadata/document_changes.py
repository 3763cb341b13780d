"""What lies between two sets of documents: added, changed in details, removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dougong.metadata.document_details import Detail, document_details
from dougong.metadata.documents import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """One document added, changed or removed; `details` tell what changed inside."""

    kind: str
    key: str
    id: str
    name: Mapping[str, str]
    what: str
    details: tuple[Detail, ...] = ()


def changed_documents(before: Iterable[Document], after: Iterable[Document]) -> tuple[DocumentChange, ...]:
    """Compare two sets of documents by kind and id, so that a renamed document counts as changed."""
    old = {_place(one): one for one in before}
    new = {_place(one): one for one in after}
    found = []
    for place, one in new.items():
        if place not in old:
            found.append(_document_change(one, "added"))
        elif old[place].body != one.body:
            details = document_details(old[place].body, one.body)
            found.append(replace(_document_change(one, "changed"), details=details))
    found += [_document_change(one, "removed") for place, one in old.items() if place not in new]
    return tuple(found)


def _place(one: Document) -> tuple[str, str]:
    return one.kind, str(one.body.get("id", one.key))


def _document_change(one: Document, what: str) -> DocumentChange:
    name = one.body.get("name")
    return DocumentChange(
        kind=one.kind,
        key=one.key,
        id=_place(one)[1],
        name=name if isinstance(name, Mapping) else {"en": one.key},
        what=what,
    )
