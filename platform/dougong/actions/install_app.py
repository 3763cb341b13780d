"""Install an app: from the catalog, from a file, as a copy, or an empty one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dougong.actions.plan_app import plan_app
from dougong.actions.publish_app import follow_publishing
from dougong.actions.recompute import fill_published
from dougong.context import Context
from dougong.errors import BadRequest, Conflict, Invalid
from dougong.metadata.documents import Tree
from dougong.metadata.drafts import app_rows, create_app
from dougong.metadata.publish import publish
from dougong.metadata.published import published
from dougong.metadata.templates import blank_tree, cloned, copy_name, installed_ids, named, template_tree
from dougong_model import is_key

Mode = Literal["install", "clone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An app just installed: its key and the folder it came from, whose `data` is still to be loaded."""

    key: str
    version: int
    tree: Tree


def install_app(
    context: Context,
    template: str,
    key: str | None = None,
    name: Mapping[str, str] | None = None,
    mode: Mode = "install",
) -> Installed:
    """Install a template of the catalog; as a clone it gets ids of its own, and a name that says so
    unless one is given. Raises NotFound, Conflict.
    """
    return install_tree(context, template_tree(template), key=key, name=name, mode=mode, template=template)


def install_tree(
    context: Context,
    tree: Tree,
    *,
    key: str | None = None,
    name: Mapping[str, str] | None = None,
    mode: Mode = "install",
    template: str | None = None,
) -> Installed:
    """Make an app of a folder and publish it at once; raises Invalid when it does not pass the check."""
    wanted = key or str(tree.app.get("key", ""))
    _check_key(context, wanted)
    if mode == "clone":
        tree = cloned(tree, wanted)
        name = name or copy_name(tree.app.get("name", {}))
    tree = named(tree, wanted, name)
    _check_ids(context, tree)
    row = create_app(context, tree.documents, template)
    made = plan_app(context, row.key)
    if made.errors:
        raise Invalid("This app does not pass its check.", problems=made.errors)
    version = publish(context, row.key, made, made.hash, [step.accept for step in made.steps if step.accept])
    fill_published(context, None, published(context.conn, row.key))
    follow_publishing(context, row.key, version)
    return Installed(key=row.key, version=version, tree=tree)


def create_blank_app(context: Context, key: str, name: Mapping[str, str]) -> Installed:
    """Make an empty app with a menu, published, ready to be built on."""
    return install_tree(context, blank_tree(key, name), key=key)


def _check_key(context: Context, key: str) -> None:
    if not is_key(key):
        message = "A key is lowercase letters, digits and _, starting with a letter, at most 48."
        raise BadRequest.at("/key", message, code="key")
    if key in {row.key for row in app_rows(context.conn)}:
        raise Conflict.at("/key", f"There is an app “{key}” already.")


def _check_ids(context: Context, tree: Tree) -> None:
    """Refuse ids of entities that another app has: they name tables."""
    ids = installed_ids(tree.documents)
    for row in app_rows(context.conn):
        if row.live_version and ids & {one.id for one in published(context.conn, row.key).entities.values()}:
            raise Conflict(f"The app “{row.key}” is of the same template. Clone it instead.")
