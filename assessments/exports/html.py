"""What a report is as one HTML file: readable without a script, on a screen, in the dark and on paper."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from assessments.exports.characters import inert, line
from assessments.exports.markdown import is_link
from assessments.report.documents import Document, report
from assessments.report.figures.palette import DARK, LIGHT, Palette

if TYPE_CHECKING:
    from assessments.run import Run

SUFFIX = ".html"
TEMPLATE = "report.html.j2"


def export(run: Run) -> str:
    """The whole report as one HTML file."""
    return of(report(run))


def of(document: Document) -> str:
    """A document as one HTML file."""
    colours = {"light": _colours(LIGHT), "dark": _colours(DARK)}
    text: str = _template().render(document=document, sections=document.sections, **colours, warning=LIGHT.warning)
    return inert(text)


def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("assessments.exports", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.tests["link"] = is_link
    environment.filters["css"] = _css
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment.get_template(TEMPLATE)


def _colours(palette: Palette) -> str:
    """The palette as CSS variables."""
    plain = {field.name: getattr(palette, field.name) for field in fields(palette)}
    return ";".join(f"--{name}:{value}" for name, value in plain.items() if isinstance(value, str))


def _css(text: str) -> str:
    """A text inside quotes of a style sheet, in which no character of it can end the quotes or the sheet."""
    return "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):06x} " for char in line(text))
