"""A large text read into a table, before anything in it is understood."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.bench import BenchSpec, Contest

if TYPE_CHECKING:
    import pandas as pd

ROWS, COLUMNS, SEED = 560_000, 20, 1
WORDS = ("alpha", "beta", "gamma delta")


def contests() -> Iterator[Contest]:
    """Yield the one contest; its file is gone afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        _write(path)
        yield Contest(
            name="csv_100mb",
            theirs=f"pandas.read_csv, {path.stat().st_size / 1e6:.0f} MB",
            ours=lambda: _ours(path),
            usual=lambda: _usual(path),
            difference=_unlike,
            rounds=5,
        )


def _write(path: Path) -> None:
    """Write 20 columns of numbers and two of words."""
    import numpy as np
    import pandas as pd

    draw = np.random.default_rng(SEED)
    frame = pd.DataFrame(
        draw.normal(size=(ROWS, COLUMNS)).round(5),
        columns=[f"x{place}" for place in range(COLUMNS)],
    )
    for name in ("sort", "place"):
        frame[name] = draw.choice(WORDS, ROWS)
    frame.to_csv(path, index=False)


def _ours(path: Path) -> "pd.DataFrame":
    from core.reading import read

    return read(path.read_bytes(), path.name).frame


def _usual(path: Path) -> "pd.DataFrame":
    from io import BytesIO

    import pandas as pd

    return pd.read_csv(BytesIO(path.read_bytes()))


def _unlike(ours: "pd.DataFrame", usual: "pd.DataFrame") -> float:
    """Return the share of cells that differ."""
    if ours.shape != usual.shape:
        return 1.0
    pairs = zip(ours.items(), usual.items(), strict=True)
    unlike = sum(int((a.to_numpy() != b.to_numpy()).sum()) for (_, a), (_, b) in pairs)
    return unlike / ours.size


TABLES = BenchSpec(
    key="tables",
    title="Reading 100 MB of text",
    contests=contests,
)
