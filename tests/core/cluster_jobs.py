"""Work for tests/core/test_distributed.py, run in child processes of workers."""

import os
import time
from pathlib import Path


def helper():
    yield os.getppid()
    time.sleep(60)


def pid_and_count():
    yield os.getpid()
    for number in range(1, 10**6):
        yield number
        time.sleep(0.02)


def worker_and_count(to, pause, *_):
    # A child's parent is the helper that forked it, and that one's parent the worker.
    stat = Path(f"/proc/{os.getppid()}/stat").read_text()
    yield int(stat.rpartition(")")[2].split()[1])
    for number in range(to):
        yield number
        time.sleep(pause)


def last(name, pause):
    yield name
    time.sleep(pause)
    return name
