"""Where Crossover keeps files on this machine."""

import os
import re
from pathlib import Path

from core.errors import Refused

TOKEN = re.compile(r"[0-9a-z]{16,64}")


def checkout() -> Path:
    """Return the folder that holds `core/` and `assets/`."""
    return Path(__file__).resolve().parent.parent


def assets() -> Path:
    """Return the folder of bundled files."""
    return checkout() / "assets"


def home() -> Path:
    """Return the folder of everything kept: $CROSSOVER_HOME, else `.crossover` here."""
    chosen = os.environ.get("CROSSOVER_HOME")
    return Path(chosen).expanduser() if chosen else checkout() / ".crossover"


def upload_path(token: str) -> Path:
    """Return where the bytes of an uploaded file lie; raises Refused for no token.

    A token is the only name of an upload, so it must never reach outside the folder.
    """
    if not TOKEN.fullmatch(token):
        raise Refused("This link names no uploaded table; bring the file again.")
    return home() / "uploads" / token
