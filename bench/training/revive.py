"""Turns a shipped model back into a checkpoint, so that its training can continue.

    python -m bench.training.revive zone zone.pt          # ink, sign_zone, sign_ink and words likewise

The norms are folded into the shipped weights, and training continues without norms: a trained network no longer needs
them, and without them a step takes at most three quarters of the time on a core.
"""

import argparse
import pathlib

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from bench.training import networks, signs

SIGNS = {f"sign_{view}": view for view in networks.READERS}
MODELS = pathlib.Path(__file__).resolve().parents[2] / "intake" / "engines" / "models"


def revive(network: nn.Module, model: onnx.ModelProto) -> None:
    """Fold the fresh network and give it the model's weights."""
    networks.fold(network)
    values = {one.name.removesuffix("_half"): numpy_helper.to_array(one) for one in model.graph.initializer}
    values = {name: torch.from_numpy(value.astype(np.float32)) for name, value in values.items()}
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    stored = [node.input for node in model.graph.node if node.op_type == "Conv"]
    for convolution, (_, weight, bias) in zip(convolutions, stored, strict=True):
        convolution.weight.data.copy_(values[weight])
        convolution.bias.data.copy_(values[bias])
    for node in model.graph.node:
        if node.op_type == "GRU":
            _recurrence(network.context.gru, *(values[name] for name in node.input[1:4]))
        elif node.op_type == "MatMul":
            network.head.weight.data.copy_(values[node.input[1]].T)
        elif node.op_type == "Gemm":
            network.head.weight.data.copy_(values[node.input[1]])
    network.head.bias.data.copy_(values["head.bias"])


def _recurrence(gru: nn.GRU, inward: torch.Tensor, around: torch.Tensor, bias: torch.Tensor) -> None:
    """Reorder the gates: the exported order is update, reset, new; torch's is reset, update, new."""

    def ordered(rows: torch.Tensor) -> torch.Tensor:
        update, reset, new = rows.chunk(3)
        return torch.cat([reset, update, new])

    for way, suffix in enumerate(("", "_reverse")):
        sides = bias[way].chunk(2)
        for name, rows in (
            ("weight_ih", inward[way]), ("weight_hh", around[way]), ("bias_ih", sides[0]), ("bias_hh", sides[1]),
        ):  # fmt: skip
            getattr(gru, f"{name}_l0{suffix}").data.copy_(ordered(rows))


def _network(name: str) -> nn.Module:
    if name in SIGNS:
        return signs.SignReader(SIGNS[name])
    return networks.WordReader() if name == "words" else networks.READERS[name]()


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("name", choices=[*networks.READERS, *SIGNS, "words"])
    options.add_argument("checkpoint", type=pathlib.Path)
    chosen = options.parse_args()
    network = _network(chosen.name)
    file = MODELS / ("words.onnx" if chosen.name == "words" else f"digits_{chosen.name}.onnx")
    revive(network, onnx.load(file))
    torch.save(network.state_dict(), chosen.checkpoint)


if __name__ == "__main__":
    main()
