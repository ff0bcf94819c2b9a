"""Diabetes patients and how far the disease has come a year later: a regression."""

from typing import Any

from core.bundled import Facts, as_dataset
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

NAMES = {
    "bmi": "body mass index",
    "bp": "blood pressure",
    "s1": "total cholesterol",
    "s2": "LDL",
    "s3": "HDL",
    "s4": "cholesterol by HDL",
    "s5": "log triglycerides",
    "s6": "blood sugar",
}
FACTS = Facts(
    key="diabetes",
    title="Diabetes",
    target="progression",
    kinds=(("sex", "category"), *((name, "number") for name in NAMES.values())),
)


def _make(values: dict[str, Any]) -> Dataset:
    """Load scikit-learn's copy in the units of the clinic: 442 patients."""
    from sklearn.datasets import load_diabetes

    frame = load_diabetes(as_frame=True, scaled=False).frame
    frame["sex"] = frame["sex"].map({1.0: "sex 1", 2.0: "sex 2"})
    named = frame.rename(columns={**NAMES, "target": FACTS.target})
    return as_dataset(named, FACTS, values)


DIABETES = DatasetSpec(
    key="diabetes",
    title="Diabetes",
    summary="442 patients, 10 measurements, and the disease one year later.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A patient thought to be stable gets treated too late.\n"
    "One thought to be in danger takes medicine that she does not need.",
    trap="The source does not say which sex is which, nor how the disease was "
    "measured. Cholesterol by HDL is the ratio of two other columns, so these three "
    "share their importance.",
)
