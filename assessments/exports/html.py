"""Documents as one HTML file: readable without a script, on a screen, in the dark and on paper."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from assessments.exports.characters import inert, line
from assessments.exports.markdown import is_link
from assessments.report.documents import Document, report
from assessments.report.figures.palette import DARK, LIGHT, Palette
from assessments.report.glossary import GLOSSARY, TextPiece, anchor, pieces

if TYPE_CHECKING:
    from markupsafe import Markup

    from assessments.report.blocks import Figure
    from assessments.report.figures.chart import Chart
    from assessments.run import Run

SUFFIX = ".html"
LABEL = "HTML"
TEMPLATE = "report.html.j2"
PLOTLY = {"displaylogo": False, "responsive": True}


def export(run: Run) -> str:
    """The whole report as one HTML file."""
    return rendered(report(run))


def rendered(document: Document, *, interactive: bool = False) -> str:
    """A document as one HTML file; charts of an interactive one answer the mouse, by a script that the file holds."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    colours = {"light": _colours(LIGHT), "dark": _colours(DARK), "paper": LIGHT.page, "warning": LIGHT.warning}
    script = _plotly_script() if interactive else ""
    glossary = _Glossary()
    values = {"document": document, "sections": document.sections, "script": script, "glossary": glossary}
    environment = Environment(
        loader=PackageLoader("assessments.exports", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_inert,
    )
    environment.tests["link"] = is_link
    environment.filters["css"] = _css
    environment.filters["svg"] = _svg
    environment.filters["plot"] = _plot
    environment.filters["terms"] = glossary.linked
    environment.filters["kind"] = lambda block: type(block).__name__
    text: str = environment.get_template(TEMPLATE).render(**values, **colours)
    return text


class _Glossary:
    """The terms of art of a document: each is a link to its meaning where a section says it first."""

    def __init__(self) -> None:
        self._section, self._all = set[str](), set[str]()

    def begin(self) -> str:
        """Begin a section, which explains each of its terms anew."""
        self._section = set()
        return ""

    def linked(self, text: str) -> Markup:
        """A text as markup, with a link at each term that its section has not said before."""
        from markupsafe import Markup

        return Markup("").join(self._piece(piece) for piece in pieces(inert(text)))

    def _piece(self, piece: TextPiece) -> Markup:
        from markupsafe import Markup, escape

        if not piece.term or piece.term in self._section:
            return escape(piece.text)
        self._section.add(piece.term)
        self._all.add(piece.term)
        link = Markup('<a class="term" href="#{}" title="{}">{}</a>')
        return link.format(anchor(piece.term), GLOSSARY[piece.term], piece.text)

    def terms(self) -> tuple[tuple[str, str, str], ...]:
        """Each term that the document says: its anchor, the term and its meaning."""
        return tuple((anchor(term), term, GLOSSARY[term]) for term in GLOSSARY if term in self._all)


def _plotly_script() -> Markup:
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    return Markup(get_plotlyjs())  # noqa: S704 - Plotly's own script, as it ships


def _inert(value: Any) -> Any:
    """A text of the document without characters that act; what is markup already stays as it is."""
    return inert(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _svg(figure: Figure) -> Markup:
    from markupsafe import Markup

    return Markup(inert(figure.svg))  # noqa: S704 - our own picture, its texts escaped


def _plot(chart: Chart, number: int) -> Markup:
    """A chart as Plotly draws it, in the colours of paper; its texts are data of the script, and no markup."""
    from markupsafe import Markup

    from assessments.report.figures.plotly_figure import plotly_figure

    figure = plotly_figure(chart, LIGHT)
    plot = figure.to_html(full_html=False, include_plotlyjs=False, div_id=f"chart-{number}", config=PLOTLY)
    return Markup(inert(plot))  # noqa: S704 - Plotly's own markup, in which texts are escaped


def _colours(palette: Palette) -> str:
    """The palette as CSS variables."""
    plain = {field.name: getattr(palette, field.name) for field in fields(palette)}
    return ";".join(f"--{name}:{value}" for name, value in plain.items() if isinstance(value, str))


def _css(text: str) -> str:
    """A text inside quotes of a style sheet, in which no character of it can end the quotes or the sheet."""
    return "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):06x} " for char in line(text))
