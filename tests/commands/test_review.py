"""The commands of a review, one after the other as several people would use them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from commands.review import review
from tests.support.commanded import Desk
from tests.support.recorded import MAP, NAME

LINE = re.compile(r"line [0-9]+ of the audit: [0-9a-f]{64}")
ID = re.compile(r"r-[0-9a-f]{12}\n")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.run("save", NAME, "--by", "Ada", "--draws", "0")[0] == 0
    return made


def done(desk: Desk, *arguments: str) -> str:
    """The id of what a command wrote down."""
    code, out, err = desk.run("review", *arguments)
    decided = [bool(LINE.fullmatch(line)) for line in err]
    assert (code, decided) == (0, [True] if arguments[0] == "decide" else [])
    assert ID.fullmatch(out)
    return out.strip()


def refused(desk: Desk, *arguments: str) -> list[str]:
    code, out, err = desk.run("review", *arguments)
    assert (code, out) == (1, "")
    return err


def test_a_review_goes_from_comments_to_a_signature_and_into_a_file(desk: Desk) -> None:
    done(desk, "comment", "harbour", "--about", "headline.harm", "--say", "Since when?")
    done(desk, "estimate", "harbour", "--about", "interest.US", "--value", "[0.1, 0.3]")
    done(desk, "estimate", "harbour", "--about", "interest.US", "--value", "0.6", "--by", "Ben")
    code, blind, _ = desk.run("review", "show", "harbour")
    assert (code, "0.6" in blind, "blind until it is opened" in blind) == (0, False, True)
    done(desk, "open", "harbour", "--about", "interest.US")
    done(desk, "submit", "harbour")
    question = "clear.harbour-ltd.unknown"
    done(desk, "answer", "harbour", "--about", question, "--say", "Ours alone.")
    code, out, _ = desk.run("review", "accept", "harbour", "--all-others", "--say", "Later.", "--until", "2999-01-01")
    assert code == 0
    assert all(ID.fullmatch(f"{line}\n") for line in out.splitlines())
    condition = "Move; the keys; Cy; 2999-06-30"
    decided = done(desk, "decide", "harbour", "--outcome", "accepted", "--say", "Fine.", "--condition", condition)
    done(desk, "sign", "harbour", "--about", decided, "--by", "Ben")
    done(desk, "dissent", "harbour", "--about", decided, "--say", "Keys first.", "--by", "Cy")
    done(desk, "meet", "harbour", "--about", f"{decided}.1", "--say", "Seen.")
    noted = done(desk, "comment", "harbour", "--about", decided, "--say", "Noted.")
    done(desk, "withdraw", "harbour", "--about", noted, "--say", "Not so.")
    code, told, _ = desk.run("review", "show", "harbour")
    assert code == 0
    for words in ("State: accepted with conditions", "Ada, Ben", "Cy: Keys first.", "Ada: Seen.", "[0.1, 0.3]"):
        assert words in told
    assert desk.run("review", "pool", "harbour", "--about", "interest.US", "--out", "next.yaml")[0] == 0
    assert "interest.US: [{low: 0.1, high: 0.3, by: Ada}, {best: 0.6, by: Ben}]" in (
        desk.folder / "next.yaml"
    ).read_text("utf-8")
    assert desk.run("review", "export", "harbour", "review.yaml")[2] == ["written: review.yaml"]
    count = (desk.folder / "review.yaml").read_text("utf-8").count("\n    did: ")
    assert desk.run("review", "take-in", "harbour", "review.yaml") == (0, f"taken in: 0 of {count} acts\n", [])
    assert desk.run("verify")[0] == 0


def test_a_review_that_lapsed_says_why_with_exit_code_1(desk: Desk) -> None:
    (desk.folder / "harbour.yaml").write_bytes((desk.folder / "harbour.yaml").read_bytes().replace(b"1M", b"2M"))
    done(desk, "submit", "harbour")
    assert desk.run("review", "accept", "harbour", "--all-others", "--say", "x", "--until", "2999-01-01")[0] == 0
    done(desk, "decide", "harbour", "--outcome", "accepted", "--say", "Fine.")
    assert desk.run("save", "harbour.yaml", "--draws", "0")[0] == 0
    code, told, _ = desk.run("review", "show", "harbour/1")
    assert code == 1
    assert "State: lapsed" in told
    assert "users.users-us.count was 1_000_000 and is 2_000_000" in " ".join(told.split())


def test_whoever_accepts_what_a_newer_version_replaced_is_told_that_it_lapsed_at_once(desk: Desk) -> None:
    (desk.folder / "harbour.yaml").write_bytes(MAP.replace(b"1M", b"2M"))
    assert desk.run("save", "harbour.yaml", "--draws", "0")[0] == 0
    done(desk, "submit", "harbour/1")
    assert desk.run("review", "accept", "harbour/1", "--all-others", "--say", "x", "--until", "2999-01-01")[0] == 0
    code, out, (line, told) = desk.run("review", "decide", "harbour/1", "--outcome", "accepted", "--say", "Fine.")
    assert (code, bool(ID.fullmatch(out)), bool(LINE.fullmatch(line))) == (0, True, True)
    assert told.startswith("it is on record, and has lapsed at once: harbour/2, saved by Ada at ")
    assert told.endswith("users.users-us.count was 1_000_000 and is 2_000_000")


def test_what_cannot_be_done_is_a_sentence(desk: Desk) -> None:
    assert refused(desk, "comment", "harbour", "--about", "headline.hram", "--say", "x") == [
        "nothing in this assessment is called 'headline.hram' (did you mean 'headline.harm'?)"
    ]
    assert refused(desk, "accept", "harbour", "--say", "x", "--until", "2999-01-01") == [
        "name a question: --about, or --all-others"
    ]
    assert refused(desk, "accept", "harbour", "--all-others", "--say", "x", "--until", "soon") == [
        "--until: 'soon' is not a date (write 2020-09-25)"
    ]
    assert refused(desk, "decide", "harbour", "--outcome", "accepted", "--say", "x", "--condition", "soon") == [
        "--condition: 'soon' is no condition (write WHAT; OWNER; DATE)"
    ]
    assert refused(desk, "submit", "harbuor")[0].startswith("nothing was saved as 'harbuor'")
    assert refused(desk, "take-in", "harbour", "gone.yaml") == ["gone.yaml: no such file"]
    (desk.folder / "wrong.yaml").write_text("reveiw: x\n", "utf-8")
    assert refused(desk, "take-in", "harbour", "wrong.yaml")[-1] == (
        "wrong.yaml:1:1: reveiw: unknown key (did you mean 'review'?)"
    )


def test_the_examples_in_the_help_work_or_say_what_is_missing(desk: Desk) -> None:
    for command in review.registered_commands:
        example = shlex.split(str(command.epilog).removeprefix("Example: datareach "))
        code, _, err = desk.run(*["harbour/1" if word == "example-chat/1" else word for word in example])
        assert code in (0, 1), (example, err)
        assert not any("--help shows what there is" in line for line in err)
