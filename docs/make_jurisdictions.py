"""Powers of each state, as a page: `python docs/make_jurisdictions.py` writes it from risk/jurisdictions.yaml."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

PAGE = Path(__file__).with_name("jurisdictions.md")
sys.path[:0] = [str(PAGE.parent), str(PAGE.parents[1])]

from made_format import escaped, table  # noqa: E402 - the script runs from anywhere

from risk.jurisdictions import (  # noqa: E402 - the script runs from anywhere
    Dated,
    GradedClaim,
    Jurisdiction,
    LegalSource,
    Power,
    jurisdictions,
)

OPENING = """\
# What each state may order

Made from [risk/jurisdictions.yaml](../risk/jurisdictions.yaml) by `python docs/make_jurisdictions.py`; change the data,
not this page.

Every state has the same fields. What a state can order follows from its tie, by the same numbers for every state
([evidence.yaml](../risk/record/evidence.yaml)). One fact alone differs by state and date and changes a number: a law
that bars those it binds from giving content to other states. Reach abroad and powers give each step of a route its
citation.

Grades: **A** primary document, **B** company or research, **C** press or note, **D** recall or judgement: an
assumption, never a finding. A/C is a primary text as quoted by a note. *From recall* names what was written from memory
and not looked up. The source of a law is its official text; *read in* names what was read on that day, its own text, a
copy, or a summary. Where no first day is known the page says so, and from which day reports name the law: from the year
after its own. That no count is published does not mean that there is none to count. Where readings differ, all are
shown and none is preferred. This page is no legal advice, and says nothing about what an authority wants.
"""
TIES = {
    "organised_in": "organised there",
    "run_from": "run from there",
    "stands_in": "stands there",
    "offers_service": "offers its service there",
}


def page() -> str:
    """The whole page."""
    data = jurisdictions()
    parts = [OPENING, "\n".join(overview(data.states))]
    parts += ["\n".join(chapter(code, state)) for code, state in data.states.items()]
    parts.append("\n".join(sources(data.sources)))
    return "\n\n".join(chunk.strip() for chunk in parts) + "\n"


def overview(states: Mapping[str, Jurisdiction]) -> Iterator[str]:
    """One line per state."""
    yield from table(
        ("state", "reach abroad", "can be ordered or taken", "judge first", "redress for foreigners", "counts"),
        (
            (
                f"[{code}](#{code.lower()}-{state.name.lower().replace(' ', '-')}) {state.name}",
                "; ".join(f"{reach.word} {span(reach)}".strip() for reach in state.reaches_abroad),
                words(gift for power in state.powers for gift in power.gives),
                words(power.prior_judge for power in state.powers),
                words(power.redress for power in state.powers),
                "published" if state.statistics else "none found",
            )
            for code, state in states.items()
        ),
    )


def chapter(code: str, state: Jurisdiction) -> Iterator[str]:
    """Everything about one state."""
    yield f"## {code} {state.name}\n"
    if state.members:
        members = (f"{member.state} {span(member)}" for member in state.members)
        yield f"Members: {', '.join(members)} ({cited(state.members[0].source)}).\n"
    for reach in state.reaches_abroad:
        when = f" {span(reach)}" if span(reach) else ""
        basis = f"{escaped(reach.basis)} ({marked(reach)})"
        yield f"- Reach abroad **{reach.word}**{when}: {escaped(reach.why)} Basis: {basis}."
    yield ""
    yield from table(
        ("law", "in force", "binds", "ties", "gives", "judge first", "redress", "source"),
        (power_row(power) for power in state.powers),
    )
    yield ""
    for power in state.powers:
        yield f"- **{escaped(power.title)}**: {escaped(power.says)}"
        yield from (f"  - A reading: {escaped(reading.says)} ({marked(reading)})" for reading in power.readings)
    barred = (
        f"{bar.law}, {bar.article}, {span(bar)}: {bar.says}"
        + "".join(f" Not {one.state} {span(one)}." for one in bar.save)
        for bar in state.blocks
    )
    yield from section("Bars giving data to other states", state.blocks, barred)
    counts = (f"{count.measure}, {count.period}: {count.value}" for count in state.statistics)
    yield from section("Published counts", state.statistics, counts)
    yield from section("What others say", state.views, (f"{view.by}: {view.says}" for view in state.views))


def section(title: str, claims: Iterable[GradedClaim], texts: Iterable[str]) -> Iterator[str]:
    """A list of claims under a title; nothing where there is nothing to list."""
    items = [f"- {escaped(text)} ({marked(claim)})" for claim, text in zip(claims, texts, strict=True)]
    yield from ["", f"{title}:", "", *items] if items else []


def power_row(power: Power) -> tuple[str, ...]:
    """One law in the table of its state."""
    recalled = f"; from recall: {power.recalled}" if power.recall else ""
    read = f"read {power.read.day} in {cited(power.read.text)}" if power.read.text else "read by nobody"
    return (
        escaped(power.title),
        span(power) if power.first else f"{power.since} {_when('until', power.last)}".strip(),
        escaped(power.binds),
        words(TIES[hook] for hook in power.hooks),
        words(power.gives),
        power.prior_judge,
        power.redress,
        f"{marked(power)}; {read}{recalled}",
    )


def sources(sources_by_name: Mapping[str, LegalSource]) -> Iterator[str]:
    """The list of sources."""
    yield "## Sources\n"
    for name, source in sources_by_name.items():
        title = f"[{escaped(source.title)}]({source.url})" if source.url else escaped(source.title)
        made = f"{escaped(source.publisher)}, {source.date}"
        register = ", address of the register alone" if source.register_alone else "" if source.url else ", no address"
        yield f"- {cited(name)}: {title}, {made}; {source.kind}{register}, grade {source.grade}, read: {source.read}"


def span(dated: Dated) -> str:
    """From when until when."""
    return " ".join(end for end in (_when("from", dated.first), _when("until", dated.last)) if end)


def _when(word: str, day: date | None) -> str:
    return f"{word} {day}" if day else ""


def words(texts: Iterable[str]) -> str:
    """Each word once, in the order of first use; a dash for none."""
    return ", ".join(dict.fromkeys(texts)) or "–"


def marked(claim: GradedClaim) -> str:
    """The source of a claim and its grade."""
    return f"{cited(claim.source)}, {claim.grade}" + (": an assumption" if claim.grade == "D" else "")


def cited(source: str) -> str:
    """The name of a source, as in the list of sources."""
    return f"`{source}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
