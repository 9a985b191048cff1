"""Numbers of draws: from how many simulations each kind of result is taken, and why from no more."""

from __future__ import annotations

FEWEST, MOST = 1_000, 1_000_000
"""As few and as many as anybody may ask for: ends of intervals are noise below, and no surer above."""
DRAWS = 20_000
"""The result itself: the middle of the harm index is then off by less than 1 % on most maps."""
DRAWS_IF_SIMULATED = 2_000
FEWEST_IF_SIMULATED = 500
"""The result of a map too wide for diagrams: each draw takes a sweep of trials. A very large map has fewer draws, as
many as one result has words of trials, but never fewer than the second number."""

WHAT_IF_DRAWS, WHAT_IF_DRAWS_IF_SIMULATED = 2_000, 500
"""The result with something closed: asked dozens of times, in the first draws of the result."""
CLAIM_DRAWS = 200
"""The reach with one number at either end of its range: asked four times for each number."""
BESIDE_DRAWS = 6_000
"""Another owner, drawing or reading, in the first draws of the result: scaled by what these say of the map itself."""
OPTION_DRAWS = 6_000
"""Options side by side: on the same draws, and scaled so that doing nothing comes to what all draws say."""
COMPARISON_DRAWS = 1_000
"""Two maps side by side: explained by up to 32 maps between the two."""

WORLD_DRAWS = 1_000
"""Chances over years at least: each draw takes a walk through the states of the world. All, where these are few."""
WORLD_DRAWS_IF_SIMULATED = 100
"""The same where both states and people are simulated: each draw then has a sample of states of its own."""
YEAR_DRAWS = 100
"""The worst years: in each of the first few draws 1,000 years are simulated, as fewer would widen the interval."""

PART_DRAWS = 500
"""Shares of the harm and elasticities: one pass back for every number in every draw; shown to two figures."""
PART_DRAWS_IF_SIMULATED = 50
"""The same of a simulated map: every draw takes trials of its own."""
TIE_DRAWS, TIE_STEPS = 6_000, 20_000_000
"""Ties of reach: each draw has the reach of every set of ties, 16 on most maps; shown as whole percentages.

The nodes of the diagrams by every set, what is the same once, are the steps of a draw. A large map has as many draws as
keep to the second number of steps, 0.15 s.
"""

KEPT_ORDERS = (1_000, 20_000)
"""Up to how many draws an order of slices is kept for the next map: those of few draws, and of as many as is usual."""


def tie_draws(steps: int) -> int:
    """The number of draws in which ties are told apart where each takes so many steps: never fewer than of shares."""
    return max(PART_DRAWS, min(TIE_DRAWS, TIE_STEPS // max(1, steps)))
