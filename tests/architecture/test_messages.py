"""Every message has a text in every language, and the catalogues hold nothing else."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import jsonschema_rs
import pytest
from pydantic_core import _pydantic_core

from dougong import messages
from dougong.messages import LANGUAGES, translated
from tests.architecture.messages import ROOT, texts, told

FOLDER = Path(messages.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]
PLURAL = "s"
"""The ending of an English word, which another language leaves out."""


CHECKED_IN_FORMS = [
    "required",
    "tooShort",
    "tooLong",
    "tooSmall",
    "tooLarge",
    "pattern",
    "email",
    "url",
    "rowsMissing",
]
"""What frontend/src/forms/validate.ts finds by itself."""


def catalogue(language: str) -> dict[str, dict[str, str]]:
    document: dict[str, dict[str, str]] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return document


def skeleton(text: str) -> str:
    """Return a text of a catalogue with its values as `{}`."""
    return "".join(
        literal.replace("{", "{{").replace("}", "}}") + ("" if name is None else "{}")
        for literal, name, _, _ in Formatter().parse(text)
    )


def literals(text: str) -> set[str]:
    """Return the parts of a text between its values."""
    return {literal.strip() for literal, _, _, _ in Formatter().parse(text) if literal.strip()}


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_has_a_text(language: str) -> None:
    own = catalogue(language)
    known = {skeleton(text) for text in (*own["messages"], *own["words"])}
    lacking = [
        f"{place} {text!r}"
        for text, place in sorted(told().items())
        if text not in known and ("{}" in text or speaks_english(translated(text, language), text))
    ]
    assert lacking == [], "\n".join(["give these a text in messages/*.json:", *lacking])


def speaks_english(told: str, english: str) -> bool:
    """Say whether a text still holds words of its English one side by side, as where only its colon was changed."""
    words = re.findall(r"[A-Za-z]+", english)
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words)}
    return told == english or any(pair in told for pair in pairs)


def test_a_text_with_only_its_colon_changed_is_no_translation() -> None:
    assert speaks_english("This is open：a value is missing.", "This is open: a value is missing.")
    assert not speaks_english("可选：latest", "One of: latest")


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_left_over(language: str) -> None:
    """A text that nobody tells any more goes with its message."""
    used = {text.strip() for text in texts()}
    own = catalogue(language)
    left = [text for text in own["messages"] if skeleton(text) not in used]
    left += [text for text in own["words"] if skeleton(text) not in used and not literals(text) <= used]
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
def test_each_text_holds_the_values_of_its_message(language: str) -> None:
    sections = catalogue(language)
    for section, texts_of in sections.items():
        for english, own in texts_of.items():
            assert own
            assert names(own) <= names(english), english
            assert section == "libraries" or names(english) - names(own) <= {PLURAL}, english


@pytest.mark.parametrize("language", OTHERS)
def test_each_message_is_recognised_as_itself(language: str) -> None:
    """No template takes what another one tells."""
    for english, own in catalogue(language)["messages"].items():
        values = {name: f"‹{place}›" for place, name in enumerate(sorted(names(english)))}
        plain = own.replace("!t}", "}").replace("!l}", "}")
        assert translated(english.format(**values), language) == plain.format(**values), english


def words_of_forms(language: str) -> dict[str, str]:
    """Return what the forms in the browser say, with a number for each value."""
    source = (ROOT / "frontend/src/forms/words.ts").read_text("utf-8")
    section = re.search(rf"^  {language}: {{\n(.*?)^  }},", source, re.DOTALL | re.MULTILINE)
    assert section is not None
    found = re.findall(r"^    (\w+): '(.*)',$", section[1], re.MULTILINE)
    return {key: re.sub(r"{{\w+}}", "7", text) for key, text in found}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", CHECKED_IN_FORMS)
def test_the_browser_says_it_in_the_same_words(language: str, key: str) -> None:
    """What a form finds before it asks the server reads as the server tells it, in every language."""
    assert translated(words_of_forms("en")[key], language) == words_of_forms(language)[key]


BROKEN: tuple[tuple[dict[str, Any] | bool, Any], ...] = (
    ({"type": "string"}, 5),
    ({"type": ["string", "null"]}, 5),
    ({"pattern": "^[a-z]+$"}, "A1"),
    ({"minLength": 1}, ""),
    ({"minLength": 2}, "a"),
    ({"maxLength": 1}, "ab"),
    ({"maxLength": 2}, "abc"),
    ({"minItems": 1}, []),
    ({"minItems": 2}, []),
    ({"maxItems": 1}, [1, 2]),
    ({"maxItems": 2}, [1, 2, 3]),
    ({"minProperties": 1}, {}),
    ({"minProperties": 2}, {}),
    ({"maxProperties": 1}, {"a": 1, "b": 2}),
    ({"maxProperties": 2}, {"a": 1, "b": 2, "c": 3}),
    ({"minimum": 1}, 0),
    ({"maximum": 1}, 3),
    ({"exclusiveMinimum": 1}, 1),
    ({"exclusiveMaximum": 1}, 1),
    ({"uniqueItems": True}, [1, 1]),
    ({"const": "x"}, "y"),
    ({"format": "date"}, "x"),
    ({"oneOf": [{"type": "string"}, {"type": "number"}]}, True),
    ({"oneOf": [{"type": "string"}, {"minLength": 1}]}, "a"),
    (False, 1),
)
"""Schemas and what breaks them: one for each message of the schema library that a document may meet."""


def test_what_the_checker_of_requests_says_is_put_plainly() -> None:
    """In English too: no message speaks of inputs, strings or patterns, and none is left out."""
    plain = catalogue("en")["libraries"]
    checked = {text for language in OTHERS for text in catalogue(language)["libraries"]} & _checked()
    assert checked <= plain.keys() <= _checked()
    assert [
        own
        for own in plain.values()
        if re.search(r"input|string|dictionary|pattern", " ".join(literals(own)), re.I)
    ] == []
    assert [text for text, own in plain.items() if not names(own) <= names(text)] == []


def _checked() -> set[str]:
    """Return the templates of what the library that checks requests may tell."""
    return {
        str(one[kind])
        for one in _pydantic_core.list_all_errors()  # type: ignore[attr-defined]
        for kind in ("message_template_python", "message_template_json")
        if kind in one
    }


@pytest.mark.parametrize("language", OTHERS)
def test_what_libraries_say_is_translated(language: str) -> None:
    """The catalogue knows the messages of the installed libraries, and no others."""
    own = catalogue(language)["libraries"]
    checked = _checked()
    said = [
        error.message
        for schema, value in BROKEN
        for error in jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors(value)
    ]
    told_here = [text for text in own if text not in checked and text != "JSON decode error"]
    assert len(said) == len(told_here) == len(BROKEN)
    assert [text for text in said if translated(text, language) == text] == []


def test_a_count_of_one_is_singular_in_english() -> None:
    """Every noun that a message counts is known by its singular; what is quoted stays as somebody wrote it."""
    counted = re.compile(r"\{\w+\} (?!is\b|has\b|does\b|this\b|runs\b|holds\b|was\b)([a-z]+s)\b")
    texts = [
        text
        for language in OTHERS
        for part in catalogue(language).values()
        for text in part
        if counted.search(text)
    ]
    assert len(texts) > 20
    for text in texts:
        one = counted.sub(lambda found: f"1 {found[1]}", text)
        assert not re.search(r"\b1 [a-z]+s\b", translated(one, "en")), one
    assert translated("“1 rows” has at most 1 conditions.", "en") == "“1 rows” has at most 1 condition."
    assert translated("21 rows and 1.1 rows, 1 rows", "en") == "21 rows and 1.1 rows, 1 row"
