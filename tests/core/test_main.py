import json
from functools import partial
from pathlib import Path
from random import Random

import pytest

from core import __main__ as command_line
from core.__main__ import DONE, FAILED, REFUSED, answer
from core.engine import Work, start

SMALL = ["race", "--data", "moons?n=200", "--set", "mlp.epochs=5",
         "--set", "random_forest.n_estimators=5"]  # fmt: skip
SCORES = {"accuracy", "roc_auc", "pr_auc", "f1", "log_loss", "brier"}
COST = {"wall_s", "cpu_s", "peak_mb", "parameters", "size_bytes", "latency_ms"}
MEASURED = {
    "batch_ms", "batch_cpu_ms", "batch_rows", "latency_cpu_ms", "device", "threads",
    "busy", "peak_measured",
}  # fmt: skip
TABLE = "a,b,colour\n" + "\n".join(
    f"{i},{i * 7 % 11},{('red', 'green')[i % 2]}" for i in range(60)
)


@pytest.fixture(scope="module", autouse=True)
def engine():
    yield
    for one in (start(), start(preload=False)):
        one.close()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    return path


def told(capfd, *arguments):
    """Return the exit status, standard output and standard error of a command line."""
    status = answer(list(arguments))
    out, err = capfd.readouterr()
    return status, out, err


def document(capfd, *arguments):
    status, out, _ = told(capfd, *arguments, "--json")
    assert status == DONE, out
    return json.loads(out, parse_constant=pytest.fail)


# Answers. -----------------------------------------------------------------------


def test_explanations_are_reported_with_these_keys_and_add_up(capfd):
    asked = ["explain", *SMALL[1:], "--rows", "7", "--background", "30"]
    report = document(capfd, *asked)
    assert set(report) == {
        "config", "features", "classes", "unit", "part", "rows", "models", "agreement"
    }  # fmt: skip
    assert [one["model"] for one in report["models"]] == ["random_forest", "mlp"]
    for one in report["models"]:
        assert len(one["values"]) == len(report["rows"]) == 7
        assert one["background"] == 30
        assert 0 <= one["additivity_error"] < 1e-6
        assert one["seconds"] > 0
        for values, said in zip(one["values"], one["answers"], strict=True):
            added = [sum(given) for given in zip(*values, strict=True)]
            for base, more, answer_ in zip(one["base"], added, said, strict=True):
                assert base + more == pytest.approx(answer_, abs=1e-6)
    (agreed,) = report["agreement"]
    assert agreed["models"] == ["random_forest", "mlp"]
    assert -1 <= agreed["ranks"] <= 1
    assert 0 <= agreed["signs"] <= 1
    _, out, _ = told(capfd, *asked)
    assert "Permutation SHAP" in out


def test_explaining_no_rows_and_measuring_nothing_known_is_refused(capfd):
    status, _, err = told(capfd, "explain", *SMALL[1:], "--rows", "0")
    assert (status, err) == (REFUSED, "--rows must be 1 or more, not 0.\n")
    status, _, err = told(capfd, "bench", "tea")
    assert status == REFUSED
    assert "nothing to measure called 'tea'" in err


def test_a_race_is_reported_with_these_keys(capfd):
    report = document(capfd, *SMALL)
    assert set(report) == {"config", "dataset", "runs"}
    assert report["config"]["data"]["key"] == "moons"
    assert report["config"]["data"]["values"]["n"] == 200
    assert report["config"]["models"]["mlp"]["epochs"] == 5
    assert report["config"]["seed"] == 42
    facts = report["dataset"]
    assert set(facts) == {
        "title", "rows", "columns", "task", "target", "classes", "parts"
    }  # fmt: skip
    assert (facts["rows"], facts["columns"], facts["task"]) == (200, 2, "binary")
    assert len(facts["classes"]) == 2
    assert sum(facts["parts"].values()) == 200
    assert [run["model"] for run in report["runs"]] == ["random_forest", "mlp"]
    for run in report["runs"]:
        assert set(run) == {
            "model", "scores", "intervals", "validation", "cost", "steps", "used_up"
        }  # fmt: skip
        assert set(run["scores"]) == set(run["validation"]) == SCORES
        assert set(run["cost"]) == COST | MEASURED
        assert set(run["steps"][0]) == {
            "step", "total", "seconds", "cpu_s", "loss", "validation_loss", "score",
            "metric",
        }  # fmt: skip
        assert run["cost"]["parameters"] > 0


def test_the_same_seed_gives_the_same_scores_to_the_last_digit(capfd, monkeypatch):
    # Nothing may come from the engine's memory.
    monkeypatch.setattr(start(), "submit", partial(start().submit, again=True))

    def scores(*more):
        report = document(capfd, *SMALL, *more)
        parts = ("scores", "intervals")
        return json.dumps(
            [{part: run[part] for part in parts} for run in report["runs"]]
        )

    first = scores("--seed", "7")
    assert scores("--seed", "7") == first
    assert scores("--seed", "8") != first


def test_without_json_a_person_can_read_it(capfd):
    status, out, _ = told(capfd, *SMALL)
    assert status == DONE
    assert "random_forest" in out
    assert "Accuracy" in out
    assert not out.startswith("{")


@pytest.mark.parametrize(
    "name", ["table.csv", "my table.csv", "what?.csv", "moons?n=500.csv", "ä&b=c.csv"]
)
def test_a_file_may_have_any_name(capfd, tmp_path, name):
    (tmp_path / name).write_text(TABLE)
    path = str(tmp_path / name)
    for command in (["data", path], ["race", "--data", path, "--models", "dummy"]):
        report = document(capfd, *command)
        facts = report.get("dataset", report)
        assert facts["target"] == "colour"
        assert facts["rows"] == 60


def test_a_data_set_comes_before_a_file_of_its_name(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("wine").write_text(TABLE)
    Path("own table").write_text(TABLE)
    assert document(capfd, "data", "wine")["target"] != "colour"
    assert document(capfd, "data", "./wine")["target"] == "colour"
    assert document(capfd, "data", "own table")["target"] == "colour"


def test_the_target_can_be_chosen(capfd, table):
    asked = ["race", "--data", str(table), "--models", "dummy", "--target"]
    assert document(capfd, *asked, "colour")["dataset"]["target"] == "colour"
    path = table.with_name("two.csv")
    rows = [f"{i},{'xy'[i % 2]},{'uvw'[i % 3]}" for i in range(60)]
    path.write_text("a,first,second\n" + "\n".join(rows))
    for column, classes in (("first", ["x", "y"]), ("second", ["u", "v", "w"])):
        found = document(capfd, "data", str(path), "--target", column)
        assert (found["target"], found["classes"]) == (column, classes)


def test_a_clean_table_is_accepted(capfd, tmp_path):
    path = tmp_path / "clean.csv"
    draw = Random(1)
    rows = [(draw.gauss(0, 1), draw.gauss(0, 1), draw.gauss(0, 1)) for _ in range(80)]
    lines = [f"{a:.2f},{b:.2f},{'red' if a + c > 0 else 'green'}" for a, b, c in rows]
    path.write_text("\n".join(["size,weight,colour", *lines]))
    found = document(capfd, "data", str(path))
    assert set(found) == {
        "outcome", "message", "rows", "columns", "target", "task", "classes", "range",
        "kinds", "used", "left_out", "missing", "protocol", "parts", "notes", "traps",
    }  # fmt: skip
    assert (found["outcome"], found["notes"], found["traps"]) == ("accept", [], [])
    assert found["message"] == "A clean table."
    assert (found["rows"], found["columns"]) == (80, 3)
    assert found["kinds"] == {
        "size": "number", "weight": "number", "colour": "category"
    }  # fmt: skip
    assert found["used"] == ["size", "weight"]
    assert found["left_out"] == found["missing"] == {}
    assert sum(found["parts"].values()) == 80
    assert found["range"] is None


@pytest.fixture
def prices(tmp_path):
    """An amount to predict, a number of the row, and the amount in other coins."""
    draw = Random(5)
    sizes = [draw.uniform(30, 200) for _ in range(200)]
    rows = [(s, 2000 * s + draw.gauss(0, 20_000)) for s in sizes]
    lines = [
        f"{s:.1f},{1000 + i},{0.9 * p:.2f},{p:.2f}" for i, (s, p) in enumerate(rows)
    ]
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(["size,id,euros,price", *lines]))
    return path


def test_a_trap_says_what_where_why_and_what_to_do(capfd, prices):
    found = document(capfd, "data", str(prices), "--target", "price")
    assert (found["outcome"], found["task"], found["classes"]) == (
        "warn", "regression", []
    )  # fmt: skip
    assert found["range"][0] < found["range"][1]
    leak = next(trap for trap in found["traps"] if "euros" in trap["columns"])
    assert set(leak) == {"kind", "title", "columns", "evidence", "advice", "fix"}
    assert leak["evidence"] in found["message"]
    assert leak["fix"] == {"drop": "euros"}
    left = document(
        capfd, "data", str(prices), "--target", "price", "--drop", "euros,id"
    )
    assert (left["outcome"], left["used"]) == ("accept", ["size"])
    assert set(left["left_out"]) == {"euros", "id"}


def test_amounts_are_raced_like_classes(capfd, prices):
    asked = [
        "race", "--data", str(prices), "--target", "price", "--drop", "euros,id",
        *SMALL[3:],
    ]  # fmt: skip
    report = document(capfd, *asked)
    assert report["dataset"]["task"] == "regression"
    assert report["dataset"]["classes"] == []
    for run in report["runs"]:
        assert set(run["scores"]) == set(run["validation"]) == {"r2", "rmse", "mae"}
        assert {step["metric"] for step in run["steps"]} == {"r2"}
    assert report["runs"][0]["scores"]["r2"] > 0.5
    status, out, _ = told(capfd, *asked)
    assert status == DONE
    for word in ("R²", "RMSE", "MAE", "random_forest"):
        assert word in out
    assert "AUC" not in out


def test_a_model_of_classes_is_refused_for_amounts(capfd, prices):
    asked = ["race", "--data", str(prices), "--target", "price", "--models"]
    status, _, err = told(capfd, *asked, "logistic_regression")
    assert status == REFUSED
    assert "Linear regression" in one_sentence(err)


def test_what_is_decided_of_a_bundled_set_is_decided_of_its_race_too(capfd):
    options = ["--drop", "island", "--kinds", "sex:category"]
    found = document(capfd, "data", "penguins", *options)
    assert "island" not in found["used"]
    report = document(
        capfd, "race", "--data", "penguins", *options, "--models", "dummy"
    )
    assert report["config"]["data"]["values"]["drop"] == "island"
    same = document(capfd, "data", "penguins?drop=island&kinds=sex:category")
    assert same == found


def test_what_is_odd_about_a_table_is_said(capfd, table):
    table.write_text(TABLE + "\n1,2,blue")
    found = document(capfd, "data", str(table))
    assert found["outcome"] == "warn"
    assert "blue" in found["message"]


# Refusals. ----------------------------------------------------------------------

BAD = {
    "unknown model": ["race", "--data", "moons", "--models", "svm"],
    "no model": ["race", "--data", "moons", "--models", ""],
    "twice the same": ["race", "--data", "moons", "--models", "mlp,mlp"],
    "unknown data": ["race", "--data", "moon"],
    "empty data": ["race", "--data", ""],
    "hidden data set": ["race", "--data", "file?path=/etc/passwd"],
    "upload": ["race", "--data", "upload?file=aaaaaaaaaaaaaaaaaaaa"],
    "unknown value": ["race", "--data", "moons?rows=5"],
    "value out of range": ["race", "--data", "moons?n=5"],
    "missing file": ["race", "--data", "/nowhere/table.csv"],
    "a folder": ["data", "/"],
    "a name too long": ["data", "x" * 5000],
    "a home of nobody": ["data", "~nobody-of-this-name/table.csv"],
    "missing data": ["race"],
    "missing command": [],
    "unknown command": ["rice"],
    "unknown option": ["race", "--data", "moons", "--speed", "9"],
    "abbreviated option": ["race", "--dat", "moons"],
    "set without value": ["race", "--data", "moons", "--set", "mlp.epochs"],
    "set without model": ["race", "--data", "moons", "--set", "epochs=3"],
    "set of another model": ["race", "--data", "moons", "--set", "dummy.epochs=3"],
    "set out of range": ["race", "--data", "moons", "--set", "mlp.epochs=0"],
    "set of no kind": ["race", "--data", "moons", "--set", "mlp.epochs=ten"],
    "set unknown": ["race", "--data", "moons", "--set", "mlp.wings=2"],
    "set empty": ["race", "--data", "moons", "--set", "="],
    "seed of no kind": ["race", "--data", "moons", "--seed", "x"],
    "seed with a point": ["race", "--data", "moons", "--seed", "1.5"],
    "seed below": ["race", "--data", "moons", "--seed", "-1"],
    "seed above": ["race", "--data", "moons", "--seed", str(2**31)],
    "target of a data set": ["race", "--data", "moons", "--target", "y"],
    "missing table": ["data", "/nowhere/table.csv"],
    "task of no kind": ["data", "wine", "--task", "clustering"],
    "split of no kind": ["data", "wine", "--split", "sideways"],
    "table of a data set": ["data", "wine", "--table", "sheet 1"],
    "what is left out of shapes": ["race", "--data", "moons", "--drop", "x"],
}


def one_sentence(text):
    line = text.removesuffix("\n")
    assert "\n" not in line, text
    assert line.endswith("."), text
    assert ". " not in line, text
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize("name", BAD)
def test_a_refusal_is_one_sentence(capfd, name):
    status, out, err = told(capfd, *BAD[name])
    assert (status, out) == (REFUSED, "")
    sentence = one_sentence(err)
    status, out, err = told(capfd, *BAD[name], "--json")
    assert status == REFUSED
    assert one_sentence(err) == sentence
    assert json.loads(out) == {"outcome": "reject", "message": sentence}


UNUSABLE = {
    "empty": b"",
    "no table": bytes(range(256)) * 9,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "too few rows": b"a,b\n1,x\n2,y\n",
    "nothing to predict": b"a\n" + b"\n".join(b"%d.5" % i for i in range(200)),
    "one class": b"a,b\n" + b"\n".join(b"%d,x" % i for i in range(60)),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_is_no_table_is_refused(capfd, tmp_path, name):
    path = tmp_path / "table.csv"
    path.write_bytes(UNUSABLE[name])
    for command in (["data", str(path)], ["race", "--data", str(path)]):
        status, out, err = told(capfd, *command, "--json")
        found = json.loads(out)
        assert (status, found["outcome"]) == (REFUSED, "reject")
        assert err.strip() == found["message"].strip()
        assert "\n" not in err.strip()


def test_an_unknown_target_is_refused(capfd, table):
    status, _, err = told(capfd, "data", str(table), "--target", "price")
    assert status == REFUSED
    assert "price" in err


def test_a_recording_that_cannot_be_written_is_refused(capfd, tmp_path):
    path = tmp_path / "nowhere" / "race.json"
    status, out, err = told(capfd, *SMALL, "--record", str(path))
    assert (status, out) == (REFUSED, "")
    assert str(path) in one_sentence(err)


def test_a_recording_is_written(capfd, tmp_path):
    path = tmp_path / "race.json"
    document(capfd, *SMALL, "--record", str(path))
    assert len(json.loads(path.read_text())["lanes"]) == 2


@pytest.mark.parametrize("failure", [RuntimeError("It broke."), OSError("It broke.")])
def test_a_failure_is_one_sentence_too(capfd, monkeypatch, failure):
    def fail(*_):
        raise failure

    monkeypatch.setattr(command_line, "race_runs", fail)
    assert told(capfd, *SMALL) == (FAILED, "", "It broke.\n")
    status, out, _ = told(capfd, *SMALL, "--json")
    assert status == FAILED
    assert json.loads(out) == {"outcome": "fail", "message": "It broke."}


def test_work_that_fails_elsewhere_fails_here():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        command_line.result_of(Work(call="builtins:divmod", args=(1, 0)))


def test_help_is_an_answer(capfd):
    status, out, err = told(capfd, "--help")
    assert (status, err) == (DONE, "")
    assert "race" in out
