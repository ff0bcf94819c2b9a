"""Wines of three growers, analysed in the laboratory."""

from typing import Any

from core.dataset import Dataset, DatasetSpec


def _make(_: dict[str, Any]) -> Dataset:
    """Load scikit-learn's copy: 178 wines, 13 measurements, 3 growers."""
    from sklearn.datasets import load_wine

    bunch = load_wine(as_frame=True)
    names = {"od280/od315_of_diluted_wines": "OD280/OD315 of diluted wine"}
    X = bunch.data.astype("float64").rename(columns=names)
    return Dataset(
        title="Wine",
        X=X.rename(columns=lambda name: name.replace("_", " ")),
        y=bunch.target.to_numpy().astype("int64"),
        target="grower",
        classes=("grower 1", "grower 2", "grower 3"),
        kinds=("number",) * X.shape[1],
        source="Aeberhard and Forina 1992: Wine, UCI Machine Learning Repository, "
        "as shipped by scikit-learn.",
        licence="CC BY 4.0",
    )


WINE = DatasetSpec(
    key="wine",
    title="Wine",
    summary="178 wines from one region, 13 measurements each, three growers.",
    group="Real table",
    make=_make,
    story="A bottle credited to the wrong grower costs an honest one the reputation."
    "\nThe buyer pays the price of a wine that is not in the glass.",
)
