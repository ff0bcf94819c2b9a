"""Breast tumours, measured under the microscope."""

from typing import Any

from core.dataset import Dataset, DatasetSpec


def _make(_: dict[str, Any]) -> Dataset:
    """Load scikit-learn's copy; code 1 is malignant, where scikit-learn says 0."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer(as_frame=True)
    return Dataset(
        title="Breast cancer",
        X=bunch.data.astype("float64"),
        y=(1 - bunch.target.to_numpy()).astype("int64"),
        target="diagnosis",
        classes=("benign", "malignant"),
        kinds=("number",) * bunch.data.shape[1],
        source="Wolberg, Street and Mangasarian 1995: Breast Cancer Wisconsin "
        "(Diagnostic), UCI Machine Learning Repository, as shipped by scikit-learn.",
        licence="CC BY 4.0",
        notes=("Malignant is the positive class here; scikit-learn codes it as 0.",),
    )


BREAST_CANCER = DatasetSpec(
    key="breast_cancer",
    title="Breast cancer",
    summary="569 tumours, 30 measurements of cell nuclei, benign or malignant.",
    group="Real table",
    make=_make,
    story="A malignant tumour called benign costs the patient time that she may not "
    "have.\nA benign one called malignant costs her weeks of fear and an operation.",
)
