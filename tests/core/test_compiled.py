"""Where compiled functions are kept, and that they run where nothing can be kept."""

import os
import stat
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from core import compiled


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty place to keep kernels in."""
    monkeypatch.setenv("CROSSOVER_KERNELS", str(tmp_path / "kernels"))
    compiled.folder.cache_clear()
    yield tmp_path / "kernels"
    compiled.folder.cache_clear()


def double(values):
    """Return twice the sum."""
    total = 0.0
    for value in values:
        total += 2 * value
    return total


def test_what_is_compiled_is_kept_for_this_user_alone(home):
    assert compiled.kernel(double)(np.ones(4)) == 8
    place = compiled.folder()
    assert place.parent == home
    assert any(place.rglob("*.nbi"))
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    again = compiled.kernel(double)
    again(np.ones(4))
    assert sum(again.stats.cache_hits.values()) == 1


def test_missing_cells_stay_missing():
    @compiled.kernel
    def at_most(cells, threshold):
        """Return how many cells are at most the threshold."""
        found = 0
        for cell in cells:
            if not cell > threshold:
                found += 1
        return found

    assert at_most(np.array([1.0, np.nan, 3.0]), 2.0) == 2


def test_a_place_that_others_may_write_to_is_not_read(home):
    compiled.folder().chmod(0o777)
    compiled.folder.cache_clear()
    assert compiled.folder() is None
    assert compiled.kernel(double)(np.ones(4)) == 8


def test_without_a_place_it_runs_all_the_same(home):
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file stands where the folder should be")
    assert compiled.folder() is None
    assert compiled.kernel(double)(np.ones(4)) == 8


def test_old_kernels_of_other_sources_are_deleted(home):
    place = compiled.folder()
    old, young = home / "old", home / "young"
    for folder in (old, young):
        folder.mkdir()
    past = time.time() - compiled.UNUSED_S - 60
    for folder in (old, place):
        os.utime(folder, (past, past))
    compiled.folder.cache_clear()
    assert compiled.folder() == place
    assert (old.exists(), young.exists(), place.exists()) == (False, True, True)


def test_kernels_run_beside_other_threads(home):
    @compiled.kernel
    def long(rounds):
        """Count for a while."""
        total = 0.0
        for i in range(rounds):
            total += np.sqrt(i % 7)
        return total

    long(1)
    seen, stop = [], threading.Event()

    def beat():
        while not stop.is_set():
            seen.append(time.perf_counter())
            time.sleep(0.001)

    beating = threading.Thread(target=beat)
    beating.start()
    start = time.perf_counter()
    long(200_000_000)
    end = time.perf_counter()
    stop.set()
    beating.join()
    assert sum(start < at < end for at in seen) > 5


def test_the_place_is_another_when_any_kernel_changes(monkeypatch):
    from core.shapley import net_kernels, tree_kernels, tree_steps

    before = compiled._sources()
    read = Path.read_bytes
    for module in (compiled, net_kernels, tree_kernels, tree_steps):
        changed = Path(module.__file__)
        monkeypatch.setattr(
            Path, "read_bytes",
            lambda file, changed=changed: read(file) + b"#" * (file == changed),
        )  # fmt: skip
        assert compiled._sources() != before
    monkeypatch.setattr(Path, "read_bytes", read)
    assert compiled._sources() == before
