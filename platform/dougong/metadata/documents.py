"""Documents: the folder tree of an app, in a fixed order and form so that git shows changes well."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dougong.errors import BadRequest, TooLarge
from dougong.metadata.schemas import KINDS, member_order
from dougong_model import Problem, is_key

FOLDERS: Mapping[str, str] = {
    "entity": "entities",
    "form": "forms",
    "view": "views",
    "flow": "flows",
    "rule": "rules",
    "scorecard": "scorecards",
    "table": "tables",
    "pool": "pools",
    "sequence": "sequences",
    "dataset": "datasets",
    "metric": "metrics",
    "dashboard": "dashboards",
    "message": "messages",
    "role": "roles",
    "page": "pages",
    "connection": "connections",
}
"""Kind → its folder; the kind `app` is the single file app.json."""

_KIND_OF = {folder: kind for kind, folder in FOLDERS.items()}
_WIDTH = 110
_MOST_FILES = 5_000
_MOST_BYTES = 50_000_000
_DATA_SUFFIXES = (".csv",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One element of an app: its kind (a key of `KINDS`), its key, and the document itself."""

    kind: str
    key: str
    body: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Return the place of the file in the app's folder."""
        return path_of(self.kind, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """An app's folder: documents, and the tables of `data/` by path (CSV in UTF-8)."""

    documents: tuple[Document, ...]
    data: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def app(self) -> Mapping[str, Any]:
        """Return app.json; raises BadRequest when there is none."""
        for one in self.documents:
            if one.kind == "app":
                return one.body
        raise BadRequest("There is no app.json in this folder.")


def path_of(kind: str, key: str) -> str:
    """Return the path of an element's file in the app's folder."""
    return "app.json" if kind == "app" else f"{FOLDERS[kind]}/{key}.json"


def in_order(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return documents by kind in the order of `KINDS`, then by key."""
    return tuple(sorted(documents, key=lambda one: (KINDS.index(one.kind), one.key)))


def digest_of(documents: Iterable[Document]) -> str:
    """Return a fingerprint of documents, the same for the same texts."""
    total = hashlib.sha256()
    for one in in_order(documents):
        total.update(f"{one.kind}/{one.key}\n{format_document(one.kind, one.body)}".encode())
    return total.hexdigest()


def format_document(kind: str, body: Mapping[str, Any]) -> str:
    """Write a document: members in the order of its schema, short parts on one line, a newline at the end."""
    order = member_order(kind)
    known = [name for name in order if name in body]
    others = [name for name in body if name not in order]
    return _written({name: body[name] for name in (*known, *others)}, 0, outer=True) + "\n"


def _written(value: Any, indent: int, *, outer: bool = False, before: int = 0) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value:
        return flat
    if not outer and before + indent + len(flat) <= _WIDTH:
        return flat
    space = " " * (indent + 2)
    if isinstance(value, list):
        parts = [space + _written(one, indent + 2) for one in value]
        return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"
    parts = []
    for name, one in value.items():
        head = json.dumps(name, ensure_ascii=False) + ": "
        parts.append(space + head + _written(one, indent + 2, before=len(head)))
    return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"


def files_of(documents: Iterable[Document]) -> dict[str, bytes]:
    """Return the files of an app by path, in order."""
    return {one.path: format_document(one.kind, one.body).encode() for one in in_order(documents)}


def zipped(documents: Iterable[Document]) -> bytes:
    """Return the app's folder as a zip; the same documents give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files_of(documents).items():
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def tree_of_zip(content: bytes) -> Tree:
    """Read an app's folder from a zip; raises BadRequest with the faulty file, TooLarge beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise TooLarge("This app has too many or too large files.")
            files = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise BadRequest("This file is not a readable zip.") from error
    return tree_of_files(_without_root(files))


def tree_of_folder(folder: Path) -> Tree:
    """Read an app's folder from disk."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return tree_of_files(files)


def _without_root(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take off the one folder that a zip of a folder has around everything."""
    if "app.json" in files:
        return dict(files)
    roots = {path.split("/", 1)[0] for path in files}
    if len(roots) != 1:
        return dict(files)
    return {path.split("/", 1)[1]: content for path, content in files.items() if "/" in path}


def tree_of_files(files: Mapping[str, bytes]) -> Tree:
    """Read files by path; raises BadRequest with a problem for every file that is not understood."""
    documents: list[Document] = []
    problems: list[Problem] = []
    data = {
        path: content
        for path, content in files.items()
        if path.startswith("data/") and path.endswith(_DATA_SUFFIXES)
    }
    for path, content in files.items():
        kind = _kind_of_path(path)
        if kind is None:
            if path.endswith(".json") and not path.startswith(("data/", "i18n/", ".")):
                problems.append(
                    Problem(
                        code="unknown_file",
                        file=path,
                        message=f"“{path}” is no part of an app.",
                        hint="Folders: " + ", ".join(FOLDERS.values()),
                    )
                )
            continue
        try:
            body = json.loads(content.decode())
        except (ValueError, RecursionError) as error:
            problems.append(Problem(code="json", file=path, message=f"This is not JSON: {error}"))
            continue
        key = path.rsplit("/", 1)[-1].removesuffix(".json")
        if not isinstance(body, dict) or not is_key(key):
            problems.append(
                Problem(
                    code="document_shape", file=path, message="A file holds one object; its name is a key."
                )
            )
            continue
        if kind != "app" and body.get("key") != key:
            problems.append(
                Problem(
                    code="file_name",
                    file=path,
                    pointer="/key",
                    message=f"The file is called “{key}” but its key is “{body.get('key')}”.",
                )
            )
            continue
        documents.append(Document(kind=kind, key=key, body=body))
    if problems:
        raise BadRequest("Some files of this app cannot be read.", problems=problems)
    tree = Tree(documents=in_order(documents), data=data)
    if not tree.app:
        raise BadRequest("app.json is empty.")
    return tree


def _kind_of_path(path: str) -> str | None:
    if path == "app.json":
        return "app"
    folder, _, name = path.partition("/")
    return _KIND_OF.get(folder) if name.endswith(".json") and "/" not in name else None
