"""Catalogue: the texts of one language, by the English ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

import orjson

from dougong.messages.marks import listed
from dougong_model import one_of_many

_FOLDER = files("dougong.messages")
LANGUAGES = (
    "en",
    *sorted({one.name[:-5] for one in _FOLDER.iterdir() if one.name.endswith(".json")} - {"en"}),
)
_LONGEST = 4000
"""Longer texts are not searched: no message of ours is, and matching should stay quick."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with values: literal parts, each followed by the name of a value (empty after the last).

    `told` names the values that are themselves messages or words, written `{name!t}`; `lists` those that are
    several with “, ” between them, written `{name!l}`.
    """

    parts: tuple[tuple[str, str], ...]
    told: frozenset[str]
    lists: frozenset[str]

    @classmethod
    def read(cls, text: str) -> Template:
        """Read a text of the catalogue; a brace for itself is doubled."""
        parts = []
        marked: dict[str, set[str]] = {"t": set(), "l": set()}
        for literal, name, _, conversion in Formatter().parse(text):
            parts.append((literal, name or ""))
            if name and conversion in marked:
                marked[conversion].add(name)
        return cls(tuple(parts), frozenset(marked["t"]), frozenset(marked["l"]))

    @property
    def names(self) -> list[str]:
        """Return the names of the values in their order."""
        return [name for _, name in self.parts if name]

    @property
    def weight(self) -> int:
        """Return how many characters are the template's own: of two that fit, the heavier one is meant."""
        return sum(len(literal) for literal, _ in self.parts)

    def pattern(self) -> re.Pattern[str]:
        """Return what recognises an English text of this template."""
        return re.compile(
            "".join(
                re.escape(literal) + (f"(?P<{name}>.*?)" if name else "") for literal, name in self.parts
            ),
            re.DOTALL,
        )

    def filled(self, values: Mapping[str, str]) -> str:
        """Write the text with its values."""
        return "".join(literal + values.get(name, "") for literal, name in self.parts)


class Catalogue:
    """The texts of one language.

    `messages` are what this code tells, `libraries` what others' code tells through it, and `words` what
    stands in a message as a value. English has plain words for what libraries tell, and nothing else.
    """

    def __init__(self, document: Mapping[str, Mapping[str, str]], language: str) -> None:
        self._language = language
        self._messages = _Texts({**document["libraries"], **document.get("messages", {})})
        self._words = _Texts(document.get("words", {}))

    def translate(self, text: str) -> str:
        """Return a message in this language, of several lines each by itself; what is not known stays."""
        told = self._told(text, self._messages)
        if told is None and "\n" in text:
            return "\n".join(self.translate(line) for line in text.splitlines())
        return one_of_many(told or text) if self._language == "en" else told or text

    def _value(self, text: str) -> str:
        return self._told(text, self._words) or self._told(text, self._messages) or text

    def _told(self, text: str, texts: _Texts) -> str | None:
        found = texts.find(text.strip())
        if found is None:
            return None
        template, values = found
        return template.filled({name: self._part(template, name, value) for name, value in values.items()})

    def _part(self, template: Template, name: str, value: str) -> str:
        if name in template.lists:
            return listed(value.split(", "), self._language)
        return self._value(value) if name in template.told else value


class _Texts:
    """Texts by the English ones, found exactly or by their template."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._fixed: dict[str, Template] = {}
        self._open: list[tuple[Template, re.Pattern[str], Template]] = []
        for english, own in texts.items():
            source = Template.read(english)
            if source.names:
                self._open.append((source, source.pattern(), Template.read(own)))
            else:
                self._fixed[source.filled({})] = Template.read(own)
        self._open.sort(key=lambda one: -one[0].weight)

    def find(self, text: str) -> tuple[Template, dict[str, Any]] | None:
        fixed = self._fixed.get(text)
        if fixed is not None:
            return fixed, {}
        for source, pattern, own in self._open:
            if text.startswith(source.parts[0][0]) and (match := pattern.fullmatch(text)):
                return own, match.groupdict()
        return None


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language that has one."""
    return Catalogue(orjson.loads((_FOLDER / f"{language}.json").read_bytes()), language)


@lru_cache(maxsize=2000)
def translated(text: str, language: str) -> str:
    """Return a message of the server in a language of LANGUAGES; in others it is English."""
    if len(text) > _LONGEST:
        return text
    own = language.partition("-")[0]
    return catalogue(own if own in LANGUAGES else "en").translate(text)


def translated_lines(text: str, language: str) -> str:
    """Return an error in a language: what is wrong, and each place of it in a line of its own."""
    return "\n".join(translated(line, language) for line in text.split("\n"))
