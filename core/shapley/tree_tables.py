"""Shapley values at one leaf, for every way in which a row can meet its questions.

A leaf asks about k different columns. What a row gets there depends only on which of
them it answers as the leaf wants: a pattern of k bits, and rows with the same pattern
share their values. Patterns of answers that do not fit are called misses. Up to
MOST_DENSE columns all 2^k patterns are worked out together, beyond that those that
occur.

Against a background row (interventional): a mix of both rows reaches the leaf exactly
when no column misses in both. With a columns that miss in the background row alone and
b that miss in the explained row alone, Shapley's weights are (a-1)! b! / (a+b)! for
each of the former, and minus a! (b-1)! / (a+b)! for each of the latter. Written as
integrals of t^(a-1) (1-t)^b over 0..1, sums over all background patterns become one
subset sum at each of k/2 Gauss-Legendre points, where they are exact.

By cover (path-dependent): the game is a product over columns of 1, 0 or the share of
the training rows that go this way, and its value the integral of a product in t.
"""

from functools import cache
from math import lgamma
from typing import NamedTuple

import numpy as np

from core.compiled import inner

MOST_DENSE = 11
LANES = 4  # points worked on together
POINTS = 8  # enough for MOST_DENSE columns, a multiple of LANES


class Weights(NamedTuple):
    """Numbers that depend on counts alone.

    `meet[a, b]` = (a-1)! b! / (a+b)!; `points[0, q]` and `points[1, q]` are q
    Gauss-Legendre points on 0..1 and their weights, padded with points of no weight;
    `dense[0, k, b]` and `dense[1, k, b]` weigh the subset sums at the points of k
    columns of which the explained row misses b: for a column that it misses, and for
    one that it does not.
    """

    meet: np.ndarray
    points: np.ndarray
    dense: np.ndarray


@cache
def weights(columns: int) -> Weights:
    """Return the weights for up to so many columns on the way to a leaf."""
    a, b = np.ogrid[: columns + 1, : columns + 1]
    log = np.vectorize(lgamma, otypes=[float])
    meet = np.exp(log(np.maximum(a, 1)) + log(b + 1.0) - log(np.maximum(a + b, 1) + 1))
    most = (columns + 1) // 2
    points = np.zeros((2, most + 1, max(most, POINTS)))
    points[0] = 0.5
    for q in range(1, most + 1):
        x, w = np.polynomial.legendre.leggauss(q)
        points[0, q, :q], points[1, q, :q] = (x + 1) / 2, w / 2
    dense = np.zeros((2, MOST_DENSE + 1, MOST_DENSE + 1, POINTS))
    for k in range(1, min(columns, MOST_DENSE) + 1):
        t, w = points[:, (k + 1) // 2, :POINTS]
        dense[1, k, 0] = w / t
        for missed in range(1, k + 1):
            dense[0, k, missed] = w * (1 - t) ** (missed - 1)
            dense[1, k, missed] = dense[0, k, missed] / t
    return Weights(meet * (a > 0), points, dense)


@inner
def met_dense(k, scale, weights, counts, room):
    """Fill `table[column, fits]` for all patterns from counts of background misses.

    `counts` stand in its first row; the others are room, as is `sums`.
    """
    sums, table = room
    for s in range(1 << k):
        counts[1, s] = counts[2, s] = 0.0
    for first in range(0, (k + 1) // 2, LANES):
        _subset_sums(k, (first, scale), weights.points, counts, sums)
        for s in range(1 << k):
            b = k - ones(s)
            for i in range(LANES):
                counts[1, s] += sums[s, i] * weights.dense[0, k, b, first + i]
                counts[2, s] += sums[s, i] * weights.dense[1, k, b, first + i]
    for j in range(k):
        bit = 1 << j
        for s in range(1 << k):
            if s & bit:
                table[j, s - bit] = -counts[1, s - bit]
                table[j, s] = counts[2, s] - counts[1, s] - counts[2, s - bit]


@inner
def _subset_sums(k, given, points, counts, sums):
    """Sum counts * t^ones over all patterns inside each pattern, at LANES points t."""
    first, scale = given
    for s in range(1 << k):
        for i in range(LANES):
            sums[s, i] = counts[0, s] * scale
    for j in range(k):
        bit = 1 << j
        for s in range(1 << k):
            if s & bit:
                for i in range(LANES):
                    t = points[0, (k + 1) // 2, first + i]
                    sums[s, i] = sums[s - bit, i] + t * sums[s, i]


@inner
def covered_dense(k, scale, ratio, weights, room):
    """Fill `table[column, fits]` for all patterns from the shares of training rows."""
    (sums, table), points, q = room, weights.points, (k + 1) // 2
    for j in range(k):
        for s in range(1 << k):
            table[j, s] = 0.0
    for first in range(0, q, LANES):
        _products(k, (first, scale), ratio, points, sums)
        for j in range(k):
            bit = 1 << j
            for s in range(1 << k):
                if s & bit:
                    rest = 0.0
                    for i in range(LANES):
                        t = points[0, q, first + i]
                        rest += sums[s, i] / (t + (1 - t) * ratio[j])
                    table[j, s] += (1 - ratio[j]) * rest
                    table[j, s - bit] -= ratio[j] * rest


@inner
def _products(k, given, ratio, points, sums):
    """Multiply each pattern's factors at LANES points, column after column."""
    (first, scale), q = given, (k + 1) // 2
    for i in range(LANES):
        sums[0, i] = scale * points[1, q, first + i]
    for j in range(k):
        bit = 1 << j
        for s in range(bit):
            for i in range(LANES):
                t = points[0, q, first + i]
                miss = (1 - t) * ratio[j]
                sums[s + bit, i] = sums[s, i] * (t + miss)
                sums[s, i] *= miss


@inner
def met_listed(k, scale, own, others, weights, table):
    """Fill `table[column, place]` for listed misses against counted background misses.

    `own` is how many there are, and the patterns; `others` also how often each occurs.
    """
    for place in range(own[0]):
        pattern, lost = own[1][place], 0.0
        b = ones(pattern)
        for j in range(k):
            table[j, place] = 0.0
        for other in range(others[0]):
            if others[1][other] & pattern == 0:
                a = ones(others[1][other])
                lost += others[2][other] * weights.meet[b, a]
                won = scale * others[2][other] * weights.meet[a, b]
                for j in range(k):
                    table[j, place] += won * ((others[1][other] >> j) & 1)
        for j in range(k):
            table[j, place] -= scale * lost * ((pattern >> j) & 1)


@inner
def covered_listed(k, scale, state, weights, table):
    """Fill `table[column, place]` for listed patterns of misses."""
    (ratio, size, patterns), q = state, (k + 1) // 2
    for place in range(size):
        for j in range(k):
            table[j, place] = 0.0
        for i in range(q):
            t = weights.points[0, q, i]
            product = scale * weights.points[1, q, i]
            for j in range(k):
                fits = 1 - ((patterns[place] >> j) & 1)
                product *= (1 - t) * ratio[j] + t * fits
            for j in range(k):
                fits = 1 - ((patterns[place] >> j) & 1)
                rest = product / ((1 - t) * ratio[j] + t * fits)
                table[j, place] += (fits - ratio[j]) * rest


@inner
def ones(pattern):
    """Return how many bits are set, of at most 62."""
    x = pattern - ((pattern >> 1) & 0x5555555555555555)
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F
    return (x * 0x0101010101010101) >> 56
