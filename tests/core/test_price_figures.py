"""What the charts of a price tag promise beyond the contract of all figures."""

from dataclasses import replace

import numpy as np
import pytest

from core.cost import CROWDED
from core.figures import price, worth
from core.palette import NEUTRAL
from core.pricing.surprise import surprises
from core.pricing.tag import Training, good_after
from tests.core import examples
from tests.core.examples_cost import both_devices, tag, tagged

BOTH = ("random_forest", "mlp")


def trained(run, cpu_s, **given):
    once = Training(wall_s=cpu_s, cpu_s=cpu_s, peak_mb=10.0, busy=0.0)
    return tag(run, trainings=(once,), **given)


def two(forest_s, net_s, **given):
    runs = examples.runs(BOTH)
    tags = (trained(runs[0], forest_s, **given), trained(runs[1], net_s))
    return price.Tagged(runs=runs, tags=tags)


def test_the_baseline_is_left_out_where_two_others_are_left():
    frame = price.price_frame(tagged(examples.runs()))
    assert "Baseline" not in set(frame["model"])
    assert frame.groupby("cost")["times the cheapest"].min().eq(1).all()
    assert frame.groupby("cost")["% of the dearest"].max().eq(100).all()


def test_a_cost_of_zero_is_told_and_has_no_length():
    frame = price.price_frame(tagged(examples.runs(("dummy",)), whole=False))
    memory = frame[frame["cost"] == "peak memory"].iloc[0]
    assert memory["amount"] == memory["% of the dearest"] == 0
    assert np.isnan(memory["times the cheapest"])


def test_each_cost_is_said_as_a_multiple_of_the_cheapest():
    said = price.told(two(4.9, 1.0), "cpu")
    assert said == (
        "The random forest needs 4.9 times the CPU time of the neural net to train."
    )
    assert "The neural net needs 2 times" in price.told(two(1.0, 2.0), "cpu")
    assert "about the same" in price.told(two(1.0, 1.01), "cpu")


def test_noise_of_memory_is_not_told_as_a_multiple():
    runs = examples.runs(BOTH)
    tags = tuple(
        tag(run, trainings=(Training(wall_s=1.0, cpu_s=1.0, peak_mb=mb),))
        for run, mb in zip(runs, (0.8, 0.02), strict=True)
    )
    said = price.told(price.Tagged(runs=runs, tags=tags), "memory")
    assert said == "Peak memory: no more than 0.8 MB."


def test_a_cost_that_one_model_has_no_figure_for_is_not_drawn():
    runs = examples.runs(BOTH)
    seen = price.Tagged(runs=runs, tags=(tag(runs[0]), tag(runs[1], good_s=None)))
    assert "good" not in price.costs(seen)
    assert "CPU time to 99 % of its score" not in set(price.price_frame(seen)["cost"])


def test_both_devices_of_a_net_have_their_own_rows():
    names = [name for name, *_ in both_devices().lanes]
    assert names == ["Random forest", "Neural net, GPU", "Neural net, CPU"]


def dominated(costs, scores):
    """Return by brute force who is beaten on both."""
    found = []
    for c, s in zip(costs, scores, strict=True):
        others = zip(costs, scores, strict=True)
        found.append(any(a <= c and b >= s and (a, b) != (c, s) for a, b in others))
    return found


def scoring(runs, scores):
    """Return runs with other main scores."""
    made = []
    for run, value in zip(runs, scores, strict=True):
        own = run.evaluation
        first = replace(own.main, value=value, low=value - 0.01, high=value + 0.01)
        kept = tuple(first if one == own.main else one for one in own.scores)
        made.append(replace(run, evaluation=replace(own, scores=kept)))
    return tuple(made)


def test_who_is_beaten_on_both_is_grey_and_said_so():
    runs = scoring(examples.runs(), (0.90, 0.95, 0.90, 0.5)[: len(examples.runs())])
    costs = (3.0, 1.0, 0.2, 0.1)[: len(runs)]
    tags = tuple(trained(run, cpu) for run, cpu in zip(runs, costs, strict=True))
    seen = price.Tagged(runs=runs, tags=tags)
    frame = worth.worth_frame(seen)
    assert list(frame["dominated by"] != "") == dominated(frame["cost"], frame["score"])
    assert frame["dominated by"].iloc[0]  # dearer than the net, and worse
    dots = [t for t in worth.draw_worth(seen).data if t.mode == "markers"]
    grey = [dot.marker.color == NEUTRAL for dot in dots][: len(runs) - 1]
    assert grey == list(frame["dominated by"] != "")[: len(runs) - 1]
    assert "Beaten on both" in worth.worth_sentence(seen)
    assert "Random forest (0.900 for 3 s)" in worth.worth_sentence(seen)


def test_scores_say_which_rows_they_are_from():
    runs = examples.runs()
    shown = tuple(
        replace(r, evaluation=replace(r.evaluation, part="validation")) for r in runs
    )
    assert "test rows" in worth.worth_sentence(tagged(runs))
    assert "validation rows" in worth.worth_sentence(tagged(shown))
    axis = worth.draw_worth(tagged(shown)).layout.yaxis.title.text
    assert "validation rows" in axis


def test_equals_do_not_beat_each_other():
    runs = scoring(examples.runs(BOTH), (0.9, 0.9))
    tags = tuple(trained(run, 1.0) for run in runs)
    frame = worth.worth_frame(price.Tagged(runs=runs, tags=tags))
    assert list(frame["dominated by"]) == ["", ""]


def test_surprises_are_told_only_where_the_numbers_show_them():
    forest, net = examples.runs(BOTH)
    told = " ".join(surprises((tag(forest), tag(net))))
    assert "The deep model is the cheap one to use" in told
    assert "6 times the space on disk" in told
    assert "Even training is cheaper for the net" in told
    assert "One row alone costs the forest" in told
    quick = tuple(replace(b, cpu_s=b.rows * 1e-6) for b in tag(net).batches)
    other = tag(net, model="random_forest", batches=quick), tag(forest, model="mlp")
    assert surprises(other) == ()
    assert surprises((tag(forest),)) == ()


def test_the_worst_part_says_how_crowded_it_was():
    run = examples.run("mlp")
    quiet = tag(run)
    assert not quiet.crowded
    loud = replace(quiet, asked_busy=CROWDED + 0.01)
    assert loud.crowded
    silent = tuple(replace(one, busy=None) for one in quiet.trainings)
    assert tag(run, trainings=silent).busy is None


def test_nearly_done_is_the_first_step_at_99_hundredths_of_the_last_score():
    run = examples.run("mlp")
    cpu_s, wall_s = good_after(run)
    final = run.history.steps[-1].score
    early = [s for s in run.history.steps if s.cpu_s < cpu_s and s.score is not None]
    assert all(step.score < 0.99 * final for step in early)
    assert cpu_s <= run.history.steps[-1].cpu_s
    assert wall_s <= run.history.steps[-1].seconds


@pytest.mark.parametrize("score", [-0.2, 0.0])
def test_of_a_score_that_is_not_above_zero_nothing_is_nearly_there(score):
    run = examples.run("mlp")
    last = replace(run.history.steps[-1], score=score)
    history = replace(run.history, steps=(*run.history.steps[:-1], last))
    assert good_after(replace(run, history=history)) is None
