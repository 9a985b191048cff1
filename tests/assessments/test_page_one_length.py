"""Words of a text as it is read aloud, counted against what a reader says."""

from __future__ import annotations

import pytest

from assessments.report.page_one_length import spoken_words

SPOKEN = {
    "17 million": "seventeen million",
    "90% interval 14–18 million": "ninety percent interval fourteen to eighteen million",
    "(0.095–3.1)": "zero point zero nine five to three point one",
    "830,000 people": "eight hundred thirty thousand people",
    "1,005": "one thousand five",
    "21 of 40 numbers": "twenty one of forty numbers",
    "users under the PRC terms": "users under the P R C terms",
    "“All six prohibitions…”: none – so far": "all six prohibitions none so far",
    "3.4 in 10,000": "three point four in ten thousand",
    "less than 1%": "less than one percent",
    "the state’s well-known app": "the state’s well known app",
    "": "",
}


@pytest.mark.parametrize("text", SPOKEN)
def test_a_text_has_as_many_words_as_are_said(text: str) -> None:
    assert spoken_words(text) == len(SPOKEN[text].split())
