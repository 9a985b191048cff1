"""What a script reads: every number of an assessment, unrounded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessments.report.checks.check import Check
    from assessments.results.options.questions import OptionQuestions
    from assessments.results.quantity import Quantity
    from assessments.results.rows import ActorRow, Closing, EventRow, Exposed, LedgerRow
    from assessments.run import Assessment, Settings
    from data_maps.quantities import Estimate
    from risk.routes import Way

FORMAT = 1
SUFFIX = ".json"
MOST_SIZES = 40
Json = dict[str, Any]


def export(assessment: Assessment) -> str:
    """The result as JSON text."""
    return json.dumps(result(assessment), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def export_all(assessments: Iterable[Assessment]) -> str:
    """Several results as one JSON list."""
    return json.dumps([result(one) for one in assessments], ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def result(assessment: Assessment) -> Json:
    """The result as plain values; a key that does not apply is absent, a part of a quantity not computed is null."""
    from assessments.results.breakdown import of_events
    from assessments.results.general_access import general_access

    return {
        **_scenario(assessment),
        **_about(assessment),
        "headline": _headline(assessment),
        "strategic": _strategic(assessment),
        "general_access": [{"actor": a, "data": list(d)} for a, d in general_access(assessment).items()],
        "over_years": _over_years(assessment),
        "sizes": [_size(assessment, n, p) for n, p in assessment.sizes],
        "actors": [_actor(assessment, row) for row in assessment.actors],
        "events": [
            _event(assessment, row, of_events(assessment)[row.event.key])
            for row in assessment.event_rows
            if row.exposed.persons_per_year[1].point > 0.0
        ],
        "data": _data(assessment),
        "routes": [_route(assessment, way) for way in assessment.routes],
        "choke_points": [_closing(assessment, found) for found in assessment.choke_points],
        "ledger": ledger(assessment, (*assessment.ledger, *_of_options(assessment))),
        **_options(assessment),
        "regimes": _regimes(assessment),
        "checks": _checks(assessment),
        "questions": _questions(assessment),
    }


def _scenario(assessment: Assessment) -> Json:
    """How the result differs from one of the map as written; absent where it does not."""
    from assessments.report.departures import scenario

    changed = scenario(assessment).plain
    return {"scenario": changed} if changed else {}


def _about(assessment: Assessment) -> Json:
    from assessments.provenance import fingerprint, map_hash

    data_map, settings = assessment.data_map, assessment.settings
    return {
        "format": FORMAT,
        "datareach": version(),
        "map": {
            "title": data_map.title,
            "as_of": data_map.as_of.isoformat(),
            "viewpoint": data_map.viewpoint,
            "sha256": map_hash(data_map),
        },
        "settings": {
            "draws": settings.draws,
            "seed": settings.seed,
            "severity_ratio": "linear" if settings.severity_ratio is None else settings.severity_ratio,
            "horizons": sorted(assessment.headline.any),
            "option_horizon": data_map.horizon,
            "left_out": list(assessment.events.left_out),
            **({"options": list(settings.options)} if settings.options else {}),
            **_rate(settings),
        },
        "fingerprint": fingerprint(assessment),
    }


def version() -> str:
    """The version of the installed program."""
    from importlib import metadata

    try:
        return metadata.version("datareach")
    except metadata.PackageNotFoundError:
        return "unknown"


def quantity(q: Quantity) -> Json:
    """A quantity with its point value, mean, median and 90 % interval; null for what has not been computed."""
    return asdict(q)


def _rate(settings: Settings) -> Json:
    """A rate that somebody stated, with the name."""
    rate = settings.exchange_rate
    return {"exchange_rate": rate.value, "exchange_rate_by": rate.by} if rate else {}


def _by_number(values: Mapping[int, Any]) -> Json:
    return {str(n): value for n, value in values.items()}


def _quantities(values: Mapping[int, Quantity]) -> Json:
    return {str(n): quantity(q) for n, q in values.items()}


def _present(values: Json) -> Json:
    """The keys that apply."""
    return {key: value for key, value in values.items() if value is not None}


def _headline(assessment: Assessment) -> Json:
    from assessments.results.evidence import rests_on_weak, weak_spread

    found, weak = assessment.headline, rests_on_weak(assessment)
    return {
        "persons_per_year": _quantities(found.persons_per_year),
        "harm": quantity(found.harm),
        "score": quantity(found.score),
        "harm_per_100k_users": quantity(found.harm_per_100k_users),
        "inherent": {
            "harm": quantity(found.inherent_harm),
            "score": quantity(found.inherent_score),
            "removed": quantity(found.removed),
        },
        "at_least_one": {"any": _quantities(found.any), "bulk": _quantities(found.bulk)},
        "unique_persons": _quantities(found.unique_persons),
        "worst_years": {**asdict(assessment.worst_years), **_worst_years(assessment)},
        "assumed_share": assessment.rests_on_assumed.middle,
        "assumed_share_interval": quantity(assessment.rests_on_assumed),
        "weak_evidence": _present(
            {"share": weak.middle, "share_interval": quantity(weak), "spread": weak_spread(assessment)}
        ),
        **_error(assessment),
        **_sampled(assessment),
        **_simulation(assessment),
    }


def _worst_years(assessment: Assessment) -> Json:
    high, beyond = assessment.known_worst_years
    return {"high_interval": quantity(high), "mean_beyond_interval": quantity(beyond)}


def _error(assessment: Assessment) -> Json:
    """How many draws were made, and the relative errors of medians that are left; absent without draws."""
    from assessments.results.simulation_error import errors

    draws, off = assessment.uncertain, errors(assessment)
    if draws is None or off is None:
        return {}
    medians = {
        "harm": off.harm,
        "score": off.score,
        "persons_per_year": _by_number(off.persons_per_year),
        "at_least_one": {"any": _by_number(off.any), "bulk": _by_number(off.bulk)},
    }
    return {"draws": draws.draws, "error_of_median": draws.error, "errors_of_medians": medians}


def _sampled(assessment: Assessment) -> Json:
    """How far chances may be off for states of the world that were sampled; absent where all were counted."""
    found = assessment.headline.sampled
    return {"sampled": {name: _by_number(off) for name, off in found.items()}} if found else {}


def _simulation(assessment: Assessment) -> Json:
    """How far a simulated harm index may be off, and the bracket it certainly lies in; absent where it is exact."""
    found = assessment.simulation
    if found is None:
        return {}
    return {"simulation": {"interval": [found.low, found.high], "bracket": [found.lower, found.upper]}}


def _strategic(assessment: Assessment) -> Json:
    found = assessment.strategic
    return {
        "persons_per_year": quantity(found.persons_per_year),
        "joined_per_year": quantity(found.joined_per_year),
        "bulk_at_least": _quantities(found.bulk_at_least),
    }


def _size(assessment: Assessment, persons: float, probability: Mapping[int, float]) -> Json:
    """How likely so many people are reached at once; with its interval where that is asked of few sizes enough."""
    from assessments.report.sections.sizes import is_round

    found = {"persons": persons, "probability": _by_number(probability)}
    if is_round(persons) or len(assessment.sizes) <= MOST_SIZES:
        found["probability_interval"] = _quantities(assessment.of_size(persons))
    return found


def _closing(assessment: Assessment, found: Closing) -> Json:
    left = assessment.left_without(found.closes)
    about = {"actor": found.actor, "closes": list(found.closes), "harm_if_closed": found.harm_if_closed}
    return {**about, "harm_if_closed_interval": quantity(left.harm), "share_if_closed": quantity(left.share)}


def _over_years(assessment: Assessment) -> Json:
    """The chance of at least one event by years: of any kind, or in bulk by a state."""
    from assessments.results.years import by_kind

    found = by_kind(assessment)
    return {name: {f"{years:g}": quantity(q) for years, q in by.chances.items()} for name, by in found.items()}


def _actor(assessment: Assessment, row: ActorRow) -> Json:
    from assessments.results.breakdown import of_actors

    share = of_actors(assessment)[row.actor]
    return _present({"actor": row.actor, "foreign": row.foreign, **_exposed(row.exposed, share)})


def _exposed(exposed: Exposed, share: Quantity) -> Json:
    return {
        "harm": quantity(exposed.harm),
        "share": share.middle,
        "share_interval": quantity(share),
        "persons_per_year": _quantities(exposed.persons_per_year),
        "at_least_one": _quantities(exposed.at_least_one),
    }


def _event(assessment: Assessment, row: EventRow, share: Quantity) -> Json:
    from assessments.results.breakdown import of_event_data

    parts = of_event_data(assessment, row)
    about = {
        "event": row.event.key,
        "actor": row.event.actor,
        "mode": row.event.threat.mode,
        "scope": row.event.threat.scope,
    }
    exposed = {"rate": quantity(row.rate), **_exposed(row.exposed, share)}
    data = {name: part.middle for name, part in parts.items()}
    known = {name: quantity(part) for name, part in parts.items()}
    return {**about, **exposed, "data": data, "data_interval": known}


def _data(assessment: Assessment) -> list[Json]:
    types = assessment.data_map.data
    return [
        {"data": d, "type": types[d].type, "share": share.middle, "share_interval": quantity(share)}
        for d, share in assessment.known_shares.items()
    ]


def _route(assessment: Assessment, way: Way) -> Json:
    from assessments.report.reasons import explained
    from assessments.results.route_bounds import bounds

    about = {"actor": way.event.actor, "event": way.event.key, "data": way.data, "users": way.users}
    steps = [
        _present(
            {
                "from": reason.source,
                "to": reason.target,
                "because": reason.because,
                "address": reason.address,
                "probability": reason.probability,
                "probability_interval": _known(assessment, reason.address),
                "source": "; ".join((*reason.laws, reason.evidence)),
                "place": reason.place.cited if reason.place else None,
            }
        )
        for reason in explained(assessment.events, way)
    ]
    open_ = {"probability": way.probability, "probability_interval": quantity(assessment.way_quantity(way))}
    return {
        **about,
        **open_,
        "bounds": list(bounds(assessment, way)),
        "any_way": _any_way(assessment, way),
        "steps": steps,
    }


def _any_way(assessment: Assessment, way: Way) -> Json:
    from assessments.results.route_bounds import of_any

    found, known = of_any(assessment, way)
    about = {"bracket": list(found.bracket), "single_ways": list(found.single)}
    return _present({"probability": known and quantity(known), **about})


def _known(assessment: Assessment, address: str | None) -> Json | None:
    """What is known of a number that a step rests on; nothing where it rests on none."""
    from assessments.results.quantity import of_number

    return quantity(of_number(assessment, address)) if address is not None else None


def routes(assessment: Assessment, ways: Iterable[Way]) -> list[Json]:
    """Some routes as plain values."""
    return [_route(assessment, way) for way in ways]


def ledger(assessment: Assessment, rows: Iterable[LedgerRow]) -> list[Json]:
    """Ledger rows as plain values."""
    return [_ledger_row(assessment, row) for row in rows]


def _ledger_row(assessment: Assessment, row: LedgerRow) -> Json:
    from assessments.results.breakdown import moved_by
    from assessments.results.evidence import grade, instead_of, origins, sources
    from data_maps.addresses import Address
    from data_maps.reading import address_in

    used = row.number
    at = address_in(used.address, assessment.data_map)
    named = at if isinstance(at, Address) else None
    estimate, replaced = used.estimate, instead_of(assessment, used)
    return _present(
        {
            "address": used.address,
            "estimate": quantity(row.estimate),
            "kind": named.kind if named else None,
            "persists": named.persists if named else None,
            "per": estimate.per,
            "given": estimate.given,
            "basis": estimate.basis,
            "grade": grade(assessment.data_map, used),
            **_cited(len(sources(used)), len(origins(assessment.data_map, used))),
            "source": estimate.source,
            "origin": _origin(assessment, estimate),
            "by": estimate.by,
            "on": estimate.on,
            "said": [_said(assessment, one) for one in estimate.said] or None,
            "assumed": row.assumed,
            "replaces": quantity(replaced) if replaced else None,
            "place": used.place.cited if used.place else None,
            "elasticity": row.elasticity,
            "elasticity_interval": quantity(moved_by(assessment, row)),
            "variance_share": row.variance_share,
        }
    )


def _cited(sources: int, origins: int) -> Json:
    """How many sources a number cites, and how many origins these have; absent where it cites one or none."""
    return {"sources": sources, "origins": origins} if sources > 1 else {}


def _origin(assessment: Assessment, estimate: Estimate) -> str | None:
    """The first source that the source of an estimate goes back to."""
    return assessment.data_map.origin_of(estimate.source) if estimate.source else None


def _said(assessment: Assessment, one: Estimate) -> Json:
    """What one of several people says of a number, as it stands in the map."""
    evidence = {name: getattr(one, name) for name in ("by", "on", "basis", "source", "why")}
    evidence |= {"origin": _origin(assessment, one)}
    stated = {"best": one.best, "low": one.low, "high": one.high, "grade": assessment.data_map.grade_of(one)}
    return _present({**evidence, **stated})


def _of_options(assessment: Assessment) -> tuple[LedgerRow, ...]:
    """The numbers that only the comparison of options rests on."""
    return assessment.options.ledger if assessment.options else ()


def _options(assessment: Assessment) -> Json:
    """The options of the map side by side; absent where it has none, or where some are in force."""
    from assessments.exports.option_rows import option_rows

    return {"options": option_rows(assessment.options)} if assessment.options else {}


def options_text(assessment: Assessment, asked: OptionQuestions | None = None) -> str:
    """What a script reads of the options of a map, with all that is known of each, and the answers to what is asked."""
    from assessments.exports.option_rows import answer_rows, whole_rows
    from assessments.report.checks.options import option_checks
    from assessments.results.options.questions import OptionQuestions, answers, compared

    about, rows = asked or OptionQuestions(), dict[str, Any]()
    if assessment.options:
        options = compared(assessment, about)
        rows = {"options": whole_rows(options), "checks": [_check(found) for found in option_checks(options)]}
        asks = about.asks or assessment.settings.exchange_rate is not None
        rows |= {"answers": answer_rows(answers(options, about))} if asks else {}
    found = {**_about(assessment), "options": [], "checks": [], **rows}
    return json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _regimes(assessment: Assessment) -> list[Json]:
    from assessments.results.laws import plain, verdicts

    return [plain(found) for found in verdicts(assessment.data_map)]


def _checks(assessment: Assessment) -> list[Json]:
    from assessments.report.checks.all_checks import checks

    return [_check(found) for found in checks(assessment)]


def _check(found: Check) -> Json:
    place = found.place.cited if found.place else None
    return _present({"check": found.check, "severity": found.severity, "message": found.message, "place": place})


def _questions(assessment: Assessment) -> list[Json]:
    """The map's questions, then those that the assumed numbers answer, the ones that move most first."""
    from assessments.report.questions import question
    from assessments.report.sections.assumptions import assumed

    own = [_asked(assessment, q.ask, q.about) for q in assessment.data_map.questions]
    addresses = [row.number.address for row in assumed(assessment)]
    return [*own, *(_asked(assessment, question(assessment.data_map, a), (a,)) for a in addresses)]


def _asked(assessment: Assessment, ask: str, about: Sequence[str]) -> Json:
    from assessments.results.value_of_information import worth

    found = worth(assessment, about)
    told = {"worth": found.value, "worth_in": found.unit} if found else {}
    return {"ask": ask, "about": list(about), **told}
