import shlex
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import __main__ as command_line
from core import dataset, model
from core import race as races_
from core.choices import BROUGHT
from core.dataset import data_config
from core.errors import Refused
from core.params import Choice, Flag, Float, Int
from core.race import (
    DEFAULT_SEED,
    MOST_GHOSTS,
    MOST_MODELS,
    command,
    default_race,
    from_query,
    ghost_races,
    parse_spec,
    race_config,
    to_query,
    with_budget,
    with_ghosts,
)
from core.run import DEFAULT_MODELS, LEAST_BUDGET, MOST_BUDGET

NO_DATA = ("data", "models", "seed", "budget")
LISTED = [spec.key for spec in dataset.specs().values() if spec.listed]


def values_of(param):
    match param:
        case Int():
            return st.integers(param.low, param.high)
        case Float():
            return st.floats(param.low, param.high)
        case Choice():
            return st.sampled_from([key for key, _ in param.options])
        case Flag():
            return st.booleans()
    return st.text(max_size=500)


def given_values(params):
    return st.fixed_dictionaries({}, optional={p.name: values_of(p) for p in params})


@st.composite
def races(draw):
    key = draw(st.sampled_from([*LISTED, "upload"]))
    data = data_config(key, draw(given_values(dataset.specs()[key].params)))
    models = draw(
        st.lists(
            st.sampled_from(list(model.specs())),
            min_size=1,
            max_size=MOST_MODELS,
            unique=True,
        )
    )
    settings = {
        f"{lane}.{name}": value
        for lane in models
        for name, value in draw(given_values(model.specs()[lane].params)).items()
    }
    budgets = st.none() | st.floats(LEAST_BUDGET, MOST_BUDGET)
    seeds = st.integers(0, 2**31 - 1)
    return race_config(data, models, settings, draw(seeds), draw(budgets))


@given(races())
def test_an_address_brings_back_the_race(race):
    query = to_query(race)
    assert all(isinstance(value, str) for value in query.values())
    again = from_query(query)
    assert again == race
    assert again.key == race.key


@given(races().filter(lambda race: race.data.key != "upload"))
def test_the_command_line_brings_back_the_race(race):
    words = shlex.split(command(race))
    assert words[:3] == ["python", "-m", "core"]
    args = command_line.parser().parse_args(words[3:])
    again = race_config(
        command_line.data_of(args.data, command_line.chosen(args)),
        args.models.split(","),
        command_line.settings(args.set),
        args.seed,
        args.budget,
    )
    assert again == race


@given(races(), races())
def test_keys_are_equal_where_the_races_are(one, other):
    assert (one.key == other.key) == (one.runs == other.runs)
    assert one.key.isalnum()


@given(given_values(BROUGHT))
def test_the_command_line_repeats_what_was_decided_of_an_upload(values):
    data = data_config("upload", {"file": "a" * 32} | values)
    words = shlex.split(command(race_config(data)))
    args = command_line.parser().parse_args(words[3:])
    again = data_config("upload", {"file": "a" * 32} | command_line.chosen(args))
    assert args.data == "YOUR-FILE"
    assert again == data


def test_the_order_of_lanes_is_part_of_the_race():
    data = data_config("moons")
    assert race_config(data, DEFAULT_MODELS) != race_config(data, DEFAULT_MODELS[::-1])


def test_only_what_differs_from_the_defaults_is_written():
    race = default_race()
    assert to_query(race) == {"data": "moons"}
    assert from_query({}) == from_query({"data": "moons"}) == race
    race = race_config(
        data_config("moons", {"n": 500}),
        ("mlp", "dummy"),
        {"mlp.early_stopping": False, "mlp.epochs": 100},
        7,
    )
    assert to_query(race) == {
        "data": "moons",
        "n": "500",
        "models": "mlp,dummy",
        "mlp.early_stopping": "false",
        "seed": "7",
    }


def test_names_that_an_address_does_not_know_are_ignored():
    query = {"data": "moons", "utm_source": "x", "lab": "y", "case": "3", "svm.C": "1"}
    assert from_query(query) == default_race()


@pytest.mark.parametrize(
    "query",
    [
        {"data": "file", "path": "/etc/passwd"},
        {"data": "file"},
        {"data": "nothing"},
        {"data": ""},
        {"data": "FILE", "path": "/etc/passwd"},
        {"data": "../file"},
        {"n": "1"},
        {"n": "1e99"},
        {"n": "nan"},
        {"n": "many"},
        {"n": ""},
        {"noise": "inf"},
        {"models": ""},
        {"models": "mlp,mlp"},
        {"models": "mlp,transformer"},
        {"models": "random_forest,mlp,logistic_regression,dummy,mlp"},
        {"mlp.epochs": "0"},
        {"mlp.epochs": "1.5"},
        {"mlp.wings": "2"},
        {"mlp.": "2"},
        {"mlp.activation": "__import__"},
        {"mlp.early_stopping": "maybe"},
        {"seed": "x"},
        {"seed": "-1"},
        {"seed": str(2**31)},
        {"seed": "9" * 5000},
        {"seed": "1.5"},
        {"seed": ""},
        {"budget": "0"},
        {"budget": "nan"},
        {"budget": "inf"},
        {"budget": "5 s"},
        {"budget": ""},
        {"ghosts": "-1"},
        {"ghosts": "7,x"},
        {"ghosts": str(2**31)},
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_a_sentence(query):
    with pytest.raises(Refused) as refusal:
        from_query(query)
    text = str(refusal.value)
    assert text.endswith(".")
    assert "\n" not in text


def test_an_upload_in_an_address_is_a_token_and_no_path():
    race = from_query({"data": "upload", "file": "../../etc/passwd"})
    with pytest.raises(Refused):
        dataset.load(race.data)


@pytest.mark.parametrize(
    ("models", "settings"),
    [
        ((), {}),
        (("mlp", "mlp"), {}),
        (("svm",), {}),
        (("mlp",), {"epochs": 3}),
        (("mlp",), {"random_forest.n_estimators": 3}),
        (("mlp",), {"mlp.n_estimators": 3}),
    ],
)
def test_a_race_that_makes_no_sense_is_refused(models, settings):
    with pytest.raises(Refused):
        race_config(data_config("moons"), models, settings)


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("article", "article", {}),
        ("moons", "moons", {}),
        ("moons?", "moons", {}),
        ("moons?n=500&noise=0.1", "moons", {"n": 500, "noise": 0.1}),
        ("moons?n=5e2", "moons", {"n": 500}),
    ],
)
def test_a_data_set_is_written_as_key_and_values(text, key, values):
    assert parse_spec(text) == data_config(key, values)


@pytest.mark.parametrize(
    "text", ["", "?n=500", "moon", "moons?n", "moons?n=", "moons?rows=5", "moons?n=5"]
)
def test_a_data_set_that_is_none_is_refused(text):
    with pytest.raises(Refused):
        parse_spec(text)


@given(races().filter(lambda race: race.data.key != "upload"))
def test_a_spec_is_read_like_an_address(race):
    own = {n: v for n, v in to_query(race).items() if "." not in n}
    own = {n: v for n, v in own.items() if n not in NO_DATA}
    assert parse_spec(f"{race.data.key}?{urlencode(own)}") == race.data


def test_the_default_seed_is_not_written():
    assert default_race().seed == DEFAULT_SEED
    assert "seed" not in to_query(default_race())


def test_a_budget_stands_in_the_address_as_a_person_writes_it():
    race = from_query({"budget": "5"})
    assert race.budget_s == 5
    assert to_query(race) == {"data": "moons", "budget": "5"}
    assert {run.budget_s for run in race.runs} == {5}
    assert race.key != default_race().key
    assert with_budget(race, None) == default_race()
    assert "--budget 5" in command(race)


def test_ghosts_are_the_same_race_with_other_seeds_and_change_no_key():
    race = from_query({"n": "300", "budget": "2", "seed": "3", "ghosts": "7,8,7,3"})
    assert race.ghosts == (7, 8)
    assert race.key == with_ghosts(race, ()).key
    assert from_query(to_query(race)) == race
    for seed, ghost in zip(race.ghosts, ghost_races(race), strict=True):
        bare = {k: v for k, v in to_query(race).items() if k != "ghosts"}
        assert ghost == from_query(bare | {"seed": str(seed)})


def test_a_new_ghost_takes_the_place_of_the_oldest():
    seeds = range(MOST_GHOSTS + 2)
    race = with_ghosts(default_race(), seeds)
    assert race.ghosts == tuple(seeds)[-MOST_GHOSTS:]


def test_a_long_list_of_ghosts_makes_no_more_races_than_are_drawn(monkeypatch):
    made, make = [], races_.reseeded
    monkeypatch.setattr(
        races_, "reseeded", lambda *given: made.append(given) or make(*given)
    )
    found = from_query({"ghosts": ",".join(map(str, range(5_000)))})
    assert found.ghosts == (4997, 4998, 4999)
    assert len(made) == MOST_GHOSTS
