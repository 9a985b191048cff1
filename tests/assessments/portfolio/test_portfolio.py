"""Portfolios on a scheduler with two workers in other processes: what comes out, and what is computed again."""

from __future__ import annotations

import doctest
import gc
import io
import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import datareach
from assessments import measures
from assessments.measures import HARM
from assessments.portfolio import cluster as clusters
from assessments.portfolio import portfolio as portfolios
from assessments.portfolio.cluster import NoCluster, client_of
from assessments.portfolio.folder import Progress
from assessments.portfolio.maps import WrittenMap
from assessments.portfolio.portfolio import portfolio
from assessments.report.blocks import Text
from assessments.report.sections.portfolio import MOVED, RANKING, answer, rank_words
from assessments.results.portfolio import Rank
from tests.support import hostile_schedulers
from tests.support.commanded import run, said
from tests.support.schedulers import Scheduler, scheduler

TABLE = """\
app,as_of,users.US,data,owner,jurisdiction,colour
Chat,2026-01-01,19M,"text, images",Acme,CN,red
Video,2026-01-01,1M,video,Acme,CN,blue
Broken,2026-01-01,19 km,text,Acme,CN,
Notes,2026-01-01,19k,text,Other,SG,
Home,2026-01-01,1M,text,Ours,US,
"""
HEAD = "app,as_of,users.US,data,owner,jurisdiction\n"
MANY = HEAD + "".join(f"App {app},2026-01-01,{app + 1}k,text,Firm,CN\n" for app in range(40))
PATIENCE = 120.0
Portfolio = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduler]:
    with scheduler(tmp_path_factory.mktemp("cluster"), workers=2) as started:
        yield started


@pytest.fixture
def ranked(cluster: Scheduler, tmp_path: Path) -> Portfolio:
    """A function that gives what `datareach portfolio --json` prints, on the cluster."""

    def ranked(*arguments: str) -> dict[str, Any]:
        options = ("--draws", "1000", "--cluster", cluster.address, "--json")
        result: dict[str, Any] = json.loads(run("portfolio", *arguments, *options, cwd=tmp_path).stdout)
        return result

    return ranked


def test_what_apps_are_ranked_by_is_told_as_chance_times_people() -> None:
    """Not as people who could be had: page one of an app has chance and people apart."""
    assert [column.title for column in (*RANKING, *MOVED) if "chance included" in column.title] == [
        "Content within reach, chance included",
        "Content before, chance included",
    ]


def test_a_table_is_ranked_and_its_broken_row_is_told_by_row_and_column(
    tmp_path: Path, ranked: Portfolio, cluster: Scheduler
) -> None:
    (tmp_path / "apps.csv").write_text(TABLE)
    result = ranked("apps.csv", "--out", "kept")
    assert [(app["app"], app["owner_state"], app.get("widest"), app["tier"]) for app in result["ranking"]] == [
        ("Chat", "CN", "CN", 1),
        ("Video", "CN", "CN", 2),
        ("Notes", "SG", "SG", 3),
        ("Home", "US", None, 4),
    ]
    assert result["problems"] == [
        {
            "path": "apps.csv row 4",
            "problems": ["apps.csv row 4: column users.US: '19 km' is not a count (write 19M or 19_000_000)"],
        }
    ]
    assert [remark.partition(" (")[0] for remark in result["remarks"]] == ["apps.csv: the column 'colour' is not read"]
    assert (result["engine"]["scheduler"], result["engine"]["computed"]) == (cluster.address, 5)


def test_tiers_and_ranks_are_those_of_all_apps_where_few_are_told(
    tmp_path: Path, cluster: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apps.csv").write_text(TABLE)
    monkeypatch.setattr(portfolios, "MOST_TOLD", 1)
    result = portfolio([str(tmp_path / "apps.csv")], draws=1000, cluster=cluster.address)
    (lead,) = (block.text for block in answer(result).blocks[:1] if isinstance(block, Text))
    assert len(result.ranking) == 1
    assert lead.startswith("4 apps in 4 tiers, by ")
    assert lead.endswith(": one app stands apart at the top.")
    far_down = result.ranking[0].model_copy(update={"rank": Rank(low=73.0, median=1708.5, high=13047.0)})
    assert rank_words(far_down) == "1,708.5 (73–13,047)"
    letters = replace(HARM, key="letters_per_year", of_apps="letters to write a year")
    monkeypatch.setattr(measures, "MEASURES", (*measures.MEASURES, letters))
    by_letters = answer(result.model_copy(update={"measure": letters.key})).blocks[0]
    assert isinstance(by_letters, Text)
    assert by_letters.text.startswith("4 apps in 4 tiers, by the letters to write a year: ")


def test_the_ranks_and_tiers_of_a_result_are_those_counted_over_the_simulations_that_are_kept(
    tmp_path: Path, ranked: Portfolio
) -> None:
    close = zip(("One", "Two", "Three", "Four", "Twin", "Small"), (19, 18.9, 18, 14, 14, 2), strict=True)
    (tmp_path / "apps.csv").write_text(HEAD + "".join(f"{app},2026-01-01,{m}M,text,Acme,CN\n" for app, m in close))
    result = ranked("apps.csv", "--out", "kept", "--by", "harm")
    rows = pd.concat([pd.read_parquet(file) for file in (tmp_path / "kept" / "parts").iterdir()])
    draws = dict(zip(rows["app"], (list(map(float, draws)) for draws in rows["harm_draws"]), strict=True))
    counted = {app: sorted(counted_ranks(app, draws)) for app in draws}
    by_mean = sorted(draws, key=lambda app: sum(counted[app]))
    assert [app["app"] for app in result["ranking"]] == by_mean
    assert [[app["rank"][end] for end in ("low", "median", "high")] for app in result["ranking"]] == [
        [counted[app][count - 1] for count in (50, 500, 950)] for app in by_mean
    ]
    assert result["pairs"] == {f"{a}|{b}": share_above(draws[a], draws[b]) for a, b in pairwise(by_mean)}
    first, tiers = by_mean[0], [1]
    for app in by_mean[1:]:
        apart = share_above(draws[first], draws[app]) >= 0.95
        first, tiers = app if apart else first, [*tiers, tiers[-1] + apart]
    assert [app["tier"] for app in result["ranking"]] == tiers
    assert 1 < len(set(tiers)) < len(tiers)


def counted_ranks(app: str, draws: Mapping[str, Sequence[float]]) -> Iterator[float]:
    """In each simulation one, and one for each app above, and half of one for each other that is equal."""
    for place, own in enumerate(draws[app]):
        there = [numbers[place] for numbers in draws.values()]
        yield 1 + sum(number > own for number in there) + (there.count(own) - 1) / 2


def share_above(one: Sequence[float], other: Sequence[float]) -> float:
    """The share of simulations in which one app is above another, half of those in which both are equal."""
    return sum((a > b) + (a == b) / 2 for a, b in zip(one, other, strict=True)) / len(one)


def test_what_a_folder_holds_is_not_computed_again(tmp_path: Path, ranked: Portfolio) -> None:
    (tmp_path / "apps.csv").write_text(TABLE)
    first = ranked("apps.csv", "--out", "kept")
    (tmp_path / "apps.csv").write_text(TABLE.replace("19k", "20k"))
    second = ranked("apps.csv", "--out", "kept")
    assert (second["engine"]["computed"], second["engine"]["reused"]) == (1, 4)
    assert second["ranking"][:2] == first["ranking"][:2]


def test_a_broken_row_is_told_where_it_stands_now_and_maps_of_one_app_are_named(
    tmp_path: Path, ranked: Portfolio
) -> None:
    (tmp_path / "apps.csv").write_text(TABLE)
    ranked("apps.csv", "--out", "kept")
    head, *rows = TABLE.splitlines()
    (tmp_path / "apps.csv").write_text("\n".join((head, rows[0].replace("19M", "18M"), *rows)))
    again = ranked("apps.csv", "--out", "kept")
    assert again["engine"]["computed"] == 1
    assert [(one["path"], one["problems"][0].partition(" column")[0]) for one in again["problems"]] == [
        ("apps.csv row 5", "apps.csv row 5:")
    ]
    assert again["remarks"][-1] == (
        "an app has several maps, each with a rank of its own; their people count once in what apps share (Chat)"
    )


def test_the_draws_that_are_ranked_are_read_once(
    tmp_path: Path, cluster: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns_read: Counter[str] = Counter()
    read = pq.ParquetFile.read

    def noted(part: pq.ParquetFile, **asked: Any) -> Any:
        columns_read.update(asked["columns"])
        return read(part, **asked)

    monkeypatch.setattr(pq.ParquetFile, "read", noted)
    portfolio(["case:harbour"], tmp_path, draws=1000, cluster=cluster.address)
    assert (columns_read["content_persons_draws"], columns_read["numbers"]) == (1, 1)


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "apps.csv").write_text(TABLE)
    with another_program() as port:
        reasons = {
            "tcp://127.0.0.1:1": "no Dask scheduler answers at tcp://127.0.0.1:1",
            f"tcp://127.0.0.1:{port}": f"no Dask scheduler answers at tcp://127.0.0.1:{port}",
            **{
                other: f"'{other}' is not an address of a scheduler (write tcp://HOST:8786)"
                for other in ("here:there", f"http://127.0.0.1:{port}")
            },
        }
        for address, reason in reasons.items():
            result = run("portfolio", "apps.csv", "--cluster", address, cwd=tmp_path)
            assert said(result) == (1, [f"--cluster: {reason}"])


@pytest.mark.parametrize("kind", ["many frames", "large frame", "no words", "deep", "greets and floods"])
def test_whatever_stands_in_the_place_of_a_scheduler_is_said_in_a_sentence(kind: str) -> None:
    """`python -m tests.support.hostile_schedulers` tries all kinds; two of them take as long as is waited for."""
    assert hostile_schedulers.tried(kind).wrong == ""


def test_workers_of_another_version_are_named_and_get_no_work(
    cluster: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "version", lambda name: "0.0.1")  # here, and not in the processes of the workers
    with pytest.raises(NoCluster) as refused, client_of(cluster.address, None):
        pass
    others = r"cluster: tcp://127\.0\.0\.1:\d+, tcp://127\.0\.0\.1:\d+ cannot run this Datareach"
    assert re.fullmatch(rf"{others} \(install the same version there\)", str(refused.value))


@contextmanager
def another_program() -> Iterator[int]:
    """The port of something that is no scheduler: it greets whoever connects in words of its own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        greeter = Thread(target=greet, args=(server,))
        greeter.start()
        yield int(server.getsockname()[1])
        greeter.join()


def greet(server: socket.socket) -> None:
    """Greet the first that connects."""
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"220 mail.example ready\r\n")


def test_a_command_that_was_killed_goes_on_and_computes_nothing_twice(tmp_path: Path, cluster: Scheduler) -> None:
    (tmp_path / "apps.csv").write_text(MANY)
    options = ("--out", "kept", "--draws", "1000", "--cluster", cluster.address)
    command = [sys.executable, "-m", "datareach", "portfolio", "apps.csv", *options]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=tmp_path, stdout=quiet, stderr=quiet) as process:
        saved = first_part(tmp_path / "kept")
        process.kill()
    again = json.loads(
        run("portfolio", "--resume", *options, "--json", "--formats", "md,xlsx,json", cwd=tmp_path).stdout
    )
    assert {file.suffix for file in (tmp_path / "kept").glob("portfolio.*")} == {".md", ".xlsx", ".json"}
    assert "40 apps" in (tmp_path / "kept" / "portfolio.md").read_text(encoding="utf-8")
    parts = (tmp_path / "kept" / "parts").glob("*.parquet")
    rows = Counter(key for part in parts for key in pq.read_table(part, columns=["fingerprint"])[0].to_pylist())
    assert saved.exists()
    assert again["engine"]["reused"] >= pq.read_metadata(saved).num_rows
    assert (again["apps"], len(rows), set(rows.values())) == (40, 40, {1})


def test_a_map_that_changes_meanwhile_is_told_and_computed_by_the_next_run(tmp_path: Path, cluster: Scheduler) -> None:
    lines = "{app: Chat, as_of: 2026-01-01, users: {US: PEOPLE}, data: [text], owner: {jurisdiction: CN}}"
    for name in ("chat.yaml", "talk.yaml"):
        (tmp_path / name).write_text(lines.replace("PEOPLE", "1M").replace("Chat", name))

    def change(progress: Progress) -> None:
        (tmp_path / "chat.yaml").write_text(lines.replace("PEOPLE", "2M"))

    arguments: dict[str, Any] = {"draws": 1000, "cluster": cluster.address}
    first = portfolio([str(tmp_path)], tmp_path / "kept", progress=change, **arguments)
    again = portfolio([str(tmp_path)], tmp_path / "kept", **arguments)
    assert [one.problems for one in first.problems] == [
        (f"{tmp_path}/chat.yaml: this map changed while the others were computed (run it again)",)
    ]
    assert (first.apps, again.apps, again.problems, again.engine.computed) == (1, 2, (), 1)


def first_part(folder: Path) -> Path:
    """The first part that is saved in a folder."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if part := next(folder.glob("parts/*.parquet"), None):
            return part
        time.sleep(0.01)
    raise TimeoutError("no part was saved")


def test_a_worker_that_is_lost_costs_its_batch_and_nothing_else(tmp_path: Path, cluster: Scheduler) -> None:
    (tmp_path / "apps.csv").write_text(MANY.replace("App", "Other"))

    def lose_one(progress: Progress) -> None:
        if progress.done:
            cluster.workers[0].kill()

    result = portfolio([str(tmp_path / "apps.csv")], draws=1000, cluster=cluster.address, progress=lose_one)
    assert (cluster.workers[0].wait(), result.apps, result.problems, result.engine.workers) == (-9, 40, (), 1)


def faults_of_arrays() -> int:
    """How often the system had to clear a page for 200 arrays of a megabyte, each of which is gone before the next."""
    import resource

    import numpy as np

    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(200):
        np.full(125_000, float(number))
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_no_workers_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^workers: 0 is no number of processes"):
        datareach.portfolio(["case:harbour"], workers=0)


def test_a_worker_of_this_machine_keeps_the_memory_that_it_needs_again_and_no_map_that_was_computed() -> None:
    """An array of a megabyte is 245 pages."""
    with client_of(None, 1) as client:
        assert client.submit(faults_of_arrays, pure=False).result() < 20 * 245
        for number in range(40):
            client.submit(len, [WrittenMap(f"map {number}", b"app: Chat")], pure=False).result()
        gc.collect()
        kept = [one for one in gc.get_objects() if isinstance(one, WrittenMap)]
    assert len(kept) < 25


def test_the_example_in_the_library_runs_on_a_scheduler(cluster: Scheduler) -> None:
    """It is left out where there is no scheduler: here it is run on one."""
    (example,) = doctest.DocTestFinder(recurse=False).find(datareach.Portfolio, "Portfolio")
    for step in example.examples:
        step.options.clear()
        step.source = step.source.replace("tcp://127.0.0.1:8786", cluster.address)
    ran = doctest.DocTestRunner().run(example)
    assert (ran.failed, ran.attempted) == (0, 7)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "PATH is missing: name folders of maps, files, or tables (.csv, .parquet, .xlsx)"),
        (("apps.csv", "--by", "hram"), "--by: there is no measure 'hram' (did you mean 'harm'?)"),
        (("apps.csv", "--draws", "7"), "--draws: 7 is not a number of draws (write tens from 1000 to 20000)"),
        (("apps.csv", "--formats", "zip"), "there is no format 'zip': the formats are html, pdf, docx, md, xlsx, json"),
        (("--resume",), "--resume needs --out: the folder of the run to go on with"),
        (("--resume", "--out", "gone"), "--resume: gone holds no run to go on with (name the maps again)"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    assert said(run("portfolio", *arguments, cwd=tmp_path)) == (1, [reason])
    assert list(tmp_path.iterdir()) == []


def test_a_portfolio_of_nothing_is_told_as_such(tmp_path: Path) -> None:
    result = run("portfolio", "nowhere.yaml", "--out", "kept", cwd=tmp_path)
    assert (result.returncode, "No app could be computed." in result.stdout) == (1, True)
    assert "1 map or path with problems." in result.stdout
    assert "nowhere.yaml: no such file" in result.stdout


def test_the_library_gives_what_the_command_prints_and_the_frames_of_its_workbook(
    tmp_path: Path, ranked: Portfolio, cluster: Scheduler
) -> None:
    (tmp_path / "apps.csv").write_text(TABLE)
    printed = ranked("apps.csv", "--out", "kept")
    found = datareach.portfolio([tmp_path / "apps.csv"], folder=tmp_path / "kept", draws=1_000, cluster=cluster.address)
    own = {"engine", "changes", "problems", "remarks", "ranking"}
    assert {key: value for key, value in json.loads(found.to_json()).items() if key not in own} == {
        key: value for key, value in printed.items() if key not in own
    }
    assert found.ranking["app"].tolist() == [app["app"] for app in printed["ranking"]]
    assert found.ranking["rank.low"].tolist() == [app["rank"]["low"] for app in printed["ranking"]]
    assert found.ranking.attrs["units"]["content_persons.median"] == "persons"
    assert found.concentration["persons.median"].tolist() == [
        one["persons"]["median"] for one in printed["concentration"]
    ]
    assert list(found.frames) == openpyxl.load_workbook(io.BytesIO(found.document("xlsx"))).sheetnames


def test_the_library_ranks_maps_that_are_read_already(cluster: Scheduler) -> None:
    harbour = datareach.read("case:harbour")
    smaller = harbour.set("users.people.count", 1_000)  # exactly
    found = datareach.portfolio([harbour, smaller], draws=1_000, cluster=cluster.address)
    paths = [f"map {number}: {one.title}" for number, one in enumerate((harbour, smaller), 1)]
    assert found.ranking["path"].tolist() == paths
    assert found.ranking["people.median"].iloc[1] == 1_000.0
    assert found.ranking["content_per_100000.median"].iloc[1] == pytest.approx(
        100.0 * found.ranking["content_persons.median"].iloc[1]
    )
    assert found.ranking.attrs["units"]["content_per_100000.median"] == "persons of 100,000"
    alone = datareach.portfolio("case:harbour", draws=1_000, cluster=cluster.address)
    assert (alone.ranking["app"].tolist(), alone.result.problems) == (["Harbour"], ())


def test_the_library_ranks_the_rows_of_a_frame_and_says_how_far_it_is(cluster: Scheduler) -> None:
    heard: list[Progress] = []
    apps = pd.read_csv(io.StringIO(TABLE))
    found = datareach.portfolio(apps, draws=1_000, cluster=cluster.address, progress=heard.append)
    assert found.ranking["app"].tolist() == ["Chat", "Video", "Notes", "Home"]
    assert [one.path for one in found.result.problems] == ["table 1 row 2"]
    assert [(heard[0].done, heard[0].total), (heard[-1].done, heard[-1].problems)] == [(0, 5), (5, 1)]
