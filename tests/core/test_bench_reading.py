"""What reading a large table costs, beside the bare reader of pandas."""

import multiprocessing
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import polars  # noqa: F401 - so that neither reader is imported while it is timed
import pytest

from core.reading import read

ROWS, COLUMNS, PAIRS = 1_000_000, 20, 5


def _figure(name: str) -> int:
    """Return a figure of this process in bytes, as Linux counts it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024


def _measured(ours: bool, path: Path, warm: Path, answer) -> None:
    """Send wall and processor seconds, the growth of memory, and the table's size."""
    reader = (lambda file: read(file, "t.csv").frame) if ours else pd.read_csv
    reader(warm)
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    before, start, used = _figure("VmRSS"), time.perf_counter(), time.process_time()
    frame = reader(path)
    wall, used = time.perf_counter() - start, time.process_time() - used
    own = int(frame.memory_usage(index=False, deep=True).sum())
    answer.send((wall, used, _figure("VmHWM") - before, own))


def _alone(ours: bool, path: Path, warm: Path) -> tuple[float, float, int, int]:
    """Measure in a process of its own, so that nothing is left over from the last."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_measured, args=(ours, path, warm, there))
    process.start()
    found = here.recv()
    process.join()
    return found


def _numbers() -> pd.DataFrame:
    draw = np.random.default_rng(0)
    names = [f"x{i}" for i in range(COLUMNS)]
    return pd.DataFrame(draw.normal(size=(ROWS, COLUMNS)).round(5), columns=names)


def _mixed() -> pd.DataFrame:
    draw = np.random.default_rng(1)
    frame = _numbers()
    for i in (2, 7, 12):
        frame[f"x{i}"] = draw.integers(0, 100_000, ROWS)
    for i in (4, 9, 19):
        frame[f"x{i}"] = draw.choice(["alpha", "beta", "gamma delta"], ROWS)
    return frame


@pytest.mark.bench
@pytest.mark.parametrize("make", [_numbers, _mixed])
def test_a_million_rows_beside_the_bare_reader(make, tmp_path, capsys):
    path, warm = tmp_path / "t.csv", tmp_path / "warm.csv"
    frame = make()
    frame.to_csv(path, index=False)
    frame.head(1000).to_csv(warm, index=False)
    del frame
    pairs = [
        (_alone(False, path, warm), _alone(True, path, warm)) for _ in range(PAIRS)
    ]
    with capsys.disabled():  # printing is the point here
        write = sys.stdout.write
        write(f"\n{make.__name__}: {path.stat().st_size / 1e6:,.0f} MB\n")
        for i, what in enumerate(("wall", "processor")):
            ratios = sorted(ours[i] / bare[i] for bare, ours in pairs)
            write(
                f"  {what}: {median(ratios):.2f} times the bare reader's "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f}), "
                f"{median(ours[i] for _, ours in pairs):.2f} s\n"
            )
        for who, found in zip(("bare", "ours"), pairs[-1], strict=True):
            write(f"  {who}: peak {found[2] / found[3]:.2f} times the table's bytes\n")
