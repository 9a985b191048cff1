"""An authority for time stamps to try the record with, made by OpenSSL."""

from __future__ import annotations

import subprocess
from pathlib import Path

SETTINGS = """
[tsa]
default_tsa = stamps
[stamps]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
[leaf]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
"""
KEY = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
MADE = (
    f"req -x509 {KEY} -keyout root.key -out root.pem -subj /CN=Root -addext keyUsage=critical,keyCertSign",
    f"req {KEY} -keyout stamps.key -out stamps.csr -subj /CN=Stamps",
    "x509 -req -in stamps.csr -CA root.pem -CAkey root.key -out stamps.pem -extfile settings -extensions leaf",
)


class Authority:
    """An authority with a root certificate of its own, in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.root = folder, folder / "root.pem"
        (folder / "settings").write_text(SETTINGS, encoding="utf-8")
        (folder / "serial").write_text("01\n", encoding="ascii")
        for command in MADE:
            self._openssl(command)

    def stamp(self, request: Path) -> Path:
        """The reply to a request, beside it."""
        reply = request.with_suffix(".tsr")
        signing = "-signer stamps.pem -inkey stamps.key -config settings"
        self._openssl(f"ts -reply {signing} -queryfile {request} -out {reply}")
        return reply

    def _openssl(self, command: str) -> None:
        subprocess.run(["openssl", *command.split()], cwd=self.folder, check=True, capture_output=True)
