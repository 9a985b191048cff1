"""Walk of one number through the program: every function of ours that is handed its address, in the order of calls.

`python -m benchmarks.walk power.CN.tencent-holdings=0.5` assesses the WeChat case with that number set, writes the PDF,
and prints how many functions in how many modules were handed the address or a container with it.
It takes about two minutes of a processor.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType

ROOT = Path(__file__).parents[1]
ROOMS = ("data_maps", "risk", "laws", "assessments", "commands")
MOST = 5_000
"""Lists with more members than this are not looked through."""
CALLS = 20_000
"""A function that so many calls did not hand the address is not looked at any longer."""


class Walk:
    """The functions that were handed an address, and the moves from one module to another between them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.functions: dict[tuple[str, str], None] = {}
        self.moves = 0
        self._last = ""
        self._calls: dict[CodeType, int] = {}

    def hear(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call that is handed the address; for `sys.setprofile`."""
        if event != "call" or self._calls.get(frame.f_code, 0) >= CALLS:
            return
        self._calls[frame.f_code] = self._calls.get(frame.f_code, 0) + 1
        module = self._module(frame)
        if module is None:
            self._calls[frame.f_code] = CALLS
        elif any(self._holds(value) for value in list(frame.f_locals.values())):
            self._note(module, frame.f_code)

    def _note(self, module: str, code: CodeType) -> None:
        """Note a function once, and the move to its module from that of the one before."""
        self._calls[code] = CALLS
        self.functions[module, code.co_qualname] = None
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
