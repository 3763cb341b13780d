"""Templates: apps ready to install, and how a copy of one gets ids of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong import resources
from dougong.errors import NotFound
from dougong.metadata.documents import Document, Tree, tree_of_folder
from dougong_model import derived_id, is_id, is_key, new_id

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An app of the catalog, as the gallery shows it."""

    key: str
    tree: Tree

    @property
    def entities(self) -> int:
        """Return how many entities it has."""
        return sum(one.kind == "entity" for one in self.tree.documents)


def templates() -> list[Template]:
    """Return the apps of the catalog, by key."""
    folder = resources.path("apps_catalog")
    if not folder.is_dir():
        return []
    return [
        Template(key=path.name, tree=tree_of_folder(path))
        for path in sorted(folder.iterdir())
        if is_key(path.name) and (path / "app.json").is_file()
    ]


def template_tree(key: str) -> Tree:
    """Return the folder of a template; raises NotFound."""
    folder = resources.path("apps_catalog") / key
    if not is_key(key) or not (folder / "app.json").is_file():
        raise NotFound.at("/template", "There is no such template.")
    return tree_of_folder(folder)


def blank_tree(key: str, name: Mapping[str, str]) -> Tree:
    """Return the documents of a new, empty app: app.json and an empty menu."""
    app = {
        "format": FORMAT,
        "id": new_id(),
        "key": key,
        "name": dict(name),
        "version": "0.1.0",
        "modules": [],
        "settings": [],
        "start": "menu",
    }
    menu = {"format": FORMAT, "id": new_id(), "key": "menu", "items": []}
    return Tree(
        documents=(Document(kind="app", key="app", body=app), Document(kind="page", key="menu", body=menu))
    )


def named(tree: Tree, key: str, name: Mapping[str, str] | None) -> Tree:
    """Return the tree with another key, and another name when one is given."""

    def changed(one: Document) -> Document:
        if one.kind != "app":
            return one
        return replace(one, body={**one.body, "key": key, "name": dict(name) if name else one.body["name"]})

    return replace(tree, documents=tuple(changed(one) for one in tree.documents))


def copy_name(name: Mapping[str, str]) -> dict[str, str]:
    """Return the name of a copy, told from the name of what it copies in every language."""
    return {
        language: f"{text} 副本" if language == "zh" else f"{text} (copy)" for language, text in name.items()
    }


def cloned(tree: Tree, seed: str) -> Tree:
    """Return a copy whose every element has a new id, and each document and field knows where it comes from.

    The same seed gives the same ids.
    """
    template = str(tree.app["key"])
    version = str(tree.app.get("version", ""))

    def copy(value: Any) -> Any:
        if isinstance(value, list):
            return [copy(one) for one in value]
        if not isinstance(value, dict):
            return value
        made = {name: copy(one) for name, one in value.items()}
        if is_id(str(value.get("id", ""))):
            made["id"] = derived_id(f"{seed}:{value['id']}")
        return made

    def origin(body: dict[str, Any], old: Mapping[str, Any]) -> None:
        body["origin"] = {"template": template, "id": old["id"], "version": version}

    documents = []
    for one in tree.documents:
        body = copy(dict(one.body))
        origin(body, one.body)
        for key, prop in body.get("schema", {}).get("properties", {}).items() if one.kind == "entity" else ():
            origin(prop["x-dougong"], one.body["schema"]["properties"][key]["x-dougong"])
        documents.append(replace(one, body=body))
    return replace(tree, documents=tuple(documents))


def installed_ids(documents: Iterable[Document]) -> set[str]:
    """Return the ids of all entities, which name tables and so are one workspace's own."""
    return {str(one.body["id"]) for one in documents if one.kind == "entity"}
