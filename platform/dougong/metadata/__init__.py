"""Metadata: what an app is. Drafts, check, references, plan, publish; `published(conn, app)` for everybody.

Uses the ground, dougong_form, dougong_formula. Public: everything named below; drafts, plans and publishing
are called by actions/.
"""

from dougong.metadata.compile import App, Button, CompiledEntity
from dougong.metadata.documents import Document, Tree
from dougong.metadata.published import published, published_apps
from dougong.metadata.settings import settings_of
from dougong.metadata.vocabulary import AppVocabulary

__all__ = [
    "App",
    "AppVocabulary",
    "Button",
    "CompiledEntity",
    "Document",
    "Tree",
    "published",
    "published_apps",
    "settings_of",
]
