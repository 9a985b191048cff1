"""Tables of the page on the data map: keys, vocabulary, addresses, quantities, problems."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

from assessments.gate import LIMITED
from assessments.measures import MEASURES, MeasureTrack, rows_on
from assessments.report.sentences import RARE, in_many
from data_maps.addresses import Address
from data_maps.reading import address_in, case_names, case_path, read
from data_maps.schema import schema
from data_maps.vocabulary import Family, data_types, pairs, terms
from data_maps.writing import expanded_text
from risk.uncertainty.distributions import SAID_EXACT

Lines = Iterator[str]
Maker = Callable[[str, str], Lines]
"""Lines from what a mark names, and from the map in the YAML block before it."""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Lines:
    """A Markdown table."""
    head = tuple(head)
    yield from ("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def cell(text: str) -> str:
    """Text as a cell of a table, its angle brackets made plain."""
    return re.sub(r"<(\w[\w ]*)>", r"‹\1›", text).replace("|", "\\|")


def number(x: float) -> str:
    """A number with three figures, as a reader writes it."""
    if x == 0 or not math.isfinite(x):
        return "0" if x == 0 else "∞"
    digits = 2 - math.floor(math.log10(abs(x)))
    if abs(x) < RARE:
        return in_many(x, 3)
    text = f"{round(x, digits):,.{max(0, digits)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def escaped(text: str) -> str:
    """Text in which no character means anything to Markdown."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in text)


CLAIM = ("source", "grade", "why")


def keys(model: str, _: str) -> Lines:
    """The keys of one kind of mapping, as the format's models describe them."""
    whole = schema()
    model_schema = whole if model == "DataMap" else whole["$defs"][model]
    full = next((described for described in model_schema.get("anyOf", ()) if "properties" in described), model_schema)
    needed = frozenset(full.get("required", ()))
    texts = {
        key: str(described.get("description", ""))
        for key, described in full["properties"].items()
        if _is_shown(model, key)
    }
    rows = ((f"`{key}`", "yes" if key in needed else "", cell(text)) for key, text in texts.items())
    yield from table(("key", "needed", "says"), rows)


def _is_shown(model: str, key: str) -> bool:
    """True where a key stands in this table: what every claim may carry stands in one table alone."""
    return key not in CLAIM or model in ("Claim", "Source")


def data_type_rows(*_: str) -> Lines:
    """The types of data with their levels."""
    rows = (
        (
            f"`{term}`",
            cell(data_type.description),
            str(data_type.level) + (f"; {data_type.kept_a_year} for a year of it" if data_type.kept_a_year else ""),
            data_type.why,
            f"{data_type.often}: {data_type.often_why}",
            "yes" if data_type.bare else "",
            ", ".join(f"`{word}`" for word in data_type.also),
        )
        for term, data_type in data_types().items()
    )
    yield from table(("type", "is", "level", "why", "sent how often", "bare", "other words"), rows)


def pair_rows(*_: str) -> Lines:
    """The pairs that raise a level."""
    by_first: dict[str, list[str]] = {}
    for one, other in pairs():
        by_first.setdefault(one, []).append(other)
    yield from (f"- {one} with {' or '.join(others)}" for one, others in by_first.items())


def term_rows(name: str, _: str) -> Lines:
    """The terms of one family of the vocabulary."""
    families = {family: family for family in get_args(Family)}
    rows = ((f"`{term}`", meaning.description) for term, meaning in terms(families[name]).items())
    yield from table(("term", "means"), rows)


def problem_lines(file: str, text: str) -> Lines:
    """The problems of a map that stands in a page as this file."""
    yield from fenced("", map(str, read(text, file).problems))


def expanded_lines(_: str, text: str) -> Lines:
    """The full map that a short one in a page stands for."""
    data_map = read(text, "wechat.yaml").data_map
    yield from fenced("yaml", expanded_text(data_map).splitlines() if data_map else ())


def fenced(language: str, lines: Iterable[str]) -> Lines:
    """Lines as a block of code."""
    yield from (f"```{language}", *lines, "```")


ADDRESSES = (
    ("users.runners.count", "How many people are there?"),
    ("people.total", "How many people are the groups that are counted as its parts together?"),
    ("people.climbers", "What part of them is this group?"),
    ("share.to-works", "Does the data of a random member of the source take this flow? One draw for all its data"),
    ("share.to-works.photos", "The same for one type of data, drawn apart from the others"),
    ("interest.XB", "Does this authority care about this app's data at all? Asked only where a map states it"),
    (
        "power.XB.lantern",
        "Can its law or practice make this party hand data over? For a system: take what stands there, stated apart",
    ),
    ("power.XB.soil", "Can it take what stands on its soil? One state for all systems there"),
    ("power.XB.unknown", "Can it take what stands nobody knows where? One state for all such systems"),
    (
        "content.XB.lantern",
        "Does what it can order of a party that is run from elsewhere take in content, not other data alone?",
    ),
    ("control.lantern.lantern-service", "Can the owner make the owned party hand data over?"),
    (
        "custody.lantern-works.lantern",
        "Has the party possession, custody or technical access? One state for all systems of an organisation",
    ),
    ("custody.lantern-works.pier", "The same for one system, stated apart"),
    (
        "clear.lantern.operator",
        (
            "Can what is handed over be read? One state for all data of an organisation under one key holder: "
            "`operator`, `none`, …"
        ),
    ),
    ("clear.pier.users", "The same for one system, stated apart"),
    ("clear.photos.pier", "The same for one type of data, a state of its own"),
    ("clear.transit.to-works", "Can the line be read?"),
    ("demand.whole.XB", "How often does it try? Scopes: `targeted`, `many`, `whole`, `transit`, `purchase`"),
    ("demand.targeted.XB.club", "The same at one organisation. Scopes: `targeted`, `many`, `whole`"),
    (
        "elsewhere",
        "How many orders go to organisations people have no account with, for each that goes to one they have?",
    ),
    ("standing.XB.works", "Has this state standing access there?"),
    ("share.standing.XB.works", "To whose data?"),
    ("record.covert.XB", "How often is this state (or `others`) known to take many people's data, anywhere?"),
    ("known.covert", "What part of that becomes known?"),
    ("takings.others", "How often, then, in truth?"),
    ("record.placed.others", "How often is it known to place staff, anywhere?"),
    ("known.placed", "What part of that becomes known?"),
    ("placed.XB", "How often, then, in truth?"),
    ("known.intrusion", "What part of thefts becomes known? For a history alone"),
    ("record.many.XB", "How many large orders a year are there about its own people?"),
    ("abroad.many", "How many about people abroad, for each of those?"),
    ("hit.lantern", "Is one of the world's takings at this organisation?"),
    (
        "carried_out.whole.XB",
        "Is an attempt carried out, not refused or stopped? Scopes: `targeted`, `many`, `whole`, `purchase`",
    ),
    ("carried_out.many.XB.lantern", "The same at one organisation. Scopes: `targeted`, `many`, `whole`"),
    ("taken.targeted.XA", "How many targets has an attempt? Divided among the groups"),
    ("taken.targeted.XB.runners", "How many of them are in this group?"),
    ("swept.XA", "How many people's data come along with each target?"),
    ("swept.XB.runners", "How many of them are in this group?"),
    ("taken.many.XB", "How many people is a large order about?"),
    ("taken.placed.others", "How many people does placed staff look up?"),
    ("taken.covert.XB", "What share of the people within reach does a covert taking take?"),
    ("taken.whole.XB", "The same for other attempts. Scopes: `whole`, `transit`, `purchase`"),
    ("taken.intrusion.lantern", "The same for a break-in"),
    ("taken.insider.lantern", "How many people does one insider look up?"),
    ("reached.content.covert", "Does a taking reach content? Takings: `covert`, `intrusion`"),
    ("reached.vault", "Does it reach a system that is secured apart, or audited?"),
    (
        "identified.state:XB",
        (
            "What share can this actor (`state:CN`, `state:others`, `criminals`, `buyers`) tie to a person? In bulk, "
            "many and whole only"
        ),
    ),
    ("attempts.intrusion.lantern", "How often is it tried? Threats: `intrusion`, `insider`"),
    ("success.insider.lantern", "Does an attempt succeed? Threats: `intrusion`, `insider`"),
    ("success.transit.to-works", "Does an attempt to read the line succeed?"),
    ("sold.pier.adverts", "How often does the buyer of this flow acquire it?"),
    ("kept.messages.pier", "Is anything of a person's at rest there?"),
    ("users.runners.new_per_year", "What share of the group joins in a year?"),
    ("users.runners.leave_per_year", "What share of the group leaves in a year?"),
    ("users.runners.relies_on.training.used_by", "What share of the group uses the app for it?"),
    ("users.runners.relies_on.training.substitutable", "How far could another app serve?"),
    ("distribution.shop-a.share", "What share of people gets the app this way?"),
    ("option.download-ban.loses.training", "What do those lose of it who stay?"),
    ("option.download-ban.leavers_lose.company.share", "What do those lose of it who can no longer use the app?"),
    ("option.download-ban.leavers_lose.company.substitutable", "How far does another app serve them?"),
    ("option.close.remaining", "A number inside an option: the parameters are listed below"),
    ("option.close.remaining.2", "The second number of that name in it"),
    ("option.close.interest.XB", "A number that it sets in place of another"),
)
AS_THERE = "as the address says"
KINDS = defaultdict(str, rate_share="share of a rate", part="share")
PERSISTS = {"state": "state of the world", "trial": "trial", "person": "person", "rate": "rate", "count": "count"}


def address_rows(*_: str) -> Lines:
    """The addresses with their kinds and units, as the reader of maps has them."""
    yield from table(("address", "question", "kind", "unit", "given"), (_address_row(*row) for row in ADDRESSES))


def _address_row(example: str, asks: str) -> tuple[str, ...]:
    data_map = read(case_path("every-key").read_text(encoding="utf-8"), "every-key").data_map
    address = address_in(example, data_map) if data_map else None
    if not isinstance(address, Address):
        raise TypeError(f"{example} is no address of the map that uses every key")
    pattern = f"`{cell(address.pattern.text)}`"
    if address.sets:
        return pattern, asks, AS_THERE, AS_THERE, AS_THERE
    return pattern, asks, KINDS[address.quantity] or PERSISTS[address.persists], address.unit, address.given


def said_exact_rows(*_: str) -> Lines:
    """The range of a number that was said without one."""
    marks: dict[float, list[str]] = {}
    for mark, factor in SAID_EXACT.items():
        marks.setdefault(factor, []).append(f"{'ABCDEF'[mark - 1]}, {mark}")
    rows = (
        (", ".join(grades) + (" or no grade" if "D, 4" in grades else ""), f"×/÷ {times:g}")
        for times, grades in marks.items()
    )
    yield from table(("worse mark of the grade", "range"), rows)


def case_names_line(*_: str) -> Lines:
    """The maps that ship."""
    yield ", ".join(f"`case:{name}`" for name in case_names())


TRACKS: Mapping[MeasureTrack, str] = {
    "all": "first numbers",
    "actors": "each actor and side",
    "compared": "`diff`",
    "apps": "portfolio",
    "ranks": "`portfolio --by`",
}


def measure_rows(*_: str) -> Lines:
    """The measures, in what each is counted, where it stands, and whether a gate can limit it."""
    limited = {row.measure for row in rows_on(*LIMITED).values()}
    rows = (
        (
            f"`{measure.key}`",
            cell(measure.says),
            measure.unit,
            ", ".join([*(TRACKS[track] for track in measure.tracks), *["`gate`"] * (measure in limited)]),
        )
        for measure in MEASURES
    )
    yield from table(("measure", "says", "unit", "stands in"), rows)


FORMAT: Mapping[str, Maker] = {
    "measures": measure_rows,
    "keys": keys,
    "data-types": data_type_rows,
    "pairs": pair_rows,
    "terms": term_rows,
    "problems": problem_lines,
    "expanded": expanded_lines,
    "addresses": address_rows,
    "said-exact": said_exact_rows,
    "cases": case_names_line,
}
