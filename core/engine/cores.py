"""How many processors there are for us."""

import os
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # what a container may use


def processors(quota: Path = QUOTA) -> int:
    """Return how many processors this process may use, at least one."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    try:
        share, period = quota.read_text().split()
        return max(1, min(count, round(int(share) / int(period))))
    except (OSError, ValueError, ZeroDivisionError):
        return count
