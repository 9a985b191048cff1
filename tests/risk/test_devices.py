"""Data on people's own devices: nobody has a hold there, and what leaves them is reached where it goes."""

from __future__ import annotations

import pytest

from assessments.results.summary import summary_numbers
from assessments.run import Run, Settings, assess
from data_maps.model import DataMap
from data_maps.writing import expanded_text
from risk.reach import CLASSES, TOLD_OF_OPTIONS, reach
from tests.support.maps import map_of

MAP = """\
app: {name: A, operator: acme}
as_of: 2026-08-01
viewpoint: US
users: {people: {in: US, count: 1M}}
data: {notes: text, log: metadata}
parties: {acme: {organised_in: CN}}
systems:
  phone: {in: device, keeps: {notes: until deleted}}
%s
flows:
  - {from: people, to: phone, data: [notes, log], in_transit: clear}
%s
"""
SERVER = "  server: {operator: acme, in: CN, keys: operator}"
BACKUP = "  - {from: phone, to: server, data: notes, share: 30%}"


def device() -> DataMap:
    return map_of(MAP % ("", ""))


def run_of(data_map: DataMap) -> Run:
    return assess(data_map, Settings(draws=0))


def test_a_device_stands_with_its_user_and_is_written_out_as_it_was_said() -> None:
    phone = device().systems["phone"]
    assert (phone.device, phone.place, phone.operator, set(phone.keys.values())) == (True, "US", "unknown", {"users"})
    text = expanded_text(device())
    assert "phone: {in: device, keeps: {notes: until deleted}}" in text
    again = map_of(text)
    assert again.systems == device().systems


def test_where_all_data_stay_on_devices_no_state_reaches_anybody_and_nothing_happens() -> None:
    run = run_of(device())
    reached = reach(run.events).at_best
    assert {x: [float(reached.persons(x, c)[0]) for c in CLASSES] for x in ("CN", "US")} == {
        "CN": [0.0] * len(CLASSES),
        "US": [0.0] * len(CLASSES),
    }
    assert [event.key for event in run.events.events] == []
    assert run.harm == 0.0


def test_what_leaves_a_device_is_reached_where_it_goes() -> None:
    through = map_of(MAP % (SERVER, BACKUP))
    straight = map_of(MAP % (SERVER, BACKUP.replace("phone", "people")))
    both = [reach(run_of(m).events).at_best for m in (through, straight)]
    for c in TOLD_OF_OPTIONS:
        persons = [float(reached.persons("CN", c)[0]) for reached in both]
        assert persons[0] == pytest.approx(persons[1])
    assert all(reached.persons("CN", "any")[0] > 0.0 for reached in both)


def test_page_one_of_what_stays_on_devices_can_be_written() -> None:
    for draws in (0, 1000):
        numbers = summary_numbers(assess(device(), Settings(draws=draws)))
        assert [row.content_persons.point for row in numbers.table] == [0.0] * len(numbers.table)
