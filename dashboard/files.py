"""Files to take away: each is made when its button is pressed, and held for the window that asked."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext


def file_button(
    label: str,
    make: Callable[[], str | bytes],
    name: str,
    *,
    key: str,
    look: Literal["primary", "secondary", "tertiary"] = "secondary",
) -> None:
    """A button that takes a file away, which is made when it is pressed."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    made = partial(_made, make, name, kind, get_script_run_ctx())
    st.download_button(label, made, name, kind, on_click="ignore", key=key, type=look)


def _made(make: Callable[[], str | bytes], name: str, kind: str, window: ScriptRunContext | None) -> bytes:
    """The file, held for its window: Streamlit drops one that no window holds once two others have run their pages."""
    content = make()
    data = content.encode() if isinstance(content, str) else content
    if runtime.exists():
        holder = threading.Thread(target=_hold, args=(data, name, kind))
        add_script_run_ctx(holder, window)
        holder.start()
        holder.join()
    return data


def _hold(data: bytes, name: str, kind: str) -> None:
    """Count the file among what this thread's window shows, until its page is run again."""
    runtime.get_instance().media_file_mgr.add(data, kind, f"download:{name}", name, is_for_static_download=True)
