"""Two worlds that differ only in what somebody may not see answer him alike, whichever way he reads."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Databases
from tests.world import Person, World, build_template

DESK = Path(__file__).parents[1] / "apps" / "desk"
REQUESTS = "/apps/desk/entities/request/records"
LINES = "/apps/desk/entities/request_line/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"

_READ = ["number", "subject", "needed_by", "urgent", "status", "lines"]
_GRANTS = [
    {
        "id": "gr1l2m3n",
        "entity": "request",
        "actions": ["see", "create", "change", "export"],
        "rows": "owner = user.id",
        "fields": {"read": _READ, "write": ["subject", "needed_by", "urgent", "lines"]},
    },
    {"id": "gr2m3n4p", "entity": "supplier", "actions": ["see", "export"], "fields": {"read": "*"}},
    {
        "id": "gr4p5q6r",
        "entity": "request_line",
        "actions": ["see", "export"],
        "rows": "parent.owner = user.id",
        "fields": {"read": ["item", "quantity"]},
    },
    {"id": "gr3n4p5q", "flow": "approval", "actions": ["start"]},
    {"id": "gr5q6r7s", "dashboard": "desk", "actions": ["see"]},
    {"id": "gr6r7s8t", "entity": "comment", "actions": ["see"], "rows": "author = user.id"},
]


def hushed_desk(folder: Path) -> Path:
    """Copy the purchase desk, closing supplier, reason, prices and quotes of a request to employees."""
    shutil.copytree(DESK, folder)
    _edit(folder / "roles" / "employee.json", lambda role: role.update(grants=_GRANTS))
    _edit(folder / "entities" / "request.json", _with_quote)
    return folder


def _with_quote(entity: dict[str, Any]) -> None:
    entity["schema"]["properties"]["quote"] = {
        "type": "array",
        "title": "Quote",
        "x-dougong": {"id": "f10q7t2z", "type": "attachment", "label": {"en": "Quote", "zh": "报价"}},
    }
    entity["schema"]["properties"]["reason"]["x-dougong"]["search"] = True
    entity["buttons"] = [
        {
            "id": "bu1h2s3h",
            "key": "hush",
            "label": {"en": "Hush", "zh": "静默"},
            "do": [{"SetFields": {"reason": 'reason & "!"'}}],
        }
    ]


def _edit(path: Path, change: Any) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False))


class Half:
    """One of the two worlds: an employee with a request under approval, her lead, and an administrator."""

    def __init__(self, world: World, folder: Path, *, secret: bool) -> None:
        self.world, admin = world, world.admin
        world.install_folder(hushed_desk(folder))
        self.lead = world.person("lead", "Li", roles={"desk": ["employee"]})
        self.wang = world.person("wang", "Wang", roles={"desk": ["employee"]}, supervisor=self.lead.id)
        self.acme = admin.post(SUPPLIERS, {"values": {"name": "Acme"}}, status=201)["id"]
        bolt = admin.post(SUPPLIERS, {"values": {"name": "Bolt"}}, status=201)["id"]
        self.file = self._upload(b"secret" if secret else b"plain")
        price, why = ("70", "secret") if secret else ("3", "plain")
        values = {
            "subject": "Mine",
            "needed_by": "2030-12-01",
            "owner": self.wang.id,
            "supplier": self.acme if secret else bolt,
            "reason": why,
            "quote": [self.file],
            "lines": [{"item": "A4", "quantity": "2", "price": {"amount": price, "currency": "CNY"}}],
        }
        self.quiet = admin.post(REQUESTS, {"values": values}, status=201)["id"]
        self.asked = self.wang.post(
            REQUESTS,
            {"values": {key: values[key] for key in ("subject", "needed_by")}, "form": "request"},
            status=201,
        )["id"]
        later = {"supplier": values["supplier"], "reason": why, "quote": [self._upload(why.encode())]}
        self.change(self.asked, {"lines": values["lines"]})
        for record in (self.quiet, self.asked):
            self.change(record, later)
            for turn in range(120 if secret and record == self.quiet else 1):
                self.change(record, {"reason": f"{why} {turn}"})
        self.wang.post(f"{REQUESTS}/{self.quiet}/actions/hush")
        if secret:
            foreign = admin.post(REQUESTS, {"values": {**values, "owner": admin.id}}, status=201)["id"]
            admin.post(f"{REQUESTS}/{foreign}/comments", {"text": "secret"})
            admin.delete(f"{REQUESTS}/{foreign}")

    def change(self, record: str, values: Mapping[str, Any]) -> None:
        """Change a record as the administrator."""
        version = self.world.admin.get(f"{REQUESTS}/{record}")["version"]
        self.world.admin.patch(f"{REQUESTS}/{record}", {"values": values}, version)

    def _upload(self, content: bytes) -> str:
        made = self.world.admin.request("POST", "/files", files={"file": ("quote.txt", content)})
        return str(made.json()["id"])

    def places(self) -> dict[str, str]:
        """Return the ids that addresses of this world name."""
        seat = self.lead.get("/inbox", box="todo")["items"][0]
        return {
            "mine": self.asked,
            "quiet": self.quiet,
            "acme": self.acme,
            "file": self.file,
            "seat": seat["seat"],
            "instance": seat["instance"],
        }


@pytest.fixture(scope="module")
def halves(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Half, Half]]:
    """The two worlds, which are only read."""
    template = databases.template("empty", build_template)
    worlds, names = [], []
    for _ in range(2):
        names.append(databases.clone(template))
        world = World(databases.connect(names[-1]), tmp_path_factory.mktemp("home"))
        worlds.append(world.__enter__())
    folders = [tmp_path_factory.mktemp("desk") / "desk" for _ in worlds]
    plain, secret = (
        Half(world, folder, secret=bool(place))
        for place, (world, folder) in enumerate(zip(worlds, folders, strict=True))
    )
    yield plain, secret
    for world, name in zip(worlds, names, strict=True):
        world.__exit__(None, None, None)
        world.database.close()
        databases.drop(name)


def _lists(path: str) -> list[tuple[str, str, str, Any]]:
    """Every way to read a list that could depend on what is hidden."""
    filters = {
        REQUESTS: [
            "ISBLANK(supplier)",
            'supplier.name = "Acme"',
            'reason = "secret"',
            "total > 50",
            "SUM(lines, price) > 50",
            "COUNTIF(lines, price > 50) > 0",
            "COUNT(lines) > 0",
        ],
        SUPPLIERS: [
            "COUNT(requests) > 0",
            'COUNTIF(requests, subject = "Mine") > 0',
            "COUNTIF(requests, TRUE) > 1",
        ],
        LINES: ["price > 50", "parent.total > 50", 'parent.supplier.name = "Acme"', "amount > 50"],
    }
    hidden = {
        REQUESTS: ["supplier", "reason", "total", "quote"],
        SUPPLIERS: ["requests"],
        LINES: ["price", "amount", "parent.supplier"],
    }
    groups = [*hidden[path], "lines"] if path == REQUESTS else hidden[path]
    return [
        ("wang", "GET", f"{path}?count=exact", None),
        ("wang", "GET", f"{path}?search=secret", None),
        ("wang", "GET", f"{path}/export", None),
        *(("wang", "GET", f"{path}?filter={one}", None) for one in filters[path]),
        *(("wang", "GET", f"{path}/export?filter={one}", None) for one in filters[path]),
        *(("wang", "POST", f"{path}/aggregate", {"filter": one}) for one in filters[path]),
        *(("wang", "GET", f"{path}?sort={one}", None) for one in hidden[path]),
        *(("wang", "GET", f"{path}?fields={one}", None) for one in hidden[path]),
        *(("wang", "GET", f"{path}?expand={one}", None) for one in [*hidden[path], "lines"]),
        *(("wang", "POST", f"{path}/aggregate", {"group": [one]}) for one in groups),
        *(
            ("wang", "POST", f"{path}/aggregate", {"measures": {"n": f"COUNTIF(NOT(ISBLANK({one})))"}})
            for one in hidden[path]
        ),
    ]


WAYS: list[tuple[str, str, str, Any]] = [
    *_lists(REQUESTS),
    *_lists(SUPPLIERS),
    *_lists(LINES),
    *(
        ("wang", "GET", f"{REQUESTS}/{{{record}}}{below}", None)
        for record in ("mine", "quiet")
        for below in (
            "",
            "?expand=lines",
            "/timeline",
            "/duplicates",
            "/runs",
            "/flows",
            "/explain",
            "/comments",
            "/score",
            "/related/lines",
            "/related/supplier",
        )
    ),
    ("lead", "GET", f"{REQUESTS}/{{mine}}", None),
    ("lead", "GET", f"{REQUESTS}/{{mine}}/timeline", None),
    ("lead", "GET", f"{REQUESTS}?count=exact", None),
    ("lead", "GET", f"{REQUESTS}/{{quiet}}", None),
    ("wang", "GET", f"{SUPPLIERS}/{{acme}}/related/requests", None),
    ("wang", "GET", f"{SUPPLIERS}/{{acme}}/timeline", None),
    ("wang", "GET", "/apps/desk/entities/comment/records?count=exact", None),
    ("wang", "GET", "/apps/desk/entities/state_log/records?count=exact", None),
    ("wang", "GET", "/search?q=secret", None),
    ("wang", "GET", "/search?q=mine", None),
    ("wang", "GET", "/inbox?box=mine", None),
    ("lead", "GET", "/inbox?box=todo", None),
    ("lead", "GET", "/seats/{seat}", None),
    ("lead", "GET", "/seats/{seat}/moment?version=1", None),
    ("lead", "GET", "/flow-instances/{instance}", None),
    ("wang", "GET", "/flow-instances/{instance}", None),
    ("wang", "GET", "/notices", None),
    ("wang", "GET", "/files/{file}", None),
    ("lead", "GET", "/files/{file}", None),
    ("wang", "GET", "/apps/desk/dashboards/desk/data", None),
    ("wang", "POST", "/apps/desk/query", {"dataset": "spend"}),
    *(
        (
            "wang",
            "POST",
            "/apps/desk/query",
            {
                "dataset": {
                    "source": source,
                    "dimensions": [{"key": "d", "formula": group}],
                    "measures": [{"key": "m", "formula": measure}],
                }
            },
        )
        for source, group, measure in (
            ("request", "subject", "COUNT()"),
            ("request", "supplier", "COUNT()"),
            ("request", "subject", "SUM(total)"),
            ("request", "COUNTIF(lines, price > 50)", "COUNT()"),
            ("supplier", "name", "SUM(COUNT(requests))"),
            ("request_line", "item", "SUM(price)"),
            ("request_line", "item", "SUM(quantity)"),
        )
    ),
    ("wang", "POST", f"{REQUESTS}/{{quiet}}/actions/hush", {}),
]


@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [pytest.param(*way, id=f"{way[0]} {way[1]} {way[2]} {json.dumps(way[3])}") for way in WAYS],
)
def test_what_is_hidden_changes_no_answer(
    halves: tuple[Half, Half], who: str, method: str, path: str, body: Any
) -> None:
    """Prices, reasons, suppliers, quotes and other people's requests differ; no answer does."""
    plain, secret = (_answer(half, who, method, path, body) for half in halves)
    assert plain == secret
    assert "secret" not in secret[1] or "search=secret" in path or "q=secret" in path or body is not None


def _answer(half: Half, who: str, method: str, path: str, body: Any) -> tuple[int, str]:
    person: Person = getattr(half, who)
    address, _, query = path.partition("?")
    params = dict(part.split("=", 1) for part in query.split("&")) if query else {}
    response = person.request(
        method, address.format_map(half.places() if "{" in address else {}), params=params, json=body
    )
    assert response.status_code < 500, response.text
    return response.status_code, _plain(response)


def _plain(response: httpx.Response) -> str:
    """Leave out what differs between any two databases: ids, moments, versions, cursors."""
    text = response.text
    for pattern in (
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"20\d\d-\d\d-\d\dT[0-9:.]+(Z|\+00:00)?",
        r'"(version|next|request_id|milliseconds|size)":("[^"]*"|\d+|null)',
        r'"digest":"[^"]*"',
    ):
        text = re.sub(pattern, "…", text)
    return text
