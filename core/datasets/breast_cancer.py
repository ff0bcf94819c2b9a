"""Breast tumours, measured under the microscope."""

from typing import Any

from core.bundled import Facts, as_dataset
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

FACTS = Facts(
    key="breast_cancer",
    title="Breast cancer",
    target="diagnosis",
    positive="malignant",
)


def _make(values: dict[str, Any]) -> Dataset:
    """Load scikit-learn's copy; code 1 is malignant, where scikit-learn says 0."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer(as_frame=True)
    diagnosis = bunch.target.map({0: "malignant", 1: "benign"})
    return as_dataset(bunch.data.assign(diagnosis=diagnosis), FACTS, values)


BREAST_CANCER = DatasetSpec(
    key="breast_cancer",
    title="Breast cancer",
    summary="569 tumours, 30 measurements of cell nuclei, benign or malignant.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A malignant tumour called benign costs the patient time that she may not "
    "have.\nA benign one called malignant costs her weeks of fear and an operation.",
    trap="Radius, perimeter and area measure the same thing three times over, so each "
    "of them looks less important than it is.",
)
