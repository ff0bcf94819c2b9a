"""Wines of three growers, analysed in the laboratory."""

from typing import Any

from core.bundled import Facts, as_dataset
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

LONG = "od280/od315_of_diluted_wines"
FACTS = Facts(key="wine", title="Wine", target="grower")


def _make(values: dict[str, Any]) -> Dataset:
    """Load scikit-learn's copy: 178 wines, 13 measurements, 3 growers."""
    from sklearn.datasets import load_wine

    bunch = load_wine(as_frame=True)
    frame = bunch.data.rename(columns={LONG: "OD280/OD315 of diluted wine"})
    frame = frame.rename(columns=lambda name: name.replace("_", " "))
    frame[FACTS.target] = [f"grower {code + 1}" for code in bunch.target]
    return as_dataset(frame, FACTS, values)


WINE = DatasetSpec(
    key="wine",
    title="Wine",
    summary="178 wines from one region, 13 measurements each, three growers.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A bottle credited to the wrong grower costs an honest one the reputation."
    "\nThe buyer pays the price of a wine that is not in the glass.",
    trap="The test part holds 36 wines, so one wine more or less moves accuracy by 3 "
    "points: most differences between models here are luck.",
)
