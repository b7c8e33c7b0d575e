"""Checkpoints to ONNX with half-precision weights (they are widened when loaded, so arithmetic stays in float32).

python -m bench.training.export zone CHECKPOINT.pt intake/engines/models        # sign_zone and sign_ink likewise
"""

import argparse
import io
import pathlib

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from bench.training import networks, signs
from intake.engines import digits_signs


def export(name: str, checkpoint: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Write digits_<name>.onnx.

    String networks: input `ink` [n, 1, height, width], output `logits` [n, width / 2, classes]; sign networks: input
    `window` [n, 1, height, width], output `logits` [n, 11].
    """
    view, alone = name.removeprefix("sign_"), name.startswith("sign_")
    network = signs.SignReader(view) if alone else networks.READERS[view]()
    network.load_state_dict(torch.load(checkpoint))
    network.eval()
    sample = torch.zeros(1, 1, *(digits_signs.SHAPES[view] if alone else (network.height, 256)))
    entry, free = ("window", {0: "n"}) if alone else ("ink", {0: "n", 3: "width"})
    plain = io.BytesIO()
    torch.onnx.export(
        network, (sample,), plain, input_names=[entry], output_names=["logits"], opset_version=17, dynamo=False,
        dynamic_axes={entry: free, "logits": {0: "n"} if alone else {0: "n", 1: "frames"}},
    )  # fmt: skip
    file = folder / f"digits_{name}.onnx"
    onnx.save(halve(onnx.load_from_string(plain.getvalue())), file)
    return file


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
    options.add_argument("name", choices=[*networks.READERS, *(f"sign_{view}" for view in networks.READERS)])
    options.add_argument("checkpoint", type=pathlib.Path)
    options.add_argument("folder", type=pathlib.Path)
    chosen = options.parse_args()
    print(export(chosen.name, chosen.checkpoint, chosen.folder))


if __name__ == "__main__":
    main()
