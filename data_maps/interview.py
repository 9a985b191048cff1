"""The interview: questions in six steps whose answers, in any usual notation, are a first map."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from data_maps.address_forms import HOLDERS
from data_maps.countries import ROOM_TO_GROW, people_in
from data_maps.first_map import Receiver, first_map
from data_maps.places import yaml_text
from data_maps.problems import Fault, did_you_mean, shown
from data_maps.quantities import MOST_ALIVE, NotANumber, estimate
from data_maps.quantities.notation import NOTATIONS, amount_of, range_in
from data_maps.quantities.numerals import spoken_count
from data_maps.usual_days import day, local_day
from data_maps.usual_words import company, country, data_of
from data_maps.vocabulary import Family, data_words, terms

UNKNOWN = "unknown"
STEPS = ("App and kind", "People", "Data", "Who runs and owns it", "Who else gets data", "What people rely on it for")
NOBODY_KNOWS_HOW_MANY = ["1k", "100M"]
_ENTRY = re.compile(r"(?:\[[^\[\]]*\]|(?<=[0-9]),(?=[0-9])|[^;,])+")
_TURNED = re.compile(r"(?P<count>.*[^ ]) +in +(?P<place>[^0-9]+)")
_EXACTLY = re.compile(r"exactly (.+)|(.+) exactly", re.IGNORECASE)
_POINT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


@dataclass(frozen=True)
class InterviewQuestion:
    """One question: the key of its answer, its step, what is asked, an example, how an answer is read.

    `read` gives what an answer stands for, or a Fault; `unless_said` is the answer where none is given (None: one must
    be), `enter` that in words.
    """

    key: str
    step: int
    ask: str
    example: str
    read: Callable[[str], Any]
    unless_said: str | None = ""
    enter: str = "not said"

    @property
    def prompt(self) -> str:
        """The prompt of a terminal: an example is no default, and what Enter alone means is said."""
        enter = "" if self.unless_said is None else f"; Enter: {self.enter}"
        return f"{self.ask} (for example {self.example}{enter})"

    def fault(self, answer: str) -> Fault | None:
        """The fault of an answer, with one question back; None for one that is understood."""
        if not answer.isprintable():
            return Fault((), f"{shown(answer)} holds characters that cannot be shown", "type it again")
        if answer.strip():
            value = self.read(answer.strip())
            return value if isinstance(value, Fault) else None
        needed = Fault((), "an answer is needed", f"for example {self.example}")
        return needed if self.unless_said is None else None


def _day(answer: str) -> str | Fault:
    named = day(answer, local_day())
    return named.isoformat() if isinstance(named, date) else named


def _place(answer: str) -> str | Fault:
    return UNKNOWN if answer.lower() == UNKNOWN else country(answer)


def people_in_words(answer: str) -> dict[str, Any] | Fault:
    """The people of each country: `US: 19M; Germany: 2 to 5 million`, or `2 million in Germany`."""
    counts: dict[str, Any] = {}
    for entry in _entries(answer):
        turned = _TURNED.fullmatch(entry)
        place, colon, number = (turned["place"], ":", turned["count"]) if turned else entry.partition(":")
        if not colon:
            question = "how many people? for example Germany: 2 million"
            return Fault((), f"{shown(entry)} is not a country with its number of people", question)
        code = country(place.strip())
        count = counted_people(number.strip(), None if isinstance(code, Fault) else code)
        if isinstance(code, Fault) or isinstance(count, Fault):
            return next(fault for fault in (code, count) if isinstance(fault, Fault))
        if code in counts:
            return Fault((), f"'{code}' is there twice", "name each country once")
        counts[code] = count
    return counts or Fault((), f"{shown(answer)} names no country", "write US: 19M; Germany: 2 to 5 million")


def counted_people(text: str, code: str | None) -> Any:
    """A count as a map writes it, a range as its two ends; a Fault with one question for what is none.

    One that is exactly so many was counted, and has no range.
    """
    if match := _EXACTLY.fullmatch(text):
        count = counted_people(match[1] or match[2], code)
        return {"best": count, "exact": True, "why": "counted"} if isinstance(count, str) else count
    if _POINT.fullmatch(text):
        return Fault((), f"{shown(text)} can be read in two ways", f"write {text.replace('.', '_')} or {text[:-4]}")
    count = spoken_count(text)
    if isinstance(count, Fault) or count == UNKNOWN:
        return NOBODY_KNOWS_HOW_MANY if count == UNKNOWN else count
    try:
        written = count if isinstance(count, list) else range_in(count, NOTATIONS["count"]) or count
        ends = [written] if isinstance(written, str) else written
        if fault := _beyond(text, [amount_of(end, NOTATIONS["count"]).value for end in ends], code):
            return fault
        estimate(written, "count")
    except NotANumber as wrong:
        return wrong.faults[0]
    return written


def _beyond(text: str, ends: list[float], code: str | None) -> Fault | None:
    """A number of people that cannot be: less than one, more than live there, or a range whose high end comes first."""
    if len(ends) > 1 and ends[0] >= ends[-1]:
        return Fault((), f"{shown(text)} does not begin with the lower number", "from how many to how many?")
    if ends[-1] < 1:
        return Fault((), f"{shown(text)} is less than one person", "leave the country out if nobody there uses it")
    if ends[0] < 1:
        return Fault((), f"{shown(text)} begins below one person", "at least how many? 1 or more")
    living = people_in(code, local_day()) if code else None
    if living and ends[-1] > ROOM_TO_GROW * living:
        return Fault(
            (), f"{shown(text)} is more than the {living:,} who live there", "how many people? look at the unit"
        )
    if ends[-1] > MOST_ALIVE:
        return Fault((), f"{shown(text)} is more than live on earth", "how many people? look at the unit")
    return None


def _data(answer: str) -> dict[str, str] | Fault:
    """The types of data by id; a word of the vocabulary is its own id."""
    types: dict[str, str] = {}
    for word in _entries(answer):
        terms_of_word = data_of(word)
        if isinstance(terms_of_word, Fault):
            return terms_of_word
        if word in types:
            return Fault((), "a type of data is there twice", "name each once")
        types |= {word: data_words()[word]} if word in data_words() else {term: term for term in terms_of_word}
    return types


def _term(answer: str, family: Family, what: str) -> str | Fault:
    """The term of one family of the vocabulary that an answer is, or is the label of."""
    named = {word.lower(): term for term, entry in terms(family).items() for word in (term, entry.label)}
    if term := named.get(answer.lower()):
        return term
    hint = did_you_mean(answer, named, "one of " + ", ".join(terms(family)))
    return Fault((), f"no {what} called {shown(answer)}", hint)


def _holder(answer: str) -> str | Fault:
    fault = Fault((), f"{shown(answer)} is no key holder", "operator, users, none or unknown")
    return answer.lower() if answer.lower() in HOLDERS else fault


def _share(answer: str) -> str | Fault:
    try:
        estimate(answer, "proportion")
    except NotANumber as wrong:
        return wrong.faults[0]
    return answer


def _receivers(answer: str) -> tuple[Receiver, ...] | Fault:
    """Who else gets data: `Google Analytics; Helpdesk GmbH in Germany: support`."""
    receivers = []
    for entry in _entries(answer):
        named, _, use = (piece.strip() for piece in entry.partition(":"))
        name, _, place = named.rpartition(" in ") if " in " in named else (named, "", "")
        name, place = name.strip(), place.strip()
        common, code = company(name), country(place) if place else None
        if isinstance(common, Fault) and code is None:
            return Fault((), f"{shown(name)} is not a common company", f"in which country? for example {name} in US")
        purpose = _term(use, "uses", "use") if use else None
        if isinstance(code, Fault) or isinstance(purpose, Fault):
            return next(fault for fault in (code, purpose) if isinstance(fault, Fault))
        receivers.append(Receiver(name, code, purpose))
    return tuple(receivers)


def _functions(answer: str) -> tuple[str, ...] | Fault:
    functions = [_term(word, "functions", "use to people") for word in _entries(answer)]
    fault = next((function for function in functions if isinstance(function, Fault)), None)
    return fault or tuple(dict.fromkeys(function for function in functions if isinstance(function, str)))


def _entries(answer: str) -> list[str]:
    return [entry.strip() for entry in _ENTRY.findall(answer) if entry.strip()]


HOW_TO_ANSWER = (
    "One answer a line. Examples are not answers: nothing of them is taken over. Enter alone means what stands after "
    "Enter; without such a word an answer is needed. Ctrl-C stops, and nothing is written."
)
QUESTIONS: tuple[InterviewQuestion, ...] = (
    InterviewQuestion("app", 1, "What is the app called?", "WeChat", str, None),
    InterviewQuestion(
        "kind", 1, "What kind of app is it?", "messaging", partial(_term, family="app_kinds", what="kind of app")
    ),
    InterviewQuestion("as_of", 1, "Which day's facts and laws count?", "2026-11-25", _day, None),
    InterviewQuestion(
        "users",
        2,
        "How many people use it, in which country?",
        "US: 19M; Germany: 2 to 5 million",
        people_in_words,
        None,
    ),
    InterviewQuestion(
        "viewpoint",
        2,
        "Whose people is this about? (a country the users are in)",
        "US",
        country,
        enter="the users' country, if it is one",
    ),
    InterviewQuestion(
        "data", 3, "Which data does it hold about them?", "text, images, contacts, health records", _data, None
    ),
    InterviewQuestion("operator", 4, "Which company runs it?", "Tencent International", str, None),
    InterviewQuestion(
        "operator_in", 4, "In which country is that company organised?", "SG", country, enter="as our table says"
    ),
    InterviewQuestion("run_from", 4, "From which country is it run?", "CN", country, enter="where it is organised"),
    InterviewQuestion("owner", 4, "Who owns that company, if someone does?", "Tencent Holdings", str, enter="nobody"),
    InterviewQuestion("owner_in", 4, "From which country is the owner run?", "CN", country, enter="as our table says"),
    InterviewQuestion("owner_share", 4, "What share does the owner hold?", "100%", _share),
    InterviewQuestion(
        "stands_in", 4, "In which country do its servers stand?", "US, or unknown", _place, UNKNOWN, UNKNOWN
    ),
    InterviewQuestion(
        "cloud",
        4,
        "Which firm runs those servers, if the company does not do so itself?",
        "AWS, or unknown",
        str,
        enter="it does so itself",
    ),
    InterviewQuestion("cloud_in", 4, "From which country is that firm run?", "US", country, enter="as our table says"),
    InterviewQuestion(
        "handling",
        4,
        "What may that firm do with the data, by its contract?",
        "keeps them only",
        partial(_term, family="handlings", what="handling"),
        enter="not said; the laws ask for it",
    ),
    InterviewQuestion(
        "keys",
        4,
        "Who holds the keys to the stored data?",
        "operator, users, none or unknown",
        _holder,
        UNKNOWN,
        UNKNOWN,
    ),
    InterviewQuestion(
        "others", 5, "Who else gets data?", "Google Analytics; Helpdesk Ltd in Ireland: support", _receivers
    ),
    InterviewQuestion(
        "transfer_tool",
        5,
        "On which legal tool do data go to firms abroad?",
        "standard clauses, or none",
        partial(_term, family="transfer_tools", what="tool of transfer"),
        enter="not said; the laws ask for it",
    ),
    InterviewQuestion("relies_on", 6, "What do people rely on it for?", "health, family", _functions),
)
BY_KEY: Mapping[str, InterviewQuestion] = {question.key: question for question in QUESTIONS}
MAY_BE_UNKNOWN = ("data", "operator")
_OF_A_FIRM = {
    "operator_in": ("operator", "the company that runs it", "say which company runs it"),
    "owner_in": ("owner", "the owner", "answer who owns it"),
    "cloud_in": ("cloud", "the firm that runs the servers", "answer which firm runs the servers"),
}


def answer_faults(answers: Mapping[str, str]) -> tuple[Fault, ...]:
    """Faults of the answers, each under the key of its question."""
    faults = [
        Fault((key,), "no question has this key", did_you_mean(key, BY_KEY), on_key=True)
        for key in answers
        if key not in BY_KEY
    ]
    for question in QUESTIONS:
        faults += [fault.under(question.key) for fault in [_own_fault(question, answers)] if fault]
    return tuple(faults) or tuple(_joint_faults(answers))


def answer_fault(key: str, answers: Mapping[str, str]) -> Fault | None:
    """The fault of one answer, by itself or beside those that were given before it."""
    together = (fault for fault in _joint_faults(answers) if fault.path == (key,))
    return _own_fault(BY_KEY[key], answers) or next(together, None)


def _own_fault(question: InterviewQuestion, answers: Mapping[str, str]) -> Fault | None:
    answer = answers.get(question.key, "").strip()
    return None if answer == UNKNOWN and question.key in MAY_BE_UNKNOWN else question.fault(answer)


def _joint_faults(answers: Mapping[str, str]) -> list[Fault]:
    """Faults of answers that are right each by itself."""
    answered = {key: text.strip() for key, text in answers.items() if text.strip()}
    faults = []
    for key, (firm, called, ask) in _OF_A_FIRM.items():
        name = answered.get(firm, UNKNOWN)
        if name == UNKNOWN and key in answered:
            faults.append(Fault((key,), f"{called} is not named", ask))
        elif name != UNKNOWN and key not in answered and isinstance(company(name), Fault):
            faults.append(Fault((key,), f"our table does not know {shown(name)}", "say its country, for example US"))
    if "owner_share" in answered and "owner" not in answered:
        faults.append(Fault(("owner_share",), "the owner is not named", "answer who owns it"))
    if "handling" in answered and answered.get("cloud", UNKNOWN) == UNKNOWN:
        called, ask = _OF_A_FIRM["cloud_in"][1:]
        faults.append(Fault(("handling",), f"{called} is not named", ask))
    if "transfer_tool" in answered and answered.get("cloud", UNKNOWN) == UNKNOWN and "others" not in answered:
        ask = "answer which firm runs the servers, or who else gets data"
        faults.append(Fault(("transfer_tool",), "no other firm that gets data is named", ask))
    return [*_viewpoint_faults(answered), *faults]


def _viewpoint_faults(answered: Mapping[str, str]) -> list[Fault]:
    counts = people_in_words(answered.get("users", ""))
    if isinstance(counts, Fault):
        return []
    countries = list(counts)
    if "viewpoint" not in answered:
        needed = "the users are in several countries: whose people is this about?"
        return [Fault(("viewpoint",), needed, f"for example {countries[0]}")] if len(countries) > 1 else []
    code = country(answered["viewpoint"])
    no_users = Fault(("viewpoint",), f"no users are in {code}", "name a country the users are in")
    return [] if code in (*countries, "EU") else [no_users]


class BadAnswers(Exception):
    """Answers from which no map can be written; `faults` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def map_text(answers: Mapping[str, str]) -> str:
    """The map that the answers are, as text that reads without problems.

    Raises:
        BadAnswers: with what is wrong of each, where it would not.
    """
    faults = answer_faults(answers)
    if faults:
        raise BadAnswers(faults)
    return yaml_text(first_map({question.key: _value(question, answers) for question in QUESTIONS}))


def _value(question: InterviewQuestion, answers: Mapping[str, str]) -> Any:
    """What an answer stands for; None for what is not said or not known."""
    answer = answers.get(question.key, "").strip() or question.unless_said or ""
    may_be_unknown = question.key in MAY_BE_UNKNOWN and answer == UNKNOWN
    return question.read(answer) if answer and not may_be_unknown else None
