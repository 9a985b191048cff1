"""Files of a track record: a page in Markdown with its figure, and the scores for programs."""

from __future__ import annotations

from assessments.exports import markdown
from assessments.exports.json import text_of
from assessments.report.documents import Document
from assessments.report.sections.track_record import TITLE, all_sections, reliability
from assessments.results.track_record import BacktestResult

ABOUT = "Forecasts for real services against what became known of them."
PAGE, PICTURE, SCORES = "track-record.md", "track-record.svg", "track_record.json"


def files(scores: BacktestResult) -> dict[str, str]:
    """The name and text of each file."""
    figure = reliability(scores)
    page = markdown.rendered(Document(TITLE, ABOUT, all_sections(scores), stamp=""))
    picture = f"![{markdown.escaped(figure.alt)}]({PICTURE})"
    return {PAGE: f"{page}\n{picture}\n", PICTURE: figure.svg, SCORES: text_of(scores)}
