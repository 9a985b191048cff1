"""Words on laws: the title of each, its outcomes with their meaning, and whole answers for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assessments.report.sentences import enumerated, the_state
from assessments.results.laws import DecidedCase, DecidedFile, deciding, open_question, open_questions, place_of
from data_maps.problems import Place, printable
from laws.decision import (
    NOT_IN_FORCE,
    NOTE,
    UNKNOWN,
    AlternativeGround,
    Decision,
    Finding,
    MissingFact,
    outcome_words,
)
from laws.parameters import law, laws_not_written
from laws.parties import called
from laws.uncertain_facts import JudgedMatter, over_text
from laws.verdicts import (
    APPLY,
    CLOSED,
    LACKS_FACTS,
    NOTHING,
    OUT,
    OUT_ANYHOW,
    LawStanding,
    Verdict,
    beside_transfer_law,
    standing,
    without_transfer_law,
)

if TYPE_CHECKING:
    from datetime import date

    from assessments.results.freshness import Answered
    from data_maps.model import DataMap

FOLDED = 4
BARRED = ("prohibited", "identified_as_prohibited", "violation", "barred", "not_effective", "not_adequate", "no_ground")
SPECIAL = {
    UNKNOWN: "what is not known leaves more than one outcome possible",
    NOT_IN_FORCE: "the rules did not apply yet",
    NOTHING: "the map shows nothing that this law looks at",
    OUT: OUT_ANYHOW,
}
PRESUMED = "taken as so while nobody says otherwise"
STANDING: dict[LawStanding, str] = {
    "applies": "applies",
    "applies_open": "applies, facts missing",
    "facts_missing": "may apply, facts missing",
    "text_open": "may apply, the text is open",
    "text_not_read": "may apply, the text of that day was not read",
    "awaits_determination": "may apply on a determination",
    "not_in_force": "not in force",
    "ended": "ended",
    "does_not_concern": "does not concern, a test failed",
    "nothing_drawn": "nothing drawn that it could judge",
}
"""Whether a law applies, in words; those that ask something of people come first."""
OF_WHOM = {
    "us_person": "counterparty a US person",
    "covered_person": "counterparty a covered person",
    "in_force": "text in force",
    "identified": "on the list of the order",
    "effective_from": "item of that list applies from",
}
"""Determinations that are of one party or one text, with that in their words."""


def title(regime: str) -> str:
    """The title of a law."""
    return law(regime).title


def outcome_of(decision: Decision | Answered) -> str:
    """The outcome of a law in words: the sale that ended it, or its enforcement where that is not as usual."""
    if decision.divestiture:
        ties = decision.determinations.get("remaining_ties") if isinstance(decision, Decision) else None
        if ties:
            named = enumerated([outcome_words(tie) for tie in ties])
            return f"not prohibited while the order stands, and the map draws what the Act names: {named}"
        return f"divested, {outcome_words(decision.divestiture)}"
    words = outcome_words(decision.outcome)
    return f"{words}, enforcement {outcome_words(decision.enforcement)}" if decision.enforcement else words


def standing_words(verdict: Verdict) -> str:
    """Whether a law applies, in words; of one that waits for a determination, on which day none was known."""
    words = STANDING[verdict.standing]
    return f"{words}; none known on {verdict.day}" if verdict.standing == "awaits_determination" else words


def stands(verdict: Verdict) -> str:
    """Whether a law applies, in words, and its outcome where it looks at something on the map."""
    words, outcome = standing_words(verdict), outcome_beside(verdict)
    return f"{words} ({outcome})" if outcome else words


def outcome_beside(verdict: Verdict) -> str:
    """The outcome of a law where it says more than whether it applies; empty where it does not, or of no thing."""
    return outcome_of(verdict.decision) if verdict.judged and verdict.decision.outcome != OUT else ""


def meaning(judged: Verdict | JudgedMatter) -> str:
    """The meaning of an outcome, in the law's own terms; where it is unknown, which facts would tell, or why none."""
    outcome = judged.decision.outcome
    if outcome == UNKNOWN and (not judged.decision.unknown or judged.decision.is_unread):
        return judged.decision.because[-1].text
    if outcome == UNKNOWN:
        open_facts = judged.decision.unknown
        more = f" (and {len(open_facts) - 1} more)" if len(open_facts) > 1 else ""
        return f"{SPECIAL[UNKNOWN]}; to be found out: {open_facts[0].ask.rstrip('.')}{more}"
    if outcome in SPECIAL:
        return SPECIAL[outcome]
    terms = law(judged.decision.regime)
    if standing(judged.decision) == "not_in_force" and terms.standing.get(outcome) != NOT_IN_FORCE:
        return judged.decision.because[-1].text
    return terms.outcomes.get(outcome, "")


def as_question(ask: str) -> str:
    """A question as it stands alone."""
    return f"{ask[:1].upper()}{ask[1:]}"


def as_of_text(data_map: DataMap, day: date) -> str:
    """The day of the facts and that of the laws, as a sentence."""
    if day == data_map.as_of:
        return f"Facts and laws as of {day}."
    return f"Laws as of {day}, on the facts of the map, which are of {data_map.as_of}."


def not_held(data_map: DataMap, day: date) -> str:
    """The countries of the map whose laws on transfers are not held here, as sentences; empty for none."""
    codes = without_transfer_law(data_map, day)
    countries = [the_state(code) for code in codes]
    known = [each for each in laws_not_written().laws if each.country in codes]
    since = [f"Of {the_state(each.country)}, {each.title} applies from {each.first}." for each in known]
    whose = f"Laws on transfers of {enumerated(countries)} are not read here; whether data may leave is not said."
    beside = (f"{words[0].upper()}{words[1:]}." for words in beside_transfer_law(data_map, day))
    return " ".join([*([whose] if countries else []), *since, *beside])


def fact_value(value: Any) -> str:
    """The value of a fact in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not stated"
    return f"{value} %" if isinstance(value, int | float) else outcome_words("not_known" if value == UNKNOWN else value)


def verdicts_text(data_map: DataMap, verdicts: Sequence[Verdict]) -> str:
    """The outcomes of laws on a map: first of the laws that say something, then the others in a line each."""
    day = verdicts[0].day
    lines = [f"{as_of_text(data_map, day)} This is {NOTE}.", "", *short_answer(data_map, verdicts), ""]
    for verdict in verdicts:
        told = verdict.judged and verdict.standing not in ("does_not_concern", "nothing_drawn")
        lines += [*_verdict_lines(verdict), ""] if told or (verdict.judged and len(verdicts) == 1) else []
    lines += _folded_lines(verdicts)
    lines += filter(None, [not_held(data_map, day)])
    return "".join(f"{printable(line)}\n" for line in lines)


def short_answer(data_map: DataMap, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """What is barred, what else applies, what is open, and whom to ask first for what."""
    barred = [each for each in verdicts if each.standing in APPLY and each.decision.outcome in BARRED]
    applying = [each for each in verdicts if each.standing in APPLY and each.decision.outcome not in (*BARRED, UNKNOWN)]
    lacking = [each for each in verdicts if each.standing not in ("applies", *CLOSED)]
    for words, group in (("Barred", barred), ("Applies beside", applying), ("Open", lacking)):
        named = "; ".join(f"{title(each.regime)} ({outcome_of(each.decision)})" for each in group)
        yield f"{words}: {named or 'nothing that is read here'}."
    asked = next(
        (each.lacking.decision.unknown for each in verdicts if each.standing in LACKS_FACTS and each.lacking), ()
    )
    if asked:
        whom = called(data_map, data_map.app.operator) if data_map.app.operator in data_map.parties else "the operator"
        yield f"Ask {whom} first: {asked[0].ask}"
    if unread := [title(each.regime) for each in verdicts if each.standing == "text_not_read"]:
        yield f"Texts of {verdicts[0].day} that were not read in, for counsel to read: {'; '.join(unread)}."


def _folded_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The laws that ask nothing of what is drawn, by their word, each with what was looked at."""
    for word in ("does_not_concern", "nothing_drawn", "not_in_force"):
        group = [each for each in verdicts if each.standing == word and (word != "not_in_force" or not each.judged)]
        if group:
            yield f"{as_question(STANDING[word])} ({len(group)}):"
            yield from (f"  {_verdict_line(each)}" for each in group)


def _verdict_line(verdict: Verdict) -> str:
    if verdict.judged:
        looked_at = "; ".join(dict.fromkeys(judged.matter.about for judged in verdict.judged))
        reason = f"{outcome_of(verdict.decision)}; looked at: {looked_at}"
    else:
        reason = verdict.decision.because[0].text
    finding = verdict.decision.because[0]
    return f"{verdict.regime}: {reason} [{finding.citation}]"


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    words, outcome = standing_words(verdict), outcome_beside(verdict)
    yield f"{verdict.regime}: {words}{f': {outcome}' if outcome else ''} ({meaning(verdict)})"
    if address := law(verdict.regime).address(law(verdict.regime).instrument):
        yield f"  text: {address}"
    for judged in verdict.judged:
        yield f"  {judged.matter.about}: {outcome_of(judged.decision)}"
        yield from (f"    {line}" for line in _judged_lines(judged, verdict.day))
    for duty in verdict.duties:
        due = f"; {duty.due}" if duty.due else ""
        cited = marked(verdict.regime, duty.citation, verdict.day)
        yield f"  duty where {enumerated(list(map(outcome_words, duty.outcomes)))}: {duty.says}{due} [{cited}]"
    if verdict.presumed:
        yield f"  {PRESUMED}:"
        yield from (f"    {finding.text} [{finding.citation}]" for finding in verdict.presumed)


def _judged_lines(judged: JudgedMatter, day: date) -> Iterator[str]:
    decision = judged.decision
    yield from _determined(decision)
    regime = decision.regime
    yield from (_because(regime, finding, judged.matter.place(finding.path), day) for finding in decision.because)
    for other in decision.alternatives:
        yield _read_as(other)
    for count in judged.counts:
        yield from over_text(decision.regime, count)
    yield from _not_known(*told_and_folded(judged, day))


def told_and_folded(judged: JudgedMatter, day: date) -> tuple[tuple[MissingFact, ...], tuple[MissingFact, ...]]:
    """The open questions of a thing to tell one by one, and those to fold: many that tell only together with others."""
    alone, together = deciding(judged, day)
    return (alone, together) if len(together) >= FOLDED else ((*alone, *together), ())


def _not_known(apart: Sequence[MissingFact], folded: Sequence[MissingFact]) -> Iterator[str]:
    """The open questions a line each; those that are folded share one, with their number."""
    yield from (f"not known: {open_question(question.path, question.ask)}" for question in apart)
    if folded:
        questions = " ".join(question.ask for question in folded)
        yield f"not known either, and telling only with others ({len(folded)}): {questions}"


def _determined(decision: Decision) -> Iterator[str]:
    named = ((OF_WHOM.get(name) or outcome_words(name), value) for name, value in decision.determinations.items())
    yield from (f"{name}: {_determination(value)}" for name, value in named)


def _determination(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = [outcome_words(str(item)) for item in (value if isinstance(value, list) else [value])]
    return ", ".join(words) or "none"


def _because(regime: str, finding: Finding, place: Place | None, day: date | None = None) -> str:
    return f"because {finding.text} [{marked(regime, finding.citation, day)}]{f' {place.cited}' if place else ''}"


def marked(regime: str, citation: str, day: date | None = None) -> str:
    """A citation, with a word where what it is cited for was written from memory."""
    return f"{citation}, from memory" if law(regime).is_from_memory(citation, day) else citation


def _read_as(other: AlternativeGround) -> str:
    reading, outcome = outcome_words(other.reading), outcome_words(other.outcome)
    return f"read as {reading} ({other.says}): {outcome} [{other.citation}]"


def decided_text(decided: DecidedFile) -> str:
    """The answers to a file of facts: outcome, reasons with citation and place, and the open questions."""
    return "\n".join(
        "".join(f"{printable(line)}\n" for line in _case_lines(decided.regime, case)) for case in decided.cases
    )


def _case_lines(regime: str, case: DecidedCase) -> Iterator[str]:
    decision, named = case.decision, "" if case.id is None else f"{case.id}: "
    if decision is None:
        yield f"{named}not answered: {len(case.problems)} problem{'s' * (len(case.problems) > 1)} in its facts"
        return
    yield f"{named}{regime}: {outcome_of(decision)} ({NOTE})"
    yield from (f"  {line}" for line in _determined(decision))
    yield from (f"  {_because(regime, finding, place_of(finding, case.spot))}" for finding in decision.because)
    for other in decision.alternatives:
        yield f"  {_read_as(other)}"
    yield from (f"  not known: {question}" for question in open_questions(decision))
