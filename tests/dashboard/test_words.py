"""The words of all places: sentences of at most 25 words, and no name that only the program knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.dashboards import texts, visited
from tests.support.words import OF_THE_METHOD, with_ids

PLACES = ("apps", "answer", "flows", "numbers", "options", "law", "record", "compare")
MOST_WORDS = 25
WORD = re.compile(r"[A-Za-z][\w’'-]*")
END = re.compile(r"(?<=[.!?;:])\s+")
QUOTED = re.compile(r"“[^”]*”")
INTERNAL = re.compile(r"\b[a-z]+_[a-z_]+\b|(?<![\w./-])[a-z-]+(?:\.[A-Za-z-]+){1,4}(?![\w/.-])|(?<!\w)--[a-z]")


@pytest.mark.parametrize("case", ["wechat-five-lines", "eu-saas"])
def test_no_sentence_is_long_and_no_internal_name_is_shown_in_any_place(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # with no work that others left
    for place in PLACES:
        shown = list(texts(visited(place, map=f"case:{case}")))
        sentences = [sentence for text in shown for sentence in END.split(QUOTED.sub("“so”", text))]
        long = [sentence for sentence in sentences if len(WORD.findall(sentence)) > MOST_WORDS]
        assert (place, long) == (place, [])
        assert (place, [text for text in shown if OF_THE_METHOD.search(text)]) == (place, [])
        assert (place, sorted({name for text in shown for name in INTERNAL.findall(text)})) == (place, [])
        assert (place, with_ids(case, shown)) == (place, [])
