"""Standing before CFIUS of an investment in a business with sensitive personal data, and who stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from data_maps.problems import KeyPath
from laws.decision import NO, YES, Answer, Ruling, all_of, any_of, first_that_fits, opened, ruling
from laws.facts import NOT_KNOWN, Facts
from laws.ownership import Test, climbing, stake, summed
from laws.parameters import DatedLaw, law

CONTROL_RIGHTS = (
    "appoint_most_directors",
    "sole_authority",
    "terminate_significant_contracts",
    "veto_dismissal_of_senior_managers",
    "veto_other_important_matters",
    "veto_major_investments",
    "choose_portfolio_board_members",
)
BOARD_RIGHTS = ("appoint_director", "nominate_director", "board_observer", "appoint_most_directors")
DECISION_RIGHTS = ("approve_customers", *CONTROL_RIGHTS)
TECHNICAL_RIGHTS = ("access_to_technical_information",)
GENETIC = "genetic_test_results"
RUN_FROM = ("principal_place_of_business", "headquartered_in")


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """Control by a foreign person; else a listed right in a TID US business, excepted investors out (31 CFR 800)."""
    terms, business, investment = law("us_cfius_data"), facts.at("us_business"), facts.at("investment")
    deal = _deal(investment, terms) if investment.stated else {}
    foreign = _investor_foreign(investment, terms)
    tid = tid_us_business(business, terms)
    control = deal.get("foreign_control", facts.asked("investment"))
    rights = any_of(*(deal[name] for name in LISTED_RIGHTS)) if deal else facts.asked("investment")
    covered = all_of(foreign, tid, rights, ~investment.true("excepted_investor")).says(
        "31 CFR 800.211", "a foreign person gains a listed right in a TID US business"
    )
    not_acquired = (~investment.true("acquires_us_business", absent=True)).says(
        "31 CFR 800.302(c)", "no US business is acquired"
    )
    cleared = investment.true("control_cleared_before").says(
        "31 CFR 800.305(a)", "the same investor gained control in an earlier deal on which action was concluded"
    )
    choice = first_that_fits(
        (any_of(not_acquired, cleared), "not_covered"),
        # Control is reviewed whatever the business holds; a lesser right only in a TID US business.
        (control, "covered_control_transaction"),
        (covered, "covered_investment"),
        otherwise="not_covered",
    )
    party = facts.at("tested_party")
    described = {
        "data_threshold_met": threshold_met(business, terms),
        "targets_or_tailors": targets_or_tailors(business),
        "sensitive_personal_data": sensitive(business, terms),
        "tid_us_business": tid,
    }
    answers = {
        **(described if business.stated else {}),
        **(_party(facts, terms) if party.stated else {}),
    }
    answers |= {name: answer for name, answer in deal.items() if name != TECHNICAL}
    return ruling(choice, answers, **(_names(party, terms) if party.stated else {}))


TECHNICAL = "technical_access"
LISTED_RIGHTS = ("board_right", "substantive_decisionmaking", TECHNICAL)


def targets_or_tailors(business: Facts) -> Answer:
    """Yes for products aimed at staff with national-security duties: a site on a base, an offer for them alone.

    Nearness to a base, or an offer to everybody in public service, is neither (31 CFR 800.247). A business of whose
    customers nobody speaks is asked.
    """
    customers = business.at("security_customers")
    if not customers.stated:
        return customers.asked("marketing_to_military")
    return any_of(
        customers.one_of("site", ("on_military_facility",)),
        customers.one_of("discount_for", ("uniformed_military_only",)),
        customers.true("marketing_to_military"),
    ).says("31 CFR 800.247", "it targets or tailors to such staff", "it does not target or tailor to such staff")


def _counts(item: Facts) -> Answer:
    """Yes for an item that counts: identifiable, not of its own staff, not public (31 CFR 800.241(a), (b))."""
    return all_of(
        item.true("identifiable", absent=True),
        ~item.one_of("about", ("own_employees",)),
        ~item.true("public_record"),
    )


def _people(item: Facts) -> float | None:
    """The largest figure of an item: held, collected or at the peak of the last 12 months."""
    counts = [item.number(key) for key in ("held_now", "collected_past_12_months", "peak_past_12_months")]
    return max((count for count in counts if count is not None), default=None)


def _past_numbers(business: Facts, terms: DatedLaw) -> Answer:
    """Limb (B): more people than the floor, the categories added whether or not the people are the same."""
    floor = terms.value("individuals")
    items = [item for item in business.items("data") if item.word("category") != GENETIC]
    counted = [(item, _counts(item), _people(item)) for item in items]
    sure = sum(people or 0 for _, counts, people in counted if counts.value)
    if sure > floor:
        return Answer(True, path=(*business.path, "data"))
    maybe = [row for row in counted if row[1].value is None or (row[1].value and row[2] is None)]
    numbers = [people for _, _, people in maybe if people is not None]
    if len(numbers) == len(maybe) and sure + sum(numbers) <= floor:
        return NO if business.at("data").stated else business.asked("data")
    asks: list[KeyPath] = []
    for item, counts, people in maybe:
        asks += [*counts.asks, *([(*item.path, "held_now")] if people is None else [])]
    return opened(*asks)


def _objective(business: Facts, terms: DatedLaw) -> Answer:
    """Limb (C): it tells others that it aims above the floor, the data is integral to the product, and it prepares."""
    plan = business.at("objective")
    if not plan.stated:
        return NO
    return all_of(
        plan.over("projected_individuals", terms.value("individuals")),
        plan.true("integral_to_main_product", absent=None),
        plan.true("preparations_made", absent=None),
    )


def threshold_met(business: Facts, terms: DatedLaw) -> Answer:
    """Yes where limb (B) or (C) of 31 CFR 800.241(a)(1)(i) is met."""
    collected = all_of(_past_numbers(business, terms), ~business.true("no_longer_capable"))
    return any_of(collected, _objective(business, terms)).says(
        "31 CFR 800.241(a)(1)(i)(B), (C)",
        "the numbers, or the plans, pass the floor",
        "neither numbers nor plans pass it",
    )


def sensitive(business: Facts, terms: DatedLaw) -> Answer:
    """Yes where the business has sensitive personal data: genetic tests, or the categories by one of three limbs."""
    items = business.items("data")
    genetic = any_of(*(_counts(item) for item in items if item.word("category") == GENETIC))
    listed = any_of(*(_counts(item) for item in items if item.word("category") != GENETIC))
    if not business.at("data").stated:
        listed = business.asked("data")
    limbs = any_of(targets_or_tailors(business), threshold_met(business, terms))
    return any_of(genetic, all_of(listed, limbs)).says(
        "31 CFR 800.241", "it has sensitive personal data", "it has no sensitive personal data"
    )


def tid_us_business(business: Facts, terms: DatedLaw) -> Answer:
    """Yes for a TID US business: technology, infrastructure or data, through whomever it keeps them."""
    if business.at("stated_tid_us_business").stated:
        return business.true("stated_tid_us_business")
    return any_of(
        business.one_of("critical_technology", ("itself", "wholly_owned_subsidiary")),
        business.true("critical_infrastructure"),
        _data_of_citizens(business, terms),
    ).says("31 CFR 800.248", "it is a TID US business", "it is no TID US business")


def _data_of_citizens(business: Facts, terms: DatedLaw) -> Answer:
    """Yes for sensitive data of US citizens among others; where only another ground is spoken of, there is none."""
    other_ground = any(business.at(key).stated for key in ("critical_technology", "critical_infrastructure"))
    data_ground = any(business.at(key).stated for key in ("data", "security_customers", "objective"))
    if other_ground and not data_ground:
        return NO
    return all_of(sensitive(business, terms), business.true("us_citizens_included", absent=True))


def _deal(investment: Facts, terms: DatedLaw) -> dict[str, Answer]:
    """The gains of the investor: control, board, say, technical access; and the interests of 31 CFR 800.244."""
    control, foreign = _gains_control(investment, terms), _investor_foreign(investment, terms)
    gains = {
        "foreign_control": all_of(control, foreign).says("31 CFR 800.208", "a foreign person gains control"),
        "board_right": investment.any_of("rights", BOARD_RIGHTS).says("31 CFR 800.211(b)(2)", "a right on the board"),
        "substantive_decisionmaking": investment.any_of("rights", DECISION_RIGHTS).says(
            "31 CFR 800.245", "a say in substantive decisions"
        ),
        TECHNICAL: investment.any_of("rights", TECHNICAL_RIGHTS).says(
            "31 CFR 800.211(b)(1)", "access to non-public technical information"
        ),
    }
    interests = {
        "substantial_interest": investment.reaches("percent", terms.value("substantial_percent")),
        "state_substantial_interest": _state_interest(investment.at("investor"), terms),
    }
    passive = all_of(~control, *(~gains[name] for name in LISTED_RIGHTS))
    return {**gains, "passive": passive, **interests}


def _investor_foreign(investment: Facts, terms: DatedLaw) -> Answer:
    investor = investment.at("investor")
    if not investor.stated:
        return investment.asked("investor")
    behind = (foreign(terms)(controller.at("party")) for controller in investor.items("controlled_by"))
    acts_for = any_of(*behind).says("31 CFR 800.213(d), (e)(3)", "the investor acts for a foreign person")
    return any_of(foreign(terms)(investor), acts_for).says("31 CFR 800.224", no="the investor is no foreign person")


def _gains_control(investment: Facts, terms: DatedLaw) -> Answer:
    """Yes where the investment gives control: half, a dominant minority, or a say in important matters; not passive.

    One seat of many, and protections of minorities, give none. As five holders in concert control with half, one does.
    """
    if investment.at("stated_controlling").stated:
        return investment.true("stated_controlling")
    # Where all rights are listed and a share is not, nobody speaks of a share that matters.
    listed = investment.at("rights").stated and NOT_KNOWN not in investment.words("rights")
    percent = investment.reaches("percent", terms.value("control_percent"), absent=False if listed else None)
    rights = investment.any_of("rights", CONTROL_RIGHTS)
    lone_seat = investment.number("board_size") == 1
    seat = all_of(Answer(lone_seat), investment.any_of("rights", ("appoint_director",)))
    return all_of(
        ~investment.true("passivity_agreement"), any_of(percent, investment.true("dominant_minority"), rights, seat)
    )


def foreign(terms: DatedLaw) -> Test:
    """A test for foreign persons, their controllers and those controllers' controllers included."""
    return climbing(lambda party, inner: foreign_person(party, terms, inner))


def foreign_person(party: Facts, terms: DatedLaw, inner: Test) -> Answer:
    """Yes for a foreign national, state or entity, or one controlled by one; a branch follows its company."""
    if party.at("stated_foreign_person").stated:
        return party.true("stated_foreign_person")
    kind = party.word("kind")
    if kind == "branch":
        company = party.at("branch_of")
        return inner(company) if company.stated else party.asked("branch_of")
    if kind == "individual":
        return ~party.any_of("citizenships", terms.value("united_states"), absent=None)
    if kind == "government":
        return ~party.one_of("government_of", terms.value("united_states"), absent=None)
    controlled = (all_of(controls, inner(controller)) for controller, controls in _controllers(party, terms))
    return any_of(foreign_entity(party, terms), *controlled)


def foreign_entity(party: Facts, terms: DatedLaw) -> Answer:
    """Yes for an entity organised and run abroad, unless more than half is ultimately held by US nationals.

    Where nothing says that it is run from elsewhere, it is run from where it is organised (31 CFR 800.220).
    """
    if party.word("kind") == "branch" and party.at("branch_of").stated:
        return foreign_entity(party.at("branch_of"), terms)
    home = terms.value("united_states")
    organised = party.words("organised_in")
    run = [party.word(key) for key in RUN_FROM if party.at(key).stated] or list(organised)
    if not organised:
        abroad = Answer(any(place not in home for place in run)) if run else NO
    else:
        abroad = Answer(all(place not in home for place in organised) and any(place not in home for place in run))
    ours = round(_us_share(party, terms, {}), 9) > terms.value("us_nationals_percent")
    return all_of(abroad, Answer(not ours)).says("31 CFR 800.220", "organised and run abroad, and not mainly US-held")


def _us_share(party: Facts, terms: DatedLaw, counted: dict[str, float]) -> float:
    """The share of an entity that US nationals ultimately hold, in percent; holders not listed are none."""
    home = terms.value("united_states")

    def weighted(owner: Facts) -> float:
        holder, part = owner.at("party"), stake(owner) or 0
        if holder.word("kind") == "individual":
            return part if set(holder.words("citizenships")) & set(home) else 0.0
        if holder.word("kind") == "government":
            return part if holder.word("government_of") in home else 0.0
        return part * (_us_share(holder, terms, counted) / 100)

    return summed(party, counted, weighted)


def _controllers(party: Facts, terms: DatedLaw) -> Iterator[tuple[Facts, Answer]]:
    """Parties that may control another directly, each with whether they do (31 CFR 800.208)."""
    for controller in party.items("controlled_by"):
        yield controller.at("party"), YES
    for owner in party.items("owners"):
        yield owner.at("party"), _owner_controls(owner, party, terms)


def _owner_controls(owner: Facts, party: Facts, terms: DatedLaw) -> Answer:
    half = Answer(_stakes(owner.at("party"), party, _votes) >= terms.value("control_percent"), path=owner.path)
    if owner.word("held_as") == "limited_partner":
        half = NO
    return any_of(
        half,
        owner.one_of("held_as", ("general_partner",)),
        owner.any_of("rights", CONTROL_RIGHTS),
        owner.true("directs"),
        all_of(owner.true("acts_in_concert_with_other_owners"), _concert(party, terms)),
    )


def _concert(party: Facts, terms: DatedLaw) -> Answer:
    """Yes where those who act together have half of the votes or more."""
    acting = [(owner, owner.true("acts_in_concert_with_other_owners")) for owner in party.items("owners")]
    sure = sum(_votes(owner) or 0 for owner, acts in acting if acts.value)
    most = sum(_votes(owner) or 0 for owner, acts in acting if acts.value is not False)
    if sure < terms.value("control_percent") <= most:
        return opened(*(path for _, acts in acting for path in acts.asks))
    return Answer(sure >= terms.value("control_percent"), path=(*party.path, "owners"))


def _votes(owner: Facts) -> float | None:
    stated = owner.number("votes_percent")
    return stated if stated is not None else owner.number("percent")


def _stakes(holder: Facts, party: Facts, share: Callable[[Facts], float | None]) -> float:
    """The stakes of a holder in a party, rights to obtain more included; one name is one holder."""
    name, same = holder.word("name"), holder.path
    lines = ((owner, owner.at("party")) for owner in party.items("owners"))
    return sum(
        share(owner) or 0 for owner, by in lines if by.path == same or (name is not None and name == by.word("name"))
    )


def _is_parent(owner: Facts, party: Facts, terms: DatedLaw) -> bool:
    """Half or more of the votes or of the profits, or the general partner (31 CFR 800.235)."""
    holder, half = owner.at("party"), terms.value("parent_percent")
    profits = _stakes(holder, party, lambda stake: stake.number("profits_percent"))
    return owner.word("held_as") == "general_partner" or max(_stakes(holder, party, _votes), profits) >= half


def _names(party: Facts, terms: DatedLaw) -> dict[str, Any]:
    """The names of all parents, and of those who control, directly or through others."""
    return {
        "parents": list(dict.fromkeys(_parents(party, terms, {party.word("name") or ""}))),
        "controllers": list(dict.fromkeys(_controlling(party, terms, {party.word("name") or ""}))),
    }


def _parents(party: Facts, terms: DatedLaw, names_before: set[str]) -> Iterator[str]:
    parents = [owner.at("party") for owner in party.items("owners") if _is_parent(owner, party, terms)]
    for parent in parents:
        if _first_seen(parent, names_before):
            yield from filter(None, [parent.word("name")])
            yield from _parents(parent, terms, names_before)


def _controlling(party: Facts, terms: DatedLaw, names_before: set[str]) -> Iterator[str]:
    for controller, controls in _controllers(party, terms):
        if controls.value and _first_seen(controller, names_before):
            yield from filter(None, [controller.word("name")])
            yield from _controlling(controller, terms, names_before)


def _first_seen(party: Facts, names_before: set[str]) -> bool:
    """True where a party is looked at for the first time; an unnamed one always is."""
    name = party.word("name")
    if name is None:
        return True
    first = name not in names_before
    names_before.add(name)
    return first


def _party(facts: Facts, terms: DatedLaw) -> dict[str, Answer]:
    """Answers on the tested party: a US business, a foreign entity, a foreign person, under foreign control."""
    party = facts.at("tested_party")
    answers = {"foreign_person": foreign(terms)(party)}
    if party.word("kind") in ("entity", "branch"):
        answers["foreign_entity"] = foreign_entity(party, terms)
        answers["us_business"] = facts.true("tested_party_in_us_commerce", absent=None)
    if party.word("kind") == "entity":
        is_foreign = foreign(terms)
        controllers = _controllers(party, terms)
        answers["foreign_control"] = any_of(*(all_of(controls, is_foreign(each)) for each, controls in controllers))
    return answers


def _state_interest(investor: Facts, terms: DatedLaw) -> Answer:
    """Yes where one foreign state has a substantial interest in the investor, all its bodies together.

    An entity that is a parent of the next one passes its whole interest on; any other step multiplies. Where a general
    partner directs the investor, only the interest in that partner counts (31 CFR 800.244).
    """
    if investor.word("kind") == "government":
        return ~investor.one_of("government_of", terms.value("united_states"), absent=None)
    states = {holder.word("government_of") or "" for holder in _holders(investor, set())}
    shares = [_state_share(investor, state, terms, {}) for state in states if state not in terms.value("united_states")]
    most = max(shares, default=0.0)
    return Answer(round(most, 9) >= terms.value("state_percent"), path=(*investor.path, "owners"))


def _holders(party: Facts, names_before: set[str]) -> Iterator[Facts]:
    """The states among the owners of a party and of its owners."""
    for owner in party.items("owners"):
        holder = owner.at("party")
        if holder.at("government_of").stated:
            yield holder
        elif _first_seen(holder, names_before):
            yield from _holders(holder, names_before)


def _state_share(party: Facts, state: str, terms: DatedLaw, counted: dict[str, float]) -> float:
    """The share of a party that one state has, in percent; where there is a general partner, its share of that one."""
    partners = [owner for owner in party.items("owners") if owner.word("held_as") == "general_partner"]

    def weighted(owner: Facts) -> float:
        holder = owner.at("party")
        if partners and owner.word("held_as") != "general_partner":
            return 0.0
        if holder.at("government_of").stated:
            return (_votes(owner) or 0) if holder.word("government_of") == state else 0.0
        step = 1.0 if _is_parent(owner, party, terms) else (_votes(owner) or 0) / 100
        return step * _state_share(holder, state, terms, counted)

    return summed(party, counted, weighted)
