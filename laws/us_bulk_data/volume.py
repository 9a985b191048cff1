"""Volumes of data under the US Data Security Program: which data it protects, and whether they are bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from data_maps.problems import KeyPath
from laws.decision import NO, YES, Answer, all_of, any_of, opened, read_as
from laws.facts import NOT_KNOWN, Facts, remembered
from laws.parameters import law

OMIC = (
    "human_genomic",
    "human_epigenomic",
    "human_proteomic",
    "human_transcriptomic",
    "human_omic_unspecified",
    "human_biospecimens",
)
CONTACT = ("name", "birth_date", "postal_address", "phone", "email")
NETWORK = ("username", "password", "security_answer", "ip_address", "cookie_id", "call_detail")
GROUPS_POINT = "different_groups_in_one_set"
PUBLIC = ("government_record", "widely_distributed_media")
SENSITIVE_LABELS = ("seen_at_named_sensitive_site", "members_of_sensitive_group")


def covered_identifiers(item: Facts) -> Answer:
    """Yes for covered personal identifiers (28 CFR 202.212), of however many people."""
    if item.at("stated_covered_personal_identifiers").stated:
        return item.true("stated_covered_personal_identifiers")
    fields = item.words("identifier_fields")
    if not fields:
        return NO if item.at("identifier_fields").stated else _as_bulk(item, "identifier_fields")
    linked = Answer(bool(item.words("linked_to")), path=(*item.path, "linked_to"))
    more = item.asked("identifier_fields") if NOT_KNOWN in fields else NO
    fields = tuple(field for field in fields if field != NOT_KNOWN)
    together = all_of(
        Answer(len(fields) > 1),
        Answer(not set(fields) <= set(CONTACT)),
        ~all_of(Answer(set(fields) <= set(NETWORK)), item.true("needed_for_network_service")),
    )
    return any_of(linked, _labelled(item), together, more)


def _labelled(item: Facts) -> Answer:
    """Yes where a label, or the offer itself, says that the people are of a sensitive group (28 CFR 202.212(d))."""
    marketed = item.one_of("marketed_as", law("us_bulk_data").value("government_marketing"))
    return any_of(item.one_of("described_as", SENSITIVE_LABELS), marketed)


def precise(item: Facts) -> Answer:
    """Yes for a location known closely enough (28 CFR 202.242, "within 1,000 meters" read as inclusive)."""
    if item.at("stated_precise_geolocation").stated:
        return item.true("stated_precise_geolocation")
    if not item.at("precision_m").stated:
        return _as_bulk(item, "precision_m")
    return ~item.over("precision_m", law("us_bulk_data").value("location_precision_m"))


def _as_bulk(item: Facts, key: str) -> Answer:
    """Yes where the source calls the item bulk, which only sensitive data can be; else the fact is asked for."""
    if item.at("stated_bulk").value is True:
        return Answer(True, path=(*item.path, "stated_bulk"))
    return item.asked(key)


@remembered
def sensitive(item: Facts) -> Answer:
    """Yes for sensitive personal data (28 CFR 202.249): of a listed kind, and not lawfully public.

    Templates computed from public photos stay biometric.
    """
    kind = item.word("category")
    samples = item.true("solely_for_diagnosis_or_treatment").says(
        "28 CFR 202.223(b)", "samples for diagnosis, treatment or prevention alone are no biospecimens"
    )
    by_kind = {"not_personal": NO, "identifiers": covered_identifiers(item), "location": precise(item)}
    by_kind["human_biospecimens"] = ~samples
    computed = item.true("derived_from_public_photos") if kind == "biometric_identifiers" else NO
    public = all_of(item.one_of("public_source", PUBLIC), ~computed)
    return all_of(by_kind.get(kind or "", YES), ~public)


def government_related(items: Iterable[Facts]) -> Answer:
    """Yes where any item is government-related (28 CFR 202.222), of however few; not mentioned is not."""
    return any_of(*(_government(item) for item in items))


def _government(item: Facts) -> Answer:
    if item.at("stated_government_related").stated:
        return item.true("stated_government_related")
    listed = NO if item.word("category") != "location" else item.true("inside_listed_area")
    marketed = item.one_of("marketed_as", law("us_bulk_data").value("government_marketing"))
    return all_of(any_of(listed, marketed), sensitive(item))


@dataclass(frozen=True)
class CountRange:
    """A number of people or devices between two bounds, and the facts that would tell."""

    low: float
    high: float
    asks: tuple[KeyPath, ...] = ()

    def over(self, floor: float) -> Answer:
        """Yes where the count is more than the floor."""
        if self.low > floor:
            return YES
        return NO if self.high <= floor else opened(*self.asks)


def floor_of(item: Facts) -> tuple[float, float]:
    """The lowest and highest number an item of its kind must pass; they differ where the kind is not said.

    A listed identifier linked to a kind with a lower floor takes that floor (28 CFR 202.205(g)).
    """
    floors: Mapping[str, float] = law("us_bulk_data").value("floors")
    kind = item.word("category") or ""
    if kind == "human_omic_unspecified":
        return floors["human_genomic"], floors["human_proteomic"]
    if kind == "sensitive_unspecified":
        return min(floors.values()), max(floors.values())
    lowest = min([floors.get(kind, inf), *(floors[linked] for linked in item.words("linked_to"))])
    return lowest, lowest


def counted(item: Facts) -> CountRange:
    """The number of US persons, or for locations US devices, of an item; more than 12 months may hold fewer in 12."""
    key = "us_devices" if item.word("category") == "location" else "us_persons"
    number = item.number(key)
    if number is None:
        return CountRange(0, inf, ((*item.path, key),))
    window = law("us_bulk_data").value("months")
    if (item.number("counted_over_months") or 0) > window:
        return CountRange(0, number, ((*item.path, "counted_over_months"),))
    return CountRange(number, number)


def with_earlier(item: Facts, deals: Iterable[Facts]) -> CountRange:
    """The count of an item with the same kind of data from earlier deals of the window.

    Deals between the same two sides about different people add; about the same people the larger count stands.
    """
    total = counted(item)
    for deal in deals:
        for earlier in deal.items("data"):
            if earlier.word("category") == item.word("category"):
                total = _with_deal(total, counted(earlier), deal)
    return total


def _with_deal(total: CountRange, earlier: CountRange, deal: Facts) -> CountRange:
    recent = (deal.number("months_before") or 0) <= law("us_bulk_data").value("months")
    sides = all_of(deal.true("same_us_person", absent=None), deal.true("same_counterparty", absent=None))
    if not recent or sides.value is False:
        return total
    different = deal.one_of("same_people", ("different",), absent=None)
    summed = CountRange(total.low + earlier.low, total.high + earlier.high)
    larger = CountRange(max(total.low, earlier.low), max(total.high, earlier.high))
    asks = (*total.asks, *earlier.asks, *sides.asks, *different.asks)
    low = {True: summed.low, False: larger.low, None: larger.low}[different.value] if sides.value else total.low
    high = larger.high if different.value is False else summed.high
    return CountRange(low, high, asks)


def bulk_item(item: Facts, deals: Iterable[Facts]) -> Answer:
    """Yes for an item that alone is bulk: as the source says, or by its count against its own floor."""
    if item.at("stated_bulk").stated:
        return all_of(sensitive(item), item.true("stated_bulk"))
    lowest, highest = floor_of(item)
    count = with_earlier(item, deals)
    unsure = opened((*item.path, "category")) if lowest != highest else NO
    passes = (
        any_of(count.over(highest), all_of(count.over(lowest), unsure)) if lowest != highest else count.over(lowest)
    )
    return all_of(sensitive(item), passes).resting_on(item.path)


def regulated(facts: Facts, readings: Mapping[str, str]) -> Answer:
    """Yes for bulk or government-related data."""
    return _regulated(facts.only("data", "earlier_deals", "same_people", "one_collection"), readings.get(GROUPS_POINT))


@remembered
def _regulated(data: Facts, groups: str | None) -> Answer:
    readings = {} if groups is None else {GROUPS_POINT: groups}
    return any_of(bulk(data, readings), government_related(data.items("data")))


def bulk(facts: Facts, readings: Mapping[str, str]) -> Answer:
    """Yes for bulk data (28 CFR 202.205, .206): an item alone, or several kinds combined in one set.

    Encryption and de-identification change nothing; only US persons and US devices count.
    """
    items, deals = facts.items("data"), facts.items("earlier_deals")
    if not facts.at("data").stated:
        return facts.asked("data")
    alone = any_of(*(bulk_item(item, deals) for item in items))
    return any_of(alone, _in_one_set(facts, readings))


def _in_one_set(facts: Facts, readings: Mapping[str, str]) -> Answer:
    """Yes for bulk by a combined set; open where that takes data of which no identifier is known."""
    deals, items = facts.items("earlier_deals"), [item for item in facts.items("data") if _may_join(item)]
    unsure = [item for item in items if item.words("identifier_fields") == (NOT_KNOWN,)]
    every = _combined(facts, items, deals, readings)
    if not unsure:
        return every
    sure = _combined(facts, [item for item in items if item not in unsure], deals, readings)
    return any_of(sure, all_of(every, *(item.asked("identifier_fields") for item in unsure)))


def _may_join(item: Facts) -> bool:
    """True for an item of a combined set: sensitive, or a listed identifier, which the set links to people.

    An item that the source itself calls bulk, or not, is not counted again.
    """
    if item.at("stated_bulk").stated:
        return False
    identifier = item.word("category") == "identifiers" and bool(item.words("identifier_fields"))
    return sensitive(item).value is not False or (identifier and not item.one_of("public_source", PUBLIC).value)


def _combined(facts: Facts, items: list[Facts], deals: Iterable[Facts], readings: Mapping[str, str]) -> Answer:
    """The lowest floor present counts for a set about the same people.

    Whether different groups of people in one set add up is disputed; it matters only where their sum alone passes.
    """
    kinds = {item.word("category") for item in items}
    if len(kinds) < 2:
        return NO
    floor = min(floor_of(item)[0] for item in items)
    counts = [with_earlier(item, deals) for item in items]
    asks = tuple(path for count in counts for path in count.asks)
    largest = CountRange(max(count.low for count in counts), max(count.high for count in counts), asks)
    summed = CountRange(sum(count.low for count in counts), sum(count.high for count in counts), asks)
    same = facts.one_of("same_people", ("same",), absent=None)
    together = any_of(
        all_of(same, largest.over(floor)),
        all_of(~same, summed.over(floor), read_as(YES, GROUPS_POINT, readings, "groups_add_up")),
    )
    one_set = facts.true("one_collection", absent=None)
    any_sensitive = any_of(*(sensitive(item) for item in items))
    return all_of(one_set, any_sensitive, together)


def bulk_omic(facts: Facts, readings: Mapping[str, str]) -> Answer:
    """Yes where the bulk data holds human 'omic data, or samples that yield it (28 CFR 202.303)."""
    items = [item for item in facts.items("data") if item.word("category") in OMIC]
    if not items:
        return NO if facts.at("data").stated else facts.asked("data")
    deals = facts.items("earlier_deals")
    return any_of(*(bulk_item(item, deals) for item in items), _in_one_set(facts, readings))
