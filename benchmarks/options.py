"""Times of all options of a case and all their pairs, over all draws, and of one more option."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from functools import partial
from itertools import combinations

from assessments.exports.terminal import options_page
from assessments.results.options.questions import best_options
from assessments.results.options.switching_values import Flips
from assessments.results.options.table import Options, options_of
from assessments.run import Settings, assess
from benchmarks.questions import map_of
from benchmarks.timing import Row, alone
from commands.printing import paged
from data_maps.model import DataMap
from risk.options.search import Limits
from risk.options.timeline import clashes

CASE = "wechat-2020"
OTHERS = ("example-chat", "tiktok-2020", "eu-saas", "own-state")
DRAWS = 20_000
WITHIN = 600.0


def measured(quick: bool) -> Row:
    """Singles and pairs of one case, the options and combinations that each case names, and one more option."""
    cases = OTHERS[:1] if quick else (CASE, *OTHERS)
    return {
        "pairs": alone("benchmarks.options:pairs", CASE, DRAWS, within=WITHIN),
        "named": [{"map": name, **alone("benchmarks.options:named", name, DRAWS, within=WITHIN)} for name in cases],
        "one_more": alone("benchmarks.options:one_more", CASE, DRAWS, within=WITHIN),
        "best_sets": alone("benchmarks.options:best_sets", CASE, within=WITHIN),
        "compared": alone("benchmarks.options:compared", CASE, DRAWS, within=WITHIN),
    }


def pairs(name: str, draws: int) -> Row:
    """Every single option and every pair that does not contradict itself: points, draws, comparisons, memory."""
    whole = with_all_pairs(map_of(name, 0))
    return {"draws": draws, "options": len(whole.options), "pairs": len(whole.combinations), **stages(whole, draws)}


def named(name: str, draws: int) -> Row:
    """The options and combinations that a case names itself."""
    data_map = map_of(name, 0)
    return {"options": len(data_map.options), "combinations": len(data_map.combinations), **stages(data_map, draws)}


def with_all_pairs(data_map: DataMap) -> DataMap:
    """The map with every pair of its options that does not contradict itself as a combination."""
    excluded = {frozenset((clash.one, clash.other)) for clash in clashes(data_map, data_map.options)}
    allowed = tuple(pair for pair in combinations(data_map.options, 2) if frozenset(pair) not in excluded)
    return data_map.model_copy(update={"combinations": allowed})


def stages(data_map: DataMap, draws: int) -> Row:
    """Seconds of each stage, one after the other, from a map that has been read; memory in MB at the end."""
    run = assess(data_map, Settings(draws=draws))
    options = Options(run)
    chosen = list(options.combinations.values())
    times: Row = {"points": _seconds(lambda: [options.at_best(combination) for combination in chosen])}
    times |= {"draws_of_all": _seconds(lambda: [options.drawn(combination) for combination in chosen])}
    times |= {"comparisons": _seconds(lambda: options.rows)}
    flips = Flips(options)
    beaten = [(row.option, one.option) for row in options.rows if row.dominated for one in row.dominated.by]
    times |= {"flips": _seconds(lambda: [flips.between(*pair) for pair in beaten])}
    times |= {"flips_found": sum(len(flips.between(*pair)) for pair in beaten)}
    return {**times, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def one_more(name: str, draws: int) -> Row:
    """Seconds from choosing an option of a case that is open to its numbers, beside a whole run from the text.

    Each of the first four options for the first time, at the best values and over draws; then the first once more.
    """
    data_map = map_of(name, 0)
    options = Options(assess(data_map, Settings(draws=draws)))
    options.at_best(())
    options.drawn(())
    chosen = [(option,) for option in list(data_map.options)[:4]]
    return {
        "points": [_seconds(partial(options.at_best, combination)) for combination in chosen],
        "intervals": [_seconds(partial(options.drawn, combination)) for combination in chosen],
        "points_again": _seconds(partial(options.at_best, chosen[0])),
        "intervals_again": _seconds(partial(options.drawn, chosen[0])),
        "from_the_text": _seconds(lambda: Options(assess(map_of(name, 0), Settings(draws=draws))).drawn(chosen[0])),
    }


def best_sets(name: str) -> Row:
    """Seconds to the best set of all options, every set looked at."""
    options = Options(assess(map_of(name, 0)))
    size: Row = {"options": len(options.data_map.options)}
    return {**size, "seconds": _seconds(lambda: best_options(options, Limits()))}


def compared(name: str, draws: int) -> Row:
    """CPU seconds of all that `datareach options` prints of a map that has been read, and the largest error in it."""
    data_map, start = map_of(name, 0), time.process_time()
    run = assess(data_map, Settings(draws=draws))
    paged(options_page(run))
    seconds, options = time.process_time() - start, options_of(run)
    if options is None or options.columns is None:
        return {"cpu": seconds}
    errors = [row.reduction_error or 0.0 for row in options.rows[1:]]
    return {"cpu": seconds, "of_draws": options.columns.draws, "largest_error": max(errors)}


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
