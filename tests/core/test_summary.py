"""What the data page is told."""

import pickle

import numpy as np
import pytest

from core.dataset import data_config
from core.errors import Refused
from core.summary import PARTS, summarise, understand


def finish(generator):
    """Run a generator to its end and return its value and what it yielded."""
    seen = []
    while True:
        try:
            seen.append(next(generator))
        except StopIteration as stop:
            return stop.value, seen


def test_a_planar_table_is_summarised_with_points():
    config = data_config("moons", {"n": 2000})
    summary, seen = finish(summarise(config, 42))
    assert [step.done for step in seen] == [0, 1]
    assert (summary.rows, summary.part_rows) == (2000, (1200, 400, 400))
    assert summary.class_counts == (1000, 1000)
    assert summary.part_classes == ((600, 600), (200, 200), (200, 200))
    assert len(summary.points.x) == len(summary.points.part) == 1500
    shares = np.bincount(summary.points.part, minlength=len(PARTS)) / 1500
    assert shares == pytest.approx([0.6, 0.2, 0.2], abs=0.05)
    assert summary.pictures is None


def test_mixed_columns_have_their_facts():
    summary, _ = finish(summarise(data_config("penguins"), 0))
    facts = {column.name: column for column in summary.columns}
    assert facts["sex"].missing == 11
    assert facts["sex"].examples == ("male", "female")
    assert facts["island"].low is None
    assert (facts["body_mass_g"].low, facts["body_mass_g"].high) == (2700, 6300)
    assert list(summary.head.columns)[-1] == "species"
    assert summary.head["species"].iloc[0] == "Adelie"
    assert len(summary.head) == 200
    assert summary.points is None
    assert summary.story


def test_digits_come_with_pictures():
    summary, _ = finish(summarise(data_config("digits"), 0))
    assert summary.pictures.pixels.shape == (20, 8, 8)
    assert 0 <= summary.pictures.pixels.min() < summary.pictures.pixels.max() <= 1
    assert len(pickle.dumps(summary)) < 300_000


def test_an_upload_is_understood_before_it_has_a_target(tmp_path):
    path = tmp_path / "bytes"
    rows = [f"{i % 2},{i * 0.37:.2f},{'ab'[i % 3 == 0]},person {i}" for i in range(90)]
    path.write_text("flag,amount,letter,name\n" + "\n".join(rows))
    upload, seen = finish(understand(str(path), "people.csv"))
    assert len(seen) == 2
    assert upload.kinds == ("number", "number", "category", "category")
    assert upload.targets == (
        ("flag", (("0", 45), ("1", 45))),
        ("letter", (("a", 60), ("b", 30))),
    )
    assert (upload.suggested, upload.rows, len(upload.head)) == ("flag", 90, 50)


def test_a_file_that_is_gone_is_refused(tmp_path):
    with pytest.raises(Refused, match="people"):
        finish(understand(str(tmp_path / "gone"), "people.csv"))
