"""Work for tests/core/test_engine.py, run in child processes."""

import os
import signal
import sys
import time
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


def stuck():
    yield "before"
    time.sleep(60)


def whoami():
    yield os.getpid()
    time.sleep(60)


def stubborn():
    yield "before"
    sum(range(10**12))  # holds the interpreter in one C call


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
