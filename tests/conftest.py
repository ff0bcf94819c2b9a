"""What holds for every test: one thread a process, a folder of its own, fixed draws."""

import os
import signal
import tempfile
from pathlib import Path

# Before numpy is imported anywhere: afterwards the libraries no longer look.
for name in ("OMP", "MKL", "OPENBLAS", "NUMBA"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

# Every xdist worker runs these lines in a process of its own, so folders are separate.
_HOME = tempfile.TemporaryDirectory(
    prefix="crossover-tests-", ignore_cleanup_errors=True
)
os.environ["CROSSOVER_HOME"] = _HOME.name
# Compiling takes seconds; what lies here is named after the source that it is made of.
os.environ.setdefault(
    "CROSSOVER_KERNELS", str(Path(__file__).parent.parent / ".crossover" / "kernels")
)

# A process started in the background ignores Ctrl+C, and so do those that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

from hypothesis import settings  # noqa: E402  (after the threads are capped)

# The same examples every time, and none fails for being slow.
settings.register_profile("tests", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("tests")


def pytest_unconfigure():
    _HOME.cleanup()
