"""One training cycle: the learning rate rises, then falls along a cosine until the time is used up.

Runs on a GPU if there is one, otherwise on one core.
"""

import argparse
import math
import pathlib
import time

import torch
from torch import nn

from bench.training import networks

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
_CLIP = 2.0  # largest norm of a step's gradient


def half() -> torch.autocast:
    """Return a context for half-precision arithmetic where that is enough."""
    return torch.autocast(DEVICE.type, torch.bfloat16)


def ready(network: nn.Module, checkpoint: pathlib.Path) -> nn.Module:
    """Return the network on the device, with the checkpoint's weights if there is one."""
    return (load(network, checkpoint) if checkpoint.exists() else network).to(DEVICE, memory_format=torch.channels_last)


def load(network: nn.Module, checkpoint: pathlib.Path) -> nn.Module:
    """Return the network with the checkpoint's weights, without norms if the checkpoint has none."""
    weights = torch.load(checkpoint, map_location="cpu")
    if not any(name.endswith("running_mean") for name in weights):
        networks.fold(network)
    network.load_state_dict(weights)
    return network


def save(network: nn.Module, checkpoint: pathlib.Path) -> None:
    """Write the weights so that any machine can load them."""
    torch.save({name: value.cpu() for name, value in network.state_dict().items()}, checkpoint)


class Cycle:
    """AdamW over one cycle; `rise` is the number of steps until the learning rate reaches its peak."""

    def __init__(self, network: nn.Module, minutes: float, peak: float, rise: int, decay: float) -> None:
        torch.set_num_threads(1)
        self._network, self._seconds, self._peak, self._rise = network, 60 * minutes, peak, rise
        self._optimizer = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=decay)
        self._start, self.done, self._losses = time.time(), 0, []

    @property
    def share(self) -> float:
        """Return the share of the time that is used, 0 to 1."""
        return min(1.0, (time.time() - self._start) / self._seconds)

    def step(self, loss: torch.Tensor) -> None:
        """Take one optimizer step on a loss."""
        rate = min((self.done + 1) / self._rise, 0.5 + 0.5 * math.cos(math.pi * self.share))
        for group in self._optimizer.param_groups:
            group["lr"] = self._peak * max(0.005, rate)
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), _CLIP)
        self._optimizer.step()
        self.done += 1
        self._losses.append(loss.detach())

    def tell(self, name: str, every: int, batch: int) -> None:
        """Print the mean loss and the speed after every `every` steps."""
        if self.done % every == 0:
            pace = (time.time() - self._start) / self.done / batch * 1000
            mean = torch.stack(self._losses).mean().item()
            self._losses.clear()
            print(f"{name} {self.done} {self.share:.2f} loss {mean:.4f} {pace:.3f} ms/sample", flush=True)


def options(kinds: list[str], minutes: float, peak: float) -> argparse.Namespace:
    """Parse the command line of a training: KIND SHARDS CHECKPOINT --minutes --peak --seed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("view", choices=kinds)
    parser.add_argument("shards", type=pathlib.Path)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=minutes)
    parser.add_argument("--peak", type=float, default=peak)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()
