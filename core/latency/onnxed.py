"""A fitted model as ONNX, and as ONNX Runtime answers for it.

Written node by node from what our own readers of trees and nets see, so that no
converter is needed that knows every version of scikit-learn. Amounts leave in float64:
a small spread around a large mean does not fit into float32.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.shapley.trees import LOG_ODDS, Trees, kind, trees

if TYPE_CHECKING:
    import numpy as np

OPSET, TREE_OPSET, IR = 20, 3, 10  # of 2023: any runtime since then reads them
IN, OUT = "X", "answers"
LINEAR = ("LogisticRegression", "Ridge")
ACTIVATIONS = {"ReLU": "Relu", "Tanh": "Tanh", "GELU": "Gelu"}

Answer = Callable[["np.ndarray"], "np.ndarray"]


class Graph:
    """Nodes in a row, each fed by the one before; constants have names of their own."""

    def __init__(self) -> None:
        """Start at the input."""
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.last = IN

    def constant(self, values: Any, kind: str = "float32") -> str:
        """Add an array and return its name."""
        import numpy as np
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        array = np.asarray(values, dtype=kind)
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def add(self, op: str, *more: str, first: str = "", **given: Any) -> str:
        """Add a node on what came last, or on `first`; return what it gives."""
        from onnx import helper

        name = f"v{len(self.nodes)}"
        into = [first or self.last, *more]
        self.nodes.append(helper.make_node(op, into, [name], **given))
        self.last = name
        return name


def known(model: Any) -> bool:
    """Return whether a fitted model can be written as ONNX."""
    return bool(kind(model)) or _module(model) is not None or _line(model) is not None


def form(model: Any, columns: int) -> bytes:
    """Return a fitted model as the bytes of an ONNX file.

    It takes encoded rows, shape (rows, columns), float32, and gives what
    `core.model.respond` does. Raises ValueError for a model that is not `known`.
    """
    graph = Graph()
    if kind(model):
        _trees(graph, trees(model), hasattr(model, "classes_"))
    elif (module := _module(model)) is not None:
        _net(graph, module, model)
    elif (line := _line(model)) is not None:
        _linear(graph, line)
    else:
        raise ValueError(f"{type(model).__name__} has no form in ONNX here.")
    return _written(graph, columns, not hasattr(model, "classes_"))


def runner(form: bytes) -> Answer:
    """Return a function that answers rows as a model in ONNX does, on one thread."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        form, options, providers=["CPUExecutionProvider"]
    )

    def answer(X: "np.ndarray") -> "np.ndarray":
        return np.asarray(session.run(None, {IN: X})[0], dtype=np.float64)

    return answer


def _module(model: Any) -> Any:
    """Return the layers of one of our nets, or None for what has other parts."""
    module = getattr(model, "module_", None)
    if module is None:
        return None
    parts = {type(part).__name__ for part in module}
    plain = {"Linear", "Dropout", "BatchNorm1d", *ACTIVATIONS}
    return module if parts <= plain else None


def _line(model: Any) -> Any:
    """Return the fitted linear model, also at the end of a pipeline, or None."""
    last = model[-1] if type(model).__name__ == "Pipeline" else model
    return last if type(last).__name__ in LINEAR else None


def _net(graph: Graph, module: Any, model: Any) -> None:
    """Add the layers of a net; dropout is silent when a net answers."""
    for part in module:
        name = type(part).__name__
        held = {
            key: tensor.detach().cpu().float().numpy()
            for key, tensor in part.state_dict().items()
        }
        if name == "Linear":
            weights = graph.constant(held["weight"].T)
            graph.add("Gemm", weights, graph.constant(held["bias"]))
        elif name == "BatchNorm1d":
            order = ("weight", "bias", "running_mean", "running_var")
            names = [graph.constant(held[each]) for each in order]
            graph.add("BatchNormalization", *names, epsilon=part.eps)
        elif name in ACTIVATIONS:
            graph.add(ACTIVATIONS[name])
    if hasattr(model, "classes_"):
        graph.add("Softmax", axis=1)
    else:
        _amounts(graph, model.spread_, model.centre_)


def _linear(graph: Graph, model: Any) -> None:
    """Add one weight a column, in float64 where they answer amounts."""
    import numpy as np

    amounts = not hasattr(model, "classes_")
    kind = "float64" if amounts else "float32"
    weights = np.atleast_2d(model.coef_).T
    if amounts:
        graph.add("Cast", to=_number("float64"))
    graph.add("MatMul", graph.constant(weights, kind))
    graph.add("Add", graph.constant(np.atleast_1d(model.intercept_), kind))
    if not amounts:
        _probabilities(graph, weights.shape[1])


def _trees(graph: Graph, found: Trees, classes: bool) -> None:
    """Add all trees in one node; of two classes only the second is added up."""
    import numpy as np

    values, base = found.nodes.values, found.base
    if not classes:
        # what is left of each tree's root is small, whatever the target's unit
        roots = values[found.nodes.first[:-1]]
        values = values - np.repeat(roots, np.diff(found.nodes.first), axis=0)
        centre, spread = float(roots.sum() + base[0]), float(np.abs(values).max())
        _ensemble(graph, found, values / (spread or 1.0), base * 0)
        _amounts(graph, spread or 1.0, centre)
        return
    if found.unit != LOG_ODDS and values.shape[1] == 2:
        values, base = values[:, 1:], base[1:]
    _ensemble(graph, found, values, base)
    if found.unit == LOG_ODDS:
        _probabilities(graph, values.shape[1])
    elif values.shape[1] == 1:
        _both(graph)


def _ensemble(
    graph: Graph, found: Trees, values: "np.ndarray", base: "np.ndarray"
) -> None:
    """Add the trees; thresholds are rounded down, as float32 rows lie on a side."""
    import numpy as np

    nodes, outputs = found.nodes, values.shape[1]
    rounded = nodes.threshold.astype(np.float32)
    above = rounded > nodes.threshold
    rounded[above] = np.nextafter(rounded[above], np.float32(-np.inf))
    leaf = nodes.column < 0
    rounded[leaf] = 0.0
    tree = np.repeat(np.arange(found.count), np.diff(nodes.first))
    own = np.arange(len(leaf)) - nodes.first[tree]
    leaves = np.flatnonzero(leaf)
    graph.add(
        "TreeEnsembleRegressor",
        domain="ai.onnx.ml",
        n_targets=outputs,
        aggregate_function="SUM",
        base_values=base.astype(np.float32).tolist(),
        nodes_treeids=tree.tolist(),
        nodes_nodeids=own.tolist(),
        nodes_featureids=np.where(leaf, 0, nodes.column).tolist(),
        nodes_values=rounded.tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_truenodeids=np.where(leaf, 0, nodes.left - nodes.first[tree]).tolist(),
        nodes_falsenodeids=np.where(leaf, 0, nodes.right - nodes.first[tree]).tolist(),
        nodes_missing_value_tracks_true=nodes.missing_left.astype(int).tolist(),
        target_treeids=np.repeat(tree[leaves], outputs).tolist(),
        target_nodeids=np.repeat(own[leaves], outputs).tolist(),
        target_ids=np.tile(np.arange(outputs), len(leaves)).tolist(),
        target_weights=values[leaves].astype(np.float32).ravel().tolist(),
    )


def _probabilities(graph: Graph, outputs: int) -> None:
    if outputs == 1:
        graph.add("Sigmoid")
        _both(graph)
    else:
        graph.add("Softmax", axis=1)


def _both(graph: Graph) -> None:
    """Put the first class's probability beside that of the second."""
    second = graph.last
    first = graph.add("Sub", second, first=graph.constant([1.0]))
    graph.add("Concat", second, first=first, axis=1)


def _amounts(graph: Graph, spread: float, centre: float) -> None:
    """Turn small numbers into amounts in the target's own unit, in float64."""
    graph.add("Cast", to=_number("float64"))
    graph.add("Mul", graph.constant([spread], "float64"))
    graph.add("Add", graph.constant([centre], "float64"))


def _number(kind: str) -> int:
    from onnx import TensorProto

    return TensorProto.DOUBLE if kind == "float64" else TensorProto.FLOAT


def _written(graph: Graph, columns: int, amounts: bool) -> bytes:
    from onnx import helper

    graph.nodes[-1].output[0] = OUT
    ends = _number("float64" if amounts else "float32")
    made = helper.make_graph(
        graph.nodes,
        "model",
        [helper.make_tensor_value_info(IN, _number("float32"), [None, columns])],
        [helper.make_tensor_value_info(OUT, ends, [None, None])],
        graph.constants,
    )
    versions = [("", OPSET), ("ai.onnx.ml", TREE_OPSET)]
    sets = [helper.make_opsetid(domain, number) for domain, number in versions]
    whole = helper.make_model(made, opset_imports=sets, ir_version=IR)
    return whole.SerializeToString()
