"""Discriminators of spectrograms, for the polish of the decoder with its bits frozen.

They see log-magnitudes only: the synthesis draws its phases and no gradient goes through them, so that what tells real
phases from drawn ones would teach the decoder nothing. Three resolutions, since a window that shows harmonics hides
onsets. After EnCodec's multi-scale STFT discriminator (arXiv:2210.13438), least-squares loss (arXiv:1611.04076).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import dsp
from .config import TrainConfig

SCALES = ((512, 128), (1024, 256), (2048, 512))  # window and hop in samples
LEAK = 0.1


def log_spectrogram(x: Tensor, window: Tensor, hop: int) -> Tensor:
    """[B, 512 Th] -> [B, 1, 512 Th / hop, window / 2 + 1], about -1..1 for sound at ordinary levels."""
    power = dsp.power_of(torch.fft.rfft(dsp.frames_of(x, len(window), hop) * window))
    return (torch.log(power + 1e-4)[:, None] - 1.0) * 0.15


class Discriminator(nn.Module):
    """[B, 1, T, K] -> a map of judgements and the activations before it; 1 stands for real."""

    def __init__(self, channels: int):
        super().__init__()
        c = channels
        conv = lambda i, o, k, s: nn.utils.parametrizations.weight_norm(nn.Conv2d(i, o, k, s, ((k[0] - 1) // 2, (k[1] - 1) // 2)))
        self.layers = nn.ModuleList([conv(1, c, (3, 7), (1, 2)), conv(c, 2 * c, (3, 5), (2, 2)), conv(2 * c, 2 * c, (3, 5), (2, 2)), conv(2 * c, 2 * c, (3, 3), (1, 1))])
        self.out = nn.utils.parametrizations.weight_norm(nn.Conv2d(2 * c, 1, 3, padding=1))

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        seen = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), LEAK)
            seen.append(x)
        return self.out(x), seen


class Adversary(nn.Module):
    """All discriminators, on `hops` hops at a random place of each batch."""

    def __init__(self, channels: int, hops: int):
        super().__init__()
        self.hops = hops
        self.scales = nn.ModuleList(Discriminator(channels) for _ in SCALES)
        for i, (size, _) in enumerate(SCALES):
            self.register_buffer(f"window{i}", torch.hann_window(size), persistent=False)

    def views(self, x: Tensor, start: int) -> list[Tensor]:
        """[B, 512 Th] -> a spectrogram a scale of the hops from `start` on."""
        x = x[:, start * dsp.GRID.hop : (start + self.hops) * dsp.GRID.hop]
        return [log_spectrogram(x, getattr(self, f"window{i}"), hop) for i, (_, hop) in enumerate(SCALES)]

    def judge(self, views: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """Judgements, and the activations of all scales."""
        results = [d(v) for d, v in zip(self.scales, views)]
        return [r[0] for r in results], [a for r in results for a in r[1]]

    def own_loss(self, real: list[Tensor], made: list[Tensor]) -> Tensor:
        """What the discriminators minimise."""
        real, made = self.judge(real)[0], self.judge([v.detach() for v in made])[0]
        return sum(((r - 1) ** 2).mean() + (m**2).mean() for r, m in zip(real, made)) / len(real)

    def loss_of(self, real: list[Tensor], made: list[Tensor]) -> tuple[Tensor, Tensor]:
        """What the decoder minimises: to be judged real, and to look alike in all activations (relative L1)."""
        self.requires_grad_(False)
        judgements, ours = self.judge(made)
        with torch.no_grad():
            theirs = self.judge(real)[1]
        self.requires_grad_(True)
        fooled = sum(((j - 1) ** 2).mean() for j in judgements) / len(judgements)
        alike = sum((a - b).abs().mean() / (b.abs().mean() + 1e-4) for a, b in zip(ours, theirs)) / len(ours)
        return fooled, alike


class Contest:
    """The discriminators with their optimiser: what they add to a step of the decoder's training, and their own steps."""

    def __init__(self, c: TrainConfig, device: torch.device, autocast: Callable[[], AbstractContextManager]):
        self.config, self.autocast = c, autocast
        self.adversary = Adversary(c.adversary_channels, c.adversary_hops).to(device)
        self.optimizer = torch.optim.AdamW(self.adversary.parameters(), lr=c.adversary_lr, betas=(0.8, 0.98), weight_decay=c.weight_decay)

    def step(self, pcm: Tensor, made: Tensor, step: int) -> dict[str, Tensor]:
        """The decoder's losses before the discriminators, [B, 512 Th] each; an update of theirs where it is due."""
        c = self.config
        rng = np.random.default_rng((c.seed, step, 1))
        start = int(rng.integers(4, max(5, pcm.shape[1] // dsp.GRID.hop - c.adversary_hops - 3)))
        with torch.no_grad():
            real = self.adversary.views(pcm, start)
        views, parts = self.adversary.views(made, start), {}
        if step % c.adversary_every == 0 or step < c.adversary_alone:
            with self.autocast():
                own = self.adversary.own_loss(real, views)
            self.optimizer.zero_grad()
            own.backward()
            self.optimizer.step()
            parts["adversary"] = own.detach()
        if step >= c.adversary_alone:
            with self.autocast():
                parts["fooled"], parts["alike"] = self.adversary.loss_of(real, views)
        return parts

    def content(self) -> dict:
        return {"adversary": self.adversary.state_dict(), "adversary_optimizer": self.optimizer.state_dict()}

    def restore(self, content: dict) -> None:
        self.adversary.load_state_dict(content["adversary"])
        self.optimizer.load_state_dict(content["adversary_optimizer"])
