"""Expressions: random formulas that type, and random rows for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]
_LETTERS = "abAB 0é中😀-\"'%_\\\n"
_NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "100",
    "0.5",
    "1.005",
    "2.5",
    "0.0000000001",
    "12345.6789",
    "1000000",
    "3.3333333333",
    "1234567890123456789.0123456789",
]
_DATES = ["DATE(2023, 3, 1)", "DATE(2024, 1, 31)", "DATE(2024, 2, 29)", "TODAY()"]
_FIELDS = {
    "order": {
        "number": [
            "amount",
            "price",
            "discount",
            "qty",
            "stock",
            "broken",
            "customer.credit",
            "COUNT(customer.contacts)",
            "settings.limit",
            "settings.empty",
            "old.amount",
        ],
        "text": [
            "name",
            "code",
            "note",
            "customer.name",
            "customer.level",
            "owner.name",
            "customer.owner.name",
            "user.name",
        ],
        "boolean": ["flag", "done", "old.flag"],
        "date": ["day", "due"],
        "datetime": ["at", "seen", "NOW()"],
    },
    "line": {
        "number": ["qty", "price", "broken", "parent.amount", "parent.qty", "product.cost", "settings.limit"],
        "text": ["kind", "name", "parent.name", "product.key", "user.name"],
        "boolean": ["urgent", "parent.flag"],
        "date": ["day", "parent.day"],
        "datetime": ["parent.at", "NOW()"],
    },
    "part": {
        "number": ["count", "parent.qty", "parent.broken", "parent.parent.amount", "this.price"],
        "text": ["name", "parent.kind", "parent.product.key", "parent.parent.code"],
        "boolean": ["parent.urgent", "this.flag"],
        "date": ["parent.day", "this.due"],
        "datetime": ["this.at"],
    },
}
"""Names of each type that stand on a row of each entity."""
_LISTS = {"order": ("lines", "line"), "line": ("parts", "part")}
"""The list of a row whose rows an aggregate may run over."""


def texts() -> Strategy:
    return st.text(_LETTERS, max_size=6)


def literals_of_text() -> Strategy:
    return texts().map(lambda text: '"' + text.replace('"', '""') + '"')


def _call(name: str, *parts: Strategy) -> Strategy:
    return st.tuples(*parts).map(lambda found: f"{name}({', '.join(found)})")


def _infix(operator: str, left: Strategy, right: Strategy) -> Strategy:
    return st.tuples(left, right).map(lambda found: f"({found[0]} {operator} {found[1]})")


def _leaves(kind: str, row: str) -> Strategy:
    fields = st.sampled_from(_FIELDS[row][kind])
    match kind:
        case "number":
            literals = st.sampled_from(_NUMBERS)
            return st.one_of(fields, literals, literals.map(lambda text: f"-{text}"))
        case "text":
            return st.one_of(fields, literals_of_text())
        case "boolean":
            return st.one_of(fields, st.sampled_from(["TRUE", "FALSE"]))
        case "date":
            return st.one_of(fields, st.sampled_from(_DATES))
        case _:
            return fields


@cache
def expressions(kind: str, depth: int = 3, row: str = "order") -> Strategy:
    """Return formulas of a type, nested up to a depth, that speak of a row of an entity."""
    if depth == 0:
        return _leaves(kind, row)
    return st.one_of(_leaves(kind, row), st.deferred(lambda: _composed(kind, depth, row)))


def _composed(kind: str, depth: int, row: str) -> Strategy:
    def of(wanted: str) -> Strategy:
        return expressions(wanted, depth - 1, row)

    groups = {"number": _numbers, "text": _texts, "boolean": _booleans, "date": _dates, "datetime": _moments}
    choices = [
        _call("IF", of("boolean"), of(kind), of(kind)),
        _call("IF", of("boolean"), of(kind)),
        _call("IF", of("boolean"), st.just("BLANK()"), of(kind)),
        _call("IFERROR", of(kind), of(kind)),
        _call("IFBLANK", of(kind), of(kind)),
        _call("IFS", of("boolean"), of(kind), of("boolean"), of(kind)),
        _call("SWITCH", of("text"), of("text"), of(kind), of("text"), of(kind), of(kind)),
        *groups[kind](of),
    ]
    if row in _LISTS and kind != "datetime":
        choices += _aggregates(kind, depth, row)
    return st.one_of(choices)


def _numbers(of: Callable[[str], Strategy]) -> list[Strategy]:
    number, text, date, moment = of("number"), of("text"), of("date"), of("datetime")
    small = st.sampled_from(["-3", "-1", "0", "1", "2", "5", "0.5", "2.7", "this.qty"])
    return [
        *(_infix(operator, number, number) for operator in ("+", "-", "*", "/")),
        number.map(lambda found: f"-({found})"),
        *(
            _call(name, number)
            for name in ("ABS", "INT", "SQRT", "SIGN", "ROUND", "ROUNDUP", "TRUNC", "LN", "CEILING")
        ),
        *(
            _call(name, number, small)
            for name in (
                "ROUND",
                "ROUNDUP",
                "ROUNDDOWN",
                "MOD",
                "QUOTIENT",
                "POWER",
                "MROUND",
                "CEILING",
                "FLOOR",
                "LOG",
            )
        ),
        *(
            _call(name, number, number, number)
            for name in ("SUM", "AVERAGE", "MIN", "MAX", "MEDIAN", "COUNT", "COUNTBLANK")
        ),
        _call("EXP", small),
        _call("LEN", text),
        _call("VALUE", text),
        _call("FIND", text, text),
        _call("SEARCH", text, text, small),
        _call("DAYS", date, date),
        _call("DAYS", moment, date),
        _call("DAYS", moment, moment),
        _call("MINUTES", moment, moment),
        *(
            _call(name, date)
            for name in ("YEAR", "MONTH", "DAY", "QUARTER", "WEEKDAY", "WEEKNUM", "ISOWEEKNUM")
        ),
        _call("NETWORKDAYS", date, date),
        _call("NETWORKDAYS", moment, date),
        _call("HOUR", _call("TIME", number, small, number)),
        _call("MINUTE", _call("TIME", small, number, small)),
        _call("HOUR", moment),
        _call("MINUTE", moment),
        _call("WEEKDAY", date, small),
        _call("DATEDIF", date, date, st.sampled_from(['"y"', '"m"', '"d"'])),
        _call("COUNTA", text, text),
        _call("HOUR", st.just("this.clock")),
        st.sampled_from(["COUNT(this.tags)", "COUNT(this.members)"]),
    ]


def _texts(of: Callable[[str], Strategy]) -> list[Strategy]:
    number, text = of("number"), of("text")
    small = st.sampled_from(["-1", "0", "1", "2", "3.9", "100", "this.stock"])
    return [
        *(_infix("&", text, of(kind)) for kind in ("text", "number", "boolean", "date", "datetime")),
        *(_call(name, text) for name in ("TRIM", "UPPER", "LOWER", "PROPER", "LEFT", "RIGHT")),
        *(_call(name, text, small) for name in ("LEFT", "RIGHT", "REPT")),
        _call("MID", text, small, small),
        _call("REPLACE", text, small, small, text),
        _call("SUBSTITUTE", text, text, text),
        _call("TEXTJOIN", literals_of_text(), of("boolean"), text, text),
        _call("TEXT", number, st.sampled_from(['"0"', '"0.00"', '"#,##0.00"', '"0%"'])),
        _call("TEXT", of("date"), st.sampled_from(['"yyyyMM"', '"yyyy年M月d日"', '"yyyy/MM/dd"'])),
        _call("TEXT", of("datetime"), st.sampled_from(['"HH:mm:ss"', '"yyyy-MM-dd HH:mm"'])),
        _call("RMBUPPER", number),
    ]


def _booleans(of: Callable[[str], Strategy]) -> list[Strategy]:
    kinds = ("number", "text", "date", "datetime")
    return [
        *(
            _infix(operator, of(kind), of(kind))
            for kind in kinds
            for operator in ("=", "<>", "<", "<=", ">", ">=")
        ),
        _infix("=", of("boolean"), of("boolean")),
        _infix("<>", of("boolean"), of("boolean")),
        *(_infix(operator, of("boolean"), of("boolean")) for operator in ("AND", "OR")),
        _call("NOT", of("boolean")),
        _call("XOR", of("boolean"), of("boolean")),
        *(_call(name, of(kind)) for kind in (*kinds, "boolean") for name in ("ISBLANK", "ISERROR")),
        *(_call("IN", of(kind), of(kind), of(kind)) for kind in kinds),
        _call("CONTAINS", of("text"), of("text")),
        _call("STARTSWITH", of("text"), of("text")),
        _call("ENDSWITH", of("text"), of("text")),
        *(_call("BETWEEN", of(kind), of(kind), of(kind)) for kind in ("number", "date")),
        _call("REGEXMATCH", of("text"), st.sampled_from(['"^[a-z]+$"', '"\\w"', '"^.{2}"', '"A|b"'])),
        _call("EXACT", of("text"), of("text")),
        _infix("IN", of("text"), st.just("this.tags")),
        _infix("NOT IN", of("text"), st.just("this.tags")),
        st.sampled_from(
            [
                "(this.owner IN user.reports)",
                "(this.owner = user)",
                "(this.owner IN this.members)",
                "(this.owner = this.customer.owner)",
                "(this.customer.owner IN user.reports)",
                "ISBLANK(this.owner)",
                "ISBLANK(this.customer)",
                "(this.customer.owner <> user)",
            ]
        ),
    ]


def _dates(of: Callable[[str], Strategy]) -> list[Strategy]:
    number, date = of("number"), of("date")
    months = st.sampled_from(["-13", "-1", "0", "1", "1.5", "12", "this.stock"])
    return [
        _infix("+", date, number),
        _infix("-", date, number),
        _call("EDATE", date, months),
        _call("EOMONTH", date, months),
        _call("WORKDAY", date, months),
        _call("WORKDAY", date, st.sampled_from(["-3660", "-251", "-7", "5", "30", "1000", "3661"])),
        _call("WORKDAY", of("datetime"), number),
        _call("DATE", number, number, number),
        _call("DATEVALUE", of("text")),
        *(_call(name, date) for name in ("MONTH_START", "QUARTER_START", "YEAR_START", "WEEK_START")),
        _call("DAY_START", of("datetime")),
        _call("MONTH_START", of("datetime")),
        _call("MAX", date, date),
    ]


def _moments(of: Callable[[str], Strategy]) -> list[Strategy]:
    return [
        _infix("+", of("datetime"), of("number")),
        _infix("-", of("datetime"), of("number")),
        _call("IFBLANK", of("datetime"), of("date")),
        _call("MIN", of("datetime"), of("datetime")),
    ]


def _aggregates(kind: str, depth: int, row: str) -> list[Strategy]:
    name, entity = _LISTS[row]
    inner = {of: expressions(of, min(depth - 1, 2), entity) for of in ("number", "text", "boolean", "date")}
    plain = st.just(name)
    rows = st.one_of(plain, plain, _call("FILTER", plain, inner["boolean"]))
    number, text, condition, day = (inner[of] for of in ("number", "text", "boolean", "date"))
    match kind:
        case "number":
            return [
                *(
                    _call(function, rows, number)
                    for function in ("SUM", "AVERAGE", "MIN", "MAX", "MEDIAN", "COUNT")
                ),
                *(
                    _call(function, rows, condition, number)
                    for function in ("SUMIF", "AVERAGEIF", "MINIF", "MAXIF")
                ),
                *(_call("COUNT_DISTINCT", rows, value) for value in inner.values()),
                *(_call(function, rows, text) for function in ("COUNTA", "COUNTBLANK")),
                _call("COUNT", rows),
                _call("COUNTIF", rows, condition),
                _call("COUNTIFS", rows, condition, condition),
                _call("SUMIFS", rows, number, condition, condition),
                _call("FIRST", rows, number),
                *(_call("SUMPRODUCT", rows, *[number] * count) for count in (1, 2, 3)),
                *_looked_up(row, rows, inner, number, "number"),
            ]
        case "boolean":
            counted = _call("COUNTIF", rows, condition)
            bounds = st.sampled_from(["0", "1"])
            return [
                _call("EXISTS", rows, condition),
                *(_infix(operator, counted, bounds) for operator in ("=", "<>", ">", ">=", "<", "<=")),
                _call("ISBLANK", plain),
                _call("LAST", rows, condition),
            ]
        case "text":
            return [
                _call("TEXTJOIN", literals_of_text(), rows, text),
                _call("TEXTJOIN", expressions("text", 1, row), rows, text),
                _call("FIRST", rows, text),
                *_looked_up(row, rows, inner, text, "text"),
            ]
        case _:
            return [
                _call("MIN", rows, day),
                _call("LAST", rows, day),
                *_looked_up(row, rows, inner, day, "date"),
            ]


def _looked_up(
    row: str, rows: Strategy, inner: dict[str, Strategy], result: Strategy, kind: str
) -> list[Strategy]:
    """Return XLOOKUP by keys of every type, with and without what stands for no row."""
    without = [
        _call("XLOOKUP", expressions(of, 1, row), rows, inner[of], result) for of in ("text", "number")
    ]
    with_ = [
        _call("XLOOKUP", expressions(of, 1, row), rows, inner[of], result, expressions(kind, 1, row))
        for of in ("text", "date", "boolean")
    ]
    return [*without, *with_]


# Rows


def _exceptions(weekdays: range) -> Strategy:
    """Return sorted days of a working calendar that fall on given days of the week, Monday being 0."""
    days = st.dates(min_value=date(2023, 12, 1), max_value=date(2024, 4, 30))
    fitting = st.lists(days.filter(lambda day: day.weekday() in weekdays), unique=True, max_size=8)
    return fitting.map(lambda found: [day.isoformat() for day in sorted(found)])


_decimals = st.one_of(
    st.none(),
    st.sampled_from(["0", "1", "-1", "0.5", "2.5", "-2.5", "1.005", "0.0000000001", "99999999.9999999999"]),
    st.sampled_from(["-1234567890123456789012345678.1234567891", "9999999999999999999999999999"]),
    st.sampled_from(["123456789012345678901234567.891", "-999999999999999999999999999.999"]),
    st.decimals(-(10**6), 10**6, places=4).map(str),
)
_integers = st.one_of(st.none(), st.integers(-100, 100))
_stored_texts = st.one_of(
    st.none(), texts().filter(bool), st.sampled_from(["12", "1,234.5", "2024-02-30", "2024/3/1"])
)
_booleans_stored = st.sampled_from([None, True, False])
_days = st.one_of(
    st.none(),
    st.sampled_from(["2024-03-09", "2024-03-10", "2024-03-11", "2024-11-03", "1991-04-14", "2024-10-06"]),
    st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31)).map(str),
)
"""Among them days on which a clock is put forward or back."""
_CHANGES = (
    "2024-03-10T06:59:59.999999",
    "2024-03-10T07:00:00",
    "2024-11-03T05:30:00",
    "2024-11-03T06:30:00",
    "1991-04-13T18:00:00",
    "1991-09-14T17:00:00",
    "2024-10-05T15:30:00",
    "2025-04-05T15:00:00",
)
"""Around the hour that a clock leaves out or shows twice: New York, Shanghai of old, Lord Howe by half an hour."""
_moments_stored = st.one_of(
    st.none(),
    st.sampled_from(_CHANGES).map(lambda found: f"{found}+00:00"),
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2040, 1, 1)).map(
        lambda found: found.isoformat() + "+00:00"
    ),
)
_broken = st.sampled_from([None, "3", {"error": "#DIV/0!"}, {"error": "#N/A"}])
_people = st.sampled_from([None, {"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}])


def rows() -> Strategy:
    """Return rows of the vocabulary, half of everything blank."""
    part = st.fixed_dictionaries({"count": _decimals, "name": _stored_texts})
    product = st.sampled_from(
        [None, {"id": "pr1", "key": "P", "cost": "4"}, {"id": "pr2", "key": None, "cost": None}]
    )
    line = st.fixed_dictionaries(
        {
            "qty": _decimals,
            "price": _decimals,
            "kind": _stored_texts,
            "name": _stored_texts,
            "urgent": _booleans_stored,
            "day": _days,
            "broken": _broken,
            "product": product,
            "parts": st.lists(part, max_size=2),
        }
    )
    customer = st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {
                "id": st.just("acme"),
                "name": _stored_texts,
                "level": _stored_texts,
                "credit": _decimals,
                "owner": _people,
                "contacts": st.lists(_people.filter(bool), max_size=2, unique_by=lambda found: found["id"]),
            }
        ),
    )
    user = st.just(
        {"id": "bob", "name": "Bob", "roles": ["seller"], "reports": [{"id": "ann"}], "departments": []}
    )
    return st.fixed_dictionaries(
        {
            "amount": _decimals,
            "price": _decimals,
            "discount": _decimals,
            "qty": _integers,
            "stock": _integers,
            "broken": _broken,
            "name": _stored_texts,
            "code": _stored_texts,
            "note": _stored_texts,
            "flag": _booleans_stored,
            "done": _booleans_stored,
            "day": _days,
            "due": _days,
            "at": _moments_stored,
            "clock": st.sampled_from([None, "08:30:00", "23:59:59"]),
            "seen": _moments_stored,
            "tags": st.lists(texts().filter(bool), max_size=3),
            "owner": _people,
            "customer": customer,
            "lines": st.lists(line, max_size=3),
            "members": st.lists(_people.filter(bool), max_size=1),
            "user": user,
            "settings": st.just({"limit": "1000", "word": "gold", "empty": None}),
            "old": st.fixed_dictionaries({"amount": _decimals, "flag": _booleans_stored}),
            "$today": st.just("2024-02-29"),
            "$now": st.just("2024-02-29T16:30:00Z"),
            "$zone": st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Australia/Lord_Howe"]),
            "$holidays": _exceptions(range(5)),
            "$workdays": _exceptions(range(5, 7)),
        }
    )
