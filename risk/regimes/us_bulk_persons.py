"""Persons under the US Data Security Program: who is a US person, and who a covered person."""

from __future__ import annotations

from collections.abc import Callable

from risk.regimes.decision import NO, Answer, all_of, any_of
from risk.regimes.facts import Facts, remembered
from risk.regimes.ownership import Test, climbing, held, in_one_of
from risk.regimes.parameters import law

RUN_FROM = ("principal_place_of_business", "headquartered_in")
PERSON, OWN = "28 CFR 202.256", "28 CFR 202.211"


def home() -> tuple[str, ...]:
    """The codes that count as the United States."""
    return tuple(law("us_bulk_data").value("united_states"))


def countries() -> tuple[str, ...]:
    """The countries of concern, Hong Kong and Macau among them."""
    return tuple(law("us_bulk_data").value("countries_of_concern"))


def us_person(party: Facts) -> Answer:
    """Yes for a US person (28 CFR 202.256); a ground that nobody mentions is not there."""
    if party.at("stated_us_person").stated:
        return party.true("stated_us_person")
    by_kind: dict[str, Callable[[Facts], Answer]] = {
        "branch": _us_branch,
        "government": lambda state: state.one_of("government_of", home(), absent=None),
        "individual": _us_individual,
    }
    return by_kind.get(party.word("kind") or "", _us_entity)(party)


def _us_branch(branch: Facts) -> Answer:
    company = branch.at("branch_of")
    return us_person(company) if company.stated else branch.asked("branch_of")


def _us_individual(person: Facts) -> Answer:
    """Citizen, green card, refugee or asylum, or present there; who lives there is, unless seen elsewhere."""
    place = "located_in" if person.at("located_in").stated else "resides_in"
    return any_of(
        person.any_of("citizenships", home()).says(PERSON, "a US citizen"),
        person.one_of("us_immigration_status", ("lawful_permanent_resident", "refugee_or_asylee")),
        person.one_of(place, home()),
    )


def _us_entity(entity: Facts) -> Answer:
    """Organised only under US law; where that is not stated, being run from the United States leaves it open."""
    organised = entity.words("organised_in")
    if organised:
        return Answer(set(organised) <= set(home()), path=(*entity.path, "organised_in"))
    return entity.asked("organised_in") if in_one_of(entity, RUN_FROM, home()).value else NO


@remembered
def covered_person(party: Facts) -> Answer:
    """Yes for a covered person (28 CFR 202.211), climbing from owner to owner."""
    return climbing(_covered)(party)


def _covered(party: Facts, inner: Test) -> Answer:
    """Yes as the source says; by a designation, also of a US person; else for a foreign person by its grounds."""
    if party.at("stated_covered_person").stated:
        return party.true("stated_covered_person").says(OWN, "a covered person, as the source says")
    if party.word("kind") == "branch":
        company = party.at("branch_of")
        return inner(company) if company.stated else party.asked("branch_of")
    if party.word("kind") == "government":
        ground = _listed_state(party)
    else:
        ground = (_covered_individual if party.word("kind") == "individual" else _covered_entity)(party, inner)
    return any_of(
        party.true("designated").says(f"{OWN}(a)(5)", "designated by the Attorney General"),
        all_of(~us_person(party), ground),
    )


def _listed_state(state: Facts) -> Answer:
    return state.one_of("government_of", countries(), absent=None).says("28 CFR 202.601", "a country of concern")


def _covered_entity(entity: Facts, inner: Test) -> Answer:
    """Organised or mainly run in a country of concern, or held to the bound by those and covered persons."""
    percent = law("us_bulk_data").value("ownership_percent")
    return any_of(
        in_one_of(entity, ("organised_in", "domiciled_in"), countries()).says(
            f"{OWN}(a)(1)", "organised or chartered in a country of concern"
        ),
        in_one_of(entity, RUN_FROM, countries()).says(f"{OWN}(a)(1)", "mainly run from a country of concern"),
        held(entity, inner, percent).says(
            f"{OWN}(a)(1), (2)", f"{percent} % or more is held by countries of concern and covered persons"
        ),
    )


def _covered_individual(person: Facts, inner: Test) -> Answer:
    """Lives mainly in a country of concern, or works for one or for a covered entity; citizenship is no ground."""
    employers = [employment.at("party") for employment in person.items("works_for")]
    covering = [inner(employer) for employer in employers if employer.word("kind") != "individual"]
    return any_of(
        _lives(person).says(f"{OWN}(a)(4)", "lives mainly in a country of concern"),
        any_of(*covering).says(f"{OWN}(a)(3)", "works for a country of concern or a covered entity"),
    )


def _lives(person: Facts) -> Answer:
    """Yes for a resident of a country of concern; somebody seen there whose residence is not stated may live there."""
    if person.at("resides_in").stated or person.at("domiciled_in").stated:
        return in_one_of(person, ["resides_in"] if person.at("resides_in").stated else ["domiciled_in"], countries())
    seen_there = in_one_of(person, ["located_in"], countries())
    return person.asked("resides_in") if seen_there.value else NO
