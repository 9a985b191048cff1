"""What each file of tests takes of the processors: `make test ARGS="-p tests.support.costs"`.

Seconds of the process that tests, and of those that it started: the browser, commands, servers of single tests. What
the two servers took that all tests share is in no row.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import suppress
from heapq import nlargest

import psutil
import pytest

MOST = 60
"""Rows that are printed of each table."""
TOOK = "processor seconds, its own and those of others"
START = pytest.StashKey[tuple[float, float]]()
TESTS: dict[str, tuple[float, float]] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Look at the clocks of the processors before the first of a test's fixtures."""
    item.stash[START] = taken()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Look at them again behind the last of its fixtures, and send the difference along."""
    (own, others), (own_before, others_before) = taken(), item.stash[START]
    others = max(0.0, others - others_before)  # what a browser took is gone once it ends
    item.user_properties.append((TOOK, (own - own_before, others)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what was sent along, in the process that has the terminal."""
    for name, seconds in report.user_properties:
        if name == TOOK and isinstance(seconds, tuple | list):
            own, others = seconds
            TESTS[report.nodeid] = own, others


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the sums, the dearest files, and the dearest tests."""
    sums = [sum(seconds[which] for seconds in TESTS.values()) for which in (0, 1)]
    terminalreporter.write_line("{:.0f} processor seconds of tests, {:.0f} of others".format(*sums))
    tests = {test: sum(seconds) for test, seconds in TESTS.items()}
    files: dict[str, float] = defaultdict(float)
    for test, seconds in tests.items():
        files[test.partition("::")[0]] += seconds
    for table in (files, tests):
        for name in nlargest(MOST, table, key=lambda name: table[name]):
            terminalreporter.write_line(f"{table[name]:7.1f} {name}")


def taken() -> tuple[float, float]:
    """Processor seconds of this process, and of all that it started, of those that ended too."""
    here = psutil.Process()
    others = here.cpu_times().children_user + here.cpu_times().children_system
    for process in here.children(recursive=True):
        with suppress(psutil.Error):
            times = process.cpu_times()
            others += times.user + times.system + times.children_user + times.children_system
    return time.process_time(), others
