"""Where the browser of the end-to-end tests is."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = (
    "The browser tests need Chromium on the PATH: install it (on Debian: "
    "apt-get install chromium) or leave them out with "
    "pytest -m 'not e2e and not slow and not bench'."
)


def chromium() -> str:
    """Return the path of a Chromium, installing Debian's package when we are root.

    Raises RuntimeError, with the way to get one, where that does not work.
    """
    return found() or installed()


def found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def installed() -> str:
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        raise RuntimeError(HOW)
    import fcntl

    # Test workers come here at the same time; one installs, the others wait and look.
    with (Path(tempfile.gettempdir()) / "crossover-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found():
            _apt_get("update")
            _apt_get("install", "-y", "chromium")
    path = found()
    if not path:
        raise RuntimeError(HOW)
    return path


def _apt_get(*arguments: str) -> None:
    done = subprocess.run(
        ["apt-get", "-q", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    if done.returncode:
        raise RuntimeError(f"apt-get {arguments[0]} failed. {HOW}")
