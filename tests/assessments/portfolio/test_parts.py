"""Parts of a portfolio on disk: what is kept is found again, and what follows from it over all apps."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from pyarrow.parquet import ParquetFile

from assessments.measures import measures_on
from assessments.portfolio import ranking
from assessments.portfolio.concentration import concentration, grouped, overlaps
from assessments.portfolio.folder import (
    APPS,
    RANKING,
    DamagedPart,
    OtherVersion,
    Which,
    app_count,
    choices,
    columns,
    computed,
    draws_in,
    files_of,
    part_of,
    points,
    read,
    readable,
    rows_in,
    save_apps,
    save_part,
    selected,
)
from assessments.portfolio.ranking import changes, to_find_out
from assessments.portfolio.rows import KEPT, QUANTITY
from risk.uncertainty.distributions import Lognormal
from risk.uncertainty.draws import drawn_values
from tests.support.commanded import ROOT

DRAWS = 1000
ONES = np.ones(DRAWS, dtype=np.float32)
Reached = tuple[str, str, str, float]
"""Kind, id, country, and the people in every simulation."""


def row(app: str, *reached: Reached, draws: Any = ONES, numbers: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """A row of a part, the same number of people in every simulation unless said."""
    quantity = dict.fromkeys(QUANTITY, float(np.mean(draws)))
    return {
        "fingerprint": app,
        "app": app.partition("/")[0],
        "as_of": date(2026, 1, 1),
        "viewpoint": "US",
        "owner": "Acme",
        "owner_state": "CN",
        "data": ["text"],
        "laws": [],
        "widest": "CN",
        **dict.fromkeys([measure.key for measure in measures_on("apps")], quantity),
        **{f"{measure.key}_draws": draws for measure in measures_on("ranks")},
        "reached": [
            {"kind": kind, "id": id_, "name": id_, "state": "CN" if kind == "party" else None, "place": place}
            | {"persons": np.full(KEPT, persons, dtype=np.float32)}
            for kind, id_, place, persons in reached
        ],
        "numbers": list(numbers),
        "problems": [],
        "seconds": 0.1,
        **more,
    }


def kept(folder: Path, *rows: Mapping[str, Any]) -> tuple[dict[str, Path], pd.DataFrame]:
    """The parts that rows are in, and the rows as a frame."""
    save_part(folder, [each["fingerprint"] for each in rows], part_of(rows))
    parts = computed(folder)
    return parts, rows_in(parts.values())


def test_what_a_part_holds_is_read_again(tmp_path: Path) -> None:
    draws = np.random.default_rng(1).normal(size=DRAWS).astype(np.float32)
    parts, frame = kept(tmp_path, row("Chat", draws=draws), {"fingerprint": "bad", "problems": ["no"], "seconds": 0.0})
    assert sorted(parts) == ["Chat", "bad"]
    assert frame.set_index("fingerprint")["problems"].map(list).to_dict() == {"Chat": [], "bad": ["no"]}
    ((fingerprint, again),) = draws_in(parts, "harm")
    assert (fingerprint, again.tolist()) == ("Chat", draws.tolist())


def test_a_part_whose_cells_are_damaged_is_named(tmp_path: Path) -> None:
    content = bytearray(part_of([row(f"Chat {place}") for place in range(50)]))
    with ParquetFile(io.BytesIO(content)) as opened:
        chunks = [opened.metadata.row_group(0).column(place) for place in range(opened.metadata.num_columns)]
    chunk = next(chunk for chunk in chunks if chunk.path_in_schema == "app")
    end = chunk.data_page_offset + chunk.total_compressed_size
    content[end - 20 : end] = bytes(20)
    file = save_part(tmp_path, ["Chat"], bytes(content))
    parts = computed(tmp_path)
    assert set(parts.values()) == {file}
    with pytest.raises(DamagedPart, match="cannot be read; remove it") as named, readable(tmp_path):
        rows_in(parts.values())
    assert str(named.value).startswith(f"{file}: ")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (duckdb.OutOfMemoryException("full"), MemoryError),
        (duckdb.BinderException("no such column"), duckdb.BinderException),
        (OSError("odd"), OSError),
    ],
)
def test_what_goes_wrong_with_whole_parts_is_no_damage(tmp_path: Path, said: Exception, told: type[Exception]) -> None:
    save_part(tmp_path, ["Chat"], part_of([row("Chat")]))
    with pytest.raises(told, match=str(said)) as raised, readable(tmp_path):
        raise said
    assert not isinstance(raised.value, DamagedPart)


def test_a_part_cut_short_holds_nothing_and_is_computed_again(tmp_path: Path) -> None:
    content = part_of([row("Chat")])
    save_part(tmp_path, ["Chat"], content[: len(content) // 2])
    assert computed(tmp_path) == {}


def test_people_of_one_country_are_counted_once_and_those_of_two_added(tmp_path: Path) -> None:
    chat = row("Chat", ("party", "cloud", "US", 50.0), ("party", "cloud", "DE", 7.0), ("state", "CN", "US", 40.0))
    talk = row("Talk", ("party", "cloud", "US", 30.0), ("state", "CN", "US", 60.0), owner_state="SG", laws=["law"])
    found = overlaps(*kept(tmp_path, chat, talk))
    assert [
        (one.party or one.state, one.run_from, one.apps, one.persons.median, one.at_most.median)
        for one in concentration(found)
    ] == [("CN", None, 2, 60.0, 100.0), ("cloud", "CN", 2, 57.0, 87.0)]
    groups = {name: [(one.of, one.apps, one.persons.median) for one in rows] for name, rows in grouped(found).items()}
    assert groups == {
        "owner_state": [("SG", 1, 60.0), ("CN", 1, 40.0)],
        "data": [("text", 2, 60.0)],
        "laws": [("law", 1, 60.0)],
    }


def test_two_maps_of_one_app_have_the_same_people(tmp_path: Path) -> None:
    rows = (
        row(name, ("state", "CN", "US", people)) for name, people in (("Chat/1", 5.0), ("Chat/2", 9.0), ("Talk", 2.0))
    )
    (one,) = concentration(overlaps(*kept(tmp_path, *rows)))
    assert (one.apps, one.persons.median, one.at_most.median) == (2, 9.0, 11.0)


def test_people_are_counted_alike_however_apps_are_spread_over_parts(tmp_path: Path) -> None:
    """Each app has people in one of three countries, and every second one is a map of the same app."""
    rows = [
        row(f"{'Chat/' if app % 2 else 'App '}{app}", ("state", "CN", ("US", "DE", "FR")[app % 3], float(app)))
        for app in range(1, 12)
    ]
    together = overlaps(*kept(tmp_path / "together", *rows))
    for each in rows:
        parts, frame = kept(tmp_path / "apart", each)
    apart = overlaps(parts, frame)
    assert (concentration(apart), grouped(apart)) == (concentration(together), grouped(together))
    (one,) = concentration(together)
    assert (one.apps, one.persons.median, one.at_most.median) == (6, 11.0 + 10.0 + 9.0, 30.0 + 11.0 + 7.0 + 9.0)


@pytest.mark.parametrize("together", [1, ranking.TOGETHER])
def test_the_number_that_carries_the_spread_of_all_apps_is_to_be_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """Of two numbers drawn apart the first has nine times the variance of the second."""
    monkeypatch.setattr(ranking, "TOGETHER", together)
    known = dict.fromkeys(("power.CN.acme of 0123456789abcdef", "users.u.count of Chat"), Lognormal(0.0, 0.1))
    (power, people), third = drawn_values(known, DRAWS, 0, 10), "elsewhere"
    chat = row("Chat", draws=(3.0 * power + people).astype(np.float32), numbers=[*known, third])
    parts, _ = kept(tmp_path, chat, row("Talk", numbers=[third, next(iter(known))]))
    draws = np.array([of for _, of in draws_in(parts, "harm")])
    found = to_find_out(parts, [key for key, _ in draws_in(parts, "harm")], draws, seed=0)
    assert [(one.address, one.app, one.apps) for one in found] == [
        ("power.CN.acme", None, 2),
        ("users.u.count", "Chat", 1),
    ]
    assert [one.worth for one in found] == pytest.approx([0.9, 0.1], abs=0.04)


def ranked_rows(**middles: float) -> pd.DataFrame:
    """The apps of a run by their middle numbers, the first first."""
    ordered = sorted(middles, key=lambda app: -middles[app])
    rows = [
        {"path": app, "label": app, "problems": [], "content_persons.median": middles[app], "harm.median": middles[app]}
        | {
            "rank_median": float(place),
            "tier": place,
            "owner_state": "CN" if place % 2 else "SG",
            "data": ["text", "image"],
        }
        for place, app in enumerate(ordered, 1)
    ]
    return pd.DataFrame(rows)


def test_changes_are_the_apps_that_came_went_or_moved() -> None:
    made = changes(ranked_rows(Chat=9.0, Talk=5.0, Old=1.0), ranked_rows(Chat=9.05, Talk=12.0, New=1.0))
    assert (made.added, made.gone, made.same_settings) == (("New",), ("Old",), True)
    assert [
        (one.app, one.content_persons_before, one.content_persons, one.tier_before, one.tier) for one in made.moved
    ] == [("Talk", 5.0, 12.0, 2, 1), ("Chat", 9.0, 9.05, 1, 2)]


def test_apps_are_filtered_sorted_and_paged_where_they_are_kept(tmp_path: Path) -> None:
    frame = ranked_rows(Chat=9.0, Talk=5.0, Chatter=1.0)
    save_apps(tmp_path, frame)
    assert read(tmp_path)["label"].tolist() == ["Chat", "Talk", "Chatter"]
    assert selected(tmp_path, Which({"owner_state": "CN", "data": "text"}))["label"].tolist() == ["Chat", "Chatter"]
    assert selected(tmp_path, Which({"label": "chat"}), order="harm.median")["label"].tolist() == ["Chatter", "Chat"]
    assert selected(tmp_path, order="label", descending=True, rows=1, first=1)["label"].tolist() == ["Chatter"]
    with pytest.raises(KeyError):
        selected(tmp_path, order="1; DROP TABLE apps")
    with pytest.raises(FileNotFoundError):
        selected(tmp_path / "nowhere")


def test_ranked_apps_are_read_again_when_their_file_is_another(tmp_path: Path) -> None:
    """The file is damaged: as long as it looks as it was written, nobody reads it again."""
    file = save_apps(tmp_path, ranked_rows(Chat=9.0, Talk=5.0))
    assert selected(tmp_path)["label"].tolist() == ["Chat", "Talk"]
    written = file.stat()
    file.write_bytes(bytes(written.st_size))
    os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert selected(tmp_path)["label"].tolist() == ["Chat", "Talk"]
    os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns + 1))
    with pytest.raises(OtherVersion):
        selected(tmp_path)
    save_apps(tmp_path, ranked_rows(New=1.0))
    assert selected(tmp_path)["label"].tolist() == ["New"]


def test_what_apps_shows_of_a_portfolio_is_read_where_it_is_kept(tmp_path: Path) -> None:
    texts = {"map": "app: Chat\n", "beside": "parties: {}\n"}
    parts, _ = kept(tmp_path, row("Chat", **texts), row("Talk", **{**texts, "beside": ""}))
    ends = {f"{name}.{end}": [3.0, 2.0, None] for name in ("people", "content_persons") for end in QUANTITY}
    frame = pd.DataFrame(
        {"path": ["a", "b", "c"], "label": ["Chat", "Talk", None], "fingerprint": ["Chat", "Talk", "bad"], **ends}
        | {"part": [file.name for file in parts.values()] + [None], "problems": [[], [], ["no"]]}
        | {"data": [["text"], ["text", "image"], []], "owner_state": ["CN", "SG", None]}
    )
    save_apps(tmp_path, frame)
    assert [app_count(tmp_path, Which(sound=sound)) for sound in (None, True, False)] == [3, 2, 1]
    assert choices(tmp_path, "data") == ("text", "image")
    seen = points(tmp_path, Which(sound=True), "people", "content_persons", "owner_state")
    assert seen[["place", "label", "group", "x", "y_low"]].to_numpy().tolist() == [
        [0, "Chat", "CN", 3.0, 3.0],
        [1, "Talk", "SG", 2.0, 2.0],
    ]
    assert selected(tmp_path, Which(among=(1, 2)), order="label")["path"].tolist() == ["b", "c"]
    assert files_of(tmp_path, "Chat") == {"chat.yaml": b"app: Chat\n", "parties.yaml": b"parties: {}\n"}
    assert files_of(tmp_path, "Talk") == {"talk.yaml": b"app: Chat\n"}
    with pytest.raises(LookupError):
        files_of(tmp_path, "None of them")


def test_every_column_is_in_the_docs_with_its_meaning() -> None:
    page = (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8")
    meanings = {name: meaning for name, _, meaning in columns()} | dict(RANKING)
    written = dict(re.findall(r"^\| `(\w+)` \| (?:[^|]+ \| )?([^|]+) \|$", page, re.MULTILINE))
    assert {name: written.get(name) for name in meanings} == meanings
    assert APPS in page
