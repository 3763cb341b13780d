"""Search: everything of a million leads, by names that are whole, rare, frequent, Chinese, in pinyin, by digits.

As an administrator, and as a seller whose rows a formula limits to a hundredth.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.initialise import initialise_workspace, make_administrator
from dougong.actions.install_app import install_tree
from dougong.actions.upgrade_database import upgrade_database
from dougong.context import Context, Principal, system_principal
from dougong.database import Database
from dougong.identity.people import create_person, set_roles
from dougong.identity.sessions import read_principal
from dougong.metadata import App, published
from dougong.metadata.documents import tree_of_folder
from dougong.metadata.physical import SEARCH_COLUMN
from dougong.records.everywhere import search_everywhere
from dougong.records.rows import insert_all
from dougong.records.tokens import entry_tokens
from dougong_model import uuid7

MOST = 0.2
"""Seconds, for one search over a million records."""

_MADE = 100_000
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红梅建国志鑫宇浩然子轩梓涵雨欣佳怡"
_FIRST = [
    "north",
    "south",
    "east",
    "west",
    "blue",
    "red",
    "green",
    "gold",
    "silver",
    "river",
    "hill",
    "stone",
    "star",
    "moon",
    "sun",
    "alpha",
    "beta",
    "prime",
]
_LAST = [
    "trading",
    "tech",
    "systems",
    "foods",
    "steel",
    "logistics",
    "media",
    "energy",
    "motors",
    "works",
    "design",
    "textiles",
    "pharma",
]
_LETTERS = "bcdfghklmnprstvaeiou"
QUERIES = {
    "whole name": "王伟",
    "surname, frequent": "王",
    "pinyin, frequent": "wang",
    "initials": "ww",
    "word, frequent": "trading",
    "letter": "t",
    "two frequent words": "north trading",
    "last four digits": "0042",
    "nothing": "zzzqqq",
}


class Scene:
    """The CRM with so many leads, an administrator and a seller who owns a hundredth of them."""

    def __init__(self, url: str, rows: int) -> None:
        self.database = Database(url, "ws_main", threads=4)
        upgrade_database(self.database)
        with self.database.begin() as conn:
            context = self._context(conn, system_principal("bench"))
            initialise_workspace(context, workspace="main", name="Bench")
            make_administrator(
                context,
                login="admin",
                name="Admin",
                password="a-good-long-password",
                language="en",
                workspace="main",
            )
            folder = Path(__file__).resolve().parents[1] / "apps_catalog" / "crm"
            self.app = published(conn, install_tree(context, tree_of_folder(folder)).key)
            self.seller = create_person(conn, context.now, {"name": "Seller"})
            set_roles(conn, self.seller, self.app.id, self._roles(self.app, "sales_rep"))
        self._fill(rows)

    @staticmethod
    def _roles(app: App, key: str) -> list[str]:
        return [app.documents("role")[key]["id"]]

    @staticmethod
    def _context(conn: sa.Connection, principal: Principal) -> Context:
        return Context(conn=conn, principal=principal, now=datetime.now(UTC), zone=ZoneInfo("UTC"))

    def _fill(self, rows: int) -> None:
        random.seed(7)
        lead = self.app.entities["lead"]
        names = {
            key: lead.columns[key][0].name
            for key in ("contact_name", "company", "phone", "channel", "status")
        }
        ids = {key: lead.entity.fields[key].id for key in names}
        (index,) = (one for one in lead.table.indexes if SEARCH_COLUMN in one.columns)
        with self.database.begin() as conn:
            conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
            conn.execute(sa.select(sa.func.set_config("maintenance_work_mem", "512MB", True)))
            index.drop(conn)
            made = min(rows, _MADE)
            for start in range(0, made, 20_000):
                some = [self._lead(names, ids, place) for place in range(start, min(made, start + 20_000))]
                insert_all(conn, lead.table, some)
            # The rest are copies: what is frequent is as frequent, and nobody waits for names to be coined.
            columns = [column for column in lead.table.c if column.name != "id"]
            while made < rows:
                more = min(_MADE, rows - made)
                source = sa.select(sa.func.gen_random_uuid(), *columns).limit(more)
                conn.execute(
                    sa.insert(lead.table).from_select(["id", *(one.name for one in columns)], source)
                )
                made += more
            index.create(conn)
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE")

    def _lead(self, names: dict[str, str], ids: dict[str, str], place: int) -> dict[str, object]:
        name = random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=random.choice((1, 2))))
        coined = "".join(random.choices(_LETTERS, k=6))
        company = f"{random.choice(_FIRST)} {coined} {random.choice(_LAST)}".title()
        phone = f"+86138{place:08d}"
        texts = {ids["contact_name"]: name, ids["company"]: company, ids["phone"]: phone}
        return {
            "id": uuid7(),
            "version": 1,
            "created_at": datetime.now(UTC),
            "updated_at": datetime.now(UTC),
            "owner_id": self.seller if place % 100 == 0 else None,
            names["contact_name"]: name,
            names["company"]: company,
            names["phone"]: phone,
            names["channel"]: "search",
            names["status"]: "new",
            SEARCH_COLUMN: entry_tokens(
                texts,
                frozenset((ids["contact_name"], ids["company"])),
                {ids["phone"]: (phone[1:], phone[3:])},
            ),
        }

    def seconds(self, who: UUID | None, text: str, rounds: int) -> tuple[float, int]:
        """Return the median seconds of a search, and how many records it found."""
        taken, found = [], 0
        for _ in range(rounds + 1):
            with self.database.begin() as conn:
                principal = system_principal("bench") if who is None else read_principal(conn, who)
                context = self._context(conn, principal)
                published(conn, self.app.key)
                begun = time.perf_counter()
                found = len(search_everywhere(context, text))
                taken.append(time.perf_counter() - begun)
        return statistics.median(taken[1:]), found


def measured(url: str, rows: int, rounds: int) -> dict[str, float]:
    """Return the seconds of each query, for everything and for a seller's own."""
    scene = Scene(url, rows)
    try:
        found = {}
        for name, text in QUERIES.items():
            for who, label in ((None, ""), (scene.seller, ", a seller")):
                found[f"search: {name}{label}"], _count = scene.seconds(who, text, rounds)
        return found
    finally:
        scene.database.close()
