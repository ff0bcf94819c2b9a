"""Where every model's threshold stands: read from the address, drawn elsewhere."""

from math import isfinite

from core.answers import Answers
from core.figures.cuts import Cut, Rule
from core.quality.choosing import by_budget, by_price
from core.quality.threshold import thresholds
from pages.ui import experiment
from pages.ui.evaluate_scene import Scene

RULES: tuple[Rule, ...] = ("hand", "budget", "price")
THRESHOLD, BUDGET = 0.5, 5.0
PRICES = {"alarm": 1.0, "miss": 5.0}
MOST_MONEY = 1_000_000.0


def number(name: str, usual: float, most: float) -> float:
    """Return a number of the address between 0 and `most`, else the usual one."""
    found = float(experiment.page_value(name, float, usual))
    return found if isfinite(found) and 0 <= found <= most else usual


def class_of(scene: Scene) -> int:
    """Return the code of the class that raises an alarm."""
    code = int(experiment.page_value("class", int, 1))
    return code if code in range(len(scene.classes)) else len(scene.classes) - 1


def rule_of() -> Rule:
    """Return how thresholds are chosen."""
    asked = str(experiment.page_value("rule", str, RULES[0]))
    return next((rule for rule in RULES if rule == asked), RULES[0])


def standing(scene: Scene, answers: tuple[Answers, ...], pair: tuple[int, int]) -> Cut:
    """Return every model at its threshold, as the address has it."""
    code, rule = class_of(scene), rule_of()
    prices = [number(name, usual, MOST_MONEY) for name, usual in PRICES.items()]
    # chosen and judged on the same rows, a threshold looks better than it is
    before = scene.answers("validation") if scene.part == "test" else ()
    taught = [thresholds(one, code) for one in before or answers]
    if rule == "hand":
        at = [number("threshold", THRESHOLD, 1.0)] * len(answers)
    elif rule == "budget":
        share = number("allowed", BUDGET, 50.0) / 100
        at = [by_budget(one, share) for one in taught]
    else:
        at = [by_price(one, prices[0], prices[1]) for one in taught]
    label = scene.classes[code]
    two = len(scene.classes) == 2
    return Cut(
        models=tuple(run.model for run in scene.runs),
        thresholds=tuple(thresholds(one, code) for one in answers),
        at=tuple(at),
        label=label,
        other=scene.classes[1 - code] if two else f"not {label}",
        pair=pair,
        rule=rule,
        prices=(prices[0], prices[1]),
    )


def chosen_on(scene: Scene) -> str:
    """Say on which rows thresholds are chosen."""
    if scene.part == "validation":
        return (
            "Chosen on the validation rows that are shown; the test rows will tell how "
            "well that holds."
        )
    if scene.answers("validation"):
        return "Chosen on the validation rows, shown on test rows."
    return "Chosen on the very rows that are shown: there are no validation rows."
