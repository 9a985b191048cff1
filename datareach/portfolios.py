"""Portfolios: many maps ranked, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, cast

from data_maps.caching import cached_property
from datareach.maps import Map

if TYPE_CHECKING:
    import pandas as pd

    from assessments.portfolio.folder import Progress
    from assessments.portfolio.portfolio import Source
    from assessments.results.portfolio import PortfolioResult

    Path = str | PathLike[str]
    Apps = Path | Map | pd.DataFrame


@dataclass(frozen=True, eq=False)
class Portfolio:
    """Many maps ranked in the same simulated worlds; `result` is all of it as a frozen pydantic model.

    The frames are as those of an assessment.

    >>> import datareach
    >>> paths = ["case:wechat-five-lines", "case:harbour"]
    >>> ranked = datareach.portfolio(paths, cluster="tcp://127.0.0.1:8786")  # doctest: +SKIP
    >>> ranked.ranking["app"].tolist()  # doctest: +SKIP
    ['WeChat', 'Harbour']
    >>> "ranking" in ranked.frames, ranked.result.problems  # doctest: +SKIP
    (True, ())
    >>> ranked.concentration.empty  # doctest: +SKIP
    True
    >>> ranked.to_json().encode() == ranked.document("json")  # doctest: +SKIP
    True
    """

    result: PortfolioResult = field(repr=False)

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        from assessments.exports.portfolio import tables

        return tables(self.result)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every frame that has rows by its name: the sheets of the workbook."""
        return {name: frame.copy() for name, frame in self._frames.items()}

    @property
    def ranking(self) -> pd.DataFrame:
        """A row for each app in its order: its numbers, its rank with an interval, and its tier; empty without apps."""
        return self._frame("ranking")

    @property
    def concentration(self) -> pd.DataFrame:
        """A row for each state or party that could have the content of people of several apps; empty without any."""
        return self._frame("concentration")

    def _frame(self, name: str) -> pd.DataFrame:
        import pandas as pd

        return self._frames[name].copy() if name in self._frames else pd.DataFrame()

    def to_json(self) -> str:
        """The whole portfolio, unrounded: what `datareach portfolio --json` prints."""
        from assessments.exports.json import text_of

        return text_of(self.result)

    def document(self, form: str = "html") -> bytes:
        """The content of a file that `datareach portfolio --out` writes; raises ValueError for no such format.

        Args:
            form: html, pdf, docx, md, xlsx or json.
        """
        from assessments.exports.portfolio import contents

        (content,) = contents(self.result, (form,)).values()
        return content if isinstance(content, bytes) else content.encode()


def portfolio(
    paths: Apps | Iterable[Apps],
    *,
    folder: Path | None = None,
    draws: int = 2_000,
    seed: int = 0,
    by: str = "content_persons",
    cluster: str | None = None,
    workers: int | None = None,
    progress: Callable[[Progress], object] = lambda progress: None,
) -> Portfolio:
    """Many maps ranked against each other, computed by Dask in other processes.

    A script has to call it under `if __name__ == "__main__":`, since each process on this machine imports the script.

    Args:
        paths: Folders of maps, files, tables (csv, parquet, xlsx), `case:NAME`, maps as `read` gives them, and frames
            with a row for each app, under the titles of a table; one or several.
        folder: Where rows are kept, so that a later call does not compute them again; nowhere unless said.
        draws: Simulations each app is ranked over, in tens from 1,000.
        seed: Where random numbers start.
        by: The number that apps are ranked by, such as "harm".
        cluster: The address of a Dask scheduler, such as "tcp://scheduler:8786"; else processes on this machine.
        workers: How many of those; one for each processor unless said.
        progress: Hears how far the work is, such as `print`: apps `done` of all (`total`), `problems`, and `workers`.

    Raises:
        ValueError: Where a setting is none of its kind, or there is nobody to do the work. A map with problems is a
            row of `result.problems`, not an end.
        TypeError: For what is no path, map or frame.
        OSError: Where nothing can be written.
    """
    import pathlib

    from assessments.portfolio.portfolio import portfolio as ranked

    place = None if folder is None else pathlib.Path(folder)
    named = [_named_path(number, path) for number, path in enumerate(_several(paths), 1)]
    return Portfolio(
        ranked(named, place, draws=draws, seed=seed, by=by, cluster=cluster, workers=workers, progress=progress)
    )


def _several(paths: Apps | Iterable[Apps]) -> list[Apps]:
    """One path, map or frame, or several, as a list; a frame is known by its columns."""
    if isinstance(paths, str | PathLike | Map) or hasattr(paths, "columns") or not isinstance(paths, Iterable):
        return [cast("Apps", paths)]
    return list(paths)


def _named_path(number: int, path: Apps) -> Source:
    """A path as text; a map as it is written, under a name that no other has; a frame as it is."""
    from assessments.portfolio.maps import written_map

    if isinstance(path, Map):
        return written_map(f"map {number}: {path.title}", path.data_map)
    if isinstance(path, str | PathLike):
        return str(fspath(path))
    if not hasattr(path, "columns"):
        raise TypeError(f"a portfolio is of paths, maps and frames, not of {path!r}")
    return path
