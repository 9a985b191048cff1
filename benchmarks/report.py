"""The page of the results, made from what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.aims import CASE, Aim, aims
from benchmarks.tables import (
    Row,
    cell,
    error,
    from_to,
    named,
    needed,
    over,
    ratio_of,
    seconds_text,
    table,
    time_text,
    times_as_long,
)

READERS = {
    "datareach": "Datareach: a map with every check and every place",
    "pyyaml_c": "PyYAML, loader in C: plain values",
    "pyyaml": "PyYAML, its default loader: plain values",
    "ruamel": "ruamel.yaml, round trip: values with places",
}


MADE = """\
Made by `{command}` on {made}, from `results.json` beside this page: {processor}, {cores} cores, {system},
Python {python}, {libraries}. Load average {load} at the start and {load_at_end} at the end; what is above the one
process measured is other work, by which times come out too long. Ratios are of one run, so they bear it better.
Times are the median (smallest–largest) of five runs or more, of fewer where they last seconds."""
PARSERS = (
    "The others only parse; Datareach also checks every key, reference and quantity, and can name the place of each."
)
TIMES = """\
Cold: from text to the harm index with nothing known of the map. Changed: one number is set from outside and everything
that depends on it is made again. Evaluation: all measures at other numbers, as an interval needs them by the thousand.
Memory is the peak of the process beyond what it holds once its modules are loaded."""
FAMILIES = """\
Easy: chains, a company for each system. Realistic: three clouds and four subsidiaries run everything, most flows take
everyone's data, one in ten has a share, support staff have access, four user groups, eight to twelve data types. Hard:
every flow has a share, flows run in circles, companies own each other in rings; no app is known to look so."""
PROBLOG = """\
How likely one attempt of a state is to get anything of a person's: the same conditions, written as a ProbLog program.
Values agree to {disagreement} wherever both end, at the map's numbers and at a changed one. ProbLog is asked for one
more value of what it has compiled, not to compile again. For a single value it is a good tool; what compiling to a
diagram gains is every further value, and all derivatives at once."""
PAGES = """\
The overview in Chromium, from the key that sets a number: until the browser asks the server, which is Streamlit's own;
until the last number has come, which is ours and the way; until all points are painted, which is the browser's again.
Then until the first intervals are painted in their places, and until the last number is. Then the same for an option
that is put in force, and beside them the page opened in two windows, the first of which makes everything and the second
finds it made. Each change comes a second after everything of the last
one stands, in turn of a state's interest and of how likely a law reaches something, on which the states of the world
depend; the slowest is the first after the page was opened."""
SESSIONS = """\
{sessions} browser sessions on one dashboard, in one Chromium on the same {cores} cores, each on a map of its own made
from `{case}`. Opening all of them took {opened}; the clock starts after that. For {seconds:g} seconds they change a
number in turn, one session after the other. Then for as long all of them at once, each again as soon as its whole page
has been answered, with the last answers waited for. No session was shown another's title, and every sentence shown is
what its own map says when it is assessed alone: otherwise there would be an error here. Measured on {made}; the load
average was {load:.1f} before it began, which is other work and makes the times longer, and {load_at_end:.1f} at the
end. `make bench ARGS='--part sessions'` measures this alone again."""
SHOWN = {
    "asked": "asked",
    "answered": "answered",
    "points": "points",
    "intervals": "first intervals",
    "all": "all",
    "option points": "option: points",
    "option intervals": "option: intervals",
    "opened": "opened",
    "opened again": "opened again",
}
ROUTES = """\
All simple paths by networkx; from them the exact value by inclusion and exclusion, and the three usual shortcuts with
their error. Trials: a networkx search for each; the time is what a standard error of one percent takes, reckoned from
2,000 trials."""
DRAWS = """\
Draws: the harm index in every draw, from nothing drawn, on all processors; of processors: their time together. One
at a time there are two ways. From the text: as many point assessments of the map, each from its text, as one makes
without draws; reckoned from three, in a process that has the diagrams already. Evaluated: the same draws, each by
itself, with model and numbers there already; reckoned from twenty at most. To 1 %: how many draws the mean of the
harm index takes until its standard error is one percent, drawn plainly: of the numbers alone, and of the states of
the world as well (making the draws is not counted in that). The mean itself takes no draws where the map is exact:
it is one evaluation. Memory is the peak of the process beyond what it holds once its modules are loaded, all of
these measurements together. A simulated map is assessed with 2,000 draws at most. Load: its average when a row
was done, where that is not the one at the head of this page."""
DERIVATIVES = """\
All derivatives come from one backward pass; the other way is to evaluate twice for each number. Apart: the largest
difference between the two for fifty of the numbers, as a share of the harm index."""
EXPORTS = f"""\
Of `{CASE}` with its intervals: first what files are made of, which several files share, then each file once that is
there; JSON and SARIF put together their own. Each after a first time, which loads the libraries."""
RECORD = """\
Assessments of `{case}` with 1,000 draws, saved one after the other in a hundred lines that take turns; each save waits
for the disk. Then they are listed, searched, loaded and verified, with every byte digested again. A backup goes into a
file of SQLite, a restore from it into an empty store of the same kind; each checks its copy. An upgrade brings tables
of the first version up to this one. Both stores are on the machine that measures."""
LIMITS = """\
Generated maps are made from one seed each and to our idea of what is realistic; another seed or a real map may take
several times as long, and the size of a decision diagram cannot be promised. ProbLog runs with the compiler it brings.
Routes, trials and ProbLog answer one question about one state; an assessment answers all questions about all actors."""

REACH = """\
Whose readable data each state could order, by class, user group and tie: all of it, with points from a map that is
read and of which nothing is remembered, and then its intervals where all other numbers are drawn already."""
BACKTEST = """\
The whole command, from its start to its end: the services that ship, and the first {few} of them, which is what
starting and importing takes. The ratio is of the two."""
VERSIONS = """\
This checkout beside {old}, measured on {made} ({processor}, load average {load:.1f}), process by process in turn, five
of each: time of the processor, all threads together, which other work lengthens least. Points: from the text of a map,
with a catalogue that has been read. `wechat-2020` is as either ships it, with people in shares of one total and two
readings now; the other two maps are the same text in both. Reach is made beside the points, where there is any. Draws:
20,000 of the harm index, from a map that has been read. `python -m benchmarks.versions OLD NAME` measures it again."""
LAWS = """\
Every law asked of a map once; then the facts of one law turned over, one after the other, on everything it looks at:
those of the law that takes longest, the first time. The ratio is of that to asking every law."""
OPTIONS = """\
Every option of a map and every combination over all draws, in one process, from a map that has been read: harms at the
best values, then in every draw, then all intervals and comparisons, then where orders turn round. All pairs:
every two options that do not contradict each other."""


def page(results: Row) -> str:
    """The page that shows some results; everything on it comes from them."""
    parts = (
        _head,
        _aims_table,
        _start,
        _reading,
        _maps,
        _speed,
        _values,
        _draws,
        _derivatives,
        _reach,
        _backtest,
        versions,
        _laws,
        _options,
        _exports,
        _record,
        _sessions,
        _fine_print,
    )
    return "\n".join("\n".join(section(results)) + "\n" for section in parts)


def _head(results: Row) -> Iterator[str]:
    missed = [aim for aim in aims(results) if not aim.met]
    yield "# Benchmarks"
    yield ""
    for aim in missed:
        yield f"**Missed:** {aim.what}: {aim.measured or 'not measured'}, the aim is {aim.aimed}.  "
    if not missed:
        yield "Every aim below is met."
    machine = results["machine"]
    libraries = ", ".join(f"{name} {installed}" for name, installed in machine["libraries"].items() if installed)
    yield ""
    yield MADE.format(
        command=f"make bench{' ARGS=--quick' if results['quick'] else ''}",
        made=results["made"],
        libraries=libraries,
        load=f"{machine['load']:.1f}",
        load_at_end=f"{results['load_at_end']:.1f}",
        **{key: machine[key] for key in ("processor", "cores", "system", "python")},
    )
    if since := results.get("since"):
        yield (
            "Measured again since: " + ", ".join(f"{section} on {day}" for section, day in sorted(since.items())) + "."
        )


def _opening(title: str, words: str) -> Iterator[str]:
    """The first lines of a section: its title and what it measures."""
    yield from (title, "", words, "")


def _aims_table(results: Row) -> Iterator[str]:
    yield "## Aims"
    yield ""
    yield from table(["what", "aim", "measured", "met"], map(_aim_row, aims(results)))


def _aim_row(aim: Aim) -> list[str]:
    return [aim.what, aim.aimed, aim.measured or "not measured", "yes" if aim.met else "**no**"]


def _start(results: Row) -> Iterator[str]:
    yield from _opening("## Start", "A whole process, from its start to its end; the compiled modules are there.")
    yield from table(["command", "time"], ([f"`{name}`", cell(row)] for name, row in results["start"].items()))
    yield from _pages(results)


def _pages(results: Row) -> Iterator[str]:
    """The section on how soon pages answer, where that was measured."""
    if "pages" not in results:
        return
    yield from ("", "## The dashboard", "", PAGES, "")
    maps = results["pages"]["maps"]
    times = ([*named(row), *(cell(row.get(name, {})) for name in SHOWN)] for row in maps)
    yield from table(["map", "systems", *SHOWN.values()], times)


def _sessions(results: Row) -> Iterator[str]:
    """The section on how soon many sessions at once are answered, where that was measured."""
    if "sessions" not in results:
        return
    measured = results["sessions"]
    yield "## Many sessions at once"
    yield ""
    if "stopped" in measured:
        yield f"{measured['stopped']}."
        return
    yield SESSIONS.format(**{**measured, "opened": time_text(measured["opened"])})
    yield ""
    measures = ("points", "intervals", "all")
    heads = [f"{name}, {which}" for name in measures for which in ("median", "p95")]
    rows = (
        [row["pace"], f"{row['scored']:,}", f"{row['fewest']}", *_paced(row, measures)] for row in measured["paces"]
    )
    yield from table(["numbers are changed", "re-scored", "fewest of one", *heads], rows)


def _paced(row: Row, measures: Sequence[str]) -> list[str]:
    return [time_text(row[name][which]) for name in measures for which in ("median", "p95")]


def _reading(results: Row) -> Iterator[str]:
    lines, readers = results["reading"]["lines"], results["reading"]["readers"]
    ours = readers["datareach"].get("median")
    yield from _opening(f"## Reading {lines:,} lines", PARSERS)
    rows = (
        [words, cell(readers[name]), times_as_long(readers[name].get("median"), ours)]
        for name, words in READERS.items()
    )
    yield from table(["reader", "time", "against Datareach's"], rows)


def _maps(results: Row) -> Iterator[str]:
    yield from _opening("## Whole maps", TIMES)
    heads = ["map", "systems", "lines", "events", "cold", "of it reading", "changed", "evaluation", "memory", "exact"]
    yield from table(heads, map(_map_row, results["engine"]["maps"]))
    yield ""
    yield FAMILIES


def _map_row(row: Row) -> list[str]:
    name = f"`{row['map']}`" if row["map"] == CASE else row["map"]
    systems = f"{row['systems']}" if row["systems"] else ""
    if "stopped" in row:
        return [name, systems, "", "", row["stopped"], "", "", "", "", ""]
    size = [name, systems, f"{row['lines']:,}", f"{row['events']}"]
    times = [cell(row["cold"]), time_text(row["stages"]["reading"]), cell(row["again"]), cell(row["once_more"])]
    return [*size, *times, f"{row['megabytes']:.0f} MB", "yes" if row["exact"] else "simulated"]


def _speed(results: Row) -> Iterator[str]:
    yield from _opening("## One value beside ProbLog", PROBLOG.format(disagreement=f"{_disagreement(results):.0e}"))
    heads = ["map", "systems", "first value", "ProbLog", "one more value", "ProbLog", "ratio", "all derivatives"]
    yield from table(heads, map(_speed_row, results["engine"]["questions"]))


def _speed_row(row: Row) -> list[str]:
    ours, theirs = row["datareach"], row["problog"]
    ratio = ratio_of(theirs, ours)
    return [
        *named(row),
        *(seconds_text(ours), seconds_text(theirs)),
        *(cell(ours["again"]) if "again" in ours else "", cell(theirs["again"]) if "again" in theirs else ""),
        *("" if ratio is None else f"{ratio:,.0f}", cell(ours["derivatives"]) if "derivatives" in ours else ""),
    ]


def _disagreement(results: Row) -> float:
    pairs = [(row["datareach"], row["problog"]) for row in results["engine"]["questions"]]
    both = [(a, b) for a, b in pairs if "value" in a and "value" in b]
    return max((abs(a[key] - b[key]) for a, b in both for key in ("value", "moved")), default=0.0)


def _values(results: Row) -> Iterator[str]:
    yield from _opening("## The same question by routes and by trials", ROUTES)
    exact = ["map", "systems", "exact", "routes", "listing", "inclusion–exclusion"]
    yield from table(
        [*exact, "independent", "sum", "best route", "trials to 1 %"], map(_value_row, results["engine"]["questions"])
    )


def _value_row(row: Row) -> list[str]:
    exact, routes, trials = row["datareach"].get("value"), row["routes"], row["simulation"]
    shortcuts = [error(routes.get(name), exact) for name in ("independent", "sum", "best")]
    listing = [f"{routes['routes']:,}", time_text(routes["seconds"])] if "routes" in routes else ["", routes["stopped"]]
    shown = "" if exact is None else f"{exact:.6f}"
    return [*named(row), shown, *listing, seconds_text(row["inclusion_exclusion"]), *shortcuts, needed(trials)]


def _draws(results: Row) -> Iterator[str]:
    yield from _opening("## Draws", DRAWS)
    heads = ["map", "systems", "events", "numbers", "draws", "time", "of processors"]
    heads += ["from the text", "ratio", "evaluated", "ratio"]
    heads += ["numbers alone, to 1 %", "with states, to 1 %", "the mean without draws", "memory", "exact", "load"]
    yield from table(heads, map(_draws_row, results["uncertainty"]["maps"]))


def _draws_row(row: Row) -> list[str]:
    if "stopped" in row:
        return [*named(row), "", "", f"{row['draws']:,}", row["stopped"], *[""] * 11]
    size = [f"{row['events']}", f"{row['numbers']}", f"{row['draws']:,}"]
    times = [time_text(row["seconds"]), time_text(row["processor"]) if "processor" in row else ""]
    times += [*_against(row, "from_text"), *_against(row, "one_by_one")]
    to_one_percent = [f"{time_text(row[n]['seconds'])} ({row[n]['draws']:,.0f})" for n in ("needed", "needed_trials")]
    rest = [cell(row["mean"]), f"{row['megabytes']:.0f} MB", "yes" if row["exact"] else "simulated"]
    return [*named(row), *size, *times, *to_one_percent, *rest, f"{row['load']:.1f}" if "load" in row else ""]


def _against(row: Row, measured: str) -> list[str]:
    ratio = over(row, measured)
    return ["not measured", ""] if ratio is None else [time_text(row[measured]), f"{ratio:,.0f}"]


def _derivatives(results: Row) -> Iterator[str]:
    yield from _opening("## Derivatives", DERIVATIVES)
    rows = [row for row in results["uncertainty"]["maps"] if "stopped" not in row]
    heads = ["map", "systems", "numbers", "backward pass", "differences", "ratio", "apart"]
    yield from table(heads, map(_derivatives_row, rows))


def _derivatives_row(row: Row) -> list[str]:
    backward, differences = row["derivatives"], row["differences"]
    apart = "simulated" if row["apart"] is None else f"{row['apart']:.0e}"
    times = [cell(backward), time_text(differences), f"{differences / backward['median']:,.0f}"]
    return [*named(row), f"{row['numbers']}", *times, apart]


def _reach(results: Row) -> Iterator[str]:
    if "reach" not in results:
        return
    yield from ("## Reach", "", REACH, "")
    heads = ["map", "systems", "states", "points", "points with reach", "more", "reach over all draws"]
    yield from table(heads, map(_reach_row, results["reach"]["maps"]))


def _reach_row(row: Row) -> list[str]:
    if "stopped" in row:
        return [*named(row), "", row["stopped"], "", "", ""]
    more = max(0.0, row["with"]["median"] - row["without"]["median"])
    return [
        *named(row),
        f"{row['states']}",
        cell(row["without"]),
        cell(row["with"]),
        time_text(more),
        cell(row["of_draws"]),
    ]


def _backtest(results: Row) -> Iterator[str]:
    if "backtest" not in results:
        return
    row = results["backtest"]
    yield from _opening("## Backtest", BACKTEST.format(few=row["few"]))
    ratio = times_as_long(row["of_all"].get("median"), row["of_few"].get("median"))
    heads = [f"{row['services']} services", f"{row['few']} services", "ratio"]
    yield from table(heads, [[cell(row["of_all"]), cell(row["of_few"]), ratio]])


def versions(results: Row) -> Iterator[str]:
    """The section on an older version beside this one, where they were measured."""
    if "versions" not in results:
        return
    measured = results["versions"]
    yield from _opening("## Beside {old}".format(**measured), VERSIONS.format(**measured))
    heads = ["map", "systems", "what", "events before", "events now", "before", "now", "now ÷ before"]
    yield from table(heads, (cells for row in measured["maps"] for cells in _version_rows(row)))


def _version_rows(row: Row) -> Iterator[list[str]]:
    """Points, reach and draws of one map in both."""
    old, new = row["old"], row["new"]
    events = [f"{old['events']:,.0f}", f"{new['events']:,.0f}"]
    for what in ("points", "reach", "draws"):
        ratio = times_as_long(new[what]["median"], old[what]["median"]) if what in old else ""
        before = cell(old[what]) if what in old else "has none"
        yield [*named(row), what, *events, before, cell(new[what]), ratio]


def _laws(results: Row) -> Iterator[str]:
    if "laws" not in results:
        return
    yield from ("## Laws", "", LAWS, "")
    heads = ["map", "systems", "things judged", "asking every law", "slowest law", "turning its facts over", "ratio"]
    yield from table(heads, map(_law_row, results["laws"]["maps"]))


def _law_row(row: Row) -> list[str]:
    if "stopped" in row:
        return [*named(row), "", row["stopped"], "", "", ""]
    times = [time_text(row["asking"]), f"`{row['law']}`", time_text(row["turning"])]
    return [*named(row), f"{row['things']}", *times, f"{row['turning'] / row['asking']:.2g}"]


def _options(results: Row) -> Iterator[str]:
    if "options" not in results:
        return
    measured = results["options"]
    yield from _opening("## Options", OPTIONS)
    heads = ["map", "options", "combinations", "draws", "points", "draws of all", "comparisons", "flips", "memory"]
    rows = [(f"`{CASE}`, all pairs", {"draws": measured["pairs"].get("draws"), **measured["pairs"]})]
    rows += [(f"`{row['map']}`", {"draws": measured["pairs"].get("draws"), **row}) for row in measured["named"]]
    yield from table(heads, [_options_row(*row) for row in rows])
    yield ""
    yield from table([f"one more option of `{CASE}`", "time"], _one_more(measured))
    if "cpu" in measured.get("compared", {}):
        yield ""
        heads = ["what `datareach options` prints", "CPU time", "draws of options", "largest error of a difference"]
        yield from table(heads, _compared(measured["compared"]))


def _compared(now: Row) -> Iterator[list[str]]:
    """The comparison as the command makes it, before it was made faster and now."""
    for when, row in (("before", now.get("before")), ("now", now)):
        if row:
            error = f"{row['largest_error']:.1%}" if "largest_error" in row else "not known"
            yield [f"`{CASE}`, {when}", time_text(row["cpu"]), f"{row['of_draws']:,}", error]


def _options_row(name: str, row: Row) -> list[str]:
    if "stopped" in row:
        return [name, "", "", "", row["stopped"], "", "", "", ""]
    stages = [time_text(row[stage]) for stage in ("points", "draws_of_all", "comparisons", "flips")]
    combined = row["pairs"] if "pairs" in row else row["combinations"]
    return [name, f"{row['options']}", f"{combined}", f"{row['draws']:,}", *stages, f"{row['megabytes']:,.0f} MB"]


def _one_more(measured: Row) -> Iterator[list[str]]:
    one, best = measured["one_more"], measured["best_sets"]
    if "stopped" in one or "stopped" in best:
        yield ["stopped", str(one.get("stopped", best.get("stopped")))]
        return
    yield ["points, the first time", from_to(one["points"])]
    yield ["intervals, the first time", from_to(one["intervals"])]
    yield ["intervals, once more", time_text(one["intervals_again"])]
    yield ["the same from the text of the map", time_text(one["from_the_text"])]
    yield [f"the best set of {best['options']} options, every set looked at", time_text(best["seconds"])]


def _exports(results: Row) -> Iterator[str]:
    if "exports" not in results:
        return
    yield from _opening("## Exports", EXPORTS)
    measured = results["exports"]
    if "stopped" in measured:
        yield f"{measured['stopped']}."
        return
    rows = [*measured["parts"].items(), *((f"`{name}`", row) for name, row in measured["formats"].items())]
    yield from table(["what", "time", "bytes"], map(_export_row, rows))


def _export_row(named: tuple[str, Row]) -> list[str]:
    name, row = named
    return [name, cell(row), f"{row['bytes']:,}" if "bytes" in row else ""]


def _record(results: Row) -> Iterator[str]:
    if "record" not in results:
        return
    yield from _opening("## The record", RECORD.format(case=results["record"]["case"].removeprefix("case:")))
    heads = ["store", "saved", "in all", "one at first", "one at last", "ten newest", "ten by two words", "a line"]
    copies = ["backup", "its size", "restore", "upgrade"]
    yield from table([*heads, "one, whole", "verify all", *copies], map(_record_row, results["record"]["stores"]))


def _record_row(row: Row) -> list[str]:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[row["kind"]]
    if "stopped" in row:
        return [kind, row["stopped"], *[""] * 12]
    times = [row["saving"], row["first"], row["last"]]
    looks = ("listing", "searching", "line", "loading", "verifying")
    return [kind, f"{row['saves']:,}", *map(time_text, times), *(cell(row[look]) for look in looks), *_copies(row)]


def _copies(row: Row) -> list[str]:
    """The times of a backup, a restore and an upgrade, where they were measured."""
    if "backing_up" not in row:
        return ["not measured"] * 4
    size = f"{row['bytes'] / 1e6:,.0f} MB"
    return [cell(row["backing_up"]), size, cell(row["restoring"]), cell(row["upgrading"])]


def _fine_print(_: Row) -> Iterator[str]:
    yield "## What this does not show"
    yield ""
    yield LIMITS
