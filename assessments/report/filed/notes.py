"""Numbered notes on the sources that a short document rests on, each with its printed address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assessments.conclusions.law_texts import first_and_last
from assessments.conclusions.options import by_reach, is_ban
from assessments.report.blocks import Cell, NamedCells, Section, Text
from assessments.report.filed.opening import blank
from assessments.report.power_words import ASSUMED
from assessments.report.sections.law import that_may_apply
from assessments.results.options.table import Options, options_of
from data_maps.caching import kept
from laws.parameters import law
from laws.verdicts import Verdict, verdicts

if TYPE_CHECKING:
    from assessments.results.options.models import OptionResult
    from assessments.run import Run
    from data_maps.fields import Source
    from laws.parameters import Version

MOST_LAWS, MOST_OPTIONS = 3, 4
NOT_SAID = "an address is not given"


def laws_told(run: Run) -> tuple[Verdict, ...]:
    """The laws that a short document tells: those that apply or may, the first of them."""
    return tuple(that_may_apply(verdicts(run.data_map))[:MOST_LAWS])


def mark(run: Run, source: str | None) -> str:
    """The number of a source of the map, or of a law, behind what it says; nothing where it is no note."""
    names, name = noted(run), run.data_map.origin_of(source) if source else None
    return f" [{names.index(name) + 1}]" if name in names else ""


@kept
def noted(run: Run) -> tuple[str, ...]:
    """The sources that a short document rests on, in the order in which they are numbered: of the map, then laws.

    Of the map those of the question, of what is agreed, of the sides of a dispute and of the options told, each by the
    first that says so.
    """
    data_map, options = run.data_map, options_of(run)
    named: list[str | None] = [data_map.question.source] if data_map.question else []
    named += [number.agreed.source for number in data_map.agreed.values() if number.agreed]
    named += [side.source for side in data_map.readings.values()]
    if options is not None:
        firsts = (options.combinations[option.option][0] for option in options_told(options))
        named += [data_map.options[first].source for first in firsts]
    own = dict.fromkeys(data_map.origin_of(name) for name in named if name)
    return *own, *(verdict.regime for verdict in laws_told(run))


def options_told(options: Options) -> list[OptionResult]:
    """The strongest ban of the map, then its milder options each alone, those that leave least first."""
    ordered = [option for option in by_reach(options) if len(options.combinations[option.option]) == 1]
    bans = [option for option in ordered if is_ban(options, option)]
    milder = [option for option in ordered if option not in bans]
    return [*bans[:1], *milder][:MOST_OPTIONS]


def section(run: Run) -> Section:
    """The sources of a short document by number."""
    return _numbered(run, noted(run), _law)


def all_of_them(run: Run) -> Section:
    """All sources of the map by number, then the laws that apply or may."""
    return _numbered(run, (*run.data_map.sources, *_laws_that_may_apply(run)), _law_as_read)


def of_laws(run: Run) -> Section:
    """The laws that apply or may by number, each with the address of its text."""
    return _numbered(run, _laws_that_may_apply(run), _law_as_read)


def _laws_that_may_apply(run: Run) -> tuple[str, ...]:
    return tuple(verdict.regime for verdict in that_may_apply(verdicts(run.data_map)))


def _numbered(run: Run, names: Sequence[str], of_law: Callable[[Verdict], str]) -> Section:
    """Sources by number: title, publisher, date, address, day read; where the map has no such day, it is a blank."""
    sources, told = run.data_map.sources, {verdict.regime: verdict for verdict in verdicts(run.data_map)}
    of_map = [name for name in names if name in sources]
    texts = tuple(
        Text(f"{number}. {_source(sources[name]) if name in of_map else of_law(told[name])}")
        for number, name in enumerate(names, 1)
    )
    unread = [number for number, name in enumerate(of_map, 1) if not sources[name].accessed]
    which = f"1 to {len(of_map)}" if len(unread) == len(of_map) else ", ".join(map(str, unread))
    when = NamedCells(((f"Sources {which}", blank("whoever made the map", "on which days were they read?")),))
    return Section("sources", "Sources", (*texts, *([when] if unread else [])))


def _source(source: Source) -> str:
    origin = ", ".join(text for text in (source.publisher, source.date) if text)
    read = f" (read {source.accessed})" if source.accessed else ""
    return f"{source.title}{f' ({origin})' if origin else ''}. {source.url or NOT_SAID}{read}"


def _law(verdict: Verdict) -> str:
    instrument, citation = law(verdict.regime).instrument, verdict.decision.because[-1].citation
    address = law(verdict.regime).address(citation) or law(verdict.regime).address(instrument) or NOT_SAID
    return f"{citation}. {address}"


def _law_as_read(verdict: Verdict) -> str:
    """A law, when its rules were read, and how many of them were not: those are assumptions."""
    holding = _holding(verdict)
    recalled = sum(each.read.recalled for each in holding)
    days = _days_read(verdict)
    told = [*([f"read {days}"] if days else [])]
    told += [f"{recalled} of its {len(holding)} rules not read at their source: {ASSUMED}"] if recalled else []
    return f"{_law(verdict)} ({'; '.join(told) or f'not read at its source: {ASSUMED}'})"


def read_words(verdict: Verdict) -> str:
    """The days on which Datareach read the rules of a law that hold on the day, or that nobody did."""
    days = _days_read(verdict)
    if not days:
        return "by nobody: from memory"
    return f"{days}, part from memory" if any(each.read.recalled for each in _holding(verdict)) else days


def _days_read(verdict: Verdict) -> str:
    """The first and the last day on which rules of a law were read; empty where none was."""
    days = first_and_last(each.read.day for each in _holding(verdict) if each.read.day)
    return "" if days is None else str(days[0]) if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _holding(verdict: Verdict) -> list[Version]:
    """The rules of a law that hold on the day."""
    return [each for parameter in law(verdict.regime).parameters.values() for each in parameter.on(verdict.day)]


def law_cell(run: Run, verdict: Verdict) -> Cell:
    """The text by which a law says what it says, with the number of its note."""
    return Cell(f"{verdict.decision.because[-1].citation}{mark(run, verdict.regime)}")


def joined(texts: Sequence[str]) -> str:
    """Sentences as one paragraph."""
    return " ".join(filter(None, texts))
