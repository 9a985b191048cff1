"""The interview: questions whose answers are a first map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.address_forms import HOLDERS
from data_maps.countries import CODES, meant
from data_maps.expansion import as_id
from data_maps.names import RESERVED
from data_maps.places import yaml_text
from data_maps.problems import Fault, did_you_mean, shown
from data_maps.quantities import NotANumber, estimate, is_date
from data_maps.vocabulary import data_words, terms


@dataclass(frozen=True)
class Asked:
    """One question: the key of its answer, what is asked, an example, what is wrong with an answer.

    `unless_said` is the answer where none is given (None: one must be), `enter` that in words.
    """

    key: str
    ask: str
    example: str
    fault: Callable[[str], Fault | None]
    unless_said: str | None = ""
    enter: str = "not said"

    @property
    def prompt(self) -> str:
        """The prompt of a terminal: an example is no default, and what Enter alone means is said."""
        enter = "" if self.unless_said is None else f"; Enter: {self.enter}"
        return f"{self.ask} (for example {self.example}{enter})"


def _any(answer: str) -> Fault | None:
    return None


def _day(answer: str) -> Fault | None:
    return None if is_date(answer, whole=True) else Fault((), f"{shown(answer)} is not a date", "write 2026-11-25")


def _country(answer: str) -> Fault | None:
    return None if answer in CODES else Fault((), f"{shown(answer)} is not a country code", meant(answer))


def _country_or_unknown(answer: str) -> Fault | None:
    return None if answer == "unknown" else _country(answer)


def _people(answer: str) -> Fault | None:
    """`US: 19M, DE: 2M`, or a range: `US: 2M to 19M`."""
    try:
        counts = _counts(answer)
    except ValueError as wrong:
        return Fault((), str(wrong), "write US: 19M, DE: 2M to 5M")
    return next((fault for country in counts for fault in [_country(country)] if fault), None)


def _data(answer: str) -> Fault | None:
    words = _words(answer)
    if len(set(words)) < len(words):
        return Fault((), "a type of data is there twice", "name each once")
    wrong = next((word for word in words if word not in data_words()), None)
    return (
        None
        if wrong is None
        else Fault(
            (),
            f"no data type called {shown(wrong)}",
            did_you_mean(wrong, data_words(), "text, images, contacts, location, …"),
        )
    )


def _kind(answer: str) -> Fault | None:
    kinds = terms("app_kinds")
    return (
        None
        if answer in kinds
        else Fault(
            (), f"no kind of app called {shown(answer)}", did_you_mean(answer, kinds, "one of " + ", ".join(kinds))
        )
    )


def _holder(answer: str) -> Fault | None:
    return (
        None
        if answer in HOLDERS
        else Fault((), f"{shown(answer)} is no key holder", "operator, users, none or unknown")
    )


def _share(answer: str) -> Fault | None:
    try:
        estimate(answer, "proportion")
    except NotANumber as wrong:
        return wrong.faults[0]
    return None


def _name(answer: str) -> Fault | None:
    return None if answer.strip() else Fault((), "a name is needed", "")


HOW_TO_ANSWER = (
    "One answer a line. Examples are not answers: nothing of them is taken over. Enter alone means what stands after "
    "Enter; without such a word an answer is needed. Ctrl-C stops, and nothing is written."
)
QUESTIONS: tuple[Asked, ...] = (
    Asked("app", "What is the app called?", "WeChat", _name, None),
    Asked("kind", "What kind of app is it?", "messaging", _kind),
    Asked("as_of", "Which day's facts and laws count?", "2026-11-25", _day, None),
    Asked("users", "How many people use it, in which country?", "US: 19M, DE: 2M to 5M", _people, None),
    Asked(
        "viewpoint",
        "Whose people is this about? (a country the users are in)",
        "US",
        _country,
        enter="the users' country, if it is one",
    ),
    Asked("data", "Which data does it hold about them?", "text, images, contacts, metadata", _data, None),
    Asked("operator", "Which company runs it?", "Tencent International", _name, None),
    Asked("operator_in", "In which country is that company organised?", "SG", _country, None),
    Asked("run_from", "From which country is it run?", "CN", _country, enter="where it is organised"),
    Asked("owner", "Who owns that company, if someone does?", "Tencent Holdings", _any, enter="nobody"),
    Asked("owner_in", "From which country is the owner run?", "CN", _country, enter="there is no owner"),
    Asked("owner_share", "What share does the owner hold?", "100%", _share),
    Asked(
        "stands_in",
        "In which country do its servers stand?",
        "US, or unknown",
        _country_or_unknown,
        "unknown",
        "unknown",
    ),
    Asked(
        "cloud",
        "Which firm runs those servers, if the company does not do so itself?",
        "Harbour Cloud, or unknown",
        _any,
        enter="it does so itself",
    ),
    Asked("cloud_in", "From which country is that firm run?", "US", _country, enter="there is no such firm"),
    Asked(
        "keys",
        "Who holds the keys to the stored data?",
        "operator, users, none or unknown",
        _holder,
        "unknown",
        "unknown",
    ),
)


def answer_faults(answers: Mapping[str, str]) -> tuple[Fault, ...]:
    """Faults of the answers, each under the key of its question."""
    keys = {question.key for question in QUESTIONS}
    faults = [
        Fault((key,), "no question has this key", did_you_mean(key, keys), on_key=True)
        for key in answers
        if key not in keys
    ]
    for question in QUESTIONS:
        faults += [fault.under(question.key) for fault in [_fault(question, answers)] if fault]
    return (*faults, *_together(answers)) if not faults else tuple(faults)


def _fault(question: Asked, answers: Mapping[str, str]) -> Fault | None:
    answer = answers.get(question.key, "").strip()
    if not answer.isprintable():
        return Fault((), f"{shown(answer)} holds characters that cannot be shown", "type it again")
    if answer:
        return question.fault(answer)
    return Fault((), "an answer is needed", f"for example {question.example}") if question.unless_said is None else None


def _together(answers: Mapping[str, str]) -> list[Fault]:
    """Faults of answers that are right each by itself."""
    answered = {key: answer.strip() for key, answer in answers.items() if answer.strip()}
    countries = _counts(answered["users"])
    faults = []
    if "viewpoint" in answered and answered["viewpoint"] not in (*countries, "EU"):
        faults.append(
            Fault(("viewpoint",), f"no users are in {answered['viewpoint']}", "name a country the users are in")
        )
    if "viewpoint" not in answered and len(countries) > 1:
        faults.append(
            Fault(
                ("viewpoint",),
                "an answer is needed when the users are in several countries",
                f"for example {next(iter(countries))}",
            )
        )
    faults += [
        Fault((key,), "an answer is needed when there is an owner", "for example CN")
        for key in ("owner_in",)
        if "owner" in answered and key not in answered
    ]
    cloud = answered.get("cloud", "unknown")
    if cloud != "unknown" and "cloud_in" not in answered:
        faults.append(Fault(("cloud_in",), "an answer is needed when a firm runs the servers", "for example US"))
    if cloud == "unknown" and "cloud_in" in answered:
        faults.append(Fault(("cloud_in",), "there is no firm to say it of", "answer which firm runs the servers"))
    faults += [
        Fault((key,), "there is no owner to say it of", "answer who owns it")
        for key in ("owner_in", "owner_share")
        if key in answered and "owner" not in answered
    ]
    return faults


class BadAnswers(Exception):
    """Answers from which no map can be written; `faults` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def map_text(answers: Mapping[str, str]) -> str:
    """The map that the answers are, as text that reads without problems; BadAnswers otherwise."""
    faults = answer_faults(answers)
    if faults:
        raise BadAnswers(faults)
    complete = {
        question.key: answers.get(question.key, "").strip() or question.unless_said or "" for question in QUESTIONS
    }
    return yaml_text(_map(complete))


def _map(answers: Mapping[str, str]) -> dict[str, Any]:
    counts, words = _counts(answers["users"]), _words(answers["data"])
    operator, owner, cloud = _ids(answers, words)
    groups = {f"users-{country.lower()}": {"in": country, "count": count} for country, count in counts.items()}
    runs = {"": {"operator": operator}, "unknown": {}}.get(answers["cloud"], {"operator": cloud})
    system = {**runs, "in": answers["stands_in"], "keys": answers["keys"]}
    return {
        "format": 1,
        "title": answers["app"],
        "as_of": answers["as_of"],
        "viewpoint": answers["viewpoint"] or next(iter(counts)),
        "app": {"name": answers["app"], "operator": operator, **({"kind": answers["kind"]} if answers["kind"] else {})},
        "users": groups,
        "data": {word: data_words()[word] for word in words},
        "parties": _parties(answers, operator, owner, cloud),
        **_ownership(answers, operator, owner),
        "systems": {"service": system},
        "flows": [{"from": list(groups), "to": "service", "data": words, "purpose": "service"}],
    }


def _ids(answers: Mapping[str, str], words: list[str]) -> tuple[str, str, str]:
    """Ids of the operator, of the owner and of the firm that runs the servers, which nothing else has."""
    taken = {*words, *RESERVED, "service"}
    operator = _free(as_id(answers["operator"]), "operator-company", taken)
    owner = _free(as_id(answers["owner"]), "owner", {*taken, operator})
    return operator, owner, _free(as_id(answers["cloud"]), "cloud", {*taken, operator, owner})


def _free(id_: str, otherwise: str, taken: set[str]) -> str:
    if not id_[:1].isalpha():
        id_ = f"{otherwise}-{id_}".rstrip("-")
    return id_ if id_ not in taken and not id_.startswith("users-") else f"{otherwise}-{id_}"


def _parties(answers: Mapping[str, str], operator: str, owner: str, cloud: str) -> dict[str, Any]:
    run_from = {"run_from": answers["run_from"]} if answers["run_from"] else {}
    parties: dict[str, Any] = {
        operator: {"name": answers["operator"], "organised_in": answers["operator_in"], **run_from}
    }
    if answers["owner"]:
        parties[owner] = {"name": answers["owner"], "jurisdiction": answers["owner_in"]}
    if answers["cloud_in"]:
        parties[cloud] = {"name": answers["cloud"], "jurisdiction": answers["cloud_in"]}
    return parties


def _ownership(answers: Mapping[str, str], operator: str, owner: str) -> dict[str, Any]:
    if not answers["owner"]:
        return {}
    share = {"share": answers["owner_share"]} if answers["owner_share"] else {}
    return {"ownership": [{"owner": owner, "of": operator, "via": "shares" if share else "unknown", **share}]}


def _words(answer: str) -> list[str]:
    return [word.strip() for word in answer.split(",") if word.strip()]


def _counts(answer: str) -> dict[str, Any]:
    """Country to count; ValueError in our words otherwise."""
    counts: dict[str, Any] = {}
    for entry in _words(answer):
        country, colon, count = (piece.strip() for piece in entry.partition(":"))
        if not colon or country in counts:
            raise ValueError(
                f"{shown(entry)} is not a country with its number of people"
                if not colon
                else f"'{country}' is there twice"
            )
        counts[country] = _count(count)
    if not counts:
        raise ValueError(f"{shown(answer)} names no country")
    return counts


def _count(text: str) -> Any:
    ends = [end.strip() for end in text.split(" to ")]
    written: Any = ends[0] if len(ends) == 1 else ends
    try:
        if estimate(written, "count").form == "unknown":
            raise ValueError("unknown is no number of people")
    except NotANumber as wrong:
        raise ValueError(wrong.faults[0].message) from None
    return written
