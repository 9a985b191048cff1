"""All conclusions of a run, as they stand in its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.conclusions.forecast import failing_defaults
from assessments.conclusions.models import Conclusions
from assessments.conclusions.options import idle, is_ban, verdict, with_flips
from assessments.conclusions.reach import lead_row, main_options, most_disputed, owner_matters, widest_row
from assessments.results.options.table import options_of
from assessments.results.summary import summary_numbers
from assessments.results.track_record import track_record
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.run import Run


@kept
def conclusions(run: Run) -> Conclusions:
    """What the numbers of a run are taken to say."""
    numbers, options = summary_numbers(run), options_of(run)
    lead, widest, disputed = lead_row(numbers), widest_row(numbers), most_disputed(numbers)
    return Conclusions(
        lead=lead.actor if lead else None,
        widest=widest.actor if widest else None,
        most_disputed=disputed.actor if disputed else None,
        owner_matters=owner_matters(numbers.ownership_specific),
        main_options=tuple(option.option for option in main_options(numbers)),
        failing_defaults=failing_defaults(track_record()),
        verdict=with_flips(options, verdict(options)) if options else None,
        bans=tuple(row.option for row in options.rows if is_ban(options, row)) if options else (),
        idle=tuple(row.option for row in idle(options)) if options else (),
    )
