"""Exports checkpoints to ONNX with half-precision weights (widened when loaded, so arithmetic stays in float32).

python -m bench.training.export zone CHECKPOINT.pt intake/engines/models     # script, sign_zone, sign_ink likewise
"""

import argparse
import io
import pathlib

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from bench.training import cycles, networks, script, signs
from intake.engines.digits import signs as digits_signs


def string_network(network: nn.Module, checkpoint: pathlib.Path, file: pathlib.Path) -> None:
    """Export with input `ink` [n, 1, height, width] and output `logits` [n, width / 2, classes]."""
    sample = torch.zeros(1, 1, network.height, 256)
    _write(network, checkpoint, sample, {"ink": {0: "n", 3: "width"}, "logits": {0: "n", 1: "frames"}}, file)


def sign_network(network: nn.Module, view: str, checkpoint: pathlib.Path, file: pathlib.Path) -> None:
    """Export with input `window` [n, 1, height, width] and output `logits` [n, 11]."""
    sample = torch.zeros(1, 1, *digits_signs.SHAPES[view])
    _write(network, checkpoint, sample, {"window": {0: "n"}, "logits": {0: "n"}}, file)


def script_network(checkpoint: pathlib.Path, file: pathlib.Path) -> None:
    """Export with input `ink` [n, 1, height, width] and output `logits` [n]."""
    sample = torch.zeros(1, 1, networks.ZoneReader.height, 256)
    _write(script.ScriptReader(), checkpoint, sample, {"ink": {0: "n", 3: "width"}, "logits": {0: "n"}}, file)


def _write(network: nn.Module, checkpoint: pathlib.Path, sample: torch.Tensor, axes: dict, file: pathlib.Path) -> None:
    """Write the model; `axes` gives the names of input and output and their free dimensions."""
    cycles.load(network, checkpoint).eval()
    entry, out = axes
    plain = io.BytesIO()
    torch.onnx.export(
        network, (sample,), plain, input_names=[entry], output_names=[out], opset_version=17, dynamo=False,
        dynamic_axes=axes,
    )  # fmt: skip
    onnx.save(halve(onnx.load_from_string(plain.getvalue())), file)


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store float32 weights as float16 behind a Cast; the runtime folds the Cast away when it loads."""
    graph, casts = model.graph, []
    for weights in list(graph.initializer):
        values = numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size > 64:
            graph.initializer.remove(weights)
            graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), weights.name + "_half"))
            casts.append(helper.make_node("Cast", [weights.name + "_half"], [weights.name], to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("name", choices=["script", *networks.READERS, *(f"sign_{view}" for view in networks.READERS)])
    options.add_argument("checkpoint", type=pathlib.Path)
    options.add_argument("folder", type=pathlib.Path)
    chosen = options.parse_args()
    file = chosen.folder / f"digits_{chosen.name}.onnx"
    if chosen.name == "script":
        script_network(chosen.checkpoint, file)
    elif chosen.name in networks.READERS:
        string_network(networks.READERS[chosen.name](), chosen.checkpoint, file)
    else:
        view = chosen.name.removeprefix("sign_")
        sign_network(signs.SignReader(view), view, chosen.checkpoint, file)
    print(file)


if __name__ == "__main__":
    main()
