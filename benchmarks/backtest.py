"""Time of a backtest of the services that ship, beside one of two services."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from benchmarks.start import of_command
from benchmarks.timing import Row
from risk.backtest.units import visible_units
from risk.shipped import HERE

SERVICES = HERE / "record" / "services-visible.yaml"
BACKTEST = ("-m", "datareach", "backtest")
RUNS = 5
FEWEST = 2


def measured(quick: bool) -> Row:
    """Seconds of the whole command on all services, and on as few as it takes."""
    runs = 1 if quick else RUNS
    with TemporaryDirectory() as folder:
        few = first_services(Path(folder) / "few.yaml", FEWEST)
        of_few = of_command((*BACKTEST, str(few)), runs)
    return {"services": len(visible_units()), "few": FEWEST, "of_all": of_command(BACKTEST, runs), "of_few": of_few}


def first_services(file: Path, count: int) -> Path:
    """A file of the first of the services that ship."""
    shipped = yaml.safe_load(SERVICES.read_text(encoding="utf-8"))
    some = {**shipped, "units": shipped["units"][:count]}
    file.write_text(yaml.safe_dump(some, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return file
