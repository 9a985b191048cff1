"""A law is a folder and a line: all that is told of it is found from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from laws import NAMES

ROOT = Path(__file__).parents[2]
FILES = ["__init__.py", "cases.yaml", "facts.schema.json", "law.yaml", "on_map.py", "own_cases.yaml", "rule.py"]
LINE = '    "us_pafaca",\n'
PROGRAM = """
import json, runpy, sys
from pathlib import Path
from data_maps.reading import read_path
from assessments.report.sections import law
from laws.deciding import decide
from laws.verdicts import verdicts
from risk.jurisdictions import jurisdictions
from tests.support.law_cases import ALL

told = verdicts(read_path("case:tiktok-2020").data_map)
pages = runpy.run_path(sys.argv[1] + "/docs/make_regimes.py")["pages"]()
print(json.dumps({
    "on the map": [verdict.regime for verdict in told],
    "in the list": [verdict.regime for verdict in law.laws_by_standing(told) if verdict.regime == "zz_law"],
    "overview": "[zz_law](zz_law.md)" in pages["README.md"],
    "page": pages["zz_law.md"].splitlines()[0],
    "cases": sum(case.regime == "zz_law" for case in ALL) == sum(case.regime == "us_pafaca" for case in ALL) > 0,
}))
"""


def test_every_law_has_its_files_and_every_folder_is_named() -> None:
    folders = {path.parent.name for path in (ROOT / "laws").glob("*/law.yaml")}
    assert folders == set(NAMES)
    for name in NAMES:
        files = {file.name for file in (ROOT / "laws" / name).iterdir()} - {"__pycache__"}
        assert (name, sorted(set(FILES) - files)) == (name, [])


@pytest.fixture(scope="module")
def with_one_more(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process whose laws are ours and one more, a copy under another name: a folder and a line."""
    home = tmp_path_factory.mktemp("home")
    laws = home / "laws"
    shutil.copytree(ROOT / "laws", laws, ignore=shutil.ignore_patterns("__pycache__"))
    (laws / "zz_law").mkdir()
    for file in FILES:
        text = (laws / "us_pafaca" / file).read_text(encoding="utf-8")
        (laws / "zz_law" / file).write_text(text.replace("us_pafaca", "zz_law"), encoding="utf-8")
    names = laws / "__init__.py"
    names.write_text(names.read_text(encoding="utf-8").replace(LINE, f'{LINE}    "zz_law",\n'), encoding="utf-8")
    support = home / "tests" / "support"
    support.mkdir(parents=True)
    shutil.copy(ROOT / "tests/support/law_cases.py", support)
    return os.environ | {"PYTHONPATH": f"{home}:{ROOT}", "PYTHONSAFEPATH": "1"}


def output(environment: dict[str, str], *arguments: str) -> str:
    ran = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    return ran.stdout


def test_a_law_that_is_added_is_asked_of_every_map_and_told_on_every_page(with_one_more: dict[str, str]) -> None:
    assert json.loads(output(with_one_more, "-c", PROGRAM, str(ROOT))) == {
        "on the map": [*NAMES[:2], "zz_law", *NAMES[2:]],
        "in the list": ["zz_law"],
        "overview": True,
        "page": output(with_one_more, "-c", "from laws.parameters import law; print('#', law('zz_law').title)").strip(),
        "cases": True,
    }


def test_the_commands_find_a_law_that_is_added(with_one_more: dict[str, str], tmp_path: Path) -> None:
    printed = output(with_one_more, "-m", "datareach", "regimes", "case:tiktok-2020", "--json")
    answers = {law.pop("regime"): law for law in json.loads(printed)}
    assert answers["zz_law"]["outcome"] == answers["us_pafaca"]["outcome"]
    (tmp_path / "facts.yaml").write_text("{}\n", encoding="utf-8")
    decided = output(with_one_more, "-m", "datareach", "decide", "zz_law", str(tmp_path / "facts.yaml"))
    assert decided.startswith("zz_law: ")
