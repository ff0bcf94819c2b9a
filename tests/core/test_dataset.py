"""Configs, the catalogue, and what single data sets promise."""

import numpy as np
import pandas as pd
import pytest

from core.bundled import cells
from core.dataset import data_config, load, specs
from core.errors import Refused
from core.paths import home, upload_path


def test_an_unknown_key_is_refused_with_the_known_ones():
    with pytest.raises(Refused, match=r"known are .*moons"):
        data_config("moon")


def test_hidden_members_are_not_offered():
    assert {key for key, spec in specs().items() if not spec.listed} == {
        "file",
        "openml",
        "upload",
    }
    with pytest.raises(Refused) as refused:
        data_config("nothing")
    assert "upload" not in str(refused.value)


def test_equal_configs_have_equal_digests():
    plain = data_config("moons")
    spelled = data_config("moons", {"n": "1000"})
    assert plain == spelled
    assert plain.digest == spelled.digest != data_config("moons", {"n": 900}).digest


def test_the_article_is_the_published_table():
    from sklearn.datasets import make_classification

    X, y = make_classification(n_samples=5000, n_features=20, random_state=42)
    dataset = load(data_config("article"))
    np.testing.assert_array_equal(dataset.X.to_numpy(), X)
    np.testing.assert_array_equal(dataset.y, y)
    assert dataset.protocol == "published"


def test_malignant_is_the_positive_class():
    dataset = load(data_config("breast_cancer"))
    assert dataset.classes[1] == "malignant"
    assert np.bincount(dataset.y).tolist() == [357, 212]


def test_penguins_are_all_there_with_their_gaps():
    dataset = load(data_config("penguins"))
    assert len(dataset.X) == 344
    assert int(dataset.X.isna().sum().sum()) == 19
    assert set(dataset.kinds) == {"number", "category"}
    assert dataset.notes == ()


@pytest.mark.parametrize("key", ["moons", "circles", "spirals", "blobs", "xor"])
def test_shapes_are_planar_and_noise_moves_the_same_points(key):
    low, high = (
        load(data_config(key, {"n": 300, "noise": noise})) for noise in (0.0, 0.2)
    )
    other = load(data_config(key, {"n": 300, "noise": 0.0, "draw": 1}))
    assert low.planar
    np.testing.assert_array_equal(low.y, high.y)
    assert 0.1 < (high.X - low.X).to_numpy().std() < 0.3
    assert not np.array_equal(low.X, other.X)


@pytest.mark.parametrize("key", ["moons", "circles", "xor"])
def test_the_share_of_the_positive_class_is_kept(key):
    dataset = load(data_config(key, {"n": 200, "share": 0.1}))
    assert dataset.y.sum() == 20


@pytest.mark.parametrize(("key", "most"), [("spirals", 3), ("blobs", 4)])
def test_shapes_with_more_classes_have_equal_ones(key, most):
    dataset = load(data_config(key, {"n": 120, "classes": most}))
    assert np.bincount(dataset.y).tolist() == [120 // most] * most


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"columns": 5, "informative": 4, "redundant": 3}, "more than the 5 columns"),
        ({"n": 100, "balance": 0.01, "label_noise": 0}, "ask for more rows"),
        ({"n": 50}, "from 100 to 100000"),
    ],
)
def test_impossible_tables_are_refused(given, reason):
    with pytest.raises(Refused, match=reason):
        load(data_config("classification", given))


@pytest.mark.parametrize("token", ["", "short", "../../etc/passwd", "A" * 20, "a" * 65])
def test_only_a_token_names_an_upload(token):
    with pytest.raises(Refused, match="bring the file again"):
        upload_path(token)


def test_an_upload_that_is_gone_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    assert home() == tmp_path
    with pytest.raises(Refused, match="bring the file again"):
        load(data_config("upload", {"file": "a" * 16}))


@pytest.mark.parametrize("path", ["", "/nowhere/at/all.csv", "a\0b", "~nobody-here/x"])
def test_a_path_that_leads_nowhere_is_refused(path):
    with pytest.raises(Refused, match="cannot be opened"):
        load(data_config("file", {"path": path}))


def test_the_invented_sample_is_whole_and_not_trivial():
    from core.paths import assets

    dataset = load(data_config("file", {"path": str(assets() / "sample.csv")}))
    assert (dataset.target, dataset.classes) == ("left", ("no", "yes"))
    assert len(dataset.X) == 600
    assert dataset.X.isna().any().any()
    assert dataset.notes == ()


@pytest.mark.parametrize("key", ["flights", "mnist"])
def test_a_part_of_a_bundled_table_is_drawn_from_all_of_it_in_order(key):
    whole = pd.util.hash_pandas_object(cells(key), index=False)
    part = pd.util.hash_pandas_object(cells(key, 1000), index=False)
    places = pd.Series(whole.index, index=whole)[lambda p: ~p.index.duplicated()]
    found = places.reindex(part)
    assert len(part) == 1000
    assert found.notna().all()
    assert (found.diff().dropna() > 0).mean() > 0.99  # equal rows stand for each other
    assert found.iloc[-1] > 0.9 * len(whole)
    pd.testing.assert_frame_equal(cells(key, 1000), cells(key, 1000))
    assert len(load(data_config(key, {"n": 300})).y) == 300


def test_flights_lose_their_leaks_and_are_split_by_time():
    edits = {
        "n": 2000,
        "drop": "departure delay,air time",
        "split": "time",
        "by": "scheduled departure",
    }
    dataset = load(data_config("flights", edits))
    assert dataset.protocol == "time"
    assert (np.diff(dataset.by) >= 0).all()
    assert not {"departure delay", "air time"} & set(dataset.X.columns)


def test_hits_are_what_is_looked_for():
    looked_for = {
        "arrests": "yes",
        "breast_cancer": "malignant",
        "flights": "yes",
        "gunpoint": "gun",
        "shuttle": "anomaly",
    }
    for key, positive in looked_for.items():
        assert load(data_config(key)).classes[1] == positive


def test_regressions_are_in_the_units_of_the_source():
    abalone, diabetes = (load(data_config(key)) for key in ("abalone", "diabetes"))
    assert (abalone.task, diabetes.task) == ("regression", "regression")
    assert (abalone.y.min(), abalone.y.max()) == (1, 29)
    assert (diabetes.y.min(), diabetes.y.max()) == (25, 346)
    assert diabetes.X["age"].between(18, 80).all()


def test_the_pictures_lie_row_by_row():
    from sklearn.datasets import load_digits

    for key, side in (("digits", 8), ("mnist", 28)):
        names = list(load(data_config(key)).X.columns)
        assert names[0] == "pixel 1,1"
        assert names[side] == "pixel 2,1"
        assert names[-1] == f"pixel {side},{side}"
    np.testing.assert_array_equal(
        load(data_config("digits")).X.to_numpy(), load_digits().data
    )
