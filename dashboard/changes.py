"""Changes of a map that are said in words, as `owner US`: owner, place of a server, keys, who gets data, people.

A change leaves the text of the map as it is. It stands in the address by its words, and in the title of the map: no
document tells the changed map as the map itself.
"""

from __future__ import annotations

from assessments.report.reasons import place_name
from assessments.report.sentences import the_state
from data_maps.address_forms import HOLDERS
from data_maps.interview import counted_people
from data_maps.model import DataMap
from data_maps.parties import Ownership
from data_maps.places import flow_text
from data_maps.problems import Fault, Problem, did_you_mean, shown
from data_maps.settings import with_setting
from data_maps.usual_words import country
from risk.exposure import bare
from risk.organisations import counted_groups
from risk.placebo import with_owner_in

OWNER, SERVER, KEYS, DROP, PEOPLE = "owner", "server", "keys", "drop", "people"
KINDS = (OWNER, SERVER, KEYS, DROP, PEOPLE)
UNKNOWN = "unknown"
EXAMPLE = "owner US, keys users, server DE, drop NAME, people 2 million"
HELD_BY = {"operator": "whoever runs the servers", "users": "the people themselves", "none": "nobody: in the clear"}


def in_words(text: str) -> tuple[str, str]:
    """The kind of a change and what is said of it, each in one spelling."""
    kind, _, said = " ".join(text.split()).partition(" ")
    kind = kind.lower()
    return kind[:-1] if kind in ("owners", "servers") else kind, said


def thing(data_map: DataMap, words: str) -> tuple[str, str]:
    """The thing that a change is of: a later change of the same comes in its place."""
    kind, said = in_words(words)
    first = said.partition(" ")[0]
    return kind, said if kind == DROP else first if kind == SERVER and first in data_map.systems else ""


def changed(data_map: DataMap, words: str) -> DataMap | Fault:
    """The map with a change that is said in words, and called so; a Fault with what would be right where none is."""
    kind, said = in_words(words)
    make = {OWNER: _owner, SERVER: _server, KEYS: _keys, DROP: _drop}.get(kind)
    if make is None or not said:
        hint = f"for example {EXAMPLE}" if kind in KINDS else str(did_you_mean(kind, KINDS, f"for example {EXAMPLE}"))
        return Fault((), f"{shown(words)} is no change that is known here", hint)
    made = make(data_map, said)
    if isinstance(made, Fault):
        return made
    there, called = made
    return there.model_copy(update={"title": f"{data_map.title}, {called}"})


def _owner(data_map: DataMap, said: str) -> tuple[DataMap, str] | Fault:
    """Another owner: one of the parties of the map, or its organisation as one of another country."""
    operator, party = data_map.app.operator, _party(data_map, said)
    if party is None:
        code = country(said)
        if isinstance(code, Fault):
            return code
        return with_owner_in(data_map, code), f"owner from {the_state(code)}"
    below = [operator]
    for owner in below:
        below += [line.of for line in data_map.ownership if line.owner == owner and line.of not in below]
    if party in below:
        return Fault((), f"{place_name(data_map, party)} cannot own itself", "name another party, or a country")
    kept = (line for line in data_map.ownership if line.of != operator)
    ownership = (*kept, Ownership(owner=party, of=operator, via="unknown"))
    return data_map.model_copy(update={"ownership": ownership}), f"owned by {place_name(data_map, party)}"


def _server(data_map: DataMap, said: str) -> tuple[DataMap, str] | Fault:
    """Servers in another country: one by its id, or all of them."""
    first, _, rest = said.partition(" ")
    systems = [first] if first in data_map.systems and rest else list(data_map.systems)
    place = rest if first in data_map.systems and rest else said
    code = UNKNOWN if place.lower() == UNKNOWN else country(place.removeprefix("in "))
    if isinstance(code, Fault):
        return code
    moved = {id_: data_map.systems[id_].model_copy(update={"place": code}) for id_ in systems}
    which = place_name(data_map, first) if len(systems) == 1 < len(data_map.systems) else "servers"
    where = "at an unknown place" if code == UNKNOWN else f"in {the_state(code)}"
    return data_map.model_copy(update={"systems": {**data_map.systems, **moved}}), f"{which} {where}"


def _keys(data_map: DataMap, said: str) -> tuple[DataMap, str] | Fault:
    """Another holder of the keys to all that keys can cover, in every system."""
    holder = _party(data_map, said) or said.lower()
    if holder not in (*HOLDERS, *data_map.parties):
        hint = str(did_you_mean(said, (*HOLDERS, *data_map.parties), ", ".join(HOLDERS)))
        return Fault((), f"{shown(said)} is no key holder", hint)
    covered = {data: holder for data in data_map.data if holder == "operator" or not bare(data_map, data)}
    held = {
        id_: system.model_copy(update={"keys": {**system.keys, **covered}}) for id_, system in data_map.systems.items()
    }
    called = place_name(data_map, holder) if holder in data_map.parties else HELD_BY.get(holder, "nobody known")
    return data_map.model_copy(update={"systems": held}), f"keys held by {called}"


def _drop(data_map: DataMap, said: str) -> tuple[DataMap, str] | Fault:
    """The map without the flows and the access of one who gets data."""
    party = _party(data_map, said)
    if party is None:
        names = {place_name(data_map, id_): id_ for id_ in recipients(data_map)}
        hint = str(did_you_mean(said, names, f"one of {', '.join(names)}" if names else "nobody else gets data here"))
        return Fault((), f"nobody on this map is called {shown(said)}", hint)
    name = place_name(data_map, party)
    if party not in recipients(data_map):
        runs = party in {data_map.app.operator, *(system.operator for system in data_map.systems.values())}
        why = "it runs the app or its servers" if runs else "no flow or access leads to it"
        return Fault((), f"{name} cannot be dropped: {why}", "change the owner or the servers")
    needed = next((each.id for each in data_map.agreements if party in each.between and each.gives), None)
    if needed:
        return Fault((), f"the agreement {shown(needed)} gives {name} data", "end it in the text of the map first")
    kept = {
        "flows": tuple(flow for flow in data_map.flows if party not in (flow.source_id, flow.target)),
        "access": tuple(access for access in data_map.access if access.party != party),
        "agreements": tuple(each for each in data_map.agreements if party not in each.between),
    }
    return data_map.model_copy(update=kept), f"without {name}"


def recipients(data_map: DataMap) -> tuple[str, ...]:
    """The parties who get data without running the app or a system."""
    runs = {data_map.app.operator, *(system.operator for system in data_map.systems.values())}
    gets = dict.fromkeys((*(flow.target for flow in data_map.flows), *(each.party for each in data_map.access)))
    return tuple(party for party in gets if party in data_map.parties and party not in runs)


def _party(data_map: DataMap, said: str) -> str | None:
    """The party of a name or an id."""
    names = {text.casefold(): id_ for id_ in data_map.parties for text in (id_, place_name(data_map, id_))}
    return names.get(said.casefold())


def people_setting(data_map: DataMap, said: str) -> str | Fault:
    """The setting that has so many people counted, in any notation; a Fault where it cannot be."""
    groups = counted_groups(data_map)
    if not counts_as_one(data_map):
        return Fault((), f"this map counts {len(groups)} groups", "change the number of one in Numbers")
    count = counted_people(said, data_map.users[groups[0]].place)
    if isinstance(count, Fault):
        return count
    address = f"users.{groups[0]}.count" if data_map.people is None else "people.total"
    setting = f"{address}={count if isinstance(count, str) else flow_text(count)}"
    made = with_setting(data_map, setting)
    return Fault((), made.message, str(made.hint)) if isinstance(made, Problem) else setting


def counts_as_one(data_map: DataMap) -> bool:
    """True where one number says how many people are counted."""
    return data_map.people is not None or len(counted_groups(data_map)) == 1
