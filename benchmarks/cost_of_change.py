"""Cost of a change: what somebody has to open, touch and run, beside its aims and two houses of the same kind.

`python -m benchmarks.cost_of_change` measures and prints it; `--write` lowers the figures in `cost_of_change.json`,
which a test holds, to what is better now. A figure that has to become worse is written there by hand, and the commit
says why.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import shutil
import statistics
import subprocess
import sys
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_suffix(".json")
NUMBER = "power.CN.tencent-holdings"
"""A number that `wechat-2020` states, and that its first sentence rests on."""
MEASURE = "persons_per_year"
"""The measure whose declarations are counted: it is in every place where a measure can be."""
BESIDE_THE_CORE = {"laws", "casework"}
"""Rooms that import the core, and that the core does without."""
FUNCTION, MODULE = 60, 700
"""The most lines of a function without its docstring, and of a module."""


@dataclass(frozen=True)
class CostFigure:
    """What is counted, its value on 2 December 2026 by this command, its aim, and what two others have."""

    words: str
    base: float
    aim: float
    fava: str = ""
    sqlite_utils: str = ""
    by_code: bool = True
    """Whether the code alone shows it: only then does the test hold it."""
    more_is_better: bool = False

    def worse(self, value: float, than: float) -> bool:
        """Whether a value is worse than another."""
        return value < than if self.more_is_better else value > than


FIGURES: Mapping[str, CostFigure] = {
    "modules_of_a_number": CostFigure("modules between a stated number and the first sentence", 30, 20),
    "functions_run": CostFigure("functions run for the first sentence", 1_314, 700),
    "modules_of_a_measure": CostFigure(f"modules that declare a measure, `{MEASURE}`", 13, 2),
    "places_of_a_law": CostFigure("places touched to add a law, the middle one", 9, 2),
    "modules_in_a_commit": CostFigure("modules in a commit, nine in ten within", 13, 6, "6", "2", by_code=False),
    "names_in_three_folders": CostFigure("names of files that three folders have or more", 12, 3),
    "conclusions_in_words": CostFigure("functions of words that hold a result against a threshold", 10, 0),
    "private_once": CostFigure("private functions that are named once", 1_957, 900, "27", "20"),
    "functions_by_1000_lines": CostFigure("functions by 1,000 lines", 79.2, 60, "58", "28"),
    "comment_lines": CostFigure("lines of comment", 21, 1_200, "141", "370", more_is_better=True),
    "core_lines": CostFigure("lines of the core", 80_662, 60_000),
    "lines": CostFigure("lines in all", 80_662, 80_662, "10,749 and 17,155 of its pages", "11,248"),
    "longest_function": CostFigure("lines of the longest function", 30, FUNCTION, "157", "460", by_code=False),
    "longest_module": CostFigure("lines of the longest module", 499, MODULE, by_code=False),
}


@cache
def rooms() -> tuple[str, ...]:
    """The packages that `pyproject.toml` names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return tuple(name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"])


@cache
def modules() -> Mapping[Path, ast.Module]:
    """Every module of the product, by its path from the root."""
    inside = [path for room in rooms() for path in sorted((ROOT / room).rglob("*.py"))]
    paths = [path.relative_to(ROOT) for path in (*inside, ROOT / "app.py") if "node_modules" not in path.parts]
    return {path: ast.parse((ROOT / path).read_text(encoding="utf-8")) for path in paths}


@cache
def _nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes of a module, walked once for all figures."""
    return tuple(ast.walk(tree))


def measured() -> dict[str, float]:
    """Every figure by its name; those of the history only where git and enough of it are there."""
    lines = lines_by_room()
    lengths = [length for tree in modules().values() for length in function_lengths(tree)]
    walked = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.cost_of_change", "--walk"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout
    )  # fmt: skip
    of_commits = modules_in_a_commit()
    return {
        **walked,
        "modules_of_a_measure": sum(MEASURE in set(_declared(tree)) for tree in modules().values()),
        "places_of_a_law": places_of_a_law(),
        **({} if of_commits is None else {"modules_in_a_commit": of_commits}),
        # What every law has is called alike on purpose.
        "names_in_three_folders": sum(
            number >= 3
            for name, number in Counter(path.stem for path in modules() if path.parent.parent.name != "laws").items()
            if name[:2] != "__"
        ),
        "conclusions_in_words": sum(
            len(set(_conclusions(tree))) for path, tree in modules().items() if path.parts[1:2] == ("report",)
        ),
        "private_once": sum(_private_once(tree) for tree in modules().values()),
        "functions_by_1000_lines": round(1_000 * len(lengths) / sum(lines.values()), 1),
        "comment_lines": sum(map(_comment_lines, modules())),
        "core_lines": sum(number for room, number in lines.items() if room not in BESIDE_THE_CORE),
        "lines": sum(lines.values()),
        "longest_function": max(lengths),
        "longest_module": max(map(_lines, modules())),
    }


def worse() -> list[str]:
    """The figures that the code alone shows and that are worse than the kept ones."""
    now, kept = measured(), json.loads(KEPT.read_text(encoding="utf-8"))
    return [
        f"{figure.words}: {now[name]:,}, kept are {kept[name]:,}"
        for name, figure in FIGURES.items()
        if figure.by_code and figure.worse(now[name], kept[name])
    ]


def lines_by_room() -> dict[str, int]:
    """The lines of Python in each room, `app.py` among them."""
    count: Counter[str] = Counter()
    for path in modules():
        count[path.parts[0]] += _lines(path)
    return dict(count)


def _lines(path: Path) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def function_lengths(tree: ast.AST) -> Iterator[int]:
    """The lines of each function of a module, its docstring left out."""
    for node in _nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            text = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            of_text = (text.end_lineno or 0) - text.lineno + 1 if text else 0
            yield (node.end_lineno or 0) - node.lineno + 1 - of_text


def _private_once(tree: ast.Module) -> int:
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    mentions = Counter(node.id for node in _nodes(tree) if isinstance(node, ast.Name))
    return sum(name.startswith("_") and mentions[name] == 1 for name in functions)


def _comment_lines(path: Path) -> int:
    if not re.search(rb"^\s*#", (ROOT / path).read_bytes(), re.MULTILINE):
        return 0  # to cut a module into tokens takes long
    with (ROOT / path).open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    return sum(token.type == tokenize.COMMENT and token.line.lstrip().startswith("#") for token in tokens)


def _declared(tree: ast.Module) -> Iterator[str]:
    """The names that a module declares: fields of classes, keys of tables, members of lists, cut at the first dot."""
    for node in _nodes(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        members = node.keys if isinstance(node, ast.Dict) else node.elts if isinstance(node, _LISTS) else []
        for member in members:
            if isinstance(member, ast.Constant) and isinstance(member.value, str):
                yield member.value.partition(".")[0]


_LISTS = ast.Tuple | ast.List | ast.Set


def _conclusions(tree: ast.Module) -> Iterator[str]:
    """The functions that compare a middle, a mean or a probability with a number that the module gives a name."""
    named = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    thresholds = {
        target.id
        for node in named
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, int | float)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function in _nodes(tree):
        if isinstance(function, ast.FunctionDef):
            for comparison in (node for node in ast.walk(function) if isinstance(node, ast.Compare)):
                names = {node.id for node in ast.walk(comparison) if isinstance(node, ast.Name)}
                fields = {node.attr for node in ast.walk(comparison) if isinstance(node, ast.Attribute)}
                results = {"middle", "median", "mean", "point", "probability"} & (names | fields)
                if results and names & thresholds:
                    yield function.name


def places_of_a_law() -> float:
    """Files that a law has or that name it, a folder of its own as one: the middle one of all laws.

    In the product every mention counts, in the tests only files that are called after it.
    """
    data = [path for room in rooms() for path in (ROOT / room).rglob("*.yaml")]
    texts = [path for room in rooms() for kind in ("py", "yaml", "json") for path in (ROOT / room).rglob(f"*.{kind}")]
    # A law is a file `regimes/<id>.yaml` or a folder `laws/<id>` with its data.
    flat = {path.stem for path in data if path.parent.name == "regimes"}
    folders = {path.parent.name: path.parent for path in data if path.parent.parent.name == "laws"}
    content = {path: path.read_text(encoding="utf-8") for path in texts if "node_modules" not in path.parts}
    of_tests = list((ROOT / "tests").rglob("*.yaml"))

    def places(law: str) -> int:
        word = re.compile(rf"(?<![a-z_]){law}(?![a-z_])")
        touched = {path for path, text in content.items() if law in path.name or (law in text and word.search(text))}
        touched |= {path for path in of_tests if law in path.name}
        own = folders.get(law)
        return len({own if own and path.is_relative_to(own) else path for path in touched} | ({own} if own else set()))

    return statistics.median(places(law) for law in sorted(flat | set(folders)))


def modules_in_a_commit(commits: int = 400) -> int | None:
    """The number of modules of the product that nine in ten of the last commits stay within; None without git."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return None
    command = ["git", "log", "--no-merges", f"--max-count={commits}", "--format=%x00", "--name-only"]
    log = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    changed = [[name for name in commit.split() if _of_product(name)] for commit in log.split("\0")[1:]]
    numbers = sorted(len(names) for names in changed if names)
    return numbers[len(numbers) * 9 // 10] if numbers else None


def _of_product(name: str) -> bool:
    return name.endswith(".py") and (name == "app.py" or name.partition("/")[0] in rooms())


class Walk:
    """The functions that run, and the modules of those that hold an address when they are called or when they end."""

    CALLS = 20_000
    """A function that so many calls did not hand the address is not looked at any longer."""
    LONGEST = 5_000
    """Lists with more members than this are not looked through."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.functions: set[tuple[str, str]] = set()
        self.modules: set[str] = set()
        self._calls: Counter[CodeType] = Counter()
        self._places: dict[CodeType, str | None] = {}

    def hear(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call or a return; for `sys.setprofile`."""
        code = frame.f_code
        if code not in self._places:
            path = Path(code.co_filename)
            inside = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in rooms()
            self._places[code] = str(path.relative_to(ROOT)) if inside and code.co_name != "<module>" else None
        place = self._places[code]
        if place is None or event not in ("call", "return"):
            return
        self.functions.add((place, code.co_qualname))
        self._calls[code] += 1
        looked_at = place in self.modules or self._calls[code] > self.CALLS
        if not looked_at and any(self._holds(value) for value in list(frame.f_locals.values())):
            self.modules.add(place)

    def _holds(self, value: object) -> bool:
        """Whether a value is the address, as text or as object, or a container of it."""
        if isinstance(value, str):
            return value == self.address
        if isinstance(value, Mapping | AbstractSet):
            return self.address in value
        if isinstance(value, tuple | list):
            return len(value) <= self.LONGEST and any(isinstance(one, str) and one == self.address for one in value)
        return getattr(value, "text", None) == self.address


def walk() -> dict[str, float]:
    """The walk of a number from its map to the first sentence, in a process that has cached nothing yet."""
    import datareach
    from assessments.report.sections.page_one import widest_sentence
    from assessments.results.summary import summary_parts

    steps = Walk(NUMBER)
    sys.setprofile(steps.hear)
    widest_sentence(summary_parts(datareach.assess(datareach.read("case:wechat-2020"), draws=1_000).run))
    sys.setprofile(None)
    return {"modules_of_a_number": len(steps.modules), "functions_run": len(steps.functions)}


def table(now: Mapping[str, float]) -> Iterator[str]:
    """The figures beside their aims and others' as a table, then the lines of each room."""
    yield "| what a change costs | 2 December 2026 | now | aim | fava | sqlite-utils |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, figure in FIGURES.items():
        if name in now:
            cells = (figure.words, f"{figure.base:,}", f"{now[name]:,}", f"{figure.aim:,}", figure.fava)
            yield f"| {' | '.join((*cells, figure.sqlite_utils))} |"
    yield ""
    yield "Lines: " + ", ".join(f"`{room}` {number:,}" for room, number in sorted(lines_by_room().items())) + "."


def main() -> None:
    """Print the table, and what of it is better or worse than the kept figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost_of_change", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep what is better now")
    parser.add_argument("--walk", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.walk:
        print(json.dumps(walk()))
        return
    now = measured()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    print(*table(now), sep="\n")
    held = [name for name, figure in FIGURES.items() if figure.by_code]
    for name in held:
        if name in kept and kept[name] != now[name]:
            print(f"{FIGURES[name].words}: {kept[name]:,} are kept, now {now[name]:,}")
    if chosen.write:
        rises = {name for name in held if FIGURES[name].worse(now[name], kept.get(name, now[name]))}
        best = {name: (kept if name in rises else now)[name] for name in held}
        KEPT.write_text(json.dumps(best, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
