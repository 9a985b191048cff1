"""What an object keeps is worked out once, and nobody waits for another object's."""

from __future__ import annotations

import ast
import re
import threading

from data_maps.caching import cached_property
from tests.support.commanded import ROOT
from tests.test_layers import ROOMS


class Meeting:
    """Two of these can only say they met if both work it out at once."""

    def __init__(self, together: threading.Barrier) -> None:
        self.together = together
        self.asked = 0

    @cached_property
    def met(self) -> bool:
        """Whether another one was at work meanwhile."""
        self.asked += 1
        self.together.wait(600)
        return True


def test_two_objects_work_out_the_same_thing_at_once() -> None:
    together = threading.Barrier(2)
    one, other = Meeting(together), Meeting(together)
    thread = threading.Thread(target=lambda: other.met, daemon=True)
    thread.start()
    assert one.met
    thread.join(600)
    assert other.met
    assert (one.asked, other.asked) == (1, 1)


def test_all_that_an_assessment_keeps_is_kept_so() -> None:
    from assessments.results.options.table import Options
    from assessments.run import Run
    from risk.uncertainty.propagation import Uncertain

    kept = [each for of in (Run, Options, Uncertain) for each in vars(of).values() if hasattr(each, "attrname")]
    assert len(kept) > 20
    assert {type(each) for each in kept} == {cached_property}


def test_nothing_that_is_kept_can_be_changed() -> None:
    """A flag that is kept on a run made a whole result say later that it was none."""
    modules = {
        path: ast.parse(path.read_text(encoding="utf-8")) for room in ROOMS for path in (ROOT / room).rglob("*.py")
    }
    nodes = [(path, node) for path, module in modules.items() for node in ast.walk(module)]
    changing = {
        node.name
        for _, node in nodes
        if isinstance(node, ast.ClassDef) and {"dataclass", "dataclass()"} & {*map(ast.unparse, node.decorator_list)}
    }
    kept = [
        (path.name, node.name, {name.id for name in ast.walk(node.returns) if isinstance(name, ast.Name)})
        for path, node in nodes
        if isinstance(node, ast.FunctionDef) and node.returns
        if {"kept", "cached_property"} & {*map(ast.unparse, node.decorator_list)}
    ]
    assert len(kept) > 250
    assert [(file, name) for file, name, said in kept if said & changing] == []


def test_nothing_writes_into_another_object_but_the_module_of_caches() -> None:
    writing = re.compile(r"vars\([^)]*\)(\[[^]]*\] =|\.(update|setdefault|pop)\()|__dict__\[|object\.__setattr__")
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [path.name for path in files if writing.search(path.read_text(encoding="utf-8"))] == ["caching.py"]
