"""Assessments of maps, and comparisons of two: one result, read as frames, figures, JSON and documents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from data_maps.caching import cached_property
from datareach.maps import Map, MapSource, Problems, read, usable

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from assessments.conclusions.models import BanVerdict, Conclusions
    from assessments.results.comparison.compared import ComparedMap, MapComparison
    from assessments.results.comparison.result import ComparisonResult
    from assessments.results.result import Result
    from assessments.run import Run

Theme = Literal["light", "dark"]
REPORT = "report"
TITLE_ROOM = 60  # pixels


@dataclass(frozen=True, eq=False)
class Assessment:
    """Everything that follows from a map under some settings; each part is computed when it is first asked for.

    `map` is what was assessed. The frames are pandas DataFrames, a copy at each time they are asked for. Columns are
    named by the keys of `datareach assess --json`, with dots; `attrs["units"]` has the unit of each that has one.
    Six of them are narrow, and `wide` has all their columns. `frames` and `result` make everything.

    >>> import datareach
    >>> assessment = datareach.assess(datareach.read("case:example-chat"), draws=0)
    >>> assessment
    Assessment(map=Map(name='case:example-chat'))
    >>> print(assessment.summary)
    Who could? This map cannot tell whether XB could order text in XA: ...
    >>> assessment.reach.query("foreign and `class` == 'content'")["actor"].tolist()
    ['state:XB']
    >>> assessment.reach.attrs["units"]["persons.point"]
    'persons'
    >>> float(assessment.actors["harm.point"].sum()) == float(assessment.events["harm.point"].sum())
    True
    >>> assessment.ledger.columns[:4].tolist()
    ['address', 'kind', 'persists', 'assumed']
    >>> len(assessment.reach.columns) < len(assessment.wide("reach").columns)
    True
    >>> assessment.routes.loc[0, "actor"], assessment.frames["steps"].loc[0, "from"]
    ('state:XB', 'diaspora')
    >>> assessment.options["option"].tolist()[:3]
    ['status-quo', 'device-ban', 'download-ban']
    >>> assessment.conclusions.widest, assessment.verdict.answer, assessment.verdict.strongest
    ('state:XB', 'no', 'full-ban')
    >>> assessment.figure("tradeoff").layout.xaxis.type
    'log'
    >>> assessment.document(form="json") == assessment.to_json().encode()
    True
    >>> whole, item = assessment.document("report", "md"), assessment.document("system:main", "md")
    >>> b"Bar downloads" in whole, b"Bar downloads" in item
    (True, False)
    >>> assessment.document("brief", "md").startswith(b"# ")
    True
    >>> assessment.result.settings.draws
    0
    """

    map: Map
    run: Run = field(repr=False)

    @cached_property
    def result(self) -> Result:
        """The whole result as a frozen pydantic model, which JSON, frames and files are written from."""
        from assessments.assessment import result_of

        return result_of(self.run)

    @property
    def summary(self) -> str:
        """The sentences of page one, to be read before any number."""
        from assessments.assessment import part_of

        return str(part_of(self.run, "summary").text)

    def _repr_html_(self) -> str:
        """Page one, as a notebook shows it."""
        from html import escape

        from assessments.exports.terminal import one_page, plain

        return f"<pre>{escape(plain(one_page(self.run)))}</pre>"

    @property
    def conclusions(self) -> Conclusions:
        """What the numbers are taken to say, as data, from which the words of a report follow."""
        from assessments.conclusions.whole import conclusions

        return conclusions(self.run)

    @property
    def verdict(self) -> BanVerdict | None:
        """Whether a ban is the least burdensome way, and why; None where the map compares no options."""
        return self.conclusions.verdict

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        from assessments.results.frames import frames

        return frames(self.result)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every frame by its name: the sheets of the workbook, those without rows too."""
        return {name: frame.copy() for name, frame in self._frames.items()}

    def wide(self, name: str) -> pd.DataFrame:
        """One of the six frames below with all its columns: errors, and parts by tie, group, level and reading.

        Raises:
            ValueError: For another name.
        """
        from assessments.assessment import part_of
        from assessments.results.frames import OF_PARTS, part_frame

        if name not in OF_PARTS:
            raise ValueError(f"wide: there is no such frame as {name!r} (write {', '.join(OF_PARTS)}; frames has all)")
        if name not in self._wide:
            self._wide[name] = part_frame(name, part_of(self.run, name))
        return self._wide[name].copy()

    @cached_property
    def _wide(self) -> dict[str, pd.DataFrame]:
        return {}

    def _narrow(self, name: str) -> pd.DataFrame:
        from assessments.results.frames import narrow

        return narrow(self.wide(name))

    @property
    def reach(self) -> pd.DataFrame:
        """A row for each state and class of data: whose readable data it could order, in persons."""
        return self._narrow("reach")

    @property
    def events(self) -> pd.DataFrame:
        """A row for each event that can expose somebody: rate, harm, persons a year, chances."""
        return self._narrow("events")

    @property
    def actors(self) -> pd.DataFrame:
        """A row for each actor: harm, share of all harm, persons a year, chances."""
        return self._narrow("actors")

    @property
    def ledger(self) -> pd.DataFrame:
        """A row for each number used, what moves most first: estimate, basis, source, elasticity, variance share."""
        return self._narrow("ledger")

    @property
    def options(self) -> pd.DataFrame:
        """A row for the status quo, each option and each combination: harm left, removed, burden; no rows without."""
        return self._narrow("options")

    @property
    def routes(self) -> pd.DataFrame:
        """A row for each of the most probable routes; `frames["steps"]` has their steps."""
        return self._narrow("routes")

    def figure(self, name: str, theme: Theme = "light") -> go.Figure:
        """A figure of the report as a Plotly figure, under the finding that it shows.

        Args:
            name: One of "tradeoff", "people", "actors", "sizes", "years", "tornado" and "track_record".
            theme: The colours: "light" or "dark".

        Raises:
            ValueError: For another name or theme, or where the map has nothing to draw there.
        """
        from assessments.report.figures.palette import PALETTES
        from assessments.report.figures.plotly_figure import escaped, plotly_figure
        from assessments.report.named_figures import chart

        if theme not in PALETTES:
            raise ValueError(f"there is no theme '{theme}' (write light or dark)")
        made = chart(self.run, name)
        figure = plotly_figure(made, PALETTES[theme])
        return figure.update_layout(title=escaped(made.title), margin_t=TITLE_ROOM)

    def to_json(self) -> str:
        """The whole result, unrounded: what `datareach assess --json` prints."""
        from assessments.exports.json import export

        return export(self.run)

    def document(self, about: str = REPORT, form: str = "html", paper: Literal["a4", "letter"] | None = None) -> bytes:
        """The content of a file that `datareach assess --out` or `datareach document` writes, byte for byte.

        Args:
            about: "report", the whole, or with a paper the one that is filed; another document that is filed: "brief",
                "memo", "tia", "declaration", "dpia"; or what it says of an item: "system:ID", "flow:ID", "regime:ID".
            form: html, pdf, docx, xlsx, pptx, md, json, csv, parquet or sarif; of the others html, pdf, docx, md.
            paper: The paper of a document that is filed; else the usual one.

        Raises:
            ValueError: For a format that is not written, a paper that there is not, or an item that is not there.
        """
        from assessments.exports import contents, formats
        from assessments.exports.filed import filed_content
        from assessments.report.filed.kinds import KINDS

        if about in formats():
            raise ValueError(f"'{about}' is a format: write document(form='{about}')")
        if about in KINDS and (about != REPORT or paper):
            return filed_content(self.run, about, f".{form}", paper)
        (content,) = contents(self.run, (form,), None if about == REPORT else about).values()
        return content if isinstance(content, bytes) else content.encode()


def assess(
    map_: Map | MapSource,
    *,
    draws: int = 20_000,
    seed: int = 0,
    severity_ratio: float | Literal["linear"] = 4.0,
    options: Collection[str] = (),
    floor: float = 0.01,
) -> Assessment:
    """The assessment of a map.

    Args:
        map_: The map, as it was read or changed, or whatever `read` takes.
        draws: From how many draws of all numbers the intervals come, from 1,000; 0 for none.
        seed: Where random numbers start.
        severity_ratio: How many people at one level count like one at the next, from 1 to 1,000, or "linear".
        options: The ids of options to assess it with as if they all acted: the map's own and ready ones.
        floor: The part of all people of whom an order has to yield data to count in a chance.

    Raises:
        Problems: Where an option is not there, or a number that was set is used by nothing in the map.
        TypeError: For what no map is read from.
        ValueError: Where a setting is none of its kind.

    >>> import datareach
    >>> banned = datareach.assess(datareach.read("case:example-chat"), draws=0, options=["full-ban"])
    >>> banned.run.settings.options
    ('full-ban',)
    """
    from assessments.scenario_runs import offering, runs_in_scenario, settings_of, unused

    map_ = map_ if isinstance(map_, Map) else read(map_)
    named = [options] if isinstance(options, str) else options
    settings = settings_of(draws=draws, seed=seed, severity_ratio=severity_ratio, options=named, floor=floor)
    with usable("assess"):
        (run,) = runs_in_scenario({map_.name: offering(map_.data_map, settings.options)}, settings).values()
    if idle := unused(run, map_.data_map.settings):
        raise Problems(*idle, call="assess")
    return Assessment(map_, run)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two assessments side by side: `one`, and the `other` that it became.

    The frames are as those of an assessment.

    >>> import datareach
    >>> harbour = datareach.read("case:harbour")
    >>> known = harbour.set("interest.XB", 0.4)
    >>> comparison = datareach.compare(datareach.assess(harbour, draws=0), datareach.assess(known, draws=0))
    >>> comparison.same, comparison.result.same
    (False, False)
    >>> harms = comparison.numbers.set_index("of")["harm.point"]
    >>> round(float(harms["after"] / harms["before"]), 12)  # half the interest, half the harm
    0.5
    >>> comparison.differences[["address", "before"]].values.tolist()
    [['estimates.interest.XB', '0.8']]
    >>> comparison.explained["groups"].tolist()
    ['law']
    >>> import json
    >>> json.loads(comparison.to_json())["same"]
    False
    """

    one: Assessment
    other: Assessment
    compared: MapComparison = field(repr=False)

    @cached_property
    def result(self) -> ComparisonResult:
        """The whole comparison as a frozen pydantic model."""
        from assessments.exports.comparison import result

        return result(self.compared)

    @property
    def same(self) -> bool:
        """True where both say the same under the same settings."""
        return self.compared.same

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        from assessments.results.frames import comparison_frames

        return comparison_frames(self.result)

    @property
    def numbers(self) -> pd.DataFrame:
        """Three rows, before, after and the difference: harm, strategic exposures, persons a year by level."""
        return self._frames["numbers"].copy()

    @property
    def explained(self) -> pd.DataFrame:
        """A row for each group of differences: what it explains of each number. The rows add up to the difference."""
        return self._frames["explained"].copy()

    @property
    def differences(self) -> pd.DataFrame:
        """A row for each thing that differs: its address, what either map says and where."""
        return self._frames["differences"].copy()

    def to_json(self) -> str:
        """The whole comparison, unrounded: what `datareach diff --json` prints."""
        from assessments.exports.comparison import text

        return text(self.compared)


def compare(one: Assessment, other: Assessment, *, draws: int = 1_000) -> Comparison:
    """The comparison of one assessment with another: what changed, and what explains the difference.

    Args:
        one: The first.
        other: What it became.
        draws: From how many draws the difference is explained; none where either was assessed without.

    Raises:
        TypeError: For what is no assessment.
    """
    from assessments.results.comparison.compared import comparison_of

    if not (isinstance(one, Assessment) and isinstance(other, Assessment)):
        raise TypeError("two assessments are compared, as datareach.assess gives them")
    settings = one.run.settings
    drawn = draws if settings.draws and other.run.settings.draws else 0
    return Comparison(one, other, comparison_of(_side(one), _side(other), draws=drawn, seed=settings.seed))


def _side(assessment: Assessment) -> ComparedMap:
    """An assessment as one side, with what its draws came to already."""
    from assessments.results.comparison.compared import ComparedMap, measures_of
    from assessments.scenario_runs import offering

    run = assessment.run
    data_map = offering(assessment.map.data_map, run.settings.options)
    measured = measures_of(run) if run.settings.draws else None
    return ComparedMap(assessment.map.name, data_map, run.settings, measured=measured)
