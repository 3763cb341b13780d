"""House rules that a reader should be able to rely on, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "platform").rglob("*.py")), *sorted((ROOT / "engines").rglob("*.py"))]
PLATFORM = ROOT / "platform" / "dougong"


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    """Return the dotted name that is called, as far as it is plain."""
    return ast.unparse(call.func)


def place(path: Path, node: ast.AST) -> str:
    """Name a place in a file."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("folder", ["platform", "engines"])
def test_source_roots_are_no_packages(folder: str) -> None:
    """`platform/` must not shadow Python's own module of that name."""
    assert not (ROOT / folder / "__init__.py").exists()


def test_no_text_becomes_sql() -> None:
    """Statements are built from expression objects; text SQL stands in migrations alone."""
    forbidden = {"sa.text", "text", "sqlalchemy.text", "sa.TextClause", "exec_driver_sql"}
    found = [
        place(path, call)
        for path in SOURCES
        for call in calls(path)
        if name_of(call) in forbidden or name_of(call).endswith(".exec_driver_sql")
    ]
    assert found == []


def test_nothing_is_evaluated() -> None:
    """No text of a user ever becomes Python: no eval or exec of text, no pickle, no shell."""
    forbidden = {"eval", "pickle.loads", "os.system", "os.popen"}
    found = [place(path, call) for path in SOURCES for call in calls(path) if name_of(call) in forbidden]
    shells = [
        place(path, call)
        for path in SOURCES
        for call in calls(path)
        if any(keyword.arg == "shell" and getattr(keyword.value, "value", False) for keyword in call.keywords)
    ]
    assert found + shells == []


def test_exec_runs_only_our_own_trees() -> None:
    """The one place that runs generated code compiles a typed tree, not text."""
    found = {
        str(path.relative_to(ROOT)) for path in SOURCES for call in calls(path) if name_of(call) == "exec"
    }
    assert found <= {"engines/dougong_formula/to_python.py", "engines/dougong_formula/python/compile.py"}


def test_nobody_commits_below_the_edge() -> None:
    """One act is one transaction, ended by who opened it."""
    found = [
        place(path, call)
        for path in SOURCES
        for call in calls(path)
        if name_of(call).endswith((".commit", ".rollback")) and "savepoint" not in name_of(call)
    ]
    allowed = {
        "platform/dougong/actions/upgrade_database.py",
        "platform/dougong/database.py",
        "platform/dougong/driver.py",  # how the driver itself does it
    }
    assert [one for one in found if one.rsplit(":", 1)[0] not in allowed] == []


def test_only_apply_writes() -> None:
    """Records are written through actions/apply.py and nowhere else."""
    writers = {"dougong.records.write"}
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            module = getattr(node, "module", None) if isinstance(node, ast.ImportFrom) else None
            if module in writers and not str(path.relative_to(PLATFORM)).startswith(
                ("actions/apply", "records/")
            ):
                found.append(place(path, node))
    assert found == []


def test_engines_read_no_clock() -> None:
    """Time and chance are arguments of an engine."""
    forbidden = {
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "time.time",
        "random.random",
        "uuid4",
        "open",
    }
    found = [
        place(path, call)
        for path in SOURCES
        for call in calls(path)
        if "engines" in path.parts and name_of(call) in forbidden
    ]
    assert found == []


def test_no_import_inside_a_function() -> None:
    """A circle is mended by moving code, not by hiding the import."""
    found = []
    for path in SOURCES:
        for outer in ast.walk(ast.parse(path.read_text())):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                found += [
                    place(path, node)
                    for node in ast.walk(outer)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert found == []


def test_no_type_checking_circles() -> None:
    """Types follow the floors too."""
    found = [
        place(path, node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"
    ]
    assert found == []


def test_files_stay_readable() -> None:
    """A file past 500 lines asks to be split by kind."""
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in long.items() if lines > 500} == {}


def test_every_room_says_what_it_is_for() -> None:
    """A room's first line names it and tells its purpose."""
    rooms = [path for path in SOURCES if path.name == "__init__.py"]
    silent = [
        str(path.relative_to(ROOT)) for path in rooms if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
