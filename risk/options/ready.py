"""Ready options: changes to compare on any map to which they apply, with defaults that are judged and wide."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache

from pydantic import Field

from data_maps.changes import (
    Audit,
    BarUseBy,
    CeaseService,
    Divest,
    EndAccess,
    EndFlow,
    MoveKeys,
    MoveSystem,
    Option,
    OptionStep,
    SetEstimates,
    ShortenRetention,
    StopNewUsers,
    StopUpdates,
    UserKeys,
)
from data_maps.contradictions import data_at
from data_maps.model import DataMap
from data_maps.parties import Party
from data_maps.quantities import Estimate
from data_maps.vocabulary import ShippedEntry
from risk.exposure import bare
from risk.organisations import UNKNOWN, counted_groups, places_of_viewpoint
from risk.shipped import Many, read, refuse, texts

Range = tuple[float, float, float]
OPERATOR, KEEPER, BUYER = "ready-operator", "ready-keeper", "ready-buyer"
PARTIES = {OPERATOR: "A trusted operator at home", KEEPER: "A keeper of keys at home", BUYER: "A buyer at home"}
FOR_MONEY = frozenset({"sale", "advertising"})
MONTH = 30.0 / 365.25
DROP, MOST_DROPPED = "drop", 4  # each receiver more has all pairs of options one more
SOLD = Estimate(form="exact", best=0.0, why="what is sold is the buyer's alone")


class ReadyOption(ShippedEntry):
    """A ready option as it is on every map; the steps follow from the map.

    `loses` is what those who stay lose of each function, `leaves` what its own measure leaves; both are 90 % ranges.
    `idle` says why it does not apply to a map; one without applies to all.
    """

    id: str
    title: str
    why: str
    looked: str
    loses: Range = Field(strict=False)
    leaves: Range | None = Field(default=None, strict=False)
    idle: str | None = None
    starts: float | None = None
    ramp: float | None = None
    reversible: bool | None = None

    def on_map(self, data_map: DataMap) -> dict[str, Option]:
        """The option on a map by its id, or one for each who gets data; none where it does not apply."""
        lost, titles = judged(self.loses, self.looked), {self.id: self.title}
        steps = {self.id: STEPS[self.id](data_map, self)} if self.id in STEPS else {}
        for party in _receivers(data_map)[:MOST_DROPPED] if self.id == DROP else ():
            titles[f"{DROP}-{party}"] = f"Drop {data_map.parties[party].name or party}"
            steps[f"{DROP}-{party}"] = _drop(data_map, party)
        return {
            id_: Option(
                title=titles[id_],
                why=self.why,
                do=does,
                starts=self.starts,
                ramp=self.ramp,
                reversible=self.reversible,
                loses=dict.fromkeys(data_map.functions, lost),
            )
            for id_, does in steps.items()
            if does
        }

    @property
    def remaining(self) -> Estimate | None:
        """The share that its own measure leaves, as an estimate."""
        return None if self.leaves is None else judged(self.leaves, "what such measures leave; no class was found")


class ReadyOptions(ShippedEntry):
    """All ready options, in the order in which they are shown."""

    ready: Many[ReadyOption]


@cache
def shipped() -> tuple[ReadyOption, ...]:
    """The ready options that ship; raises BrokenData on a mistake."""
    checked = read(ReadyOptions, texts(["options/ready.yaml"]))
    refuse(checked.problems)
    return checked.entries[0].ready


def judged(limits: Range, why: str) -> Estimate:
    """A judged share with its 90 % range."""
    low, best, high = limits
    return Estimate(form="range", low=low, best=best, high=high, basis="judgement", grade="D5", why=why)


def ready_options(data_map: DataMap, only: Collection[str] | None = None) -> dict[str, Option]:
    """The ready options that apply to a map, by id, of some ids only if any are given.

    An option of the map's own keeps its id.
    """
    if only is not None and data_map.options.keys() >= set(only):
        return {}
    options = {id_: option for ready in shipped() for id_, option in ready.on_map(data_map).items()}
    asked = (id_ for id_ in options if id_ not in data_map.options and (only is None or id_ in only))
    return {id_: options[id_] for id_ in asked}


def is_ready(id_: str) -> bool:
    """True of an id that a ready option has on some map."""
    return id_.startswith(f"{DROP}-") or any(id_ == ready.id for ready in shipped())


def ready_among(options: Mapping[str, Option]) -> frozenset[str]:
    """The ids of the ready options among those of a map that they stand on."""
    reasons = {ready.why for ready in shipped()}
    return frozenset(id_ for id_, option in options.items() if is_ready(id_) and option.why in reasons)


def with_ready_options(data_map: DataMap, only: Collection[str] | None = None) -> DataMap:
    """The map with the ready options that apply to it after its own, and with the parties at home that they bring.

    Of the ready options with some ids only, if any are given.
    """
    ready = ready_options(data_map, only)
    changed = {"options": {**data_map.options, **ready}, "parties": {**parties_at_home(data_map), **data_map.parties}}
    return data_map.model_copy(update=changed) if ready else data_map


def parties_at_home(data_map: DataMap) -> dict[str, Party]:
    """The parties in the state of the people that ready options bring to a map."""
    home = _home(data_map)
    return {id_: Party(name=name, organised_in=home, run_from=home) for id_, name in PARTIES.items()}


def _home(data_map: DataMap) -> str:
    """The state of the first people counted."""
    return data_map.users[counted_groups(data_map)[0]].place


def _is_abroad(data_map: DataMap, party: str) -> bool:
    entry = data_map.parties.get(party)
    return entry is not None and not {entry.organised_in, entry.run_from} <= places_of_viewpoint(data_map)


def _of_people(data_map: DataMap) -> tuple[str, ...]:
    """The systems that people's data are sent to."""
    sent = dict.fromkeys(flow.target for flow in data_map.flows if flow.source_id in counted_groups(data_map))
    return tuple(id_ for id_ in sent if id_ in data_map.systems)


def _stop_downloads(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    return OptionStep(stop_new_users=StopNewUsers()), OptionStep(stop_updates=StopUpdates())


def _end_service(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    return OptionStep(cease_service=CeaseService()), OptionStep(stop_updates=StopUpdates())


def _bar_officials(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    users = data_map.users
    strategic = tuple(g for g in counted_groups(data_map) if "strategic" in users[g].exposure)
    return (OptionStep(bar_use_by=BarUseBy(groups=strategic)),) if strategic else ()


def _store_at_home(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    home, ours = _home(data_map), places_of_viewpoint(data_map)
    abroad = [system for system in _of_people(data_map) if data_map.systems[system].place not in ours]
    return tuple(OptionStep(move_system=MoveSystem(system=system, to=home)) for system in abroad)


def _trusted_operator(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    home, operator = _home(data_map), data_map.app.operator
    run_abroad = [system for system in _of_people(data_map) if not _is_run_at_home(data_map, system)]
    moves = (OptionStep(move_system=MoveSystem(system=id_, to=home, operator=OPERATOR)) for id_ in run_abroad)
    custody = {f"custody.{operator}.{system}": ready.remaining for system in run_abroad if ready.remaining}
    return (*moves, OptionStep(set=SetEstimates(custody))) if custody else ()


def _is_run_at_home(data_map: DataMap, system: str) -> bool:
    operator = data_map.systems[system].operator
    return operator != UNKNOWN and not any(_is_abroad(data_map, party) for party in _line(data_map, operator))


def _line(data_map: DataMap, party: str) -> tuple[str, ...]:
    """A party and all that own it, however far up."""
    line = [party]
    for owned in line:
        line += [own.owner for own in data_map.ownership if own.of == owned and own.owner not in line]
    return tuple(line)


def _users_hold_keys(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    systems = _with_operators_keys(data_map)
    return (OptionStep(user_keys=UserKeys(systems=systems)),) if systems else ()


def _third_party_keys(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    systems = _with_operators_keys(data_map)
    return (OptionStep(move_keys=MoveKeys(systems=systems, to=KEEPER)),) if systems else ()


def _with_operators_keys(data_map: DataMap) -> tuple[str, ...]:
    """The systems with data that keys can cover and users do not hold the keys to."""
    covered = [data for data in data_map.data if not bare(data_map, data)]
    systems = data_map.systems.items()
    return tuple(id_ for id_, system in systems if any(system.keys.get(d, "operator") != "users" for d in covered))


def _sell_to_own(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    """The operator is sold; one that is abroad itself sells what people send data to, and keeps no custody of it."""
    operator, home = data_map.app.operator, _home(data_map)
    theirs = [id_ for id_ in _of_people(data_map) if not _is_run_at_home(data_map, id_)]
    if theirs and _is_abroad(data_map, operator):
        moves = (OptionStep(move_system=MoveSystem(system=id_, to=home, operator=BUYER)) for id_ in theirs)
        return (*moves, OptionStep(set=SetEstimates({f"custody.{operator}.{id_}": SOLD for id_ in theirs})))
    owned_abroad = any(_is_abroad(data_map, owner) for owner in _line(data_map, operator)[1:])
    return (OptionStep(divest=Divest(party=operator, to=BUYER)),) if owned_abroad else ()


def _end_foreign_access(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    abroad = dict.fromkeys(line for line in _accesses(data_map) if _is_abroad(data_map, line[0]))
    return tuple(OptionStep(end_access=EndAccess(party=party, to=system)) for party, system in abroad)


def _accesses(data_map: DataMap) -> Iterator[tuple[str, str]]:
    """Who can reach into which system without running it, as stated or by agreement."""
    yield from ((access.party, access.to) for access in data_map.access)
    for agreement in data_map.agreements:
        for gift in agreement.gives:
            system = data_map.systems.get(gift.system)
            operator = system.operator if system else gift.system
            yield from ((party, gift.system) for party in agreement.between if party != operator)


def _end_sale_and_ads(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    return tuple(OptionStep(end_flow=EndFlow(flow=flow.id)) for flow in data_map.flows if flow.use in FOR_MONEY)


def _receivers(data_map: DataMap) -> list[str]:
    """The parties whom data flow to and who run neither the app nor a system, those of abroad first.

    One whom an option of the map's own drops is left to that.
    """
    runs = {data_map.app.operator, *(system.operator for system in data_map.systems.values())}
    gets = dict.fromkeys(flow.target for flow in data_map.flows)
    own = [option.do for id_, option in data_map.options.items() if not id_.startswith(f"{DROP}-")]
    parties = (id_ for id_ in gets if id_ in data_map.parties and id_ not in runs)
    others = [id_ for id_ in parties if _drop(data_map, id_) not in own]
    return sorted(others, key=lambda id_: not any(_is_abroad(data_map, each) for each in _line(data_map, id_)))


def _drop(data_map: DataMap, party: str) -> tuple[OptionStep, ...]:
    """The steps by which somebody gets no data."""
    systems = dict.fromkeys(system for who, system in _accesses(data_map) if who == party)
    flows = (flow.id for flow in data_map.flows if flow.target == party)
    return (
        *(OptionStep(end_flow=EndFlow(flow=flow)) for flow in flows),
        *(OptionStep(end_access=EndAccess(party=party, to=system)) for system in systems),
    )


def _shorter_retention(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    data_in = data_at(data_map)
    longer = {id_: _kept_longer(data_map, id_, data_in.get(id_, frozenset())) for id_ in data_map.systems}
    return tuple(
        OptionStep(shorten_retention=ShortenRetention(systems=(id_,), data=data, to=MONTH, leaves=ready.remaining))
        for id_, data in longer.items()
        if data
    )


def _kept_longer(data_map: DataMap, system: str, held: frozenset[str]) -> tuple[str, ...]:
    """The data that a system keeps longer than a month, or does not say for how long."""
    keeps = data_map.systems[system].keeps
    at_rest = (data for data in data_map.data if data in held and (data in keeps or not data_map.data[data].live))
    return tuple(data for data in at_rest if keeps.get(data, math.inf) > MONTH)


def _independent_audit(data_map: DataMap, ready: ReadyOption) -> tuple[OptionStep, ...]:
    return (OptionStep(audit=Audit(systems=tuple(data_map.systems))),) if data_map.systems else ()


STEPS: Mapping[str, Callable[[DataMap, ReadyOption], tuple[OptionStep, ...]]] = {
    "stop-downloads": _stop_downloads,
    "end-service": _end_service,
    "bar-officials": _bar_officials,
    "store-at-home": _store_at_home,
    "trusted-operator": _trusted_operator,
    "users-hold-keys": _users_hold_keys,
    "third-party-keys": _third_party_keys,
    "sell-to-own": _sell_to_own,
    "end-foreign-access": _end_foreign_access,
    "end-sale-and-ads": _end_sale_and_ads,
    "shorter-retention": _shorter_retention,
    "independent-audit": _independent_audit,
}
"""The steps of each ready option on a map, but of those for each who gets data; none where it does not apply."""
