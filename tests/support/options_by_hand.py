"""The worked example's options by the formulas of the method, so that what is said of draws has draws to speak of."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from risk.uncertainty.distributions import Beta, Distribution, Lognormal, lognormal_through
from risk.uncertainty.draws import drawn

Floats = NDArray[np.float64]

YEARS = 2.0
PEOPLE = 1e6
OPTIONS = ("download_ban", "full_ban", "e2ee", "custody_audit", "divest", "custody_e2ee")
STATUS_QUO = "status_quo"


def lognormal(median: float, ratio: float) -> Lognormal:
    return lognormal_through(median / ratio, median * ratio)


KNOWN: dict[str, Distribution] = {
    "lambda_E1": lognormal(4, 2),
    "lambda_E2": lognormal(0.05, 5),
    "lambda_E3": lognormal(0.1, 3),
    "q_power": Beta(9, 1),
    "q_pcc": Beta(8, 2),
    "r_go_E1": Beta(7.5, 2.5),
    "r_go_E2": Beta(5, 5),
    "success_E3": Beta(3, 7),
    "phi_E2": Beta(6, 4),
    "phi_E3": Beta(2, 8),
    "q_clear_e2ee": Beta(1, 19),
    "custody_ratio": Beta(2.5, 7.5),
    "divest_ratio": Beta(1, 17),
    "active_full_ban": Beta(2, 23),
    "retained": Beta(5, 5),
    "chi": lognormal(0.25, 2),
    "delta": lognormal(0.15, 2),
    "s_general": Beta(6, 4),
    "s_at_risk": Beta(1, 9),
    "loss_e2ee": Beta(2, 98),
    "loss_custody": Beta(1, 199),
    "loss_divest": Beta(1, 99),
}


@cache
def numbers(draws: int = 20_000, seed: int = 0) -> dict[str, Floats]:
    """Draws of every number."""
    return dict(zip(KNOWN, drawn(KNOWN, draws, seed, 10), strict=True))


def harm(x: dict[str, Floats]) -> dict[str, Floats]:
    """The harm index of the status quo and of each option, averaged over two years."""
    by_law = x["q_power"] * x["q_pcc"]
    single = x["lambda_E1"] * by_law * x["r_go_E1"]
    bulk = x["lambda_E2"] * by_law * x["r_go_E2"] * x["phi_E2"] * 0.9
    breach = x["lambda_E3"] * x["success_E3"] * x["phi_E3"] * 0.5 * (950_000 / 16 + 50_000 / 4)
    compelled = single * 292.5 + bulk * (950_000 / 4 + 50_000)
    metadata = single * (1_010 / 16 + 40 / 4) + bulk * (950_000 / 16 + 50_000 / 4)
    unreadable = x["q_clear_e2ee"] * compelled + (1 - x["q_clear_e2ee"]) * metadata
    now = compelled + breach
    held = staying(x) + (1 - staying(x)) * x["retained"]
    held_if_banned = x["active_full_ban"] + (1 - x["active_full_ban"]) * x["retained"]
    return {
        STATUS_QUO: now,
        "download_ban": held * (compelled + 1.25 * breach),
        "full_ban": held_if_banned * (compelled + 1.25 * breach),
        "e2ee": 0.25 * now + 0.75 * (unreadable + breach),
        "custody_audit": 0.25 * now + 0.75 * (x["custody_ratio"] * compelled + 0.8 * breach),
        "divest": 0.375 * now + 0.625 * (x["divest_ratio"] * compelled + breach),
        "custody_e2ee": 0.25 * now + 0.75 * (x["custody_ratio"] * unreadable + 0.8 * breach),
    }


def staying(x: dict[str, Floats]) -> Floats:
    """The mean share of people who still use the app under the download ban."""
    leaving = x["chi"] + x["delta"]
    lasting = 0.1 * x["chi"] / leaving
    return np.asarray(lasting + (1 - lasting) * (1 - np.exp(-leaving * YEARS)) / (leaving * YEARS))


def burden(x: dict[str, Floats]) -> dict[str, Floats]:
    """What people lose by the status quo and by each option, in lifeline person-years."""
    without_another = 0.95 * (1 - x["s_general"]) + 0.05 * (1 - x["s_at_risk"])
    lost = {
        STATUS_QUO: np.zeros_like(without_another),
        "download_ban": 1 - staying(x) + 0.1 * staying(x),
        "full_ban": 1 - x["active_full_ban"] + 0.5 * x["active_full_ban"],
        "e2ee": x["loss_e2ee"],
        "custody_audit": x["loss_custody"],
        "divest": x["loss_divest"],
        "custody_e2ee": x["loss_custody"] + x["loss_e2ee"],
    }
    return {option: share * without_another * PEOPLE * YEARS for option, share in lost.items()}


def at_best() -> dict[str, Floats]:
    """The values of section 10.3: the middle of each number as it is stated there."""
    means = {name: of.median if isinstance(of, Lognormal) else of.mean for name, of in KNOWN.items()}
    return {name: np.array([value]) for name, value in means.items()} | {"divest_ratio": np.array([0.05 / 0.9])}
