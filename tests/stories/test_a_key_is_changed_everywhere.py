"""A key is an API name: changing it changes every document that uses it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dougong.errors import Conflict, NotFound
from dougong.metadata.check import check_documents
from dougong.metadata.documents import Document, tree_of_folder
from dougong.metadata.references import all_uses, renamed, where_used
from dougong_model import Severity

CRM = tree_of_folder(Path(__file__).resolve().parents[2] / "apps_catalog" / "crm").documents
LEADS = tree_of_folder(Path(__file__).resolve().parents[1] / "apps" / "leads").documents
BY_NAME = {("todo", "subject"), ("todo", "due")}
"""What the step CreateTodo asks an entity for under these names."""


def body_of(documents: tuple[Document, ...], kind: str, key: str) -> str:
    return str(next(one.body for one in documents if (one.kind, one.key) == (kind, key)))


def told_by(steps: list[Any]) -> tuple[str, Callable[..., str]]:
    """Let a rule do these steps; return its text, and what gives its text after a key of something is changed."""
    documents = tuple(
        replace(one, body={**one.body, "do": steps}) if (one.kind, one.key) == ("rule", "tell") else one
        for one in LEADS
    )

    def after(kind: str, key: str, entity: str | None = None) -> str:
        return body_of(renamed(documents, kind, key, f"new_{key}", entity=entity), "rule", "tell")

    return body_of(documents, "rule", "tell"), after


def test_an_app_holds_together_under_other_keys() -> None:
    """Every fourth field of the CRM gets another key; rules, conversions, forms and reports follow."""
    documents = tuple(CRM)
    fields = [
        (one.key, key)
        for one in CRM
        if one.kind == "entity"
        for key in one.body["schema"]["properties"]
        if (one.key, key) not in BY_NAME
    ]
    for entity, key in fields[::4]:
        documents = renamed(documents, "field", key, f"other_{key}", entity=entity)
    problems = check_documents(documents)
    assert [(one.file, one.pointer, one.message) for one in problems if one.severity is Severity.ERROR] == []


def test_values_of_another_record_are_fields_of_that_record() -> None:
    """A won deal makes its account a customer: the account's `kind`, not the deal's own field of that name."""
    own = renamed(CRM, "field", "kind", "sort", entity="opportunity")
    assert "'kind'" in body_of(own, "rule", "opportunity_won")
    other = renamed(CRM, "field", "kind", "sort", entity="account")
    assert "'sort'" in body_of(other, "rule", "opportunity_won")


def test_steps_inside_steps_speak_of_the_records_they_go_through() -> None:
    """In a list the bare names are its records' own; those of the record around it stand behind `parent`."""
    line = {
        "subject": 'kind & parent.company & parent.owner.name & COUNT(FILTER(parent.activities, kind = "call"))'
    }
    steps = [
        {
            "Branch": {
                "ways": [
                    {
                        "when": "employees > 5",
                        "do": [
                            {
                                "ForEach": {
                                    "records": "activities",
                                    "when": 'kind = "call"',
                                    "do": [{"SetFields": dict(line)}],
                                }
                            }
                        ],
                    }
                ],
                "otherwise": [{"Stop": {}}],
            }
        },
        {"CreateLines": {"records": 'FILTER(activities, kind = "call")', "entity": "todo", "values": line}},
        {
            "Create": {
                "entity": "account",
                "values": {"name": "company"},
                "do": [
                    {
                        "CreateLines": {
                            "records": "parent.activities",
                            "entity": "contact",
                            "values": {"name": "subject", "account": "parent"},
                        }
                    },
                ],
            }
        },
        {"Upsert": {"entity": "todo", "match": ["subject"], "values": {"subject": "company"}}},
    ]
    (rule,) = [one for one in LEADS if (one.kind, one.key) == ("rule", "tell")]
    documents = tuple(replace(one, body={**one.body, "do": steps}) if one is rule else one for one in LEADS)

    def after(entity: str, key: str) -> str:
        return body_of(renamed(documents, "field", key, f"new_{key}", entity=entity), "rule", "tell")

    was = body_of(documents, "rule", "tell")
    assert after("lead", "company") == was.replace("company", "new_company")
    assert after("lead", "employees") == was.replace("employees", "new_employees")
    assert after("activity", "kind") == was.replace("kind", "new_kind")
    assert after("account", "name") == was.replace(
        "'account', 'values': {'name'", "'account', 'values': {'new_name'"
    )
    assert after("contact", "account") == was.replace("'account': 'parent'", "'new_account': 'parent'")
    assert after("todo", "subject").count("new_subject") == 3


def test_what_is_looked_for_follows() -> None:
    """The fields by which it is found are those of the entity, what they equal those of the record at hand."""
    steps = [
        {
            "Find": {
                "entity": "account",
                "match": [{"name": "company"}, {"name": "contact_name"}],
                "into": "account",
                "do": [
                    {"SetFields": {"name": "parent.company"}},
                    {"Update": {"record": "parent", "values": {"need": "name"}}},
                ],
            }
        }
    ]
    was, after = told_by(steps)
    assert after("field", "company", "lead") == was.replace("company", "new_company")
    assert after("field", "need", "lead") == was.replace("'need'", "'new_need'")
    assert after("field", "account", "lead") == was.replace("'into': 'account'", "'into': 'new_account'")
    name = was.replace("{'name'", "{'new_name'").replace("{'need': 'name'}", "{'need': 'new_name'}")
    assert after("field", "name", "account") == name
    assert after("entity", "account") == was.replace("'entity': 'account'", "'entity': 'new_account'")


def test_what_merges_and_what_flows_are_told_follow() -> None:
    """All of a merge is about one entity, with `parent`; a message of a flow is no message document."""
    steps = [
        {
            "Merge": {
                "match": [["company"], ["region", "contact_name"]],
                "when": "parent.employees > employees",
                "prefer": ["employees > 5"],
                "each": [{"SetFields": {"need": "parent.company"}}],
                "do": [{"SetFields": {"company": "parent.company"}}],
            }
        },
        {"SignalFlow": {"message": "qualified", "values": {"need": "company"}}},
        {"SignalFlow": {"message": "qualified", "record": "activities", "values": {"subject": "company"}}},
    ]
    was, after = told_by(steps)
    assert after("field", "company", "lead") == was.replace("company", "new_company")
    assert after("field", "employees", "lead") == was.replace("employees", "new_employees")
    assert after("field", "need", "lead") == was.replace("'need'", "'new_need'")
    assert after("field", "subject", "activity") == was.replace("'subject'", "'new_subject'")
    assert after("message", "qualified") == was


def test_fields_of_files_are_used_too() -> None:
    """No formula can name them, but forms, roles and conversions do."""
    used = {use.document.kind for use in all_uses(CRM) if use.target == ("field", "lead", "attachments")}
    assert {"form", "entity"} <= used
    documents = renamed(CRM, "field", "attachments", "papers", entity="lead")
    assert "{'attachments': 'papers'}" in body_of(documents, "entity", "lead")


def test_what_visitors_may_choose_follows() -> None:
    """The field of a public form, and the condition over the records that it points to, take the new keys."""
    (form,) = [one for one in CRM if (one.kind, one.key) == ("form", "lead_web")]
    choices = {"campaign": {"filter": 'kind = "exhibition"', "most": 5}}
    body = {**form.body, "public": {**form.body["public"], "choices": choices}}
    documents = tuple(replace(form, body=body) if one is form else one for one in CRM)
    own = renamed(documents, "field", "campaign", "fair", entity="lead")
    other = renamed(own, "field", "kind", "sort", entity="campaign")
    told = next(one.body for one in other if (one.kind, one.key) == ("form", "lead_web"))["public"]["choices"]
    assert told == {"fair": {"filter": 'sort = "exhibition"', "most": 5}}


def test_what_names_a_button_follows() -> None:
    """A button's field, the grant to press it and the score for pressing it take the key; nobody may press more."""
    (lead,) = [one for one in LEADS if (one.kind, one.key) == ("entity", "lead")]
    (role,) = [one for one in LEADS if one.kind == "role"]
    schema = lead.body["schema"]
    field = {
        "readOnly": True,
        "x-dougong": {"id": "de0000aa", "type": "button", "button": "demo", "label": {"en": "D", "zh": "D"}},
    }
    grants = [*role.body["grants"], {"id": "gr0000aa", "button": "demo", "actions": ["run"]}]
    edited = {
        lead.key: {"schema": {**schema, "properties": {**schema["properties"], "shown": field}}},
        role.key: {"grants": grants},
    }
    documents = tuple(
        replace(one, body={**one.body, **edited[one.key]}) if one in (lead, role) else one for one in LEADS
    )
    (button,) = [one["id"] for one in lead.body["buttons"] if one["key"] == "demo"]
    used = {(use.document.kind, use.pointer) for use in where_used(documents, button)}
    scored = next(pointer for kind, pointer in used if kind == "scorecard")
    assert used == {
        ("entity", "/schema/properties/shown/x-dougong/button"),
        ("role", f"/grants/{len(grants) - 1}/button"),
        ("scorecard", scored),
    }
    named = renamed(documents, "button", "demo", "show_it")
    assert check_documents(named) == check_documents(documents)
    assert "'demo'" not in body_of(named, "entity", "lead") + body_of(named, "role", role.key)
    assert "'button': 'show_it'" in body_of(named, "scorecard", "score")
    with pytest.raises(Conflict):
        renamed(documents, "button", "demo", "convert")
    with pytest.raises(NotFound):
        renamed(documents, "button", "nothing", "something")
