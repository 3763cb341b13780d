"""Effects: what is done when a rule, a flow, a card or a button asks for it. One file per kind, one line
here.

Each file has `carry_out(act, effect, site)`, which returns what is worth showing in the run. A new kind of
consequence is a new file, never a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dougong.actions.act import Act, Site
from dougong.actions.effects import (
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
from dougong_model import Effect

CarryOut = Callable[[Act, Effect, Site], Mapping[str, Any]]

EFFECTS: Mapping[str, CarryOut] = {
    "SetFields": set_fields.carry_out,
    "Create": create.carry_out,
    "Update": update.carry_out,
    "Delete": delete.carry_out,
    "Assign": assign.carry_out,
    "Notify": notify.carry_out,
    "CreateTodo": create_todo.carry_out,
    "StartFlow": start_flow.carry_out,
    "Convert": convert.carry_out,
    "Webhook": webhook.carry_out,
    "CallConnector": call_connector.carry_out,
    "Refuse": refuse.carry_out,
    "Warn": warn.carry_out,
    "Upsert": upsert.carry_out,
    "CreateLines": create_lines.carry_out,
    "Tag": tag.carry_out,
    "Untag": tag.carry_out,
    "ForEach": for_each.carry_out,
    "Branch": branch.carry_out,
    "Stop": stop.carry_out,
    "SendMessage": send_message.carry_out,
    "Wait": wait.carry_out,
    "Merge": merge.carry_out,
    "IssueCode": issue_code.carry_out,
    "SignalFlow": signal_flow.carry_out,
    "Enrol": enrol.carry_out,
    "Leave": leave.carry_out,
    "Find": find.carry_out,
}

__all__ = ["EFFECTS", "CarryOut"]
