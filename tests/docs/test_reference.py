"""The reference pages name everything that exists, so that nobody has to read the source to know."""

from __future__ import annotations

import json
import re
import runpy
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from docs import limits, problem_codes
from dougong.errors import ERRORS
from dougong.settings import Settings
from dougong_flow.definition import Verb
from dougong_flow.kinds import KINDS, NOTE
from dougong_flow.nodes.head import COMMON
from dougong_flow.reader import Reader
from dougong_form.field_types import FIELD_TYPES
from dougong_formula import PlainVocabulary
from dougong_formula.functions import PUBLIC_FUNCTIONS
from dougong_model import EFFECTS
from dougong_rule.steps import STEPS

DOCS = Path(__file__).resolve().parents[2] / "docs"
REFERENCE = DOCS / "reference"
PAGES = runpy.run_path(str(DOCS / "generate.py"))["PAGES"]


def headings(page: str) -> set[str]:
    """Return the headings of a reference page."""
    lines = (REFERENCE / page).read_text().splitlines()
    return {line.lstrip("#").strip().strip("`") for line in lines if line.startswith("#")}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_has_its_page(error: type) -> None:
    """The `type` of a problem leads to a heading."""
    assert error.code in headings("errors.md")


def test_every_code_of_a_problem_is_told() -> None:
    """Whatever code is written in the code stands on the page, whether it is found by syntax or by letters."""
    written = {
        code
        for folder in problem_codes.FOLDERS
        for file in folder.rglob("*.py")
        for code in re.findall(
            r'(?:\bcode=|ValueRefused\(|formula_error\(\s*)"(\w+)"', file.read_text("utf-8")
        )
    }
    for page in ("reference/problem-codes.md", "zh/problem-codes.md"):
        text = (DOCS / page).read_text("utf-8")
        told = set(re.findall(r"^\| `(\w+)` \| \S", text, re.MULTILINE))
        assert written - told == set(), page
    assert len(written) > 150


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_current(page: str) -> None:
    """`make docs` was run after the last change of the code they are made from."""
    assert (DOCS / page).read_text() == PAGES[page]()


def test_every_limit_is_told() -> None:
    """A constant that is called like a limit stands on the page, or is named as none that anybody meets."""
    known = {f"{one.module}.{one.name}" for group in limits.GROUPS for one in group.limits}
    found = {f"{module}.{name}" for module, name in limits.constants()}
    assert found - known - limits.INTERNAL == set()
    assert (known - limits.INTERNAL, limits.INTERNAL - found) == (known, frozenset())


def test_every_setting_is_described() -> None:
    """Each setting stands in the table with what it does."""
    text = (REFERENCE / "settings.md").read_text()
    missing = [
        name.upper()
        for name, field in Settings.model_fields.items()
        if f"`{name.upper()}`" not in text or (field.description or "?") not in text
    ]
    assert missing == []


def test_every_function_is_described() -> None:
    """Each function of the expression language has its heading."""
    assert set(PUBLIC_FUNCTIONS) - headings("functions.md") == set()


def test_every_field_type_is_described() -> None:
    """Each field type has its heading."""
    assert set(FIELD_TYPES) - headings("field-types.md") == set()


def sections(page: str) -> Mapping[str, str]:
    """Return what stands under each heading of the second level; a heading stands once."""
    found = re.findall(
        r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", (REFERENCE / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert [name for name, count in Counter(name for name, _ in found).items() if count > 1] == []
    return {name.strip("`"): text for name, text in found}


def schema(kind: str) -> Any:
    """Return the published schema of a kind of document."""
    return json.loads((DOCS / "schemas" / f"{kind}.json").read_text("utf-8"))


def examples(text: str, kind: str) -> list[Any]:
    """Return the steps of a kind that a text shows; `…` stands for what is left out."""
    shown = re.findall(r"`(\{.*?\})`", text, re.DOTALL) + re.findall(
        r"^    (\{.*?\}\})$", text, re.DOTALL | re.MULTILINE
    )
    return [json.loads(one.replace("…", ""), strict=False) for one in shown if one.startswith(f'{{"{kind}"')]


def test_every_effect_is_described() -> None:
    """Each effect of the closed vocabulary is explained once, also those that are not offered."""
    told = sections("effects.md")
    assert set(EFFECTS) - set(told) == set()
    said = {
        kind for kind in EFFECTS if "Not offered" in told[kind] or "Used by the flow engine" in told[kind]
    }
    assert said == set(EFFECTS) - set(STEPS)


@pytest.mark.parametrize("kind", STEPS)
def test_every_step_has_its_members_and_an_example(kind: str) -> None:
    """Each member of its schema is named, and the step that the page shows is one that fits it."""
    text = sections("effects.md")[kind]
    step = schema("common")["$defs"]["step"]
    members = step["properties"].get(kind, {}).get("properties", {})
    assert {one for one in members if f"`{one}`" not in text and f'"{one}"' not in text} == set()
    shown = examples(text, kind)
    assert shown, f"{kind} has no example"
    common = Resource.from_contents(schema("common"))
    registry: Any = Registry().with_resource("urn:dougong:schema:common", common)
    check = Draft202012Validator({"$ref": "urn:dougong:schema:common#/$defs/step"}, registry=registry)
    for one in shown:
        faults = [
            error.message for error in check.iter_errors(one) if "should be non-empty" not in error.message
        ]
        assert faults == []


def known_members(kind: str) -> set[str]:
    """Return the members that a node of a kind may have, as its reader says."""
    every = schema("flow")["properties"]["nodes"]["items"]["properties"]
    reader = Reader("record", PlainVocabulary(root="record", prefixes={}, entities={"record": {}}), None)
    KINDS[kind].parse(reader, {"kind": kind, **dict.fromkeys(every)}, "")
    refused = {one.pointer.strip("/") for one in reader.problems if one.code == "unknown_member"}
    return set(every) - refused - set(COMMON)


def table(text: str, head: str) -> dict[str, str]:
    """Return the rows of the table that begins with a head, by the codes in their first cells."""
    lines = text.partition(head)[2].partition("\n\n")[0].splitlines()
    rows = [line.strip("| ").split(" | ", 1) for line in lines if line.startswith("| `")]
    return {code: rest for first, rest in rows for code in re.findall(r"`(\w+)`", first)}


def test_every_node_has_its_members() -> None:
    """Each kind of node says what it does and what members its reader takes, with the members of the handling node
    told as those of an approval.
    """
    text = sections("flows.md")["Nodes"]
    kinds = {*KINDS, NOTE}
    assert set(table(text, "| kind | does |")) == kinds
    told = table(text, "| kind | members |")
    assert set(told) == kinds
    for kind in KINDS:
        # The rights of a variant are written into `fields` before the flow is read.
        wanted = known_members(kind) | ({"variant"} if kind in ("approve", "handle", "start") else set())
        named = set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", told[kind])))
        if kind == "handle":
            named = set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", told["approve"])))
            named -= {"any_reject", "reject", "reject_to"}
        assert named == wanted, kind


def test_every_verb_is_described() -> None:
    """Each thing that a person may do with a seat or a request stands in a table."""
    text = sections("flows.md")["What people may do"]
    first = table(text, "| verb | does |")
    rest = table(text.partition("| verb | does |")[2], "| verb | does |")
    assert {*first, *rest} == {one.value for one in Verb}


WORDS = {
    "Steps": (STEPS, "features/builder/rules", "step_"),
    "Nodes of a flow": ((*KINDS, NOTE), "features/builder/flows", ""),
    "Verbs": ([one.value for one in Verb], "flows", ""),
}


@pytest.mark.parametrize("heading", WORDS)
def test_the_glossary_calls_them_as_the_screens_do(heading: str) -> None:
    """Steps, nodes and verbs in both languages."""
    keys, folder, prefix = WORDS[heading]
    rows = table(sections("glossary.md")[heading], "| document | English | 中文 |")
    assert set(rows) == set(keys)
    files = (DOCS.parent / "frontend" / "src" / folder).glob("*ords*.ts")
    source = "\n".join(file.read_text("utf-8") for file in files)
    # The builder has no editor for this step, and shows it as it is written.
    for key, told in rows.items() - {("CallConnector", rows.get("CallConnector"))}:
        words = set(re.findall(rf"^ +{prefix}{key}: '([^']*)'", source, re.MULTILINE))
        assert set(told.split(" | ")) <= words, key
