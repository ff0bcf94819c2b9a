"""Work for tests/core/test_engine*.py, run in child processes."""

import gc
import os
import signal
import struct
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from core.errors import NotApplicable, Refused


def count(to, pause=0.0, *_):
    for number in range(to):
        yield number
        time.sleep(pause)
    return to


def mark(name, folder):
    Path(folder, name).touch()
    yield name
    return time.monotonic()


def echo(word):
    yield word
    return word


def refuse():
    yield 1
    raise Refused("The file has no rows; bring one with rows.")


def not_applicable():
    yield 1
    raise NotApplicable("A forest has no layers.")


def fail():
    yield 1
    raise KeyError("no such\ncolumn")


def stuck(*_):
    yield "before"
    while True:
        time.sleep(60)


def whoami(*_):
    yield os.getpid()
    while True:
        time.sleep(60)


def stubborn(*_):
    yield "before"
    sum(range(10**12))  # holds the interpreter in one C call


def stubborn_once():
    yield os.getpid()
    sum(range(10**12))


class Trouble:
    """What can be packed, but not unpacked."""

    def __reduce__(self):
        return eval, ("1 / 0",)


def unreadable_here():
    yield Trouble()


def _pipe():
    return next(
        found
        for found in gc.get_objects()
        if isinstance(found, Connection) and not found.closed
    )


def garbage():
    _pipe().send_bytes(b"no pickle")
    time.sleep(60)
    yield 1


def half():
    yield "before"
    time.sleep(0.2)  # until that is sent
    os.write(_pipe().fileno(), struct.pack("!i", 10**6) + b"half")
    sum(range(10**12))


def abort():
    yield "before"
    os.abort()


def die():
    yield "before"
    os.kill(os.getpid(), signal.SIGKILL)


def leave():
    yield "before"
    os._exit(0)


def unreadable():
    yield lambda: None


def closing(path):
    try:
        while True:
            yield 1
            time.sleep(0.01)
    finally:
        Path(path).write_text("closed")


def slow_after_two():
    yield 1
    yield 2
    time.sleep(60)


def inside():
    import torch

    yield os.getpid()
    return {
        "modules": sorted(sys.modules),
        "threads": torch.get_num_threads(),
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "main": sys.modules["__main__"].__spec__.name,
        "number": float(torch.ones(3).sum()),
    }


def large(megabytes):
    yield "before"
    held = [b"x" * 2**20 for _ in range(megabytes)]
    time.sleep(60)
    return len(held)


def at_once(megabytes):
    yield "before"
    return len(b"x" * (megabytes * 2**20))
