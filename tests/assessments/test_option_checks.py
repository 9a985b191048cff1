"""Options that do nothing, come late or contradict one another are named, and what comes of some kinds of option."""

from __future__ import annotations

import pytest

from assessments.report.checks.all_checks import checks
from assessments.report.checks.options import option_checks
from assessments.results.options.table import Options
from assessments.run import assess
from data_maps.reading import case_path
from tests.support.assessed import stated
from tests.support.maps import ALONE, map_of

CUTS_NOTHING = (
    "cuts no harm of all actors together at our best estimates. Other ways lead to data that are at least as bad for "
    "people, or it opens some."
)


def test_idle_late_and_contradictory_options_are_named_at_their_line() -> None:
    """Not the move to XB: it takes more from the own state, whose soil the system leaves, than XB gets by it."""
    text = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
options:
  idle: {do: [{move_system: {system: pier, to: XA}}]}
  half-idle: {do: [{audit: {systems: [pier]}}, {end_access: {party: parent, to: pier}}]}
  late: {starts: 3 years, do: [{audit: {systems: [pier]}}]}
  unused: {do: [{set: {sold.people.pier: 2/year}}]}
  away: {do: [{move_system: {system: pier, to: XB}}]}
  twice: {do: [{move_system: {system: pier, to: XB}}, {move_system: {system: pier, to: US}}]}
  beyond: {do: [{move_system: {system: pier, to: US}}]}
combinations: [[away, beyond]]
"""
    found = option_checks(Options(assess(map_of(text))))
    assert [(c.place and c.place.line, c.check, c.message) for c in found] == [
        (11, "option-changes-nothing", "The option “idle” changes nothing in this map."),
        (12, "option-changes-nothing", "Of the option “half-idle”, change 2 (end_access) changes nothing in this map."),
        (14, "option-sets-unused", "Nothing uses the number sold.people.pier while the option “unused” is in force."),
        (13, "option-starts-late", "The option “late” never acts within the 2 years looked at."),
        *(
            (line, "option-cuts-nothing", f"The option “{option}” {CUTS_NOTHING}")
            for line, option in ((11, "idle"), (14, "unused"), (16, "twice"), (17, "beyond"))
        ),
        (
            16,
            "options-contradict",
            "The changes of “twice” make different things of systems.pier.in: the one written later counts.",
        ),
        (
            18,
            "options-contradict",
            "“away” and “beyond” make different things of systems.pier.in: the one written later counts.",
        ),
    ]


def test_the_checks_of_an_assessment_name_idle_options_and_numbers_that_no_comparison_uses() -> None:
    text = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M, relies_on: {talk: {used_by: 90%, substitutable: 10%}}}}
functions: {talk: 1}
data: {chats: text}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
distribution: {store: {party: harbour}, site: {party: harbour}}
estimates: {distribution.store.share: 40%, users.people.new_per_year: 10%, option.idle.retained: 10%}
options:
  idle: {do: [{move_system: {system: pier, to: XA}}]}
  ban: {do: [{stop_updates: [store]}], loses: {talk: 5%}}
"""
    found = {(c.check, c.message) for c in checks(assess(map_of(text)))}
    assert ("option-changes-nothing", "The option “idle” changes nothing in this map.") in found
    unused = {message for check, message in found if check == "unused-estimate"}
    assert unused == {
        "Nothing in this map uses the number users.people.new_per_year.",
        "Nothing in this map uses the number option.idle.retained.",
    }


def test_an_option_that_leaves_no_flow_leaves_no_harm() -> None:
    ended = f"{ALONE}options: {{hush: {{do: [{{end_flow: people.pier}}]}}}}\n"
    (_, hush) = Options(assess(map_of(ended))).rows
    assert hush.harm.point == 0.0


def test_help_to_move_to_another_app_takes_a_bans_burden_down_and_is_no_idle_number() -> None:
    nothing = "loses: {talk: {best: 0, exact: true, why: help to move takes nothing from those who stay}}"
    step = "{set: {users.general.relies_on.talk.substitutable: 80%}}"
    helped = f"options:\n  help: {{do: [{step}], {nothing}}}\n"
    text = case_path("example-chat").read_text(encoding="utf-8").replace("\noptions:\n", f"\n{helped}", 1)
    options = Options(assess(map_of(text)), [("help", "full-ban")])
    assert not [found.message for found in option_checks(options) if found.check == "option-sets-unused"]
    alone, together = options.row("full-ban"), options.row("help+full-ban")
    assert stated(together.burden_by_group)["general"].point == pytest.approx(
        stated(alone.burden_by_group)["general"].point / 2.0
    )
    assert together.harm == alone.harm
    assert stated(options.row("help").burden).point == 0.0
