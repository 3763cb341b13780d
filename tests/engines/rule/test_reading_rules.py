"""A rule document is read with everything it speaks of, or every mistake is told with its place."""

from __future__ import annotations

import pytest

from dougong_model import DocumentError
from dougong_rule import FLOW_STEPS, OncePer, Phase, parse_event_rule, parse_steps
from tests.engines.rule.lead import SURROUNDINGS, rule


def problems(**members: object) -> set[tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        parse_event_rule(rule(**members), SURROUNDINGS)
    return {(problem.pointer, problem.code) for problem in caught.value.problems}


def test_a_complete_rule_is_read():
    read = parse_event_rule(
        rule(
            on={"created": True, "changed": {"fields": ["score"]}},
            when="score > settings.sql_min",
            priority=10,
            stop=True,
            once_per="record",
            do=[
                {"SetFields": {"status": '"sql"'}},
                {
                    "Assign": {
                        "strategies": [{"table": "region", "output": "team"}, {"team": "settings.sales"}]
                    }
                },
                {"Notify": {"to": [{"person": "owner"}], "message": "hello"}},
                {
                    "CreateTodo": {
                        "assignee": [{"person": "owner"}],
                        "subject": {"en": "Call {{ company }}"},
                        "due": "NOW()",
                    }
                },
                {"Update": {"record": "activities", "values": {"kind": '"seen"'}}},
                {"Webhook": {"connection": "erp", "values": {"name": "company"}}},
            ],
        ),
        SURROUNDINGS,
    )
    assert (read.phase, read.priority, read.stop, read.once_per) == (Phase.AFTER, 10, True, OncePer.RECORD)
    assert [step.kind for step in read.steps] == [
        "SetFields",
        "Assign",
        "Notify",
        "CreateTodo",
        "Update",
        "Webhook",
    ]
    assert {trigger.event for trigger in read.triggers} == {"record.created", "record.changed"}


def test_the_expressions_of_a_rule_are_typed():
    assert ("/when", "type_mismatch") in problems(when="score > company")
    assert ("/when", "unknown_name") in problems(when="colour = 1")
    assert ("/do/0/SetFields/quality", "type_mismatch") in problems(
        do=[{"SetFields": {"quality": "score > 1"}}]
    )


def test_names_that_do_not_exist_are_told_with_their_place():
    assert problems(on={"form_submitted": "nowhere"}) == {("/on/form_submitted", "unknown_reference")}
    assert problems(on={"changed": {"fields": ["colour"]}}) == {("/on/changed/fields", "unknown_field")}
    assert problems(do=[{"SetFields": {"colour": "1"}}]) == {("/do/0/SetFields/colour", "unknown_field")}
    assert problems(do=[{"StartFlow": {"flow": "none"}}]) == {("/do/0/StartFlow/flow", "unknown_reference")}
    assert problems(do=[{"Explode": {}}]) == {("/do/0/Explode", "unknown_effect")}
    assert problems(entity="nothing", do=[{"SetFields": {"quality": "1"}}]) >= {("/entity", "unknown_entity")}


def test_several_mistakes_are_told_at_once():
    assert problems(when="colour = 1", once_per="moon", do=[{"StartFlow": {}}]) == {
        ("/when", "unknown_name"),
        ("/once_per", "unknown_once_per"),
        ("/do/0/StartFlow/flow", "unknown_reference"),
    }


def test_what_is_computed_cannot_be_set():
    assert problems(do=[{"SetFields": {"created_at": "NOW()"}}]) == {
        ("/do/0/SetFields/created_at", "not_writable")
    }


def test_a_rule_before_the_save_only_touches_the_record():
    assert problems(phase="before", do=[{"Create": {"entity": "todo", "values": {}}}]) == {
        ("/do/0/Create", "effect_not_available")
    }
    assert problems(phase="before", on={"deleted": True}) == {("/on", "not_before_save")}
    refusing = [{"Refuse": {"message": {"en": "No {{ company }}"}, "field": "company"}}]
    assert parse_event_rule(rule(phase="before", do=refusing), SURROUNDINGS).phase is Phase.BEFORE


def test_a_conversion_only_refers_to_what_was_made_before():
    good = {
        "into": [
            {
                "as": "account",
                "entity": "account",
                "match": [{"name_norm": "company"}],
                "values": {"name": "company"},
            },
            {
                "as": "contact",
                "entity": "contact",
                "values": {"name": "company"},
                "references": {"account": "account"},
            },
        ],
        "carry": [{"entity": "activity", "by": "lead"}],
        "set": {"status": '"converted"'},
        "open": "account",
    }
    assert parse_event_rule(rule(on={"button": "convert"}, do=[{"Convert": good}]), SURROUNDINGS)
    turned = {**good, "into": list(reversed(good["into"]))}
    assert problems(do=[{"Convert": turned}]) == {
        ("/do/0/Convert/into/0/references/account", "unknown_alias")
    }
    assert problems(do=[{"Convert": {**good, "carry": [{"entity": "contact", "by": "account"}]}}]) == {
        ("/do/0/Convert/carry/0/by", "wrong_reference")
    }
    account, contact = good["into"]
    filed = {**good, "into": [{**account, "files": {"files": "papers"}}, contact]}
    assert parse_event_rule(rule(on={"button": "convert"}, do=[{"Convert": filed}]), SURROUNDINGS)
    filed["into"] = [account, {**contact, "files": {"name": "papers"}}]
    assert problems(do=[{"Convert": filed}]) == {("/do/0/Convert/into/1/files/name", "no_files")}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        "text",
        5,
        {"SetFields": []},
        [[]],
        [{}],
        [{"SetFields": 1}],
        [{"Update": {}}],
        [{"Assign": {"strategies": [{"team": 1, "role": "x"}]}}],
        [{"Convert": {"into": [3]}}],
    ],
)
def test_broken_shapes_are_problems_and_never_crashes(broken: object):
    assert problems(do=broken)


def test_a_to_do_goes_where_the_step_says():
    def to_do(**more: object) -> list[dict[str, object]]:
        return [{"CreateTodo": {"assignee": [{"person": "owner"}], "subject": "Call", **more}}]

    for fine in (to_do(), to_do(entity="todo", values={"lead": "id"})):
        assert parse_event_rule(rule(do=fine), SURROUNDINGS).steps[0].kind == "CreateTodo"
    assert problems(do=to_do(entity="task")) == {("/do/0/CreateTodo/entity", "unknown_entity")}
    assert problems(do=to_do(entity="account")) == {("/do/0/CreateTodo/entity", "no_todo_entity")}
    assert problems(do=to_do(values={"name": '"x"'})) == {("/do/0/CreateTodo/values/name", "unknown_field")}


ADD_TAG = {"Tag": {"field": "tags", "tags": ["vip"]}}


def test_steps_stand_inside_steps():
    """In a list the bare names are those of its records; what the rule is about is `parent`."""
    about_activities = [
        {"SetFields": {"kind": "parent.company"}},
        {
            "Notify": {
                "to": [{"person": "parent.owner"}],
                "message": {"subject": "{{ kind }} {{ parent.region }}"},
            }
        },
        {"Stop": {}},
    ]
    each = {"ForEach": {"records": "activities", "when": 'kind = "call"', "do": about_activities}}
    ways = [{"when": "score > 5", "do": [each, {"Stop": {}}]}, {"when": "demo", "do": [ADD_TAG]}]
    lines = {
        "CreateLines": {
            "records": "activities",
            "entity": "todo",
            "values": {"lead": "parent", "subject": "kind"},
        }
    }
    made = {
        "Create": {
            "entity": "account",
            "values": {"name": "company"},
            "do": [
                {"Create": {"entity": "contact", "values": {"account": "id", "name": "parent.company"}}},
                {"CreateLines": {"records": "this", "entity": "contact", "values": {"account": "id"}}},
            ],
        }
    }
    steps = [{"Branch": {"ways": ways, "otherwise": [{"Untag": ADD_TAG["Tag"]}]}}, lines, made]
    read = parse_event_rule(rule(do=steps), SURROUNDINGS)
    assert [one.kind for one in read.steps] == ["Branch", "CreateLines", "Create"]
    assert [one.document for one in read.steps] == steps


def test_an_upsert_needs_what_tells_records_apart():
    fine = {
        "entity": "account",
        "match": ["name_norm"],
        "values": {"name": "company", "name_norm": "company"},
    }
    parse_event_rule(rule(do=[{"Upsert": fine}]), SURROUNDINGS)
    at = "/do/0/Upsert"
    assert problems(do=[{"Upsert": {**fine, "match": ["name"]}}]) == {(f"{at}/match", "not_unique")}
    assert problems(do=[{"Upsert": {**fine, "values": {"name": "company"}}}]) == {
        (f"{at}/values/name_norm", "value_expected")
    }
    assert problems(do=[{"Upsert": {**fine, "entity": "nothing"}}]) == {(f"{at}/entity", "unknown_entity")}


def test_what_is_found_is_kept_or_something_is_done_about_it():
    way = {"name_norm": "company"}
    fine = [
        {"Find": {"entity": "account", "match": [way], "do": [{"SetFields": {"name": "parent.company"}}]}},
        {
            "Find": {
                "entity": "lead",
                "match": [{"company": "company"}, {"region": "region"}],
                "do": [ADD_TAG],
            }
        },
    ]
    assert [one.document for one in parse_event_rule(rule(do=fine), SURROUNDINGS).steps] == fine
    kept = {"entity": "lead", "match": [{"company": "kind"}], "into": "lead"}
    assert parse_steps([{"Find": kept}], "activity", SURROUNDINGS, allowed=FLOW_STEPS)[0].kind == "Find"
    at = "/do/0/Find"
    for body, found in (
        ({"entity": "nothing", "match": [way]}, (f"{at}/entity", "unknown_entity")),
        ({"entity": "account", "match": [way]}, (f"{at}/into", "into_or_do")),
        ({"entity": "account", "match": [way], "into": "owner"}, (f"{at}/into", "wrong_reference")),
        ({"entity": "account", "match": [], "do": [ADD_TAG]}, (f"{at}/match", "match_expected")),
        ({"entity": "account", "match": [{}], "do": [{"Stop": {}}]}, (f"{at}/match/0", "match_expected")),
        (
            {"entity": "account", "match": [{"name": "company"}], "do": [{"Stop": {}}]},
            (f"{at}/match/0/name", "not_stored"),
        ),
        (
            {"entity": "account", "match": [{"name_norm": "score > 1"}], "do": [{"Stop": {}}]},
            (f"{at}/match/0/name_norm", "type_mismatch"),
        ),
        ({"entity": "account", "match": [way], "do": []}, (f"{at}/do", "steps_expected")),
    ):
        assert found in problems(do=[{"Find": body}]), body


@pytest.mark.parametrize(
    ("step", "place", "code"),
    [
        ({"ForEach": {"records": "company", "do": [ADD_TAG]}}, "/ForEach/records", "record_expected"),
        ({"ForEach": {"records": "activities", "do": []}}, "/ForEach/do", "steps_expected"),
        (
            {"ForEach": {"records": "activities", "when": "company", "do": [{"Stop": {}}]}},
            "/ForEach/when",
            "unknown_name",
        ),
        (
            {"ForEach": {"records": "activities", "do": [{"SetFields": {"kind": "old.kind"}}]}},
            "/ForEach/do/0/SetFields/kind",
            "unknown_name",
        ),
        ({"ForEach": {"records": "activities", "do": [ADD_TAG]}}, "/ForEach/do/0/Tag/field", "tags_expected"),
        (
            {"ForEach": {"records": "activities", "do": [{"Refuse": {"message": "no"}}]}},
            "/ForEach/do/0/Refuse",
            "effect_not_available",
        ),
        ({"Branch": {"ways": []}}, "/Branch/ways", "ways_expected"),
        ({"Branch": {"ways": [{"do": [ADD_TAG]}]}}, "/Branch/ways/0/when", "condition_expected"),
        ({"Branch": {"ways": [{"when": "score", "do": [ADD_TAG]}]}}, "/Branch/ways/0/when", "type_mismatch"),
        ({"CreateLines": {"records": "activities"}}, "/CreateLines", "target_shape"),
        (
            {"CreateLines": {"records": "activities", "into": "tags"}},
            "/CreateLines/into",
            "sub_table_expected",
        ),
        (
            {"CreateLines": {"records": "activities", "entity": "todo", "values": {"subject": "company"}}},
            "/CreateLines/values/subject",
            "unknown_name",
        ),
        ({"Tag": {"field": "company", "tags": ["vip"]}}, "/Tag/field", "tags_expected"),
        ({"Tag": {"field": "tags", "tags": ["old"]}}, "/Tag/tags/0", "unknown_option"),
        ({"Untag": {"field": "tags", "tags": []}}, "/Untag/tags", "tags_needed"),
        ({"Stop": {"why": 1}}, "/Stop/why", "unknown_member"),
        ({"SetFields": {"company": "parent.company"}}, "/SetFields/company", "unknown_name"),
    ],
)
def test_what_is_wrong_inside_a_step_is_told_at_its_place(step: dict, place: str, code: str):
    assert problems(do=[step]) == {(f"/do/0{place}", code)}


def test_steps_stand_only_so_deep_inside_each_other():
    step: dict = {"Stop": {}}
    for _ in range(4):
        step = {"Branch": {"ways": [{"when": "demo", "do": [step]}]}}
    parse_event_rule(rule(do=[step]), SURROUNDINGS)
    deeper = {"Branch": {"ways": [{"when": "demo", "do": [step]}]}}
    assert {code for _, code in problems(do=[deeper])} == {"too_deep"}


@pytest.mark.parametrize(
    ("body", "place", "code"),
    [
        ({}, "", "wait_shape"),
        ({"for": {"days": 3}, "until": "starts"}, "", "wait_shape"),
        ({"for": {"days": 0}}, "/for/days", "span_amount"),
        ({"for": {"weeks": 2}}, "/for", "span_expected"),
        ({"for": {"days": 1, "hours": 1}}, "/for", "span_expected"),
        ({"until": "company"}, "/until", "type_mismatch"),
        ({"until": "starts", "unless": "score"}, "/unless", "type_mismatch"),
    ],
)
def test_a_wait_says_how_long_or_until_when(body: dict, place: str, code: str):
    parse_event_rule(rule(do=[{"Wait": {"for": {"work_days": 3}, "unless": "demo"}}]), SURROUNDINGS)
    assert problems(do=[{"Wait": body}]) == {(f"/do/0/Wait{place}", code)}


def test_nothing_waits_inside_a_list_or_a_flow():
    wait = {"Wait": {"until": "starts"}}
    parse_event_rule(rule(do=[{"Branch": {"ways": [{"when": "demo", "do": [wait]}]}}]), SURROUNDINGS)
    inside = {"ForEach": {"records": "this", "do": [wait]}}
    assert problems(do=[inside]) == {("/do/0/ForEach/do/0/Wait", "effect_not_available")}
    with pytest.raises(DocumentError):
        parse_steps([wait], "lead", SURROUNDINGS, allowed=FLOW_STEPS)


def test_a_merge_says_which_records_count_as_the_same():
    whole = {
        "match": [["company"], ["region", "owner"]],
        "when": 'status = "new" AND parent.status = "new"',
        "prefer": ["NOT(ISBLANK(owner))", "score > parent.score"],
        "each": [{"SetFields": {"quality": '"low"', "company": "parent.company"}}],
        "do": [{"Notify": {"to": [{"person": "owner"}], "message": "hello"}}],
    }
    parse_event_rule(rule(do=[{"Merge": whole}]), SURROUNDINGS)
    parse_event_rule(rule(entity="account", do=[{"Merge": {}}]), SURROUNDINGS)
    at = "/do/0/Merge"
    assert problems(do=[{"Merge": {}}]) == {(at, "match_expected")}
    wrong = {
        "match": [["company", "activities"], []],
        "when": "old.score > 1",
        "prefer": ["score"],
        "do": [{"Wait": {"for": {"days": 1}}}],
    }
    assert problems(do=[{"Merge": wrong}]) == {
        (f"{at}/match/0/1", "not_stored"),
        (f"{at}/match/1", "match_expected"),
        (f"{at}/when", "unknown_name"),
        (f"{at}/prefer/0", "type_mismatch"),
        (f"{at}/do/0/Wait", "effect_not_available"),
    }
    assert problems(phase="before", do=[{"Merge": whole}]) == {(at, "effect_not_available")}


def test_flows_are_told_what_they_wait_for():
    parse_event_rule(
        rule(
            do=[
                {"SignalFlow": {"message": "paid", "values": {"quality": '"high"'}}},
                {"SignalFlow": {"message": "heard", "record": "activities", "values": {"kind": "company"}}},
            ]
        ),
        SURROUNDINGS,
    )
    at = "/do/0/SignalFlow"
    assert problems(do=[{"SignalFlow": {"message": "heard"}}]) == {(f"{at}/message", "unknown_message")}
    assert problems(do=[{"SignalFlow": {"message": "paid", "record": "score"}}]) == {
        (f"{at}/record", "record_expected")
    }
    assert problems(do=[{"SignalFlow": {"message": "paid", "values": {"colour": "1"}}}]) == {
        (f"{at}/values/colour", "unknown_field")
    }


def test_what_has_no_engine_is_refused():
    for kind in ("Print", "Lock", "Share"):
        assert problems(do=[{kind: {}}]) == {(f"/do/0/{kind}", "effect_not_available")}
