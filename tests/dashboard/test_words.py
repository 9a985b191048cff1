"""The words of all places: sentences of at most 25 words, and no name that only the program knows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data_maps.reading import case_path, read_path
from tests.support.dashboards import visited
from tests.support.words import OF_THE_METHOD

PLACES = ("apps", "answer", "flows", "numbers", "options", "law", "record", "compare")
MOST_WORDS = 25
WORD = re.compile(r"[A-Za-z][\w’'-]*")
END = re.compile(r"(?<=[.!?;:])\s+")
BLOCK = re.compile(r"</?(?:p|li|td|th|h[1-6]|dd|dt|caption|figcaption|div)\b[^>]*>")
QUOTED = re.compile(r"“[^”]*”")
INTERNAL = re.compile(r"\b[a-z]+_[a-z_]+\b|(?<![\w./-])[a-z-]+(?:\.[A-Za-z-]+){1,4}(?![\w/.-])|(?<!\w)--[a-z]")
IN_THE_MAP = re.compile(r"<dt>In the map</dt><dd>.*?</dd>|<code>.*?</code>|<ul class=\"evidence\">.*?</ul>", re.DOTALL)
"""Places and citations: where the map says a number, and texts of others word by word."""
LABELLED = ("button", "selectbox", "text_input", "multiselect", "toggle", "radio", "expander", "number_input")


def texts(at: AppTest) -> Iterator[str]:
    """Every text of a page by itself, without its markup and without places in the map."""
    for element in at.get("html"):
        body = re.sub(r"<style>.*?</style>", "", IN_THE_MAP.sub("", element.proto.body), flags=re.DOTALL)
        for text in BLOCK.split(body):
            yield html.unescape(re.sub(r"<[^>]+>", "", text)).strip()
    for kind in LABELLED:
        yield from (str(getattr(element, "label", "")) for element in at.get(kind))


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


@pytest.mark.parametrize("case", ["wechat-2020", "every-key"])
def test_what_has_a_label_is_called_by_it_on_the_answer_and_among_options(case: str) -> None:
    for place in ("answer", "options"):
        assert (place, with_ids(case, texts(visited(place, map=f"case:{case}")))) == (place, [])


def with_ids(case: str, shown: Iterable[str]) -> list[str]:
    """The texts in which something of a map is called by its id although the map has a label for it."""
    data_map = read_path(case_path(case)).data_map
    assert data_map is not None
    labels = {
        **{id_: entry.title for id_, entry in data_map.options.items()},
        **{id_: entry.title for id_, entry in data_map.sources.items()},
        **{id_: entry.title for id_, entry in data_map.readings.items()},
        **{id_: entry.name for id_, entry in data_map.data.items()},
        **{id_: entry.name for id_, entry in data_map.systems.items()},
        **{id_: entry.name for id_, entry in data_map.parties.items()},
    }
    ids = [re.escape(id_) for id_, label in labels.items() if "-" in id_ and label and label != id_]
    found = re.compile(rf"(?<![\w./:-])(?:{'|'.join(ids)})(?![\w-]|\.\w)")
    return [text for text in shown if ids and found.search(text)]
