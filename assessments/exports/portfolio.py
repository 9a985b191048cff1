"""Files of a portfolio: a brief for people, a workbook, and the result for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assessments.exports import DOCUMENTS, Export, exports, is_of_documents, json, pdf, xlsx
from assessments.files import write_file
from assessments.report.documents import Document
from assessments.report.sections.portfolio import chosen_apps, sections
from assessments.versions import version

if TYPE_CHECKING:
    import pandas as pd

    from assessments.results.portfolio import PortfolioResult, Ranked

NAME = "portfolio"
FORMATS: tuple[Export, ...] = (*DOCUMENTS, xlsx, json)
ROWS_OF_A_BRIEF = 50
TITLE, ABOUT = "Portfolio", "Who of many apps reaches most people, and which differences are real."


def write(result: PortfolioResult, folder: Path, names: tuple[str, ...]) -> tuple[Path, ...]:
    """Write a portfolio in some formats; raises UnknownFormat before anything is written, and OSError."""
    made = contents(result, names)
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(write_file(folder / f"{NAME}{suffix}", content) for suffix, content in made.items())


def contents(result: PortfolioResult, names: tuple[str, ...]) -> dict[str, str | bytes]:
    """The content of each file of a portfolio by its suffix; raises UnknownFormat."""
    return {module.SUFFIX: _content(module, result) for module in exports(names, FORMATS)}


def _content(module: Export, result: PortfolioResult) -> str | bytes:
    if is_of_documents(module):
        return module.rendered(brief(result))
    return xlsx.workbook(tables(result), TITLE) if module is xlsx else json.text_of(result)


def brief_of(apps: Sequence[Ranked], many: int, total: int) -> bytes:
    """A PDF on some apps that were chosen, `many` of all, with the first rows of them."""
    section = chosen_apps(apps[:ROWS_OF_A_BRIEF], many, total)
    return pdf.rendered(Document(TITLE, ABOUT, (section,), f"Datareach {version('datareach')}"))


def workbook_of(apps: Sequence[Ranked]) -> bytes:
    """A workbook of some apps that were chosen."""
    from assessments.results.frames import frame_of

    rows = [app.model_dump(mode="json", exclude_none=True) for app in apps]
    return xlsx.workbook({"apps": frame_of(rows)}, TITLE)


def brief(result: PortfolioResult) -> Document:
    """The portfolio as a document, with the first rows of each table."""
    return Document(TITLE, ABOUT, sections(result, ROWS_OF_A_BRIEF), f"Datareach {version('datareach')}")


def tables(result: PortfolioResult) -> dict[str, pd.DataFrame]:
    """The lists of a portfolio that have rows, as frames; a quantity has a column for each of its parts."""
    from assessments.results.frames import frame_of

    values = result.model_dump(mode="json", exclude_none=True)
    moved = values.get("changes", {}).get("moved", [])
    problems = [{"path": row["path"], "problem": text} for row in values["problems"] for text in row["problems"]]
    lists = {
        "ranking": values["ranking"],
        "pairs": [{"pair": pair, "above": share} for pair, share in values["pairs"].items()],
        "concentration": values["concentration"],
        **{f"by_{group}": rows for group, rows in values["groups"].items()},
        "find_out": values["find_out"],
        "moved": moved,
        "problems": problems,
    }
    return {name: frame_of(rows) for name, rows in lists.items() if rows}
