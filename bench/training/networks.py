"""The networks that read strings: convolutions alone for the zone view; a short recurrence as well for the ink view
and for words.

All give two frames per four columns, each a distribution over the characters and the CTC blank.
"""

from torch import nn
from torch.nn.utils import fusion

from bench.training import alphabet
from intake.engines.words import image, networks


def step(inside: int, outside: int, size=3, stride=1) -> nn.Sequential:
    """Return a convolution with its norm and rectifier."""
    pad = size // 2 if isinstance(size, int) else tuple(side // 2 for side in size)
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, stride, pad, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


def fold(network: nn.Module) -> nn.Module:
    """Return the network for training with every norm merged into the convolution before it, as in shipped models; its
    outputs do not change."""
    network.eval()
    for row in [module for module in network.modules() if isinstance(module, nn.Sequential)]:
        for place, part in enumerate(row):
            if isinstance(part, nn.BatchNorm2d):
                row[place - 1] = fusion.fuse_conv_bn_eval(row[place - 1], part)
                row[place] = nn.Identity()
    return network.train()


class Residual(nn.Module):
    """Two convolutions with a skip connection."""

    def __init__(self, width: int, size=3):
        super().__init__()
        self.body = nn.Sequential(step(width, width, size), step(width, width, size)[:2])
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        """The output has the shape of the input."""
        return self.act(x + self.body(x))


class _Reader(nn.Module):
    classes = len(alphabet.CLASSES)

    def forward(self, x):
        """Ink [n, 1, height, width] to logits [n, frames, classes], width a multiple of 4, frames = width / 2."""
        x = self.body(x).squeeze(2).transpose(1, 2)
        x = self.context(x)
        x = self.head(x)
        return x.reshape(x.shape[0], x.shape[1] * 2, self.classes)


class ZoneReader(_Reader):
    """Height 40: convolutions only; sees about two digits to either side."""

    height = 40

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            step(1, 24, 3, 2), step(24, 28), step(28, 56, 3, 2), Residual(56),
            step(56, 88, 3, (2, 1)), Residual(88),
            nn.Conv2d(88, 144, (5, 1), bias=False), nn.BatchNorm2d(144), nn.ReLU(inplace=True), nn.Dropout(0.1),
            Residual(144, (1, 3)),
        )  # fmt: skip
        self.context = nn.Identity()
        self.head = nn.Linear(144, 2 * self.classes)


class InkReader(_Reader):
    """Height 32: fewer convolutions with a wider first one, then a bidirectional recurrence."""

    height = 32

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            step(1, 24, 5, 2), step(24, 48, 3, 2), Residual(48), step(48, 80, 3, (2, 1)), Residual(80),
            nn.Conv2d(80, 128, (4, 1), bias=False), nn.BatchNorm2d(128), nn.ReLU(inplace=True), nn.Dropout(0.1),
        )  # fmt: skip
        self.context = Recurrence(128, 80)
        self.head = nn.Linear(160, 2 * self.classes)


class WordReader(_Reader):
    """Height 36: like the ink reader, but larger, and for letters as well."""

    height = image.SMALL
    classes = len(networks.CLASSES)

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            step(1, 24, 5, 2), step(24, 48, 3, 2), Residual(48), step(48, 96, 3, (2, 1)), Residual(96),
            nn.Conv2d(96, 160, (5, 1), bias=False), nn.BatchNorm2d(160), nn.ReLU(inplace=True), nn.Dropout(0.1),
        )  # fmt: skip
        self.context = Recurrence(160, 112)
        self.head = nn.Linear(224, 2 * self.classes)


class Recurrence(nn.Module):
    """A bidirectional gated recurrence over the columns, in full precision."""

    def __init__(self, inside: int, width: int):
        super().__init__()
        self.gru = nn.GRU(inside, width, batch_first=True, bidirectional=True)

    def forward(self, x):
        """[n, columns, inside] to [n, columns, 2 * width]."""
        return self.gru(x)[0]


READERS = {"zone": ZoneReader, "ink": InkReader}
