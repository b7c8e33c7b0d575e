"""Averages the weights of two models; one of them continued the training of the other with different strings.

    python -m bench.training.blend BEFORE.onnx AFTER.onnx OUT.onnx

A further cycle on typed numbers alone forgets some hand-print; the average reads both at least as well.
"""

import sys

import numpy as np
import onnx
from onnx import numpy_helper


def blend(before: onnx.ModelProto, after: onnx.ModelProto) -> onnx.ModelProto:
    """Return `after` with the averages; raises ValueError if the two are not the same network."""
    for ours, theirs in zip(_used(after), _used(before), strict=True):
        one, other = numpy_helper.to_array(ours), numpy_helper.to_array(theirs)
        if one.shape != other.shape:
            raise ValueError("The two models are not of one network.")
        if np.issubdtype(one.dtype, np.floating):
            mean = ((one.astype(np.float64) + other) / 2).astype(one.dtype)
            ours.CopyFrom(numpy_helper.from_array(mean, ours.name))
    return after


def _used(model: onnx.ModelProto) -> list[onnx.TensorProto]:
    """The stored values in the order of their use; their names depend on the export."""
    stored = {one.name.removesuffix("_half"): one for one in model.graph.initializer}
    work = [node for node in model.graph.node if node.op_type != "Cast"]
    return [stored[name] for node in work for name in node.input if name in stored]


if __name__ == "__main__":
    onnx.save(blend(onnx.load(sys.argv[1]), onnx.load(sys.argv[2])), sys.argv[3])
