"""Files, folders and cases are read as one map, and every part of a map has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_maps.reading import case_path, read, read_path, read_texts

FOLDER = {
    "m/a.yaml": b"app: {name: A, operator: p}\nas_of: 2026-01-01\nviewpoint: XA\nusers:\n  g: {in: XA, count: 5k}\n",
    "m/b.yaml": b"data: {d: text, log: metadata}\nparties:\n  p: {organised_in: XA}\n",
    "m/c.yaml": (
        b"parties:\n  q: {organised_in: XB}\nsystems:\n  s: {operator: "
        b"p, in: XA}\nflows:\n  - {from: g, to: s, data: [d, log]}\n"
    ),
}
ONE_FILE = b"".join(FOLDER.values()).decode().replace("parties:\n  q", "  q")


def test_the_files_of_a_folder_are_one_map(tmp_path: Path) -> None:
    for name_, content in FOLDER.items():
        (tmp_path / Path(name_).name).write_bytes(content)
    (tmp_path / "notes.txt").write_text("not a map")
    merged = read_path(tmp_path)
    assert merged.problems == ()
    assert merged.data_map is not None
    assert merged.data_map == read(ONE_FILE, "m").data_map
    assert str(merged.data_map.places["parties.q"]) == f"{tmp_path}/c.yaml:2:6"


def test_two_definitions_of_one_id_in_a_folder_are_a_problem_at_both() -> None:
    twice = {**FOLDER, "m/d.yaml": b"parties:\n  p: {organised_in: XB}\ntitle: a\n", "m/e.yaml": b"title: b\n"}
    assert [str(problem) for problem in read_texts(twice, "m").problems] == [
        "m/d.yaml:2:3: parties.p: also defined at m/b.yaml:3:3 (keep one of them)",
        "m/e.yaml:1:1: title: also defined at m/d.yaml:3:1 (keep one of them)",
    ]


def test_problems_of_a_folder_name_the_file_they_are_in() -> None:
    wrong = {
        **FOLDER,
        "m/d.yaml": b"flows:\n  - {from: g, to: t, data: d}\n",
        "m/e.yaml": b"access: [{party: x, to: s}]\n",
    }
    assert [str(problem) for problem in read_texts(wrong, "m").problems] == [
        "m/d.yaml:2:19: flows[1].to: no system or party called 't'",
        "m/e.yaml:1:18: access[0].party: no party called 'x'",
    ]


def test_what_cannot_be_read_at_all_is_a_problem(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    assert [str(problem) for problem in read_path(missing).problems] == [
        f"{missing}:1:1: no such file (name a YAML file, a folder of them, or case:NAME)"
    ]
    assert [str(problem) for problem in read_path(tmp_path).problems] == [
        f"{tmp_path}:1:1: no .yaml file in this folder (name a YAML file, a folder of them, or case:NAME)"
    ]
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"app: \xff")
    assert [str(problem) for problem in read_path(broken).problems] == [
        f"{broken}:1:6: not UTF-8 text from here on (save the file as UTF-8)"
    ]


def test_a_folder_whose_files_are_too_large_together_is_refused_before_they_are_read(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(3_000_000)
    (problem,) = read_path(tmp_path).problems
    assert problem.message == "the files of this folder are larger than 5 MB together"


def test_a_link_that_leads_out_of_its_folder_is_refused_and_one_that_stays_is_read(tmp_path: Path) -> None:
    inside, secret, ours = tmp_path / "maps", tmp_path / "secret.yaml", tmp_path / "maps" / "ours.yaml"
    inside.mkdir()
    secret.write_text("a secret")
    ours.write_text("a map")
    for name, target in (("out.yaml", secret), ("in.yaml", ours)):
        (inside / name).symlink_to(target)
    assert [p.message for p in read_path(inside / "out.yaml").problems] == ["a link that leads out of its folder"]
    assert "'a map' is not a map" in read_path(inside / "in.yaml").problems[0].message


def test_a_device_is_refused_before_it_is_read() -> None:
    (problem,) = read_path("/dev/zero").problems
    assert (
        str(problem)
        == "/dev/zero:1:1: a pipe or a device, not a file (name a YAML file, a folder of them, or case:NAME)"
    )


def test_a_case_is_read_by_name_and_its_places_are_the_same_everywhere() -> None:
    reading = read_path("case:every-key")
    assert reading.file == "case:every-key"
    assert reading.data_map is not None
    assert str(reading.data_map.places["app"]).startswith("case:every-key:")
    assert [str(problem) for problem in read_path("case:every-kee").problems] == [
        "case:every-kee:1:1: no such case (did you mean 'case:every-key'?)"
    ]
    with pytest.raises(KeyError):
        case_path("every-kee")


def test_every_part_of_a_map_has_its_place() -> None:
    text = case_path("every-key").read_text(encoding="utf-8")
    data_map = read(text, "m").data_map
    assert data_map is not None
    lines = text.split("\n")

    def stands(part: str) -> str:
        place = data_map.places[part]
        return lines[place.line - 1][place.column - 1 :]

    assert stands("app.operator") == "lantern-service"
    assert stands("users.runners.count").startswith("{low: 2M,")
    assert stands("data.messages") == "text"
    assert stands("parties.founder") == "{kind: person, organised_in: XB}"
    assert stands("systems.pier.keys").startswith("{messages: users,")
    assert stands("systems.pier.keys.clips").startswith("trustee,")
    assert stands("systems.works.in").startswith("unknown,")
    assert stands("flows.runners.pier").startswith("from: [runners,")
    assert stands("flows.to-works.share").startswith("[30%, 60%, 90%]")
    assert stands("ownership.lantern.lantern-works").startswith("{owner: lantern, of: lantern-works,")
    assert stands("access.reviewer.works").startswith("{party: reviewer,")
    assert stands("agreements.support-deal").startswith("{id: support-deal,")
    assert stands("estimates.interest.XB").startswith("{low: 0.2,")
    assert stands("options.close").startswith("{title: End the service,")
    assert stands("distribution.shop-a").startswith("{party: shop-one,")
    assert stands("questions.1").startswith('{ask: "Do visitors')
    assert {f"users.{group}.count" for group in data_map.users} <= set(data_map.places)


def test_the_fingerprint_is_of_the_text() -> None:
    import hashlib

    assert read(ONE_FILE, "m").sha256 == hashlib.sha256(ONE_FILE.encode()).hexdigest()
