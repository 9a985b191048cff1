"""The parts of Streamlit that it does not document, each read in one place: a new version may lack any of them.

Nothing of Streamlit is replaced. `tests/dashboard/test_streamlit_internals.py` names what a version lacks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sized
from pathlib import Path
from typing import Any

from streamlit import runtime
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.config import is_manually_set
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import (
    ScriptRunContext,
    StopException,
    add_script_run_ctx,
    get_script_run_ctx,
)
from streamlit.runtime.secrets import Secrets
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

__all__ = [
    "DeltaGenerator",
    "Page",
    "ScriptRunContext",
    "StopException",
    "UploadedFile",
    "current_run",
    "hold",
    "is_host_allowed",
    "is_manually_set",
    "listen",
    "secrets_in",
    "signed_claims",
    "uploads",
    "waiting_presses",
]


def current_run() -> ScriptRunContext | None:
    """The run of a page that this thread works for; None outside of any."""
    return get_script_run_ctx()


def listen() -> None:
    """Do nothing: Streamlit keeps the state of a component only for a mount that listens to its changes."""


def waiting_presses(ended: ScriptRunContext) -> Iterator[str]:
    """The keys of buttons in parts of a page, pressed while they waited for a run that was ended for another.

    Streamlit gives up with a run whatever waits for it, and no callback tells of it.
    """
    if ended.script_requests is None:
        return
    waiting = ended.script_requests._rerun_data  # as it stood when the run was ended, heard or not
    if waiting.context_info is ended.context_info or waiting.widget_states is None:
        return
    keys = (user_key_from_element_id(state.id) for state in waiting.widget_states.widgets if state.trigger_value)
    yield from (key for key in keys if key is not None)


def uploads(window: str) -> Mapping[str, Sized]:
    """The contents of the files that are held for a window, by their ids."""
    if not runtime.exists():
        return {}
    files = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {}).get(window, {})
    return {id_: file.data for id_, file in files.items()}


def hold(data: bytes, name: str, kind: str, window: ScriptRunContext | None) -> None:
    """Hold a file for a window until its page is run again, in a thread that works for the window.

    Streamlit drops a file that no window holds once two others have run their pages.
    """
    if runtime.exists():
        holder = threading.Thread(target=_add, args=(data, name, kind))
        add_script_run_ctx(holder, window)
        holder.start()
        holder.join()


def _add(data: bytes, name: str, kind: str) -> None:
    runtime.get_instance().media_file_mgr.add(data, kind, f"download:{name}", name, is_for_static_download=True)


def secrets_in(file: Path) -> Mapping[str, Any]:
    """The secrets in a file or folder, as Streamlit reads them.

    Raises:
        OSError: it cannot be read.
        RuntimeError: it is no TOML.
        ValueError: it is no text in UTF-8.
    """
    return Secrets()._parse_file_path(str(file))[0]


def signed_claims(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """The claims of the cookie by which Streamlit knows who signed in; none where its signature is not ours."""
    secret = get_cookie_secret()

    def single(name: str) -> bytes | None:
        signed = cookies.get(name)
        return None if signed is None else decode_signed_value(secret, name, signed.encode("latin-1"))

    try:
        claims = json.loads(get_cookie_with_chunks(single, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
