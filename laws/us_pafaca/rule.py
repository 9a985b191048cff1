"""Foreign adversary controlled applications, and acts for them that are prohibited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from laws.decision import (
    NO,
    YES,
    Answer,
    Finding,
    PossibleOutcomes,
    Ruling,
    all_of,
    any_of,
    first_that_fits,
    opened,
    outcome_words,
    ruling,
)
from laws.facts import Facts
from laws.ownership import Test, climbing, controlled, directed, held
from laws.parameters import DatedLaw, Version, applied_day, law

ACT = "PAFACA (Pub. L. 118-50 Div. H)"
CONTROLLED, NOT_CONTROLLED = "controlled_application", "not_controlled_application"
NOT_PROHIBITED = "not_prohibited"
STANDS = "what stands: the Act names the apps of ByteDance and TikTok, and what is not duly divested is barred"
PAUSED = "what the orders suspended is enforcement until {}; the last of them took the sale as qualified"
TIE = "a tie is drawn that the Act names, and that a qualified divestiture precludes: {}"
STILL_TIED = "open: the facts still state control from a listed country, which the order took as ended"


def rule(facts: Facts, readings: Mapping[str, str]) -> Ruling:
    """An app of the named companies, or of a covered company that is controlled and determined on; then the act.

    A qualified divestiture ends the prohibition; a sale that is not qualified leaves the app where it was. An act that
    the Act does not address is not prohibited, whatever the app.
    """
    terms = law("us_pafaca")
    named, company = named_in_statute(facts.at("operator"), facts), covered_company(facts.at("app"), terms)
    control = _control(facts, terms, readings)
    determined = facts.true("presidential_determination", absent=None)
    application = _application(facts, named, all_of(company, control, determined))
    act, addressed = facts.at("act"), _addressed(facts.at("act"))
    sale = _on_the_day(terms, "divestitures") if named.value else None
    qualified = qualified_divestiture(facts.at("divestiture"), by_order=sale is not None)
    choice = first_that_fits(
        (qualified, NOT_PROHIBITED),
        (all_of(_is_stated(act), ~addressed), NOT_PROHIBITED),
        (all_of(_is_stated(act), application, act.true("after_deadline", absent=None)), "prohibited"),
        (all_of(_is_stated(act), application), NOT_PROHIBITED),
        (application, CONTROLLED),
        (all_of(_untold(facts.at("app")), _missing(determined), company, control), "needs_determination"),
        otherwise=NOT_CONTROLLED,
    )
    answers = {"covered_company": company, "controlled_by_foreign_adversary": control, "named_in_statute": named}
    answers |= {"user_threshold_met": _users(facts.at("app"), terms), "review_exclusion": _reviews(facts.at("app"))}
    answers |= {"qualified_divestiture": qualified} if facts.at("divestiture").stated else {}
    answers |= {"act_addressed": addressed} if act.stated else {}
    if named.value and facts.at("divestiture").stated and qualified.value is not False:
        return _divested(choice, answers, facts.at("divestiture"), terms, sale)
    suspended = _on_the_day(terms, "enforcement") if choice.outcomes == ("prohibited",) else None
    begins = _to_begin(terms) if named.value else None
    return ruling(_ending(choice, _says(suspended), begins), answers, enforcement="suspended" if suspended else None)


def _divested(
    choice: PossibleOutcomes, answers: Mapping[str, Answer], stated: Facts, terms: DatedLaw, sale: Version | None
) -> Ruling:
    """The ruling after a divestiture that is qualified, or may be: what stands, by which order, and ties beyond it."""
    tied = sale and answers["controlled_by_foreign_adversary"].value
    open_point = Finding(STILL_TIED, terms.citation("ownership_percent"), ("operator",)) if tied else None
    divestiture = "recognised_by_order" if sale and answers["qualified_divestiture"].value else None
    ties = stated.words("remaining_ties") if sale else []
    named = (
        Finding(TIE.format(outcome_words(tie)), f"{ACT} s. 2(g)(6)(B)", (*stated.path, "remaining_ties", number))
        for number, tie in enumerate(ties)
    )
    stands = Finding(STANDS, f"{ACT} s. 2(a)(1), (g)(3)(A)") if ties else None
    pause = terms.parameters["enforcement"].versions[-1]
    paused = Finding(PAUSED.format(pause.last), pause.citation) if ties and pause.last else None
    ending = _ending(choice, _says(sale), open_point, stands, paused, *named)
    return ruling(ending, answers, divestiture=divestiture, remaining_ties=list(ties) or None)


def _on_the_day(terms: DatedLaw, name: str) -> Version | None:
    """What holds for the named apps on the day for which the Act is applied; None where nothing does."""
    day = applied_day()
    return next(iter(terms.parameters[name].on(day)), None) if day else None


def _says(version: Version | None) -> Finding | None:
    """What a dated text says, where there is one."""
    return Finding(version.value["says"], version.citation) if version else None


def _to_begin(terms: DatedLaw) -> Finding | None:
    """The first day of the prohibition for the named apps, where it is still to come."""
    start, day = terms.parameters["prohibition"].versions[0], applied_day()
    waits = day is not None and day < start.beginning
    return Finding(f"the prohibition begins on {start.beginning}", start.citation) if waits else None


def _ending(choice: PossibleOutcomes, *last: Finding | None) -> PossibleOutcomes:
    """The choice with these as its last reasons, where there are any."""
    return replace(choice, because=(*choice.because, *filter(None, last)))


def named_in_statute(operator: Facts, facts: Facts) -> Answer:
    """Yes where the operator is ByteDance, TikTok, or an entity that one of them owns by half or controls."""
    if not operator.stated:
        return facts.asked("operator")
    return climbing(_is_named)(operator).says(
        f"{ACT} s. 2(g)(3)(A)", "the statute names the operator, or who owns or controls it"
    )


def _is_named(party: Facts, inner: Test) -> Answer:
    company = party.at("branch_of")
    return any_of(
        party.one_of("known_identity", ("bytedance", "tiktok")),
        inner(company) if company.stated else NO,
        held(party, inner, law("us_pafaca").value("named_percent")),
        directed(party, inner),
    )


def covered_company(app: Facts, terms: DatedLaw) -> Answer:
    """Yes where the app has accounts, user content that others see, enough users, and is not mainly for reviews."""
    cited = f"{ACT} s. 2(g)(2)"
    return all_of(
        app.true("accounts", absent=None).says(cited, no="users cannot register accounts"),
        app.true("users_generate_content", absent=None).says(cited, no="users make no content"),
        app.true("users_view_others_content", absent=None).says(cited, no="users cannot see what other users made"),
        _users(app, terms).says(cited, "enough people use it", "too few people use it"),
        (~_reviews(app)).says(cited, no="its main purpose is reviews"),
    )


def _users(app: Facts, terms: DatedLaw) -> Answer:
    """More than the bound in at least two of the three months; months that are not stated are open."""
    bound, months = terms.value("monthly_users"), terms.value("months")
    stated = app.words("monthly_users")[-months["of"] :]
    over = sum(1 for count in stated if float(count) > bound)
    if over < months["at_least"] <= over + months["of"] - len(stated):
        return app.asked("monthly_users")
    return Answer(over >= months["at_least"], path=(*app.path, "monthly_users"))


def _reviews(app: Facts) -> Answer:
    return app.one_of("primary_purpose", ("reviews",))


def _control(facts: Facts, terms: DatedLaw, readings: Mapping[str, str]) -> Answer:
    operator = facts.at("operator")
    if not operator.stated:
        return facts.asked("operator")
    return controlled(operator, terms, readings).says(
        terms.citation("countries"), no="the operator is not controlled from a listed country"
    )


def _application(facts: Facts, named: Answer, determined: Answer) -> Answer:
    """Yes for a controlled application: as the source says, by a sale not qualified, or by the two tests."""
    app, cited = facts.at("app"), f"{ACT} s. 2(g)(3)"
    if app.at("stated_controlled_application").stated:
        return app.true("stated_controlled_application").says(cited, "the source says that it is one")
    sold = facts.at("divestiture").true("ownership_sold", absent=facts.at("divestiture").stated)
    return any_of(
        named,
        all_of(sold, ~qualified_divestiture(facts.at("divestiture"))).says(
            f"{ACT} s. 2(g)(6)", "the sale is no qualified divestiture"
        ),
        determined.says(cited, "a covered company, controlled from a listed country, determined on by the President"),
    )


def qualified_divestiture(divestiture: Facts, by_order: bool = False) -> Answer:
    """Yes where the President has confirmed the sale and no tie to the former operator remains.

    Where an order took the sale as qualified, ties that are stated beside it are told and do not undo the order.
    """
    told = bool(divestiture.words("remaining_ties")) and not by_order
    ties = Answer(told, path=(*divestiture.path, "remaining_ties"))
    confirmed = divestiture.true("confirmed_by_president")
    sold = divestiture.true("ownership_sold", absent=True)
    return all_of(confirmed, sold, ~ties).says(
        f"{ACT} s. 2(g)(6)", "the President has confirmed a qualified divestiture"
    )


def _is_stated(act: Facts) -> Answer:
    return YES if act.stated else NO


def _addressed(act: Facts) -> Answer:
    """Yes where the act is distribution by an app store or hosting, for users in the United States."""
    if not act.stated:
        return opened(("act",))
    kinds = act.one_of("kind", ("app_store_distribution", "internet_hosting"), absent=None)
    return all_of(kinds, act.one_of("users_in", ("us",), absent=None)).says(
        f"{ACT} s. 2(a)(1)",
        "the Act addresses it: app store or hosting for users in the United States",
        "the Act does not address it",
    )


def _untold(app: Facts) -> Answer:
    """Yes where the source leaves it to the tests, saying neither that the app is one nor that it is not."""
    return NO if app.at("stated_controlled_application").stated else YES


def _missing(determined: Answer) -> Answer:
    words = "the President has made no determination, and without one the Act does not reach the app"
    return (~determined).says(law("us_pafaca").citation("determinations"), words)
