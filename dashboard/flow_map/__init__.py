"""The flow diagram in the browser: select, follow, zoom, and keep the picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assessments.report.figures.palette import DARK, LIGHT, Palette
from dashboard.streamlit_internals import listen

_HERE = Path(__file__).parent
_HTML = """
<div class="map">
  <div class="bar" role="toolbar" aria-label="Flow diagram">
    <button type="button" data-does="closer" aria-label="Zoom in" title="Zoom in (+)">+</button>
    <button type="button" data-does="farther" aria-label="Zoom out" title="Zoom out (−)">−</button>
    <button type="button" data-does="fit" title="Show all of it (0)">Fit</button>
    <button type="button" data-does="large" title="The whole screen, or back (F)">Full screen</button>
    <button type="button" data-does="save" title="Keep the picture as a file">Download SVG</button>
    <span class="help" id="keys">
      Arrow keys walk along the flows, Enter selects, Esc clears. Drag to move, Ctrl+wheel to zoom.
    </span>
  </div>
  <div class="view" role="group" aria-label="Flow diagram" aria-describedby="keys"></div>
  <p class="legend">
    <span><i class="route"></i>routes listed</span>
    <span><i class="chosen"></i>chosen route</span>
    <span><i class="assumed"></i>assumed</span>
    <span><i class="thick"></i>more harm</span>
    <span><i class="box"></i>stronger colour: more serious data</span>
  </p>
  <div class="said" role="status"></div>
</div>
"""


def _levels(where: str, palette: Palette) -> str:
    colours = "".join(f"--level-{level}: {palette.level(level)}; " for level in range(1, 5))
    return f"{where} {{ {colours}}}\n"


_flow_map = st.components.v2.component(
    "datareach_flow_map",
    html=_HTML,
    css=_levels(".map", LIGHT) + _levels(".map.dark", DARK) + (_HERE / "flow_map.css").read_text("utf-8"),
    js=(_HERE / "flow_map.js").read_text("utf-8"),
)


def flow_map(
    svg: str,
    *,
    whole: str = "",
    revision: str,
    selected: str | None,
    lit: Sequence[str],
    key: str,
    height: int = 560,
    name: str = "flows",
) -> str | None:
    """Draw the diagram and return the id of the node or edge that is selected in it.

    `selected` is what the page holds as selected: keep what this returns and hand it back, or hand another id, or None,
    to select from outside. `whole` is drawn on the whole screen and kept as a file, where `svg` leaves out boxes. `lit`
    are the ids of a route to bring out. The picture is drawn anew when `revision` differs; `name` is that of the
    downloaded file.
    """
    # The page has its way over what is selected in the browser, which obeys each rise of `pushed` once.
    memory = f"{key}:returned"
    returned, pushed = st.session_state.get(memory, (selected, 0))
    chosen: str | None = (st.session_state.get(key) or {}).get("selected", selected)
    if selected != returned:
        st.session_state.setdefault(key, {})["selected"] = selected
        chosen, pushed = selected, pushed + 1
    st.session_state[memory] = (chosen, pushed)
    _flow_map(
        key=key,
        data={
            "svg": svg,
            "whole": whole or svg,
            "revision": revision,
            "selected": chosen,
            "pushed": pushed,
            "lit": list(lit),
            "height": height,
            "name": name,
        },
        default={"selected": selected},
        on_selected_change=listen,
        height="content",
    )
    return chosen
