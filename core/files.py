"""Files that are never half there, and what a disk says when they cannot be."""

import errno
import os
import time
from contextlib import suppress
from pathlib import Path

LEFT_OVER_S = 3600.0  # no writer takes that long over one file
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write a file so that a reader finds either the old content or the new.

    It is readable for this user alone, and on the disk before it has its name, so
    that a machine that stops leaves no empty one. Raises OSError.
    """
    private_folder(path.parent)
    part = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def private_folder(folder: Path) -> None:
    """Make a folder that this user alone may enter, where there is none yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def drop_left_overs(folder: Path) -> None:
    """Delete what killed writers left in a folder, and nothing of those that live."""
    now = time.time()
    for part in folder.glob("*.part"):
        with suppress(OSError):
            # either way: a clock that was put back must not keep them for ever
            if abs(now - part.stat().st_mtime) > LEFT_OVER_S:
                part.unlink()


def delete(path: Path) -> bool:
    """Delete a file; return whether it is gone, not so where the disk refuses that."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def why(error: OSError) -> str:
    """Say in words, to go on a sentence, what a disk answered."""
    if error.errno in FULL:
        return "the disk is full; free some space"
    if error.errno in CLOSED:
        return "its folder may not be written to; check who owns it"
    return f"the disk answered '{error.strerror or error}'; look after it"
