"""Functions compiled to machine code by numba, kept on disk between processes.

The files lie with everything else that is kept, in a folder that this user alone may
write, because numba reads them as pickles. Where there is no such folder, each process
compiles for itself. Several processes may compile at once: numba puts every file in its
place whole. It looks only at the source of the outermost function, so the folder is
named after all of them.
"""

import os
import shutil
import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.files import private_folder
from core.paths import home

OTHERS_MAY_WRITE = 0o022
OWN_NAME = b"core.compiled"  # files without it declare no kernels
READY = "ready"
UNUSED_S = 30 * 24 * 3600.0
# Sums may be reordered; what is not a number keeps its meaning: cells may be missing.
LOOSE = {"contract", "reassoc", "arcp", "nsz"}
OPTIONS: dict[str, Any] = {"error_model": "numpy", "fastmath": LOOSE}


@cache
def folder() -> Path | None:
    """Return where compiled functions are kept, or None where that is not possible."""
    chosen = os.environ.get("CROSSOVER_KERNELS")
    place = (Path(chosen) if chosen else home() / "kernels") / _sources()
    try:
        private_folder(place)
        found = place.stat()
        _forget(place)
    except OSError:
        return None
    own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    safe = own and not found.st_mode & OTHERS_MAY_WRITE
    return place if safe and os.access(place, os.W_OK | os.X_OK) else None


def ready() -> bool:
    """Return whether every kernel lies there compiled."""
    place = folder()
    return place is not None and (place / READY).exists()


def note_ready() -> None:
    """Note that every kernel lies there compiled."""
    place = folder()
    if place is not None:
        (place / READY).touch()


def _forget(place: Path) -> None:
    """Delete what was compiled from other sources and stood untouched for long."""
    for old in place.parent.iterdir():
        if time.time() - old.stat().st_mtime > UNUSED_S and old.name != place.name:
            shutil.rmtree(old, ignore_errors=True)


def _sources() -> str:
    """Return a name that changes with the source of any kernel."""
    read = [file.read_bytes() for file in sorted(Path(__file__).parent.rglob("*.py"))]
    kernels = [text for text in read if OWN_NAME in text]
    return sha256(b"".join(kernels)).hexdigest()[:16]


def inner(function: Callable[..., Any]) -> Any:
    """Compile a function that only kernels call, together with them."""
    import numba

    # Without doors to Python and C: half of the time that compiling takes.
    return numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS)(
        function
    )


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function when it is first called; it runs without Python's lock."""
    import numba

    options: dict[str, Any] = {**OPTIONS, "nogil": True, "no_cfunc_wrapper": True}
    config: Any = numba.config  # looked at when a function is declared
    place, before = folder(), config.CACHE_DIR
    try:
        config.CACHE_DIR = str(place or "")
        return numba.njit(cache=place is not None, **options)(function)
    except RuntimeError:  # numba finds no place that it may write to
        return numba.njit(**options)(function)
    finally:
        config.CACHE_DIR = before
