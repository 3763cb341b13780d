"""Decision tables as sheets: a table of the draft as XLSX or CSV in the reader's language, and what somebody wrote in a
sheet, or copied from one, as the rows of a table. Nothing is written here: what was read is taken into the draft by
its builder.

A sheet has the table's name and hit policy, below it what each column is, below that the columns' names, then the rows.
Only the row with the names is needed; columns may stand in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any
from uuid import UUID

from dougong.actions.import_records import upload_of
from dougong.context import Context
from dougong.errors import Invalid, TooLarge
from dougong.messages import translated
from dougong.metadata.check import surroundings_of_draft
from dougong.metadata.drafts import draft_documents, read_document
from dougong.metadata.schemas import shape_problems
from dougong.settings import Settings
from dougong.sheets.table import Reading, letters, open_table
from dougong.sheets.written import Kind, table_bytes
from dougong_formula import FormulaError, parse_expression
from dougong_model import DocumentError, Problem, localised
from dougong_rule import RuleVocabulary, parse_decision_table
from dougong_rule.written_cells import Written, read_cell, read_output, tell_cell, tell_output

MOST_TABLE_ROWS = 2000
"""So many rows a decision table has that is brought in or pasted into."""
_LOOKED_AT = 10
_SHOWN = 200
_HITS = {
    "unique": {"en": "Only one may match", "zh": "只允许一行命中"},
    "first": {"en": "The first that matches", "zh": "取第一行"},
    "any": {"en": "Any: all say the same", "zh": "任意：各行结果相同"},
    "priority": {"en": "The most important output", "zh": "取最重要的输出"},
    "rule_order": {"en": "All, in the order of the rows", "zh": "全部，按行的顺序"},
    "collect": {"en": "All are collected", "zh": "全部收集"},
}
_KINDS = {
    "text": {"en": "text", "zh": "文本"},
    "choice": {"en": "choice", "zh": "选项"},
    "number": {"en": "number", "zh": "数字"},
    "date": {"en": "date", "zh": "日期"},
    "datetime": {"en": "date and time", "zh": "日期时间"},
    "boolean": {"en": "yes or no", "zh": "是或否"},
    "list": {"en": "several", "zh": "多个"},
    "record": {"en": "record", "zh": "记录"},
}
_IN, _OUT = {"en": "Input", "zh": "输入"}, {"en": "Output", "zh": "输出"}
_NOTE = {"en": "Note", "zh": "备注"}

Document = Mapping[str, Any]
Lines = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A column of a table: where its cells stand in a row of the document, and how they are written; equal to itself
    alone.
    """

    side: str
    at: int
    key: str
    label: Mapping[str, str]
    written: Written

    def named(self, text: str) -> bool:
        """Say whether somebody calls the column so."""
        wanted = text.strip().casefold()
        return bool(wanted) and wanted in {self.key, *(one.strip().casefold() for one in self.label.values())}

    def read(self, text: str) -> str:
        """Return what a cell of the sheet means in the document."""
        return read_cell(text, self.written) if self.side == "in" else read_output(text, self.written)

    def tell(self, cell: str, language: str) -> str:
        """Return a cell of the document as people write it."""
        tell = tell_cell if self.side == "in" else tell_output
        return tell(cell, self.written, language)


class _Table:
    """A table among the documents of a draft."""

    def __init__(self, context: Context, app: str, document: Document) -> None:
        self.document = document
        self.language = context.language
        self._around = surroundings_of_draft(draft_documents(context.conn, app), context.language)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the inputs and then the outputs."""
        return (*self._inputs(), *self._outputs())

    def _inputs(self) -> Iterator[Column]:
        for at, body in enumerate(self.document.get("inputs", [])):
            path = str(body.get("expression", body["key"]))
            options = self._options(path)
            written = Written(kind=self._kind(path), options=options)
            yield Column(side="in", at=at, key=body["key"], label=body.get("label", {}), written=written)

    def _outputs(self) -> Iterator[Column]:
        settings = {
            f"settings.{key}": one.label for key, one in self._around.names.members("@settings").items()
        }
        for at, body in enumerate(self.document["outputs"]):
            given = [row["out"][at] for row in self.document["rows"] if at < len(row["out"])]
            kinds = {self._kind(text) for text in given if text.strip() not in ("", '""')}
            written = Written(kind=kinds.pop() if len(kinds) == 1 else "", settings=settings)
            yield Column(side="out", at=at, key=body["key"], label=body.get("label", {}), written=written)

    def _kind(self, text: str) -> str:
        base = self._around.rules.entities.vocabulary(str(self.document["entity"]))
        try:
            return "" if base is None else parse_expression(text, RuleVocabulary(base)).type.kind
        except FormulaError:
            return ""

    def _options(self, path: str) -> Mapping[str, Mapping[str, str]]:
        entity, member = str(self.document["entity"]), None
        for key in path.split("."):
            member = self._around.names.members(entity).get(key)
            entity = (member.type.entity if member else None) or ""
        return member.options if member else {}

    def tell(self, row: Document) -> list[str]:
        """Return the cells of a row as people write them, inputs first."""
        return [one.tell(row[one.side][one.at] or "", self.language) for one in self.columns]

    def problems(self, document: Document) -> Sequence[Problem]:
        """Return what is wrong with a table in this draft."""
        faults = shape_problems("table", document)
        if faults:
            return faults
        try:
            parse_decision_table(document, self._around.rules)
        except DocumentError as error:
            return error.problems
        return ()


def table_sheet(context: Context, app: str, key: str, kind: Kind) -> bytes:
    """Return a table of the draft as a file that can be brought back; raises NotFound."""
    document = read_document(context.conn, app, "table", key).document.body
    table, language = _Table(context, app, document), context.language
    columns = table.columns
    notes = any(row.get("note") for row in document["rows"])
    head = [
        [
            localised(document.get("name"), language) or key,
            localised(_HITS[document.get("hit", "unique")], language),
        ],
        [_what(one, language) for one in columns],
        [localised(one.label, language) or one.key for one in columns] + [localised(_NOTE, language)] * notes,
    ]
    rows = [table.tell(row) + [_note(row, language)] * notes for row in document["rows"]]
    return table_bytes(kind, [*head, *rows])


def _what(column: Column, language: str) -> str:
    """Return what a column is, in words: input or output, and of which kind."""
    side = localised(_IN if column.side == "in" else _OUT, language)
    kind = "choice" if column.written.options else column.written.kind
    return f"{side} · {localised(_KINDS[kind], language)}" if kind in _KINDS else side


def _note(row: Mapping[str, Any], language: str) -> str:
    note = row.get("note") or ""
    return note if isinstance(note, str) else localised(note, language)


def read_sheet(
    context: Context, settings: Settings, app: str, key: str, file: UUID, sheet: str | None
) -> dict[str, Any]:
    """Return what a file would make of a table of the draft: the document, its problems by cell, and the difference.

    Raises NotFound for a file that is not the caller's, Invalid for one that cannot be read or names no columns,
    TooLarge for one with too many rows.
    """
    document = read_document(context.conn, app, "table", key).document.body
    path, _name = upload_of(context, settings, file)
    with open_table(path, Reading(sheet=sheet, header=0)) as found:
        lines = []
        for number, cells in found.rows():
            lines.append((number, cells))
            if len(lines) > MOST_TABLE_ROWS + _LOOKED_AT:
                raise TooLarge.at("/file", f"A decision table has at most {MOST_TABLE_ROWS} rows.")
        sheets = list(found.sheets)
    table = _Table(context, app, document)
    head, places, note = _headed(table, lines)
    body = [(number, cells) for number, cells in lines if number > head]
    before = document["rows"]
    made = [_row(table, cells, places, note) for _, cells in body]
    after = {**document, "rows": _with_ids(before, made)}
    addresses = {
        f"/rows/{at}/{one.side}/{one.at}": (number, places[one])
        for at, (number, _) in enumerate(body)
        for one in table.columns
        if one in places
    } | {f"/rows/{at}": (number, 0) for at, (number, _) in enumerate(body)}
    return {
        "document": after,
        "problems": _told(table.problems(after), addresses, context.language),
        "difference": _difference(before, after["rows"], table.tell),
        "sheets": sheets,
    }


def _headed(table: _Table, lines: Lines) -> tuple[int, dict[Column, int], int | None]:
    """Return the number of the line that names the columns, where each stands, and where the note does.

    Raises Invalid when no line names them, or one is missing or unknown.
    """
    best = max(
        lines[:_LOOKED_AT],
        key=lambda line: sum(any(one.named(cell) for one in table.columns) for cell in line[1]),
        default=None,
    )
    if best is None or not any(one.named(cell) for cell in best[1] for one in table.columns):
        names = ", ".join(localised(one.label, table.language) or one.key for one in table.columns)
        raise _refused("A1", f"No row names the columns of the table: {names}.")
    number, cells = best
    places: dict[Column, int] = {}
    note = None
    for place, cell in enumerate(cells):
        found = next((one for one in table.columns if one not in places and one.named(cell)), None)
        if found is not None:
            places[found] = place
        elif cell.strip().casefold() in {one.casefold() for one in _NOTE.values()}:
            note = place
        elif cell.strip():
            raise _refused(f"{letters(place)}{number}", f"The table has no column “{cell.strip()[:80]}”.")
    for column in table.columns:
        if column not in places:
            name = localised(column.label, table.language) or column.key
            raise _refused(f"A{number}", f"The column “{name}” is missing.")
    return number, places, note


def _refused(cell: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem(code="file", pointer=f"/cells/{cell}", message=message)])


def _row(
    table: _Table, cells: Sequence[str], places: Mapping[Column, int], note: int | None
) -> dict[str, Any]:
    made: dict[str, Any] = {"in": [], "out": []}
    for column in table.columns:
        made[column.side].append(column.read(cells[places[column]]))
    if note is not None and cells[note].strip():
        made["note"] = cells[note].strip()
    return made


def _content(row: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a row says; any is one, however it is written."""
    return tuple("-" if one in (None, "", "-") else one for one in row["in"]), tuple(row["out"])


def _blocks(
    before: Sequence[Document], after: Sequence[Document]
) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(
        None, [_content(one) for one in before], [_content(one) for one in after], autojunk=False
    ).get_opcodes()


def _with_ids(before: Sequence[Document], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give rows that were there, or that stand where a changed one stood, the ids that they had."""
    for how, old, old_end, new, new_end in _blocks(before, rows):
        if how in ("equal", "replace"):
            for was, row in zip(before[old:old_end], rows[new:new_end], strict=False):
                kept = {name: was[name] for name in ("id", "note") if name in was and name not in row}
                row.update(kept)
                if how == "equal":
                    row["in"] = list(was["in"])
    return list(rows)


def _difference(
    before: Sequence[Document], after: Sequence[Document], tell: Callable[[Document], list[str]]
) -> dict[str, Any]:
    """Return how many rows are added, removed and changed, and the first of them with their cells in words."""
    rows: list[dict[str, Any]] = []
    for how, old, old_end, new, new_end in _blocks(before, after):
        if how == "equal":
            continue
        for step in range(max(old_end - old, new_end - new)):
            was = before[old + step] if old + step < old_end else None
            now = after[new + step] if new + step < new_end else None
            rows.append(
                {
                    "kind": "added" if was is None else "removed" if now is None else "changed",
                    "row": (old if now is None else new) + step + 1,
                    "before": was and tell(was),
                    "after": now and tell(now),
                }
            )
    counts = {kind: sum(one["kind"] == kind for one in rows) for kind in ("added", "removed", "changed")}
    return {**counts, "rows": rows[:_SHOWN]}


def _told(
    problems: Sequence[Problem], addresses: Mapping[str, tuple[int, int]], language: str
) -> list[dict[str, Any]]:
    """Return problems in the order in which one reads the sheet; first what is wrong with the whole."""

    def place(one: Problem) -> tuple[int, int]:
        return addresses.get(one.pointer, (0, 0))

    return [
        {
            "cell": f"{letters(place(one)[1])}{place(one)[0]}" if one.pointer in addresses else None,
            "pointer": one.pointer,
            "message": translated(one.message, language),
            "hint": one.hint and translated(one.hint, language),
        }
        for one in sorted(problems, key=place)
    ]


def paste_cells(
    context: Context, app: str, document: Document, cells: Sequence[Sequence[str]], row: int, column: int
) -> dict[str, Any]:
    """Return a table into which cells were pasted, the first at a row and column (inputs, then outputs).

    Rows that it lacks are added; cells beyond its last column are left out. Raises Invalid for a document that is no
    table, TooLarge for too many rows.
    """
    faults = shape_problems("table", document)
    if faults:
        raise Invalid("This is not a decision table.", problems=faults)
    if row + len(cells) > MOST_TABLE_ROWS:
        raise TooLarge.at("/cells", f"A decision table has at most {MOST_TABLE_ROWS} rows.")
    table = _Table(context, app, document)
    rows = [{**one, "in": list(one["in"]), "out": list(one["out"])} for one in document["rows"]]
    inputs, outputs = len(document.get("inputs", [])), len(document["outputs"])
    while len(rows) < row + len(cells):
        rows.append({"in": ["-"] * inputs, "out": ['""'] * outputs})
    for down, line in enumerate(cells):
        for one, text in zip(table.columns[column:], line, strict=False):
            rows[row + down][one.side][one.at] = one.read(text)
    after = {**document, "rows": rows}
    return {"document": after, "problems": _told(table.problems(after), {}, context.language)}
