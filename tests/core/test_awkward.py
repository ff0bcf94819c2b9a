"""Every awkward file ends in the answer that a person would expect."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import __main__ as command_line
from core.__main__ import DONE, REFUSED, answer
from core.cost import PeakMemory
from core.train import finish
from tests.awkward import HEADER, cases, text

ROOT = Path(__file__).parent.parent.parent
CASES = {case.name: case for case in cases()}
BOMBS = [name for name in CASES if CASES[name] in import_module(
    "tests.awkward_hostile").BOMBS]  # fmt: skip
STATUS = {"accept": DONE, "warn": DONE, "reject": REFUSED}
REPORT = {
    "outcome", "message", "rows", "columns", "target", "task", "classes", "range",
    "kinds", "used", "left_out", "missing", "protocol", "parts", "notes", "traps",
}  # fmt: skip


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Do the engine's work in this process: the same calls, without the wait."""

    def result_of(work, **_):
        module, _, name = work.call.partition(":")
        return finish(getattr(import_module(module), name)(*work.args))

    monkeypatch.setattr(command_line, "result_of", result_of)


def put(folder, case):
    path = folder / case.file_name
    path.write_bytes(case.make())
    return str(path)


def document(out):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    found = json.loads(out, parse_constant=refuse)
    assert isinstance(found["message"], str)
    assert found["message"]
    return found


def told(capfd, *arguments):
    status = answer(["data", *arguments, "--json"])
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return status, document(out), err


def one_sentence(message):
    assert message.endswith(".")
    assert "\n" not in message
    assert "Traceback" not in message


def check(case, status, found, err):
    """Compare an answer with what was expected of it."""
    said = json.dumps(found, ensure_ascii=False)
    assert found["outcome"] == case.outcome, said
    assert status == STATUS[case.outcome]
    for word in case.says:
        assert word.casefold() in found["message"].casefold(), said
    if case.outcome == "reject":
        one_sentence(found["message"])
        assert set(found) == {"outcome", "message"}
        assert err == found["message"] + "\n"
        return
    assert set(found) == REPORT
    assert (case.outcome == "accept") == (found["notes"] == found["traps"] == [])
    assert sum(found["parts"].values()) == found["rows"]
    for name, kind in case.kinds.items():
        assert found["kinds"][name] == kind, said
    for name, value in case.expect.items():
        assert found[name] == value, (name, said)
    kinds = {trap["kind"] for trap in found["traps"]}
    assert set(case.traps) <= kinds, said


@pytest.mark.parametrize("name", CASES)
def test_a_file_fares_as_a_person_would_expect(capfd, tmp_path, name):
    case = CASES[name]
    check(case, *told(capfd, put(tmp_path, case), *case.options))


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_takes_a_gigabyte(capfd, tmp_path, name):
    path = put(tmp_path, CASES[name])
    memory = PeakMemory()
    told(capfd, path)
    assert memory.grown() < 2**30


def test_a_bomb_writes_no_file(capfd, tmp_path):
    for name in ("a name of a file's path in zip", "a whole path in zip"):
        told(capfd, put(tmp_path, CASES[name]))
    assert not Path("/tmp/evil.csv").exists()
    assert not Path("/etc/cron.d/evil.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["t.zip"]


def test_there_are_enough_of_them():
    assert len(CASES) >= 130
    outcomes = {case.outcome for case in CASES.values()}
    assert outcomes == set(STATUS)


# Through the whole command line. ------------------------------------------------

THROUGH = (
    "commas",
    "decimal commas, semicolons",
    "a copy of the target",
    "a workbook of two sheets",
    "a bomb in gzip",
    "a pickle of protocol 4",
    "an amount to predict",
)


@pytest.mark.parametrize("name", THROUGH)
def test_the_command_line_answers_with_one_document(tmp_path, name):
    case = CASES[name]
    words = [sys.executable, "-m", "core", "data", put(tmp_path, case), *case.options]
    done = subprocess.run(
        [*words, "--json"],
        cwd=ROOT,
        env={**os.environ, "CROSSOVER_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    check(case, done.returncode, document(done.stdout), done.stderr)


def test_without_json_a_person_can_read_it(capfd, tmp_path):
    case = CASES["a copy of the target"]
    assert answer(["data", put(tmp_path, case)]) == DONE
    out, err = capfd.readouterr()
    assert err == ""
    assert "trap: " in out
    assert "'copy'" in out
    assert "{" not in out.splitlines()[0]


# Whatever is brought. -----------------------------------------------------------

whatever = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def answered(capfd, folder, data, file_name="table.csv"):
    path = folder / file_name
    path.write_bytes(data)
    status, found, err = told(capfd, str(path))
    assert status == STATUS[found["outcome"]]
    if status == REFUSED:
        one_sentence(err.removesuffix("\n"))


@whatever
@given(st.text())
def test_any_text_ends_in_an_answer(capfd, tmp_path, words):
    answered(capfd, tmp_path, words.encode("utf-8", "surrogatepass"))


@whatever
@given(st.binary(max_size=3000))
def test_any_bytes_end_in_an_answer(capfd, tmp_path, data):
    answered(capfd, tmp_path, data)


STARTS = (
    b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"[{", b"{\"a\":", b"\xff\xfe",
    b"\xfe\xff", b"\xef\xbb\xbf", b"\x80\x04\x95", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)  # fmt: skip


@whatever
@given(st.sampled_from(STARTS), st.binary(max_size=500), st.sampled_from(STARTS))
def test_what_starts_like_a_format_ends_in_an_answer(capfd, tmp_path, head, body, end):
    answered(capfd, tmp_path, head + body + end)


CELLS = st.one_of(
    st.sampled_from(["", "1", "2.5", "1,5", "-3", "yes", "no", "NA", "inf", "12 kg",
                     "2024-02-30", "$4", "7%",
                     "a", "b", '"', "'", "=1", "0x1F", "1e999"]),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.text(max_size=8),
)  # fmt: skip


@whatever
@given(st.data())
def test_any_cells_end_in_an_answer(capfd, tmp_path, data):
    width = data.draw(st.integers(2, 4))
    line = st.lists(CELLS, min_size=width - 1, max_size=width + 1)
    few = data.draw(st.lists(line, min_size=3, max_size=8))
    separator = data.draw(st.sampled_from([",", ";", "\t", "|"]))
    rows = [few[i % len(few)] for i in range(data.draw(st.integers(20, 60)))]
    header = [f"c{i}" for i in range(width)]
    answered(capfd, tmp_path, text(rows, header, separator).encode("utf-8", "replace"))


@whatever
@given(st.sampled_from(sorted(set(CASES) - set(BOMBS))), st.integers(0), st.binary(
    min_size=1, max_size=4))  # fmt: skip
def test_a_file_that_was_damaged_ends_in_an_answer(capfd, tmp_path, name, place, new):
    known = CASES[name].make()
    place %= len(known) + 1
    damaged = known[:place] + new + known[place + len(new) :]
    answered(capfd, tmp_path, damaged, CASES[name].file_name)


@whatever
@given(st.lists(st.text(max_size=12), min_size=5, max_size=5))
def test_any_names_end_in_an_answer(capfd, tmp_path, names):
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    data = text(header=quoted).encode("utf-8", "replace")
    answered(capfd, tmp_path, data)
    assert len(HEADER) == len(names)
