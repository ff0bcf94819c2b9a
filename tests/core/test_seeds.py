import subprocess
import sys
import threading

import torch
from hypothesis import given
from hypothesis import strategies as st

from core.seeds import derive, torch_seed

seeds = st.integers(0, 2**31 - 1)
names = st.lists(st.one_of(st.text(), st.integers()), max_size=3)


@given(seeds, names)
def test_a_derived_seed_fits_every_library(seed, path):
    assert derive(seed, *path) == derive(seed, *path)
    assert 0 <= derive(seed, *path) < 2**31


def test_names_and_their_order_and_the_seed_all_count():
    asked = [
        derive(1, "split"),
        derive(2, "split"),
        derive(1, "net"),
        derive(1, "epoch", 1),
        derive(1, "epoch", 2),
        derive(1, "a", "b"),
        derive(1, "b", "a"),
        derive(1),
    ]
    assert len(set(asked)) == len(asked)


def test_another_process_derives_the_same():
    code = "from core.seeds import derive; print(derive(7, 'split', 3))"
    other = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert int(other) == derive(7, "split", 3)


def test_torch_is_seeded_inside_and_untouched_outside():
    before = torch.random.get_rng_state()
    with torch_seed(5):
        first = torch.rand(4)
    with torch_seed(5):
        second = torch.rand(4)
    assert torch.equal(first, second)
    assert torch.equal(before, torch.random.get_rng_state())


def test_threads_that_draw_at_once_each_get_their_own_draws():
    def draw(seed, into):
        for _ in range(20):
            with torch_seed(seed):
                into.append(tuple(torch.rand(8).tolist()))

    drawn = [[] for _ in range(4)]
    threads = [
        threading.Thread(target=draw, args=(seed, into))
        for seed, into in enumerate(drawn)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(set(of_one)) for of_one in drawn] == [1, 1, 1, 1]
    assert len({of_one[0] for of_one in drawn}) == 4
