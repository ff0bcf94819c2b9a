"""The lines that hold the code in shape, and the promise that adding is one file."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes import MEMBERS

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "shap", "sklearn", "scipy", "numba")
CEILINGS = {"core": 250, "pages": 150, "core/labs": 150}  # lines a file

IMPORT_ALL = f"""
import importlib, pkgutil, sys
from core import dataset, explain, figure, format, lab, model, trap
ribs = (dataset, explain, figure, format, lab, model, trap)
assert all(rib.specs() for rib in ribs)
import pages.ui
for found in pkgutil.walk_packages(pages.ui.__path__, "pages.ui."):
    importlib.import_module(found.name)
print(*(name for name in {HEAVY} if name in sys.modules))
"""

SPECS = """
from core import dataset, explain, figure, format, lab, model, trap
for rib in (dataset, explain, figure, format, lab, model, trap):
    print(*rib.specs())
"""

RACE = """
from core.dataset import data_config
from core.explain_run import explain_run
from core.race import race_config
from core.train import finish
race = race_config(data_config("chessboard"), ("naive_bayes", "random_forest"))
for run in race.runs:
    finish(explain_run(run))
"""

SHOW = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path.cwd()))
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("pages/ui/frame.py", default_timeout=120).run()
at.query_params["data"] = "chessboard"
at.query_params["models"] = "naive_bayes,random_forest"
for page, word in zip(sys.argv[1::2], sys.argv[2::2]):
    at.switch_page(f"../{page}.py").run()
    assert not at.exception, (page, at.exception)
    shown = any(word in str(getattr(part, "proto", "")) for part in at.main)
    assert shown, (page, word)
"""


def sources(folder):
    return sorted((ROOT / folder).rglob("*.py"))


def named(path):
    return path.relative_to(ROOT).as_posix()


def python(*args, cwd=ROOT):
    """Run Python in a process of its own; fail with what it said when it fails."""
    alone = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, *args], cwd=cwd, env=alone, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_the_web_process_imports_is_light():
    assert python("-W", "ignore", "-c", IMPORT_ALL).split() == []


@pytest.mark.parametrize("path", [*sources("core"), *sources("pages")], ids=named)
def test_a_file_stays_short(path):
    name = named(path)
    folder = max((f for f in CEILINGS if name.startswith(f"{f}/")), key=len)
    assert len(path.read_text().splitlines()) <= CEILINGS[folder]


def test_the_entry_point_stays_short():
    assert len((ROOT / "app.py").read_text().splitlines()) <= 80


@pytest.mark.parametrize("path", [*sources("core"), *sources("pages")], ids=named)
def test_nobody_imports_plotly_express(path):
    # It pulls in a data frame library at import time and hides what is drawn.
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert all(a.name != "plotly.express" for a in node.names)
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            assert "plotly.express" not in names | {node.module}


@pytest.fixture(scope="module")
def bigger(tmp_path_factory):
    """A copy of the code with one file more in each rib: README's, and others."""
    copy = tmp_path_factory.mktemp("bigger")
    for name in ("core", "pages", "tests", "assets"):
        unwanted = shutil.ignore_patterns("__pycache__", "*.png")
        shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
    for name in ("app.py", "pyproject.toml"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, copy)
    for path, source in MEMBERS:
        assert not (copy / path).exists()
        (copy / path).write_text(source)
    return copy


KEYS = [Path(path).stem for path, _ in MEMBERS]


def test_a_new_file_is_all_that_a_new_member_needs(bigger):
    assert set(KEYS) <= set(python("-c", SPECS, cwd=bigger).split())


def test_a_new_member_is_tested_unasked(bigger):
    contracts = [str(p) for p in sorted(bigger.glob("tests/core/test_all_*.py"))]
    chosen = " or ".join(KEYS)
    told = python("-m", "pytest", "-n0", "-v", "-k", chosen, *contracts, cwd=bigger)
    assert [key for key in KEYS if key not in told] == [], told


@pytest.fixture(scope="module")
def raced(bigger):
    """The copy, with a race of the new model on the new data run and explained."""
    python("-c", RACE, cwd=bigger)
    return bigger


def test_a_new_member_is_on_its_page(raced):
    # one visit of all pages: a process of its own for each would take a minute
    shown = {
        "data": "Chessboard",
        "train": "Naive Bayes",
        "evaluate": "Mistakes",
        "explain": "Even shares",
        "labs": "A fair coin",
    }
    python("-c", SHOW, *(text for pair in shown.items() for text in pair), cwd=raced)


def test_a_new_format_and_a_new_trap_are_on_the_command_line(bigger, tmp_path):
    rows = [f"{i * 37 % 101 / 7:.3f}~{i * 53 % 97 / 7:.3f}~{'ab'[i * 29 % 61 % 2]}"
            for i in range(60)]  # fmt: skip
    path = tmp_path / "waves.tildes"
    path.write_text("\n".join(["%tildes", "long~wide!~sort", *rows]))
    told = python("-m", "core", "data", str(path), "--json", cwd=bigger)
    found = json.loads(told)
    assert found["rows"] == 60
    assert found["kinds"]["long"] == "number"
    assert [trap["kind"] for trap in found["traps"]] == ["sure_names"]


def test_new_files_meet_the_rules_of_the_code(bigger):
    added = [path for path, _ in MEMBERS]
    python("-m", "ruff", "check", "--no-cache", *added, cwd=bigger)
    python("-m", "ruff", "format", "--check", "--no-cache", *added, cwd=bigger)
