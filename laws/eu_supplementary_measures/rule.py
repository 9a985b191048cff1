"""Technical measures that make up for problematic law in the destination of a transfer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from laws.decision import NO, YES, Answer, Ruling, all_of, any_of, first_that_fits, ruling
from laws.facts import NOT_KNOWN, Facts

ADEQUATE = "GDPR Art. 46(1); EDPB Recommendations 01/2020 v2.0, step 2, para. 19 [from recall]"
DEROGATION = "EDPB Recommendations 01/2020 v2.0, step 2 [from recall]"
ANNEX = "EDPB Recommendations 01/2020 v2.0, Annex 2"
LIKELIEST = (False, None, True)
NEEDED, EFFECTIVE, NOT_EFFECTIVE = "no_supplementary_measure_needed", "effective", "not_effective"
CUSTODIANS, EEA, PLACES = ("exporter", "trusted_entity"), "eea", ("eea", "adequate_country")


@dataclass(frozen=True)
class UseCase:
    """One use case with its conditions: the name under which each fails ("" for none) and whether it holds."""

    number: int
    conditions: tuple[tuple[str, Answer], ...]

    @property
    def effective(self) -> Answer:
        """Yes where every condition holds."""
        return all_of(*(holds for _, holds in self.conditions))

    @property
    def failing(self) -> tuple[str, ...]:
        """The named conditions that fail, each once."""
        return tuple(dict.fromkeys(name for name, holds in self.conditions if name and holds.value is False))


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """None needed without a gap; never effective where clear data is needed; else effective if a use case holds whole.

    A condition that is not stated does not hold, one that is not known is open; promises alone never make up.
    """
    clear = needs_clear_data(facts)
    cases = () if clear.value else tuple(use_cases(facts))
    best = max(cases, key=lambda case: LIKELIEST.index(case.effective.value), default=None)
    holds = (best.effective if best else NO).says(
        f"{ANNEX}, use case {best.number}" if best else ANNEX,
        "every condition of the use case holds",
        "not every condition of a use case holds",
    )
    choice = first_that_fits(
        (no_gap(facts), NEEDED),
        (clear, NOT_EFFECTIVE),
        (holds, EFFECTIVE),
        otherwise=NOT_EFFECTIVE,
    )
    # Without any technical measure promises are all there is, which the Recommendations never let stand alone.
    technical = any(facts.at(measure).stated for measure in ("pseudonymisation", "split_processing"))
    failing = ["clear_data_needed"] if clear.value else []
    if not (technical or _any_encryption(facts, True)):
        failing = [*failing, "no_technical_measure"]
    elif best and not failing:
        failing = [*best.failing]
    number = best.number if best else None
    if clear.value:
        number = {"processor": 6, "group_company": 7, "business_partner": 7}.get(facts.word("importer_role") or "")
    if choice.outcomes != (NOT_EFFECTIVE,):
        failing = []
    return ruling(
        choice,
        {},
        use_case=number if NEEDED not in choice.outcomes else None,
        failing_condition=(failing[0] if len(failing) == 1 else failing[:3]) if failing else None,
    )


def no_gap(facts: Facts) -> Answer:
    """Yes where no measure is needed: a decision or a derogation, or law that is unproblematic or not applied.

    Where the line to it is tapped, law that is unproblematic else leaves that gap.
    """
    law = facts.at("third_country_law")
    adequate = facts.one_of("transfer_tool", ("adequacy_decision",), absent=None)
    derogation = facts.one_of("transfer_tool", ("derogation",))
    fine = all_of(~law.true("problematic", absent=True if _tapped(facts) else None), ~law.true("route_tapped"))
    unapplied = all_of(~law.true("applied_in_practice", absent=True), law.true("assessment_documented"))
    return any_of(
        adequate.says(ADEQUATE, "an adequacy decision covers the transfer"),
        derogation.says(DEROGATION, "a transfer that rests on a derogation is asked for no measure"),
        fine.says("EDPB Recommendations 01/2020 v2.0, step 3", "the law of the destination is not problematic"),
        unapplied.says(
            "EDPB Recommendations 01/2020 v2.0, para. 43.3",
            "documented: the law is not applied to such data in practice",
        ),
    )


def needs_clear_data(facts: Facts) -> Answer:
    """Yes where a processor, group company or partner needs the data in the clear; viewing it from afar does.

    It stands in the way only where the law of the importer is the problem, and not the line to it alone.
    """
    viewing = Answer(facts.word("access_mode") == "remote_view", path=("access_mode",))
    stated = facts.at("importer_needs_clear_data").stated
    needed = facts.true("importer_needs_clear_data") if stated else viewing
    protected = Answer(
        facts.word("importer_role") == "protected_professional" or facts.at("protected_recipient").stated
    )
    problem = facts.at("third_country_law").true("problematic", absent=True) if _tapped(facts) else YES
    return all_of(~protected, needed, problem).says(
        f"{ANNEX}, use cases 6 and 7",
        "the importer needs the data in the clear, for which no effective measure is known",
    )


def use_cases(facts: Facts) -> Iterator[UseCase]:
    """The use cases that the facts speak of, in the order in which they are looked at."""
    if _tapped(facts):
        yield tapped_route(facts)
    if facts.word("importer_role") == "protected_professional" or facts.at("protected_recipient").stated:
        yield protected_recipient(facts)
    if facts.word("access_mode") == "parts_to_several" or facts.at("split_processing").stated:
        yield split(facts)
    if facts.at("pseudonymisation").stated:
        yield pseudonyms(facts)
    if _any_encryption(facts, True, NOT_KNOWN) or facts.word("access_mode") == "storage_only":
        yield storage(facts)


def storage(facts: Facts) -> UseCase:
    """Use case 1: encrypted before transfer, keys with the exporter or a trusted entity in the EEA or its like."""
    encryption, keys = facts.at("encryption"), facts.at("keys")
    return UseCase(
        1,
        (
            *(("", encryption.true(key)) for key in ("before_transfer", "state_of_the_art", "withstands_authorities")),
            ("confidentiality_period", encryption.true("lasts_confidentiality_period")),
            ("", encryption.true("correctly_implemented")),
            ("key_custody", keys.one_of("held_by", CUSTODIANS)),
            ("key_location", keys.one_of("held_in", PLACES)),
        ),
    )


def pseudonyms(facts: Facts) -> UseCase:
    """Use case 2: nobody is singled out, what re-identifies stays with the exporter, authorities cannot attribute."""
    pseudonymisation = facts.at("pseudonymisation")
    custody = pseudonymisation.one_of("additional_information_held_by", CUSTODIANS)
    return UseCase(
        2,
        (
            ("", ~pseudonymisation.true("singling_out_possible", absent=True)),
            ("sole_control", all_of(custody, pseudonymisation.true("exporter_keeps_sole_control"))),
            ("", pseudonymisation.one_of("additional_information_held_in", PLACES)),
            ("attribution_by_authorities", ~pseudonymisation.true("authorities_could_attribute", absent=True)),
        ),
    )


def tapped_route(facts: Facts) -> UseCase:
    """Use case 3: encryption on the way to the importer's country, whose authorities may tap the line.

    The keys stay with the exporter or a trusted entity in the EEA; end to end unless that is said not to be there.
    """
    encryption, keys = facts.at("encryption"), facts.at("keys")
    qualities = ("in_transit", "state_of_the_art", "withstands_authorities", "trusted_certification", "no_back_doors")
    end_to_end = encryption.true("end_to_end", absent=True)
    tests = (("key_custody", keys.one_of("held_by", CUSTODIANS)), ("key_location", keys.one_of("held_in", (EEA,))))
    return UseCase(3, (*(("", encryption.true(key)) for key in qualities), ("", end_to_end), *tests))


def protected_recipient(facts: Facts) -> UseCase:
    """Use case 4: the recipient's law shields it, its keys and its chain; end to end; its key was checked."""
    recipient = facts.at("protected_recipient")
    return UseCase(
        4,
        (
            *(("", recipient.true(key)) for key in ("law_exempts_from_access", "covers_keys_and_credentials")),
            *(
                ("", ~recipient.true(key, absent=True))
                for key in ("uses_unprotected_processors", "forwards_to_unprotected")
            ),
            ("", facts.at("encryption").true("end_to_end")),
            ("", facts.at("keys").true("exporter_verified_owner")),
        ),
    )


def split(facts: Facts) -> UseCase:
    """Use case 5: parts that mean nothing alone, in different jurisdictions, computed securely, without collusion."""
    processing = facts.at("split_processing")
    several = processing.number("processors")
    return UseCase(
        5,
        (
            ("", all_of(processing.true("parts_meaningless_alone"), Answer(several is None or several >= 2))),
            ("same_jurisdiction", processing.true("different_jurisdictions")),
            ("", processing.true("secure_against_active_adversary")),
            ("", ~processing.true("authorities_may_collaborate", absent=True)),
            ("attribution_by_authorities", ~processing.true("authorities_could_attribute", absent=True)),
        ),
    )


def _tapped(facts: Facts) -> bool:
    return facts.at("third_country_law").at("route_tapped").value is True


def _any_encryption(facts: Facts, *states: bool | str) -> bool:
    return any(state in states for state in (facts.at("encryption").value or {}).values())
