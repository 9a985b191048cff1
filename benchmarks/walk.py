"""Walk of one number through the program: every function of ours that is handed its address, in the order of calls.

`python -m benchmarks.walk power.CN.tencent-holdings=0.5` assesses the WeChat case with that number set, writes the PDF,
and prints how many functions in how many modules were handed the address or a container with it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

ROOT = Path(__file__).parents[1]
ROOMS = ("data_maps", "risk", "assessments", "commands")
MOST = 5_000
"""Lists with more members than this are not looked through."""


class Walk:
    """The functions that were handed an address, and the moves from one module to another between them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.functions: dict[tuple[str, str], int] = {}
        self.moves = 0
        self._last = ""

    def hear(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call that is handed the address; for `sys.setprofile`."""
        module = self._module(frame) if event == "call" else None
        if module is None or not any(self._holds(value) for value in list(frame.f_locals.values())):
            return
        key = (module, frame.f_code.co_qualname)
        self.functions[key] = self.functions.get(key, 0) + 1
        self.moves += module != self._last
        self._last = module

    def _module(self, frame: FrameType) -> str | None:
        path = Path(frame.f_code.co_filename)
        inside = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS
        return str(path.relative_to(ROOT)) if inside else None

    def _holds(self, value: object) -> bool:
        if isinstance(value, str):
            return value == self.address or value.startswith(f"{self.address}=")
        if isinstance(value, Mapping | AbstractSet):
            return self.address in value
        if isinstance(value, tuple | list):
            return len(value) <= MOST and any(isinstance(one, str) and one == self.address for one in value)
        return False


def walk(setting: str) -> Walk:
    """The walk of a setting, ADDRESS=VALUE, through an assessment of the WeChat case and its PDF."""
    from datareach import main

    steps = Walk(setting.partition("=")[0])
    with TemporaryDirectory() as folder:
        arguments = ["assess", "case:wechat-2020", "--set", setting, "--draws", "1000", "--formats", "pdf"]
        arguments += ["--out", folder]
        sys.argv = ["datareach", *arguments]
        sys.setprofile(steps.hear)
        try:
            main()
        except SystemExit:
            pass
        finally:
            sys.setprofile(None)
    return steps


if __name__ == "__main__":
    done = walk(sys.argv[1])
    modules = list(dict.fromkeys(module for module, _ in done.functions))
    for module in modules:
        print(module, ", ".join(name for place, name in done.functions if place == module))
    print(f"{len(done.functions)} functions in {len(modules)} modules, {done.moves} moves between modules")
