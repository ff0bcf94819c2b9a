"""A net asked along orders of its features, in machine code: nothing leaves the cache.

What `netgame` does in torch, for nets of linear layers with ReLU between them.
"""

import numpy as np

from core.compiled import inner, kernel

CHANCE, AMOUNT, CHANCES = 0, 1, 2  # sigmoid of one output, one output, softmax


@kernel
def add_pairs(parts, orders, net, ends, answers, out):
    """Add each feature's gains along orders and their reverses, and their squares.

    `parts` are what each feature brings to the first layer's sums, of the rows and of
    the pairs, each (…, features, units), whatever columns it has. `net` is (the later
    layers' weights (inputs, outputs), their biases, (kind of answer, spread, centre));
    `ends` the first layer's sums of nobody (pairs, units) and of all (rows, units),
    `answers` theirs. `out` is (sums, squares), each (rows, features, outputs).
    """
    layers, biases, kind = net
    own, theirs = parts
    starts, stops = ends
    base, full = answers
    rows, features, units = own.shape
    pairs, outputs = base.shape
    steps = features - 1
    inputs = np.empty((2 * steps, units), np.float32)
    said = np.empty((2 * steps, outputs))
    sums = np.empty(units, np.float32)
    for row in range(rows):
        for pair in range(pairs):
            order, way = orders[pair], (starts[pair], stops[row])
            _enter((own[row], theirs[pair]), order, way, sums, inputs)
            hidden = inputs
            for layer in range(len(layers)):
                below = np.dot(hidden, layers[layer])
                _bend(below, biases[layer], layer + 1 < len(layers))
                hidden = below
            _answer(hidden, kind, said)
            _credit(said, order, (base[pair], full[row]), out[0][row], out[1][row])


@inner
def _enter(parts, order, way, sums, inputs):
    """Fill in the first layer's outputs along an order and along its reverse."""
    steps, (start, end), (own, theirs) = len(order) - 1, way, parts
    sums[:] = start
    for step in range(steps):
        mine, other = own[order[step]], theirs[order[step]]
        ahead, behind = inputs[step], inputs[steps + step]
        for unit in range(len(sums)):
            value = sums[unit] + (mine[unit] - other[unit])
            sums[unit] = value
            rest = start[unit] + end[unit] - value
            ahead[unit] = max(value, np.float32(0))
            behind[unit] = max(rest, np.float32(0))


@inner
def _bend(sums, bias, bent):
    """Add a layer's bias, and cut off below zero unless it is the last."""
    for i in range(sums.shape[0]):
        for j in range(sums.shape[1]):
            value = sums[i, j] + bias[j]
            sums[i, j] = max(value, np.float32(0)) if bent else value


@inner
def _answer(outputs, kind, said):
    """Turn the last layer's outputs into answers."""
    for i in range(outputs.shape[0]):
        if kind[0] == CHANCE:
            said[i, 0] = 1 / (1 + np.exp(-outputs[i, 0]))
        elif kind[0] == AMOUNT:
            said[i, 0] = outputs[i, 0] * kind[1] + kind[2]
        else:
            most, total = outputs[i].max(), 0.0
            for j in range(outputs.shape[1]):
                said[i, j] = np.exp(outputs[i, j] - most)
                total += said[i, j]
            for j in range(outputs.shape[1]):
                said[i, j] /= total


@inner
def _credit(said, order, answers, sums, squares):
    """Credit each feature with what changes when it joins, mean of both directions."""
    steps, (base, full) = len(order) - 1, answers
    for output in range(len(base)):
        ends = (base[output] + full[output]) / 2
        before = base[output]
        for step in range(steps + 1):
            after = full[output]
            if step < steps:
                after = ends + (said[step, output] - said[steps + step, output]) / 2
            sums[order[step], output] += after - before
            squares[order[step], output] += (after - before) ** 2
            before = after


def warm() -> None:
    """Load or compile what explains a net of two hidden layers."""
    shapes = (2, 2), (2, 1)
    weights = tuple(np.zeros(shape, np.float32) for shape in shapes)
    biases = tuple(np.zeros(shape[1], np.float32) for shape in shapes)
    few = np.zeros((1, 2), np.float32)
    net, parts = (weights, biases, (CHANCE, 1.0, 0.0)), np.zeros((1, 2, 2), np.float32)
    answers = np.zeros((1, 1)), np.zeros((1, 1))
    out = np.zeros((1, 2, 1)), np.zeros((1, 2, 1))
    orders = np.array([[0, 1]])
    add_pairs((parts, parts), orders, net, (few, few), answers, out)
