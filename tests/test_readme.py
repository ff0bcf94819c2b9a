import re
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from core.__main__ import option, parser
from core.choices import BROUGHT
from core.limits import Limits
from core.report import data_report
from pages.ui.menu import PAGES
from tests.core.examples import summary
from tests.recipes import recipes

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
START = "pip install -r requirements.txt && streamlit run app.py"
TEST = "pip install -r tests/requirements.txt && pytest"


def shell_lines():
    blocks = [body for language, body in BLOCKS if language == "bash"]
    return [line for body in blocks for line in body.splitlines() if line]


@pytest.mark.parametrize("command", [START, TEST])
def test_each_command_stands_once_on_a_line_of_its_own(command):
    assert README.splitlines().count(command) == 1


def test_the_gate_runs_the_test_command_of_this_readme():
    gate = (ROOT / ".ci/run").read_text()
    assert f"grep -m1 -x '{TEST}' README.md" in gate
    assert gate.rstrip().endswith("\n$tests")


def test_files_that_the_commands_name_exist():
    for name in ("requirements.txt", "tests/requirements.txt", "app.py"):
        assert (ROOT / name).is_file()


def test_links_and_pictures_lead_to_files():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    inside = [target for target in targets if "://" not in target]
    assert inside
    assert [t for t in inside if not (ROOT / t).exists()] == []


def test_every_python_block_is_a_recipe():
    # test_architecture.py adds each to a copy of the code and runs its contract test.
    python = [body for language, body in BLOCKS if language == "python"]
    assert [source for _, source in recipes()] == python
    ribs = {Path(path).parent.name for path, _ in recipes()}
    assert {"datasets", "models", "figures", "traps"} <= ribs


def test_the_headless_commands_are_understood():
    lines = [line for line in shell_lines() if line.startswith("python -m core")]
    assert lines
    for line in lines:
        words = shlex.split(line)[3:]
        assert parser().parse_args(words).command == words[0]


def table(title):
    """Return the first cells of a table's rows."""
    found = re.search(rf"\| {title} \|.*?\n\n", README, re.DOTALL)
    return [row.split("|")[1].strip() for row in found[0].splitlines()[2:-1]]


def test_every_limit_is_documented_with_its_default():
    assert table("variable") == [
        f"`CROSSOVER_{field.name.upper()}`" for field in fields(Limits)
    ]
    for field in fields(Limits):
        assert f"`CROSSOVER_{field.name.upper()}` | {field.default} |" in README


def test_every_option_about_a_table_is_documented():
    told = " ".join(table("option"))
    for param in BROUGHT:
        assert option(param.name) in told


def test_every_key_of_the_report_on_a_table_is_documented():
    told = " ".join(table("key"))
    for name in data_report(summary()):
        assert f"`{name}`" in told


def test_the_pages_are_those_of_the_menu():
    assert table("page") == [title for title, _ in PAGES.values()]


def test_what_the_tests_need_includes_what_the_app_needs():
    lines = (ROOT / "tests/requirements.txt").read_text().splitlines()
    assert "-r ../requirements.txt" in lines


def test_the_versions_of_python_agree():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert tools["ruff"]["target-version"] == "py311"
    assert tools["ty"]["environment"]["python-version"] == "3.11"
    assert "Python 3.11" in README
