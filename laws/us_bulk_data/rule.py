"""Dealings that the US Data Security Program (28 CFR Part 202) bars, restricts or leaves free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from laws.decision import (
    NO,
    YES,
    Answer,
    Finding,
    PossibleOutcomes,
    Ruling,
    all_of,
    any_of,
    determined,
    first_that_fits,
    opened,
)
from laws.facts import NOT_KNOWN, Facts, remembered
from laws.ownership import Test, climbing, held, in_one_of
from laws.parameters import Version, applied_day, law
from laws.us_bulk_data.exemptions import cfius_action, exemptions, informational
from laws.us_bulk_data.volume import (
    bulk,
    bulk_omic,
    covered_identifiers,
    government_related,
    precise,
    regulated,
    sensitive,
)

RUN_FROM = ("principal_place_of_business", "headquartered_in")
PERSON, OWN = "28 CFR 202.256", "28 CFR 202.211"
BROKERAGE, VENDOR, EMPLOYMENT, INVESTMENT = (
    "data_brokerage",
    "vendor_agreement",
    "employment_agreement",
    "investment_agreement",
)
TYPE_OF = {
    **dict.fromkeys(
        (
            "data_sale",
            "data_access_licence",
            "paid_membership_with_data_access",
            "ad_space_sale_with_user_data",
            "tracking_pixel_or_sdk",
            "grant_with_data_sharing_duty",
            "made_to_order_dataset",
            "paid_data_linkage",
            "data_purchase_by_us_party",
            "other_commercial_dealing",
            "data_exchange",
            "model_or_algorithm_licence",
        ),
        BROKERAGE,
    ),
    "service_by_counterparty": VENDOR,
    "service_by_us_party": VENDOR,
    "employment": EMPLOYMENT,
    "board_membership": EMPLOYMENT,
    "investment": INVESTMENT,
}
DIRECTING = ("approves_or_orders_deal", "runs_dealing_company", "changes_procedures_to_enable_deals")
SHOULD_KNOW = ("arranged_the_flow", "controls_access_to_the_data", "specialises_in_sensitive_data")
NEED_NOT_KNOW = (
    "customer_controls_the_data",
    "carries_traffic_unread",
    "key_only_on_customer_request",
    "vendor_hired_on_its_own",
)
PURCHASE = "data_purchase_by_us_party"
VENDOR_STAFF_POINT = "known_covered_staff_of_a_vendor"
PROHIBITED, RESTRICTED, NOT_COVERED, CONDITIONS = (
    "prohibited",
    "restricted",
    "not_covered",
    "permitted_with_conditions",
)


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
    kind = party.word("kind")
    if kind == "branch":
        company = party.at("branch_of")
        return us_person(company) if company.stated else party.asked("branch_of")
    if kind == "government":
        return party.one_of("government_of", home(), absent=None)
    return _us_individual(party) if kind == "individual" else _us_entity(party)


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
        ground = party.one_of("government_of", countries(), absent=None).says("28 CFR 202.601", "a country of concern")
    else:
        ground = (_covered_individual if party.word("kind") == "individual" else _covered_entity)(party, inner)
    return any_of(
        party.true("designated").says(f"{OWN}(a)(5)", "designated by the Attorney General"),
        all_of(~us_person(party), ground),
    )


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


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Somebody's conduct where that is asked; else exemption, evasion, reach, and what follows for the kind of deal."""
    if facts.at("conduct").stated:
        return _conduct(facts, readings)
    deal, exempt = _Deal(facts, readings), exemptions(facts)
    choice = deal.choice(any_of(*exempt.values()))
    if (policy := _limited(choice)) is None:
        return Ruling(choice, lambda: _determined(facts, readings, deal, exempt))
    with_policy = replace(choice, because=(Finding(policy.value["says"], policy.citation), *choice.because))
    return Ruling(with_policy, lambda: _determined(facts, readings, deal, exempt) | {"enforcement": "limited"})


def _conduct(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """The ruling on somebody who directs barred deals as a US person, or builds in the tracker that feeds one."""
    conduct, actor = facts.at("conduct"), facts.at("conduct").at("actor")
    american = us_person(actor) if actor.stated else conduct.asked("actor")
    barred = conduct.true("deal_barred_for_us_persons", absent=None)
    # Who directs a deal is taken to know it; who only builds in a tracker need not know where its data go.
    directing = all_of(conduct.one_of("act", DIRECTING, absent=None), american, barred, knowing(facts)).says(
        "28 CFR 202.305",
        "the actor knowingly directs a barred deal",
        "the actor does not knowingly direct a barred deal",
    )
    builds_in = conduct.one_of("act", ("builds_in_tracker_on_request",), absent=None)
    causing = all_of(builds_in, barred, knowing(facts, absent=None)).says(
        "28 CFR 202.304", "the actor causes another's violation", "the actor causes no violation of another"
    )
    choice = first_that_fits(
        (_evasion(facts), "violation"), (any_of(directing, causing), "violation"), otherwise="not_a_violation"
    )
    answers = {"knowingly_directing": directing, "causes_violation": causing}
    return Ruling(choice, lambda: determined(_answers(facts, readings) | answers))


def _limited(choice: PossibleOutcomes) -> Version | None:
    """The policy that limited enforcement on the day; None on other days, or where nothing is barred."""
    day = applied_day()
    if day is None or choice.outcomes not in (("prohibited",), ("restricted",)):
        return None
    return next(iter(law("us_bulk_data").parameters["enforcement"].on(day)), None)


def _answers(facts: Facts, readings: Mapping[str, str]) -> dict[str, Answer]:
    deal, answers = facts.at("transaction"), {"knowing": knowing(facts)}
    if deal.at("informational_material").stated:
        answers["informational_materials"] = informational(deal)
    if deal.at("investment").stated:
        answers["passive_investment"] = passive(deal.at("investment"))
    if facts.at("cfius").stated:
        answers["cfius_action"] = cfius_action(facts)
    if facts.at("intends_evasion").stated:
        answers["evasion"] = _evasion(facts)
    return {**_status(facts), **_of_data(facts, readings), **answers}


def _determined(facts: Facts, readings: Mapping[str, str], deal: _Deal, exempt: Mapping[str, Answer]) -> dict[str, Any]:
    kind = deal.kind()
    return determined(
        _answers(facts, readings) | deal.determinations(),
        exemption=_sections(exempt),
        transaction_type=kind if isinstance(kind, str) else None,
    )


def _sections(exempt: Mapping[str, Answer]) -> Any:
    sections = [section for section, answer in exempt.items() if answer.value]
    if not sections:
        return "none" if all(answer.value is False for answer in exempt.values()) else None
    return sections[0] if len(sections) == 1 else sections[:3]


def _status(facts: Facts) -> dict[str, Answer]:
    party = facts.at("counterparty")
    return {"us_person": us_person(party), "covered_person": covered_person(party)} if party.stated else {}


def _of_data(facts: Facts, readings: Mapping[str, str]) -> dict[str, Answer]:
    items = facts.items("data")
    if not items:
        return {}
    answers = {"bulk": bulk(facts, readings), "government_related": government_related(items)}
    answers["sensitive_personal_data"] = any_of(*(sensitive(item) for item in items))
    for name, category, test in (
        ("covered_personal_identifiers", "identifiers", covered_identifiers),
        ("precise_geolocation", "location", precise),
    ):
        of_kind = [item for item in items if item.word("category") == category]
        if of_kind:
            answers[name] = any_of(*(test(item) for item in of_kind))
    return answers


def _evasion(facts: Facts) -> Answer:
    return facts.true("intends_evasion").says("28 CFR 202.304", "the dealing was set up to get round the rules")


def knowing(facts: Facts, absent: bool | None = True) -> Answer:
    """Yes where the US party or actor knows or should know (28 CFR 202.230); by default a party knows its own deal."""
    knowledge = facts.at("knowledge")
    if knowledge.at("stated_knew_or_should_have_known").stated:
        return knowledge.true("stated_knew_or_should_have_known")
    actual = knowledge.true("actual", absent=absent)
    if actual.value and knowledge.at("actual").stated:
        return actual
    if knowledge.any_of("circumstances", SHOULD_KNOW).value:
        return Answer(True, path=("knowledge", "circumstances"))
    if knowledge.any_of("circumstances", NEED_NOT_KNOW).value:
        is_looked_into = knowledge.at("actual").value == NOT_KNOWN
        return actual if is_looked_into else Answer(False, path=("knowledge", "circumstances"))
    return actual


def passive(investment: Facts) -> Answer:
    """Yes for a passive investment: listed, registered fund or limited partner, under the share, no more rights."""
    return all_of(
        investment.one_of("vehicle", ("publicly_traded_security", "registered_fund", "limited_partner_interest")),
        ~investment.reaches("percent", law("us_bulk_data").value("passive_percent")),
        ~investment.true("rights_beyond_minority_protection"),
        ~investment.true("influence_over_business"),
        ~investment.one_of("data_access_term", ("granted",)),
    )


class _Deal:
    """One dealing between a US party and another, under given readings."""

    def __init__(self, facts: Facts, readings: Mapping[str, str]) -> None:
        self.facts, self.readings = facts, readings
        self.deal, self.other = facts.at("transaction"), facts.at("counterparty")
        self.regulated = regulated(facts, readings)
        self.types = {name: self._is(name) for name in (BROKERAGE, VENDOR, EMPLOYMENT, INVESTMENT)}
        self.access = self._access()
        self.covered = covered_person(self.other) if self.other.stated else facts.asked("counterparty")
        self.american = us_person(self.other) if self.other.stated else facts.asked("counterparty")

    def _is(self, kind: str) -> Answer:
        """Yes where the deal is of one of the four types, by the source's own word or by its arrangement."""
        stated, arrangement = self.deal.word("stated_type"), self.deal.word("arrangement")
        if stated:
            return Answer(stated == kind, path=self.deal.at("stated_type").path)
        if arrangement is None:
            return self.deal.asked("arrangement")
        if TYPE_OF.get(arrangement) != kind:
            return NO
        conditions = {
            BROKERAGE: self._brokered,
            VENDOR: lambda: self.deal.true("consideration", absent=True),
            EMPLOYMENT: lambda: YES,
            INVESTMENT: self._invested,
        }
        return all_of(Answer(True, path=self.deal.at("arrangement").path), conditions[kind]())

    def _brokered(self) -> Answer:
        """Commerce in data that the recipient did not collect; a model only if it gives the data back (202.214)."""
        arrangement = self.deal.word("arrangement")
        conditions = [~self.deal.true("recipient_collected_from_individuals")]
        if arrangement == "data_exchange":
            conditions.append(self.deal.true("consideration"))
        if arrangement == "other_commercial_dealing":
            conditions.append(self.deal.true("consideration", absent=True))
        if arrangement == "model_or_algorithm_licence":
            forms = ("reproducible_from_model", "revealed_by_algorithm", "dataset")
            conditions.append(any_of(*(item.one_of("form", forms, absent=None) for item in self.facts.items("data"))))
        return all_of(*conditions)

    def _invested(self) -> Answer:
        """Ownership or rights in a US entity or US real estate, passive investments out (202.228)."""
        investment = self.deal.at("investment")
        here = investment.one_of("asset_location", law("us_bulk_data").value("united_states"), absent=True)
        return all_of(here, ~passive(investment)) if investment.stated else YES

    def kind(self) -> str | None:
        """The type of the deal, `none` where it is none of the four, None where that is open."""
        kinds = [name for name, answer in self.types.items() if answer.value]
        if kinds:
            return kinds[0]
        return "none" if all(answer.value is False for answer in self.types.values()) else None

    def _access(self) -> Answer:
        """Yes where the counterparty gains access anew, before any control (202.201)."""
        access, arrangement = self.facts.at("access"), self.deal.word("arrangement")
        if access.at("gained_by").stated:
            gained = access.one_of("gained_by", ("counterparty",))
            kept_out = any_of(access.true("prevented_by_controls"), access.true("ciphertext_only"))
            return any_of(gained, all_of(access.one_of("gained_by", ("nobody",)), kept_out))
        is_new = ~access.true("counterparty_already_holds_data")
        if arrangement == PURCHASE:
            return NO
        if arrangement == "service_by_us_party" or self.deal.word("service") == "cleaning":
            return all_of(is_new, access.asked("gained_by"))
        return all_of(is_new, self._investor_reaches() if arrangement == "investment" else YES)

    def _investor_reaches(self) -> Answer:
        """A contract that is silent on access, or bans it, does not help where the investor has influence."""
        investment = self.deal.at("investment")
        kept_out = investment.one_of("data_access_term", ("silent", "forbidden"))
        influence = investment.true("influence_over_business", absent=None)
        return any_of(~kept_out, influence)

    def determinations(self) -> dict[str, Answer]:
        """The determinations of the dealing itself, as far as its facts speak of it."""
        if not self.deal.stated:
            return {}
        typed = any_of(*self.types.values())
        reached = all_of(self.regulated, typed, self.access, self._us_side())
        needed = all_of(reached, self.types[BROKERAGE], ~self.american, ~self.covered, ~self._purchase())
        cisa = self.facts.at("safeguards").true("cisa_requirements_met", absent=None)
        # Human 'omic data may go to nobody covered, so that no safeguard makes such a deal lawful (202.303).
        restricted = all_of(~self.types[BROKERAGE], ~bulk_omic(self.facts, self.readings))
        answers = {"onward_clause_needed": needed}
        if self.covered.value is not None or reached.value is False:
            answers["covered_data_transaction"] = all_of(reached, self.covered)
        if self.covered.value and typed.value:
            answers["authorised"] = all_of(restricted, ~self._uncured(), cisa)
        return answers

    def _us_side(self) -> Answer:
        """The US side is a US person unless the record places it elsewhere."""
        party = self.facts.at("us_party")
        elsewhere = party.at("organised_in").stated or party.at("stated_us_person").stated
        is_described = elsewhere or party.word("kind") in ("individual", "branch", "government")
        return (
            us_person(party).says("28 CFR 202.256", no="the party that deals is no US person") if is_described else YES
        )

    def _purchase(self) -> Answer:
        return Answer(self.deal.word("arrangement") == PURCHASE)

    def choice(self, exempt: Answer) -> PossibleOutcomes:
        """The outcome, by the first rule that fits; after those on a covered person the other side is none."""
        cited, brokerage = "28 CFR 202.301 to 202.303", self.types[BROKERAGE]
        clause = self.deal.true("onward_clause", absent=None).says(
            "28 CFR 202.302", "the contract bars onward brokerage", "the contract does not bar onward brokerage"
        )
        barred = any_of(brokerage, bulk_omic(self.facts, self.readings))
        not_covered = (~self.covered).says("28 CFR 202.211", "the other side is not a covered person")
        free = YES if self.covered.value is None else not_covered
        american = self.american.says("28 CFR 202.211", "the other side is a US person")
        return first_that_fits(
            (exempt, "exempt"),
            (_evasion(self.facts), PROHIBITED),
            (~all_of(self._us_side(), self._reached()), NOT_COVERED),
            (all_of(self.covered, barred).says(cited, "brokerage, or 'omic data, with a covered person"), PROHIBITED),
            (all_of(self.covered, ~barred, self._uncured()), PROHIBITED),
            (
                all_of(self.covered, ~barred).says("28 CFR 202.401", "a restricted deal with a covered person"),
                RESTRICTED,
            ),
            (all_of(free, american), NOT_COVERED),
            (all_of(free, ~brokerage, self._staff()), NOT_COVERED),
            (all_of(free, self._purchase()), NOT_COVERED),
            (all_of(free, clause), CONDITIONS),
            otherwise=PROHIBITED,
        )

    def _reached(self) -> Answer:
        """Protected data, one of the four types, access, and a US party that knows or should know."""
        return all_of(
            self.regulated.says(
                "28 CFR 202.205", "bulk or government-related data", "neither bulk nor government-related"
            ),
            any_of(*self.types.values()).says("28 CFR 202.210", no="none of the four types of dealing"),
            self.access.says("28 CFR 202.201", no="the other side gains no access that it did not have"),
            knowing(self.facts).says("28 CFR 202.230", no="the US party neither knows nor should know"),
        )

    def _uncured(self) -> Answer:
        """A restricted deal without the CISA requirements, or with own controls in their place (202.401)."""
        safeguards = self.facts.at("safeguards")
        met = safeguards.true("cisa_requirements_met", absent=True)
        replaced = NO if safeguards.at("cisa_requirements_met").stated else safeguards.true("other_controls")
        return any_of(~met, replaced).says("28 CFR 202.401(c)", "the CISA requirements are not met")

    def _staff(self) -> Answer:
        """Yes where a vendor's covered staff leaves the deal free; disputed where the US party is said to know."""
        staff = any_of(*(covered_person(member) for member in self.other.items("staff_with_access")))
        knows = self.facts.at("knowledge").true("actual")
        if not staff.value or False in (knows.value, self.types[VENDOR].value):
            return YES
        if VENDOR_STAFF_POINT not in self.readings:
            return opened(*knows.asks, disputed=[VENDOR_STAFF_POINT])
        return YES if self.readings[VENDOR_STAFF_POINT] == "own_contract_alone" else ~knows
