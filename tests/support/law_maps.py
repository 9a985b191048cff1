"""Maps that tests on laws share, each with words to replace."""

from __future__ import annotations

from datetime import date

from data_maps.model import DataMap
from tests.support.maps import map_of as written

TODAY = date(2026, 11, 25)
DEAL = """\
app: {name: Harbour, operator: here, kind: fitness}
as_of: 2026-03-01
users: {people: {in: US, count: COUNT}}
data: {pulse: health}
parties:
  here: {organised_in: US}
  there: {organised_in: SG}
  above: {organised_in: CN}
ownership:
  - {owner: above, of: there, via: shares, share: 60%}
systems: {store: {operator: here, in: US, keys: operator}}
flows:
  - {from: people, to: store, data: [pulse]}
access:
  - {party: there, to: store}
agreements:
  - {id: help, between: [here, there], kind: vendor, gives: {system: store}}
"""
HEALTH = """\
app: {name: Puls, operator: puls, kind: fitness}
as_of: 2026-11-01
viewpoint: DE
users: {patients: {in: DE, count: 400k}}
data: {pulse: health}
parties: {puls: {organised_in: DE}, cloud: {organised_in: US}}
systems: {store: {STORE, keys: operator}}
flows: [{from: patients, to: store, data: [pulse]}]
"""
ABROAD = """\
app: {name: Run, operator: here, kind: fitness}
as_of: 2027-06-01
users: {people: {in: US, count: 400k}}
data: {pulse: health}
parties: {here: {organised_in: US}, helper: {organised_in: HOME}}
systems: {store: {operator: helper, in: HOME, keys: operator}}
flows: [{from: people, to: store, data: [pulse]}]
access: [{party: here, to: store}]
"""
SHORT = """\
app: Puls
as_of: 2027-06-01
users: {DE: 300k}
data: [health, text]
owner: {name: Puls, jurisdiction: DE}
"""
CLOUD = """\
app: {name: Run, operator: here, kind: fitness}
as_of: 2026-11-01
users: {people: {in: HOME, count: 300k}}
data: {pulse: health}
parties: {here: {organised_in: OPERATOR}, cloud: {organised_in: US}}
systems: {store: {STORE, keys: operator}}
flows: [{from: people, to: store, data: [pulse], for: hosting}]
"""
IN_US_CLOUD = CLOUD.replace("STORE", "operator: cloud, in: US")
MINORITY = """\
app: {name: Paths, operator: here, kind: social, accounts: true, shows_users_content: true}
as_of: 2024-12-01
users: {people: {in: US, count: 5M}}
data: {words: text}
parties: {here: {organised_in: US}, fund: {organised_in: CN}}
ownership:
  - {owner: fund, of: here, via: shares, share: SHARE}
  MORE
systems: {store: {operator: here, in: US}}
flows: [{from: people, to: store, data: [words]}]
"""
SEAT = "- {owner: fund, of: here, via: board, share: 14%}"
QUIET = HEALTH.replace("STORE", "operator: cloud, in: SG").replace("viewpoint: DE\n", "")
TOOL = "agreements: [{id: help, between: [puls, cloud], kind: processing, transfer_tool: TOOL}]\n"


def staff_abroad(home: str, place: str = "IN") -> DataMap:
    """A firm whose own employee looks at the data from India, or from elsewhere."""
    text = QUIET.replace("in: DE", f"in: {home}").replace(
        "cloud: {organised_in: US}", f"cloud: {{kind: person, organised_in: {place}}}"
    )
    text = text.replace("operator: cloud, in: SG", f"operator: puls, in: {home}")
    job = "agreements: [{id: job, between: [puls, cloud], kind: employment}]\n"
    return written(text + "access: [{party: cloud, to: store}]\n" + job)


SOLD = """\
app: {name: Run, operator: firm, kind: fitness}
as_of: 2026-03-01
users: {people: {in: US, count: 2M}}
data: {pulse: health}
parties: {firm: {organised_in: US}, seller: {organised_in: US}, buyer: {organised_in: CN}}
systems: {store: {operator: firm, in: US}, lists: {operator: seller, in: US}}
flows:
  - {from: people, to: store, data: [pulse]}
  MORE
  - {from: store, to: lists, data: [pulse], for: sale}
  - {from: lists, to: buyer, data: [pulse], for: sale}
"""
IN_CHINA = """\
app: {name: Run, operator: here, kind: fitness}
as_of: 2026-11-01
users: {people: {in: US, count: 500k}}
data: {pulse: health}
parties: {here: {name: Run Inc, organised_in: US}, cloud: {organised_in: SG}}
systems: {store: {STORE}}
flows: [{from: people, to: store, data: [pulse]}]
"""
