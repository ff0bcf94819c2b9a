"""The real scikit-learn path to OpenML, with a stand-in for its server."""

import hashlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from core.dataset import data_config, load, specs
from core.datasets.openml import NEAREST, OTHERWISE
from core.errors import Refused

NUMBER, NAME = 4711, "gardens"
SOILS = ("'clay'", "sand", "loam")
LINES = [
    f"{i},{'?' if i == 7 else i * 0.5 + 1},{SOILS[i % 3]},"
    f"{(4, 6, 8)[i % 3]},{'yes' if i % 4 == 0 else 'no'}"
    for i in range(60)
]
ARFF = "\n".join(
    [
        "% invented for this test",
        "@relation gardens",
        "@attribute number numeric",
        "@attribute width numeric",
        "@attribute soil {clay,sand,loam}",
        "@attribute beds {4,6,8}",
        "@attribute flooded {yes,no}",
        "@data",
        *LINES,
    ]
).encode()
COLUMNS = (
    ("number", "numeric", "true"),
    ("width", "numeric", "false"),
    ("soil", "nominal", "false"),
    ("beds", "nominal", "false"),
    ("flooded", "nominal", "false"),
)


def description(base, **changes):
    about = {
        "id": str(NUMBER),
        "name": NAME,
        "version": "2",
        "status": "active",
        "format": "ARFF",
        "licence": "CC0",
        "description": "Gardens.",
        "default_target_attribute": "flooded",
        "url": f"{base}/data/v1/download/1/gardens.arff",
        "md5_checksum": hashlib.md5(ARFF).hexdigest(),
    }
    return {"data_set_description": about | changes}


def features():
    return {
        "data_features": {
            "feature": [
                {
                    "index": str(place),
                    "name": name,
                    "data_type": kind,
                    "is_target": str(name == "flooded").lower(),
                    "is_ignore": "false",
                    "is_row_identifier": is_id,
                    "number_of_missing_values": "0",
                }
                for place, (name, kind, is_id) in enumerate(COLUMNS)
            ]
        }
    }


QUALITIES = {
    "data_qualities": {"quality": [{"name": "NumberOfInstances", "value": "60.0"}]}
}


class Shelf:
    """What the stand-in answers: a path to bytes; everything else is unknown."""

    def __init__(self, base):
        self.base, self.answers, self.asked = base, {}, []
        self.put(f"/data/{NUMBER}", description(base))
        self.put(f"/data/features/{NUMBER}", features())
        self.put(f"/data/qualities/{NUMBER}", QUALITIES)
        self.answers["/data/v1/download/1/gardens.arff"] = ARFF
        self.listed(1)

    def put(self, path, value):
        self.answers[path] = json.dumps(value).encode()

    def listed(self, versions):
        found = [
            {"did": NUMBER + i, "version": 2 + i, "status": "active", "name": NAME}
            for i in range(versions)
        ]
        path = f"/data/list/data_name/{NAME}/limit/2/status/active/"
        self.put(path, {"data": {"dataset": found}})


@pytest.fixture
def openml(monkeypatch, tmp_path):
    from sklearn.datasets import _openml

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            shelf.asked.append(self.path)
            data = shelf.answers.get(self.path)
            self.send_response(412 if data is None else 200)
            self.end_headers()
            self.wfile.write(data or b"{}")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    shelf = Shelf(base)
    for name in ("_SEARCH_NAME", "_DATA_INFO", "_DATA_FEATURES", "_DATA_QUALITIES"):
        known = getattr(_openml, name)
        there = known.replace("https://www.openml.org/api/v1/json", base)
        monkeypatch.setattr(_openml, name, there)
    monkeypatch.setattr(_openml.time, "sleep", lambda _: None)  # between attempts
    monkeypatch.setenv("CROSSOVER_HOME", str(tmp_path))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield shelf
    server.shutdown()
    thread.join()
    server.server_close()


def table(wanted, **given):
    return load(data_config("openml", {"id": wanted, **given}))


@pytest.mark.parametrize("wanted", [str(NUMBER), NAME, f" {NAME} "])
def test_a_table_is_fetched_by_number_or_name(openml, wanted):
    dataset = table(wanted)
    assert (dataset.title, dataset.target) == (NAME, "flooded")
    assert dataset.classes == ("no", "yes")
    assert dataset.y.sum() == 15
    assert list(dataset.X.columns) == ["width", "soil", "beds"]
    assert dataset.kinds == ("number", "category", "category")
    assert dataset.X["beds"].tolist()[:3] == ["4", "6", "8"]
    assert dataset.X["soil"].tolist()[:3] == ["clay", "sand", "loam"]
    assert dataset.X["width"].isna().sum() == 1
    assert (dataset.licence, dataset.notes) == ("CC0", ())
    assert f"OpenML data set {NUMBER}: gardens, version 2" in dataset.source


def test_it_is_fetched_once(openml):
    first = table(str(NUMBER))
    asked = len(openml.asked)
    again = table(str(NUMBER))
    assert len(openml.asked) == asked
    np.testing.assert_array_equal(first.y, again.y)


def test_a_person_decides_on_target_and_columns(openml):
    dataset = table(NAME, target="width", drop="beds")
    assert (dataset.task, dataset.target) == ("regression", "width")
    assert list(dataset.X.columns) == ["soil", "flooded"]
    assert len(dataset.y) == 59
    assert dataset.X["soil"].iloc[0] == "clay"


def test_several_versions_are_told(openml):
    openml.listed(2)
    assert table(NAME).notes == (
        "OpenML has several tables named 'gardens': version 2 was taken.",
    )


def test_a_withdrawn_table_is_told(openml):
    openml.put(f"/data/{NUMBER}", description(openml.base, status="deactivated"))
    (note,) = table(str(NUMBER)).notes
    assert "withdrawn" in note


@pytest.mark.parametrize("wanted", ["999999", "no-such-name"])
def test_an_unknown_table_is_refused(openml, wanted):
    with pytest.raises(Refused, match=rf"OpenML has no data set '{wanted}'"):
        table(wanted)


@pytest.mark.parametrize(
    "wanted", ["", "../../etc/passwd", "a b", "a/b", "x?y=1", "..", "é", "a\nb"]
)
def test_what_is_no_name_reaches_no_server_and_no_path(openml, wanted):
    with pytest.raises(Refused, match="no number or name"):
        table(wanted)
    assert openml.asked == []


def test_what_cannot_be_a_table_is_refused(openml):
    openml.put(f"/data/{NUMBER}", description(openml.base, format="Sparse_ARFF"))
    with pytest.raises(Refused, match="because it is sparse"):
        table(str(NUMBER))


@pytest.mark.parametrize(
    "damage",
    [
        {"/data/v1/download/1/gardens.arff": b"\0\xff not what was promised"},
        {f"/data/{NUMBER}": b"[]"},
        {f"/data/{NUMBER}": b"not json"},
        {f"/data/features/{NUMBER}": b'{"data_features": {"feature": []}}'},
    ],
)
def test_damage_is_refused_and_never_raises(openml, damage):
    openml.answers.update(damage)
    with pytest.raises(Refused, match="OpenML"):
        table(str(NUMBER))


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("titanic", "Penguins"),
        ("adult", "Arrests"),
        ("boston", "Abalone"),
        ("Fashion-MNIST", "MNIST"),
        ("554", "MNIST"),
        ("covertype", "Flights"),
        ("creditcard", "Shuttle"),
        ("iris", "Wine"),
        ("37", "Breast cancer"),
        ("never-heard-of", "Penguins"),
    ],
)
def test_offline_the_nearest_bundled_table_is_named(openml, monkeypatch, wanted, title):
    from sklearn.datasets import _openml

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/{{}}"
    for name in ("_SEARCH_NAME", "_DATA_INFO"):
        monkeypatch.setattr(_openml, name, nobody)
    with pytest.raises(
        Refused, match=f"cannot be reached.*cannot be loaded.*'{title}'"
    ):
        table(wanted)


def test_a_server_that_says_nothing_is_not_waited_for(openml, monkeypatch):
    from sklearn.datasets import _openml

    monkeypatch.setattr("core.datasets.openml.PATIENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}/{{}}"
        monkeypatch.setattr(_openml, "_DATA_INFO", base)
        with pytest.raises(Refused, match="cannot be reached"):
            table("61")
    assert socket.getdefaulttimeout() is None


def test_every_alternative_is_bundled():
    bundled = {key for key, spec in specs().items() if spec.group == "Real table"}
    assert {*NEAREST, OTHERWISE} <= bundled
    everything = [word for known in NEAREST.values() for word in known]
    assert len(everything) == len(set(everything))


def test_a_table_that_is_too_wide_is_refused_with_the_figure(openml, monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_COLUMNS", "3")
    with pytest.raises(Refused, match="4 columns and 3 are allowed"):
        table(NAME)


def test_a_table_without_classes_is_read_as_numbers(openml):
    plain = features()
    for column in plain["data_features"]["feature"]:
        column["data_type"] = "numeric"
    openml.put(f"/data/features/{NUMBER}", plain)
    dataset = table(NAME, target="width")
    assert dataset.kinds == ("category", "number", "category")
    assert dataset.task == "regression"
