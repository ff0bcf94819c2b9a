"""CPU milliseconds of what the page that judges models computes, by test rows."""

import sys
import time

import pytest

from core.evaluate import evaluate
from core.quality.bands import roc_band
from core.quality.choosing import by_budget, by_price, sweep
from core.quality.paired import accuracy_difference, auc_difference
from core.quality.reliability import reliability_of
from core.quality.threshold import pr, roc, thresholds
from tests.core.answered import knowing, two_classes

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("rows", [300_000, 1_000_000])
def test_what_a_page_computes(rows):
    y, p = knowing(rows)
    first, second = two_classes(y, p), two_classes(y, knowing(rows, seed=1)[1])

    def told(name, call):
        began = time.process_time()
        made = call()
        ms = 1000 * (time.process_time() - began)
        sys.stderr.write(f"{rows:,} rows, {name}: {ms:.2f} ms\n")
        return made

    made = told("counting all thresholds", lambda: thresholds(first))
    told("one threshold", lambda: made.at(0.37))
    told("by budget", lambda: by_budget(made, 0.1))
    told("by price", lambda: by_price(made, 1, 5))
    told("sweep", lambda: sweep(made))
    told("exact areas", lambda: (made.auc, made.average_precision))
    told("ROC curve", lambda: roc(made))
    told("PR curve", lambda: pr(made))
    told("bands", lambda: roc_band(made, 1))
    told("DeLong of two", lambda: auc_difference(first, second))
    told("McNemar", lambda: accuracy_difference(first, second))
    told("reliability", lambda: reliability_of(first))
    told("evaluate()", lambda: evaluate(y, first.values, first.classes, 1))
