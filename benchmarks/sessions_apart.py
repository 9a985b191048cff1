"""Twenty sessions of the dashboard side by side, of which none shows what is another's.

Run `python -m benchmarks.sessions_apart`. The sessions share one process and its caches, and take turns.

Each opens a map of its own, whose title no other has, and uses a number of its own; then all turn pages in turns.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

SESSIONS = 20
PLACES = ("answer", "law")


def main() -> int:
    """Open the sessions, let them take turns, and say what was mixed; 1 where anything was."""
    folder = tempfile.mkdtemp(prefix="datareach-")
    os.environ.update(XDG_DATA_HOME=folder, DATAREACH_STORE=str(Path(folder) / "record.db"))
    from tests.support.dashboards import address, opened_own, said, used, visited

    titles = [f"App{chr(65 + number)}x" for number in range(SESSIONS)]
    sessions = [opened_own(visited("apps"), f"{title}.yaml", _map(title)) for title in titles]
    for number, session in enumerate(sessions):
        used(session, f"known.covert={number + 1}%")
    mixed = []
    for place in PLACES:
        for number, session in enumerate(sessions):
            session.switch_page(f"dashboard/pages/{place}.py").run()
            others = [title for title in titles if title != titles[number] and title in said(session)]
            if (
                others
                or titles[number] not in said(session)
                or address(session)["set"] != [f"known.covert={number + 1}%"]
            ):
                mixed.append((place, titles[number], others))
    print(f"{SESSIONS} sessions, {len(PLACES)} places each: {mixed or 'none shows what is another’s'}.")
    return int(bool(mixed))


def _map(title: str) -> bytes:
    return (
        f"app: {title}\nas_of: 2026-03-01\nusers: {{US: 1M}}\ndata: [text]\nowner: {{name: Owner, jurisdiction: DE}}\n"
    ).encode()


if __name__ == "__main__":
    sys.exit(main())
