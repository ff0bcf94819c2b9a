"""int8: a net with one byte a weight, in ONNX Runtime."""

import logging
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from core.history import Progress
from core.latency.onnxed import form, known, runner
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import hidden_layers


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Round weights to 255 steps a layer; what comes in is rounded as it comes."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = form(given.model, given.material.X.shape[1])
    yield Progress(done=1, total=2, message="written as ONNX")
    with tempfile.TemporaryDirectory() as folder, _quiet():
        path = Path(folder) / "small.onnx"
        quantize_dynamic(
            onnx.load_from_string(whole), path, weight_type=QuantType.QInt8
        )
        small = path.read_bytes()
    return Made(
        answer=runner(small),
        size_bytes=len(small),
        what="8 bits a weight, in ONNX Runtime",
        model=small,
    )


@contextmanager
def _quiet() -> Generator[None, None, None]:
    """Keep advice on other kinds of models out of the log."""

    def severe(record: logging.LogRecord) -> bool:
        return record.levelno > logging.WARNING

    root = logging.getLogger()
    root.addFilter(severe)
    try:
        yield
    finally:
        root.removeFilter(severe)


INT8 = ShrinkerSpec(
    key="int8",
    title="int8",
    summary="One byte a weight instead of four, in ONNX Runtime: torch gives its own "
    "int8 up.",
    needs="a net with hidden layers, without batch normalisation",
    order=80,
    applies=lambda model: hidden_layers(model) > 0 and known(model),
    shrink=shrink,
)
