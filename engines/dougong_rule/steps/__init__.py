"""Steps: what a rule, a button or a flow's action may do. One file per effect, one registry line here.

Each file has `check(body, pointer, reading)`, which notes every problem of the step's arguments; carrying the
effect out is the platform's part. Effects missing here are refused when the document is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dougong_rule.steps import (
    assign,
    branch,
    call_connector,
    convert,
    create,
    create_lines,
    create_todo,
    delete,
    enrol,
    find,
    for_each,
    issue_code,
    leave,
    merge,
    notify,
    refuse,
    send_message,
    set_fields,
    signal_flow,
    start_flow,
    stop,
    tag,
    update,
    upsert,
    wait,
    warn,
    webhook,
)
from dougong_rule.surroundings import Reading

Check = Callable[[Mapping[str, Any], str, Reading], None]

STEPS: Mapping[str, Check] = {
    "SetFields": set_fields.check,
    "Create": create.check,
    "Update": update.check,
    "Delete": delete.check,
    "Assign": assign.check,
    "Notify": notify.check,
    "CreateTodo": create_todo.check,
    "StartFlow": start_flow.check,
    "Convert": convert.check,
    "Webhook": webhook.check,
    "CallConnector": call_connector.check,
    "Refuse": refuse.check,
    "Warn": warn.check,
    "Upsert": upsert.check,
    "CreateLines": create_lines.check,
    "Tag": tag.check,
    "Untag": tag.check,
    "ForEach": for_each.check,
    "Branch": branch.check,
    "Stop": stop.check,
    "SendMessage": send_message.check,
    "Wait": wait.check,
    "Merge": merge.check,
    "IssueCode": issue_code.check,
    "SignalFlow": signal_flow.check,
    "Enrol": enrol.check,
    "Leave": leave.check,
    "Find": find.check,
}

BEFORE_STEPS = frozenset({"SetFields", "Refuse", "Warn"})
"""What a before-save rule may do: nothing but change, refuse or remark on the record being saved."""

AFTER_STEPS = frozenset(STEPS) - {"Refuse", "Warn"}
"""What an after-save rule may do: it is too late to refuse."""

FLOW_STEPS = frozenset(STEPS) - {"Wait"}
"""What a step of a flow may do: a flow has timers of its own to wait with."""

SEQUENCE_STEPS = AFTER_STEPS - {"Wait"}
"""What a step of a sequence may do: the next step is what waits."""

__all__ = ["AFTER_STEPS", "BEFORE_STEPS", "FLOW_STEPS", "SEQUENCE_STEPS", "STEPS", "Check"]
