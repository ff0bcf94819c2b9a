"""The luck in a best score: who looks often enough, finds a good one."""

from functools import cache
from math import erf, exp, pi, sqrt

from core.score import Evaluation

REACH, STEPS = 9.0, 4000


def optimism(looks: int, se: float, correlation: float = 0.0) -> float:
    """Return how far the best of equally good models scores too high on average.

    Each score is off by a normal error with standard error `se`; errors of two models
    on the same rows correlate, and what they share picks no winner.
    """
    return best_of(looks) * se * sqrt(max(0.0, 1 - correlation))


@cache
def best_of(count: int) -> float:
    """Return the mean of the largest of so many standard normal values."""
    if count < 2:
        return 0.0
    step = 2 * REACH / STEPS
    total = 0.0
    for i in range(STEPS + 1):
        z = -REACH + i * step
        below = 0.5 * (1 + erf(z / sqrt(2)))
        total += z * count * exp(-z * z / 2) / sqrt(2 * pi) * below ** (count - 1)
    return total * step


def told_optimism(looks: int, evaluation: Evaluation) -> str:
    """Say how much of the best of several looks is luck; empty where nobody knows."""
    score = evaluation.main
    if looks < 2 or score.low is None or score.high is None:
        return ""
    se = (score.high - score.low) / (2 * 1.96)
    return (
        f"If {looks} looks at these {evaluation.rows:,} rows were at equally good "
        f"models, the best one would still score up to {optimism(looks, se):.3f} "
        f"{score.fact.title} above what it is worth, by luck alone."
    )
