"""Every shipped case as a whole, assessed once: page one in 120 words, and files in every format."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessments.assessment import result_of
from assessments.exports import exports, formats, write
from assessments.report.option_words import verdict_words
from assessments.report.page_one_length import MOST_A_SENTENCE
from assessments.report.sections import page_one
from assessments.results.summary import summary_numbers
from assessments.run import Settings, assess
from tests.docs.test_made import keys_told_and_not
from tests.support.assessed import CASES, drawn_case, stated, without_options

MOST_WORDS = 120
LIKE_OTHERS = ("wechat-2020", "tiktok-2020", "tiktok-2026", "eu-saas")
"""Cases whose options are of kinds that others have, and that are written without them."""


@pytest.mark.parametrize("name", CASES)
def test_page_one_has_at_most_120_words_with_its_questions_and_25_a_sentence(name: str) -> None:
    numbers = summary_numbers(drawn_case(name))
    assert len(" ".join(page_one.sentences(numbers)).split()) <= MOST_WORDS
    texts = [text.text for answer in page_one.answers(numbers).values() for text in answer]
    assert [said for text in texts for said in text.split(". ") if len(said.split()) > MOST_A_SENTENCE] == []


@pytest.mark.parametrize("name", CASES)
def test_page_one_answers_six_questions_and_says_what_would_tell_or_how_much_is_estimated(name: str) -> None:
    answers = page_one.answers(summary_numbers(drawn_case(name)))
    asked = (page_one.WHO, page_one.HAS, page_one.OWNER, page_one.END, page_one.BARRED, page_one.SURE)
    assert tuple(answers) == asked
    (sure,) = answers[page_one.SURE]
    assert re.search(r"\d+ of \d+ numbers estimated\.|^What would tell: ", sure.text)


@pytest.mark.parametrize("name", CASES)
def test_page_one_begins_with_the_verdict_and_says_whom_either_way_takes_the_app_from(name: str) -> None:
    (answer,) = page_one.answers(summary_numbers(drawn_case(name)))[page_one.END]
    verdict = stated(summary_numbers(drawn_case(name)).verdict)
    mildest = verdict.per[0].mildest
    assert answer.text.startswith(verdict_words(verdict, asking=True)[0])
    if mildest and "“" in answer.text:
        assert re.search(r"([Nn]one|[\d.,]+(?: million)?) lose the app \(ban: [\d.,]+(?: million)?\)\.", answer.text)


def test_page_one_of_wechat_says_no_over_all_options_and_yes_over_those_that_the_sides_pleaded() -> None:
    (answer,) = page_one.answers(summary_numbers(drawn_case("wechat-2020")))[page_one.END]
    assert answer.text.startswith("Only a ban? No: ")
    assert answer.text.endswith(" Map's own options: yes.")


def test_what_is_specific_to_wechats_owner_hangs_on_what_stands_in_china() -> None:
    """If China had no power over what stands there, all of its reach would be its owner's; if it has, little is."""
    changes = summary_numbers(drawn_case("wechat-2020")).would_change
    soil = next(c for c in changes if (c.claim, c.address) == ("specific to the owner", "power.CN.soil"))
    without, with_it = soil.at_ends
    assert without > 2.0 * with_it > 0.0
    assert soil.turns


def test_china_stands_apart_for_wechat_by_its_companies_and_servers() -> None:
    china, *others, own = summary_numbers(drawn_case("wechat-2020")).table
    assert (china.actor, own.actor, own.foreign) == ("state:CN", "state:US", False)
    assert list(china.ties) == ["soil", "run"]
    assert china.share.middle > 0.95
    assert max(row.share.middle for row in others) < 0.65


@pytest.mark.parametrize("name", CASES)
def test_every_case_is_written_with_its_intervals(name: str, tmp_path: Path) -> None:
    """In every format what has all kinds of option and what is largest, as text the others, which have nothing new."""
    run = drawn_case(name)
    if name in LIKE_OTHERS:
        run = assess(without_options(name), Settings(draws=200))
    suffixes = formats() if name in ("every-key", "wechat-2020") else ("html", "json", "csv")
    written = write(run, tmp_path, name, suffixes)
    assert [path.name for path in written if path.stat().st_size > 0] == [
        f"{name}{one.SUFFIX}" for one in exports(suffixes)
    ]


def test_every_key_of_a_result_that_has_all_of_them_is_told_in_the_docs() -> None:
    keys, untold = keys_told_and_not(drawn_case("every-key"))
    assert {"strategic", "options"} <= keys
    assert untold == []


@pytest.mark.parametrize("name", ["every-key", "wechat-2020", "example-chat"])
def test_means_add_up_as_the_events_do(name: str) -> None:
    """Whatever hangs together on a map: the mean of a sum is the sum of the means."""
    written = result_of(drawn_case(name))
    actors = [actor.harm.mean for actor in written.actors]
    assert None not in actors
    assert written.headline.harm.mean == pytest.approx(sum(mean or 0.0 for mean in actors), rel=1e-9)
    assert written.headline.means_unknown is None
