"""Seeds: one integer a run, from which every use derives its own by name."""

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager

_LOCK = threading.Lock()


def derive(seed: int, *names: str | int) -> int:
    """Return a seed of 31 bits that depends on `seed` and `names` only.

    Adding a draw under a new name moves no other draw.
    """
    text = "/".join(str(part) for part in (seed, *names))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % (2**31 - 1)


@contextmanager
def torch_seed(seed: int) -> Generator[None, None, None]:
    """Seed torch's process-wide generator for one block and restore it afterwards."""
    import torch

    with _LOCK:
        if torch.cuda.is_available():
            with torch.random.fork_rng():
                torch.manual_seed(seed)
                yield
            return
        # The same numbers: without other devices, preparing them is most of the time.
        generator = torch.default_generator
        before = generator.get_state()
        generator.manual_seed(seed)
        try:
            yield
        finally:
            generator.set_state(before)
