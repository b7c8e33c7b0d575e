"""A checkpoint from a shipped model, so that its training can go on.

    python -m bench.training.revive zone SHARDS zone.pt   # ink, sign_zone, sign_ink likewise; words with its own shards

The shipped weights have the norms folded in. They are unfolded with what one batch of the shards shows: a norm that
takes away and gives back the same changes nothing, and moves on from there when it is trained.
"""

import argparse
import pathlib

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from bench.training import line_shards, networks, signs, train, words

SIGNS = {f"sign_{view}": view for view in networks.READERS}
MODELS = pathlib.Path(__file__).resolve().parents[2] / "intake" / "engines" / "models"


def revive(network: nn.Module, model: onnx.ModelProto, pictures: torch.Tensor) -> None:
    """Give the network the model's weights; `pictures` float32 [n, 1, height, width] are typical of its work."""
    values = {one.name.removesuffix("_half"): numpy_helper.to_array(one) for one in model.graph.initializer}
    values = {name: torch.from_numpy(value.astype(np.float32)) for name, value in values.items()}
    modules = list(network.modules())
    folded = [node.input for node in model.graph.node if node.op_type == "Conv"]
    convolutions = [module for module in modules if isinstance(module, nn.Conv2d)]
    norms = [module for module in modules if isinstance(module, nn.BatchNorm2d)]
    for convolution, norm, (_, weight, bias) in zip(convolutions, norms, folded, strict=True):
        convolution.weight.data.copy_(values[weight])
        norm.register_forward_pre_hook(_unfolding(values[bias]))
    for node in model.graph.node:
        if node.op_type == "GRU":
            _recurrence(network.context.gru, *(values[name] for name in node.input[1:4]))
        elif node.op_type == "MatMul":
            network.head.weight.data.copy_(values[node.input[1]].T)
        elif node.op_type == "Gemm":
            network.head.weight.data.copy_(values[node.input[1]])
    network.head.bias.data.copy_(values["head.bias"])
    network.eval()
    with torch.no_grad():
        network(pictures)
    for norm in norms:
        norm._forward_pre_hooks.clear()


def _unfolding(bias: torch.Tensor):
    """A hook that sets a norm to what it sees, so that all it does is to add the bias."""

    def set_up(norm: nn.BatchNorm2d, seen: tuple[torch.Tensor]) -> None:
        mean, spread = seen[0].mean((0, 2, 3)), seen[0].var((0, 2, 3), unbiased=False)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(spread)
        norm.weight.data.copy_((spread + norm.eps).sqrt())
        norm.bias.data.copy_(bias + mean)

    return set_up


def _recurrence(gru: nn.GRU, inward: torch.Tensor, around: torch.Tensor, bias: torch.Tensor) -> None:
    """The exported order of gates is update, reset, new; ours is reset, update, new."""

    def ordered(rows: torch.Tensor) -> torch.Tensor:
        update, reset, new = rows.chunk(3)
        return torch.cat([reset, update, new])

    for way, suffix in enumerate(("", "_reverse")):
        sides = bias[way].chunk(2)
        for name, rows in (
            ("weight_ih", inward[way]), ("weight_hh", around[way]), ("bias_ih", sides[0]), ("bias_hh", sides[1]),
        ):  # fmt: skip
            getattr(gru, f"{name}_l0{suffix}").data.copy_(ordered(rows))


def _typical(name: str, shards: pathlib.Path) -> torch.Tensor:
    rng = np.random.default_rng(1)
    if name == "words":
        return words.batch(rng, line_shards.load(min(shards.glob("shard-????.npz")))[:512])[0]
    if name in SIGNS:
        windows = signs.Windows(SIGNS[name], shards)
        windows.refresh()
        return torch.cat([pictures for pictures, _ in windows.batches(rng, 4)])
    samples = train.Samples(shards, name, seed=1)
    samples.refresh()
    return next(samples.batches(1)).ink.cpu()


def _network(name: str) -> nn.Module:
    if name in SIGNS:
        return signs.SignReader(SIGNS[name])
    return networks.WordReader() if name == "words" else networks.READERS[name]()


def main() -> None:
    """The command line."""
    options = argparse.ArgumentParser()
    options.add_argument("name", choices=[*networks.READERS, *SIGNS, "words"])
    options.add_argument("shards", type=pathlib.Path)
    options.add_argument("checkpoint", type=pathlib.Path)
    chosen = options.parse_args()
    network = _network(chosen.name)
    file = MODELS / ("words.onnx" if chosen.name == "words" else f"digits_{chosen.name}.onnx")
    revive(network, onnx.load(file), _typical(chosen.name, chosen.shards))
    torch.save(network.state_dict(), chosen.checkpoint)


if __name__ == "__main__":
    main()
