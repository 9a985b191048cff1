"""What does a page say where the program fails: a sentence, and what to do; the terminal gets the rest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard import show


class Ended(Exception):
    """Raised where a page has nothing more to show; what stands around it is drawn all the same."""


@contextmanager
def told() -> Iterator[None]:
    """Say on the page that what is done here has failed; what Streamlit itself raises to stop or rerun passes."""
    try:
        yield
    except Ended:
        return
    except Exception as failure:
        logging.getLogger("datareach").exception("a page failed")
        show.notice(
            f"Datareach failed on this page ({type(failure).__name__}). Your map is kept: go to another page, or take "
            "back what you changed last. The terminal that runs Datareach says where it failed.",
            "broken",
        )
