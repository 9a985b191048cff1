"""The fields in which an app is described, a picker for each question; the address keeps the draft of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import streamlit as st

from assessments.report.sentences import state_name
from dashboard import fields, presses, session, show
from dashboard.fields import countries, country_meant
from dashboard.unsaved import WHILE_TYPING
from data_maps.address_forms import HOLDERS
from data_maps.countries import CODES
from data_maps.interview import BY_KEY, UNKNOWN, answer_fault
from data_maps.problems import Fault
from data_maps.usual_days import local_day
from data_maps.usual_words import company, country
from data_maps.vocabulary import DataSubject, companies, data_types, terms

BETWEEN = {"users.places": ",", "others": "; ", "relies_on": ", "}
LONGEST = 250
FoundBy = Literal["contains", "prefix"]
HEADINGS: Mapping[DataSubject, str] = {
    "said": "What people write, show and say",
    "person": "Who they are and whom they know",
    "doing": "What they do and where",
    "special": "What needs special care",
}
KEYS = {
    "operator": "Whoever runs the servers",
    "users": "The people themselves",
    "none": "Nobody: it is stored in the clear",
    UNKNOWN: "Don't know",
}
IN_A_COUNTRY = ("viewpoint", "operator_in", "run_from", "owner_in", "cloud_in", "stands_in")
COUNTRY_OF = {"operator_in": "operator", "owner_in": "owner", "cloud_in": "cloud"}


def draft() -> dict[str, str]:
    """The texts that were put into the fields so far, as they stand in the address."""
    return {key: text for key, _, text in (entry.partition("=") for entry in session.setting_values("draft"))}


def keep_answer(key: str, text: str) -> None:
    """Keep what was put into a field in the address, with which nothing typed is lost."""
    texts = {**draft(), key: text}
    session.choose("draft", *(f"{name}={text}" for name, text in texts.items() if text.strip()))


def answers() -> dict[str, str]:
    """The answers of the draft, by the questions' keys."""
    texts = draft()
    people = [f"{code}: {text}" for code in _codes(texts) if (text := texts.get(f"users.{code}", ""))]
    data = [*filter(None, texts.get("data", "").split(", ")), *filter(None, [texts.get("data.more", "")])]
    composed = {"users": "; ".join(people), "data": ", ".join(data)}
    return {**{key: text for key, text in texts.items() if key in BY_KEY}, **composed}


def without_number() -> str | None:
    """The name of the first chosen country of which nobody has said how many people are there."""
    texts = draft()
    return next((state_name(code) for code in _codes(texts) if not texts.get(f"users.{code}")), None)


def completed(given: Mapping[str, str]) -> dict[str, str]:
    """Answers with "don't know" for what a map needs and nobody has said yet."""
    usual = {"app": "New app", "as_of": local_day().isoformat(), "data": UNKNOWN, "operator": UNKNOWN}
    return {**usual, **{key: text for key, text in given.items() if text.strip()}}


def field(key: str) -> None:
    """The picker of a question, and below it what is wrong with its answer, as one question back."""
    texts = answers()
    if key in COUNTRY_OF and not _asked_for_country(COUNTRY_OF[key], texts):
        return
    if key == "viewpoint" and len(_codes(draft())) < 2:
        return
    if key == "handling" and texts.get("cloud", UNKNOWN) in ("", UNKNOWN):
        return
    _PICKERS.get(key, _typed)(key)
    fault = answer_fault(key, completed(answers()))
    if fault and (texts.get(key) or key in (*COUNTRY_OF, "viewpoint")):
        hint = f" ({fault.hint})" if str(fault.hint) else ""
        show.notice(show.as_sentence(f"{fault.message}{hint}"), "broken")


def _asked_for_country(firm: str, given: Mapping[str, str]) -> bool:
    """True where a firm is named that the table of common companies does not know."""
    return given.get(firm, UNKNOWN) not in ("", UNKNOWN) and isinstance(company(given[firm]), Fault)


def _codes(texts: Mapping[str, str]) -> list[str]:
    """The countries that were chosen or understood; what was typed and is none waits for its question."""
    return [code for code in _places(texts) if code in CODES]


def _places(texts: Mapping[str, str]) -> list[str]:
    return [place for place in texts.get("users.places", "").split(",") if place]


def _take(key: str) -> None:
    text = fields.one(f"describe:{key}") or ""
    keep_answer(key, _code(text) if key in IN_A_COUNTRY else text)


def _take_several(key: str) -> None:
    texts = fields.several(f"describe:{key}")
    keep_answer(key, BETWEEN[key].join(dict.fromkeys(map(_code, texts)) if key == "users.places" else texts))


def _code(text: str) -> str:
    """The code of a country in any notation; what is none stays as it was typed, and is asked about."""
    code = country_meant(text)
    return code if isinstance(code, str) else text.replace(",", " ")


def _widget_arguments(key: str, value: Any, *, typed: bool = False) -> dict[str, Any]:
    """The arguments by which a widget shows an answer and tells of a changed one; what is `typed`, while it is.

    A day is told once its field is left: one that is taken out of it stands for today, which would come at once.
    """
    take = _take_several if isinstance(value, list) else _take
    heard = {"key": fields.standing(f"describe:{key}", value, typed=typed), "on_change": presses.on_use(take, key)}
    return heard | ({"live": WHILE_TYPING} if typed and key != "as_of" else {})


def _typed(key: str) -> None:
    question = BY_KEY[key]
    usual = completed({}).get(key, "") if key == "as_of" else ""
    st.text_input(
        question.ask,
        max_chars=LONGEST,
        placeholder=f"for example {question.example}",
        **_widget_arguments(key, draft().get(key, "") or usual, typed=True),
    )


def _chosen(
    key: str, names: Mapping[str, str], placeholder: str, *, more: bool = False, found_by: FoundBy = "contains"
) -> None:
    """One of several things, by name; with `more`, also one that is typed.

    A country is found by how its name begins: what is no beginning, as USA, is understood as it was typed.
    """
    value = draft().get(key)
    ids = [*names, *([value] if value and value not in names else [])]
    st.selectbox(
        BY_KEY[key].ask,
        ids,
        format_func=lambda id_: names.get(id_, id_),
        placeholder=placeholder,
        accept_new_options=more,
        filter_mode=found_by,
        **_widget_arguments(key, value),
    )


def _kind(key: str) -> None:
    _chosen(key, {id_: f"{term.label}: {term.description}" for id_, term in terms("app_kinds").items()}, "not said")


def _country(key: str) -> None:
    _chosen(key, countries(), "choose or type a country, or leave it open", more=True, found_by="prefix")


def _place(key: str) -> None:
    _chosen(key, {UNKNOWN: "Don't know", **countries()}, "don't know", more=True, found_by="prefix")


def _firm(key: str) -> None:
    names = {entry.name: f"{entry.name} ({', '.join(entry.does)})" for entry in companies().companies}
    unknown = {UNKNOWN: "Don't know"} if key != "owner" else {}
    usual = {"owner": "nobody", "cloud": "it does so itself"}.get(key, "choose or type its name")
    _chosen(key, {**unknown, **names}, usual, more=True)


def _people(key: str) -> None:
    """The countries, and how many people in each, in any notation."""
    places, names = _places(draft()), countries()
    st.multiselect(
        "In which countries do people use it?",
        list(dict.fromkeys([*names, *places])),
        format_func=lambda place: names.get(place, place),
        placeholder="choose or type one or more",
        accept_new_options=True,
        filter_mode="prefix",
        select_all=False,
        **_widget_arguments("users.places", places),
    )
    for place in map(country, places):
        if isinstance(place, Fault):
            show.notice(f"{place.message} ({place.hint})", "broken")
    for code in _codes(draft()):
        st.text_input(
            f"How many people in {state_name(code)}?",
            max_chars=LONGEST,
            placeholder="for example 2 million, 8M to 15M, or unknown",
            **_widget_arguments(f"users.{code}", draft().get(f"users.{code}", ""), typed=True),
        )


def _data(key: str) -> None:
    """The types of data as tiles, by subject; and other words for them, such as the labels of app stores."""
    chosen = [term for term in draft().get("data", "").split(", ") if term]
    for subject, heading in HEADINGS.items():
        types = [term for term, type_ in data_types().items() if type_.shows == subject]
        st.pills(
            heading,
            types,
            selection_mode="multi",
            wrap=True,
            format_func=lambda term: data_types()[term].label,
            key=fields.standing(f"describe:data:{subject}", [term for term in types if term in chosen]),
            on_change=presses.on_use(_take_data),
        )
    st.text_input(
        "In other words, or as an app store's label says",
        max_chars=LONGEST,
        placeholder="for example Health records, Photos and videos",
        **_widget_arguments("data.more", draft().get("data.more", ""), typed=True),
    )


def _take_data() -> None:
    keep_answer("data", ", ".join(term for subject in HEADINGS for term in fields.several(f"describe:data:{subject}")))


def _holder(key: str) -> None:
    st.radio(
        BY_KEY[key].ask,
        HOLDERS,
        format_func=lambda id_: KEYS[id_],
        **_widget_arguments(key, draft().get(key) or UNKNOWN),
    )


def _receivers(key: str) -> None:
    chosen = [entry for entry in draft().get(key, "").split("; ") if entry]
    names = [entry.name for entry in companies().companies]
    st.multiselect(
        BY_KEY[key].ask,
        [*names, *(name for name in chosen if name not in names)],
        placeholder="trackers, brokers, support: choose, or type Helpdesk in Ireland: support",
        accept_new_options=True,
        **_widget_arguments(key, chosen),
    )


def _term(key: str) -> None:
    family = terms("transfer_tools" if key == "transfer_tool" else "handlings")
    _chosen(key, {id_: f"{term.label}: {term.description}" for id_, term in family.items()}, "not said")


def _functions(key: str) -> None:
    chosen = [term for term in draft().get(key, "").split(", ") if term in terms("functions")]
    st.pills(
        BY_KEY[key].ask,
        list(terms("functions")),
        selection_mode="multi",
        wrap=True,
        format_func=lambda term: terms("functions")[term].label,
        **_widget_arguments(key, chosen),
    )


_PICKERS: Mapping[str, Callable[[str], None]] = {
    "kind": _kind,
    "users": _people,
    "viewpoint": _country,
    "data": _data,
    "operator": _firm,
    "operator_in": _country,
    "run_from": _country,
    "owner": _firm,
    "owner_in": _country,
    "stands_in": _place,
    "cloud": _firm,
    "cloud_in": _country,
    "handling": _term,
    "keys": _holder,
    "others": _receivers,
    "transfer_tool": _term,
    "relies_on": _functions,
}
