"""Portfolios to measure: tables of apps, full maps, and ranked rows that were never computed."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pandas as pd

from assessments.measures import measures_on
from assessments.portfolio.folder import part_of, save_apps, save_part
from assessments.portfolio.maps import written_map
from assessments.portfolio.rows import QUANTITY
from data_maps.quantities.estimates import Estimate
from data_maps.reading import map_files, read

STATES = ("US", "CN", "IE", "SG", "DE", "IN", "BR", "JP")
DATA = ("text", "image", "video", "audio", "location", "contacts", "metadata", "device", "profile")
CASES = ("case:wechat-2020", "case:tiktok-2020", "case:eu-saas", "case:example-chat")
TOGETHER = 500
MAP = """\
app: App {number}
as_of: 2026-01-01
users: {{US: {number}0}}
data: [text, video]
owner: {{name: Firm, jurisdiction: CN}}
"""


def table(file: Path, apps: int, seed: int = 0) -> Path:
    """A table of made-up apps: as many people and kinds of data as chance has it, a tenth as many owners as apps."""
    chance = random.Random(seed)
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("app", "as_of", "users.US", "data", "owner", "jurisdiction"))
        for app in range(apps):
            owner = chance.randrange(max(1, apps // 10))
            people, data = int(10 ** chance.uniform(3, 8)), chance.sample(DATA, chance.randint(1, 5))
            rows.writerow((f"App {app}", "2026-01-01", people, ", ".join(data), f"Firm {owner}", STATES[owner % 8]))
    return file


def full_maps(folder: Path, maps: int) -> Path:
    """Full maps: the shipped cases in turn, each as another app with other numbers of people."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(0)
    readings = [read(next(iter(map_files(case)[1].values())).decode(), case) for case in CASES]
    cases = [reading.data_map for reading in readings if reading.data_map is not None]
    for number, data_map in enumerate(islice(cycle(cases), maps)):
        factor = 10 ** chance.uniform(-2, 0)
        groups = data_map.users.items()
        users = {id_: group.model_copy(update={"count": _people(group.count, factor)}) for id_, group in groups}
        app = data_map.app.model_copy(update={"name": f"App {number}"})
        other = data_map.model_copy(update={"app": app, "users": users})
        (folder / f"app-{number:05}.yaml").write_bytes(written_map("", other).text)
    return folder


def _people(count: Estimate, factor: float) -> Estimate:
    """A factor as many people, whole ones where a number of them is said."""
    scaled = count.scaled(factor)
    if scaled.form not in ("exact", "plain") or scaled.best is None:
        return scaled
    return scaled.model_copy(update={"best": float(round(scaled.best))})


def made_up(folder: Path, rows: int) -> pd.DataFrame:
    """The ranked rows of apps that were never computed, saved as a portfolio saves them."""
    chance = np.random.default_rng(0)
    sizes = {measure.key: chance.lognormal(10, 2, rows) for measure in measures_on("apps")}
    spread = {"point": 1.0, "mean": 1.1, "median": 1.0, "low": 0.4, "high": 2.5}
    numbers: dict[str, object] = {
        f"{name}.{part}": of * spread[part] for name, of in sizes.items() for part in QUANTITY
    }
    ranks = np.argsort(np.argsort(-sizes["content_persons"])) + 1.0
    numbers |= {"rank_low": 0.8 * ranks, "rank_median": ranks, "rank_high": 1.2 * ranks}
    texts = {name: [f"{name} {row % 5000}" for row in range(rows)] for name in ("app", "owner", "path")}
    texts["fingerprint"] = [f"{row:064x}" for row in range(rows)]
    texts["part"] = _made_up_parts(folder, texts["fingerprint"])
    lists = {"data": [["text", DATA[row % 9]] for row in range(rows)], "laws": [[]] * rows, "problems": [[]] * rows}
    states = {"owner_state": chance.choice(STATES, rows), "widest": chance.choice(STATES, rows)}
    named = {"label": [f"App {row}" for row in range(rows)], "tier": np.arange(rows) // 50, "above_next": 0.6}
    frame = pd.DataFrame({**numbers, **texts, **lists, **states, **named}).sort_values("rank_median")
    save_apps(folder, frame)
    return frame


def _made_up_parts(folder: Path, fingerprints: Sequence[str]) -> list[str]:
    """Parts with the map of each row; the name of the part that each row is in."""
    names: list[str] = []
    for first in range(0, len(fingerprints), TOGETHER):
        some = fingerprints[first : first + TOGETHER]
        rows = [{"fingerprint": key, "map": MAP.format(number=first + place)} for place, key in enumerate(some)]
        names += [save_part(folder, some, part_of(rows)).name] * len(some)
    return names
