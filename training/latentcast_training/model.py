"""The codec's network: a ConvNeXt encoder, 64 nested-uniform latents a frame, a harmonic + noise decoder.

Names used in shapes: B batch, T latent frames (2048 samples), Th = 4 T spectral frames (512 samples), Z = 64 latents.
Parameter names are those of the spike's checkpoint, so old weights load.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import dsp
from .config import ModelConfig


TONE_BIAS = -4.0  # few tones sound at a time


class Block(nn.Module):
    """ConvNeXt block on [B, T, C]; causal but for `right` steps.

    The depthwise convolution is written as a sum of shifts, because the compiler fuses that.
    """

    def __init__(self, width: int, kernel: int = 7, right: int = 0, expansion: int = 3):
        super().__init__()
        self.left, self.right, self.kernel = kernel - 1 - right, right, kernel
        self.w = nn.Parameter(torch.randn(kernel, width) / math.sqrt(kernel))
        self.b = nn.Parameter(torch.zeros(width))
        self.n = nn.LayerNorm(width)
        self.p1, self.p2 = nn.Linear(width, width * expansion), nn.Linear(width * expansion, width)
        self.g = nn.Parameter(torch.full((width,), 0.3))

    def forward(self, x: Tensor) -> Tensor:
        steps = x.shape[1]
        padded = F.pad(x, (0, 0, self.left, self.right))
        y = self.b
        for i in range(self.kernel):
            y = y + padded[:, i : i + steps] * self.w[i]
        return x + self.g * self.p2(F.gelu(self.p1(self.n(y)), approximate="tanh"))


class Encoder(nn.Module):
    """Features [B, Th, features] and tonal features [B, T, TONES] -> [B, T, Z], before normalisation and squash."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.inp = nn.Linear(c.features, c.enc_fast_width)
        self.b0 = nn.Sequential(*[Block(c.enc_fast_width, right=int(i < c.enc_fast_ahead)) for i in range(c.enc_fast_blocks)])
        self.down = nn.Linear(c.enc_fast_width * dsp.FOLD, c.enc_width)
        self.tonal = nn.Linear(dsp.TONES, c.enc_width, bias=False)
        nn.init.zeros_(self.tonal.weight)  # as weights from before had it
        self.b1 = nn.Sequential(*[Block(c.enc_width, right=int(i < c.enc_ahead)) for i in range(c.enc_blocks)])
        self.norm = nn.LayerNorm(c.enc_width)
        self.out = nn.Linear(c.enc_width, c.latents)
        self.bn = nn.BatchNorm1d(c.latents, affine=False, momentum=0.02)

    def forward(self, features: Tensor, tonal: Tensor) -> Tensor:
        x = self.b0(self.inp(features))
        batch, steps, width = x.shape
        x = self.down(x.reshape(batch, steps // dsp.FOLD, width * dsp.FOLD)) + self.tonal(tonal)
        return self.out(self.norm(self.b1(x)))


class Decoder(nn.Module):
    """Latents [B, T, Z] -> log-gains [B, Th, 2 BINS] of both sources, pitch logits [B, Th, classes + 1], tones' logits and levels [B, Th, 2 TONES]."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.fast_width = c.dec_fast_width
        self.inp = nn.Linear(c.latents, c.dec_width)
        self.b0 = nn.Sequential(*[Block(c.dec_width, right=int(i < c.dec_ahead)) for i in range(c.dec_blocks)])
        self.up = nn.Linear(c.dec_width, c.dec_fast_width * dsp.FOLD)
        self.b1 = nn.Sequential(*[Block(c.dec_fast_width, right=int(i < c.dec_fast_ahead)) for i in range(c.dec_fast_blocks)])
        self.norm = nn.LayerNorm(c.dec_fast_width)
        self.f0 = nn.Linear(c.dec_fast_width, dsp.PITCH_CLASSES + 1)  # the last one is the voicing logit
        self.env = nn.Linear(c.dec_fast_width, dsp.BINS * 2)  # harmonic source first, then noise
        self.tone = nn.Linear(c.dec_fast_width, dsp.TONES)
        nn.init.normal_(self.env.weight, std=0.02)
        nn.init.zeros_(self.tone.weight)
        nn.init.constant_(self.tone.bias, TONE_BIAS)
        self.tone_level = nn.Linear(c.dec_fast_width, dsp.TONES)
        nn.init.zeros_(self.tone_level.weight)
        nn.init.zeros_(self.tone_level.bias)

    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.b0(self.inp(latents))
        batch, frames, _ = x.shape
        x = self.norm(self.b1(self.up(x).reshape(batch, frames * dsp.FOLD, self.fast_width)))
        return self.env(x).float(), self.f0(x).float(), torch.cat([self.tone(x), self.tone_level(x)], -1).float()


def quantise(u: Tensor, planes: Tensor) -> Tensor:
    """Nested uniform quantiser of u in (-1, 1) to `planes` bits (cell midpoints), with a straight-through gradient.

    `planes` is [B, 1, 1] or a scalar tensor. The first bit of a deeper code is the code of the shallower one.
    """
    cells = torch.exp2(planes)
    index = torch.clamp(torch.floor((u + 1) * 0.5 * cells), min=torch.zeros_like(cells), max=cells - 1)
    return u + ((index + 0.5) / cells * 2 - 1 - u).detach()


class Codec(nn.Module):
    """Encoder, quantiser's squash and decoder, with the constant bases of the signal processing around them."""

    def __init__(self, config: ModelConfig | None = None):
        super().__init__()
        self.config = config or ModelConfig()
        self.enc, self.dec = Encoder(self.config), Decoder(self.config)
        self.register_buffer("fb", dsp.mel_filters(dsp.NFFT, self.config.mel_bands), persistent=False)
        self.register_buffer("win", torch.hann_window(dsp.NFFT), persistent=False)
        self.register_buffer("fc", dsp.pitch_centres(), persistent=False)
        self.register_buffer("bank", dsp.tone_bank(), persistent=False)
        self.register_buffer("acf", dsp.autocorrelation_basis(), persistent=False)
        for name, value in (("taps", dsp.decimator()), ("tonal_basis", dsp.tonal_basis()), ("contrast", dsp.tonal_contrast())):
            self.register_buffer(name, value, persistent=False)

    def stft(self, x: Tensor) -> Tensor:
        return dsp.stft(x, self.win)

    def features(self, magnitude: Tensor) -> Tensor:
        return dsp.features(magnitude, self.fb, self.acf)

    def tonal(self, pcm: Tensor) -> Tensor:
        return dsp.tonal_features(pcm, self.taps, self.tonal_basis, self.contrast)

    def squash(self, z: Tensor) -> Tensor:
        """Batch-normalised Gaussian [B, T, Z] -> uniform in (-1, 1), so that every bit plane is nearly full."""
        return torch.erf(self.enc.bn(z.float().flatten(0, 1)).view(z.shape) * 0.7071)

    def encode(self, pcm: Tensor) -> Tensor:
        """[B, 2048 T] -> [B, T, Z] in (-1, 1), not quantised."""
        return self.squash(self.enc(self.features(self.stft(pcm).abs()), self.tonal(pcm)))

    def decode(self, latents: Tensor, noise: Tensor, phase: float = 0.0, tick: int = 0) -> Tensor:
        """[B, T, Z] and unit-variance noise [B, 2048 T] -> [B, 2048 T]; `phase` is the oscillator's start in cycles."""
        gains, pitch, tones = self.dec(latents)
        return dsp.synthesise(gains, pitch, tones, noise, self.win, self.fc, self.bank, phase, tick)

    def load(self, state: dict[str, Tensor]) -> None:
        """Loads weights of this package or of the spike (whose constant buffers are ignored); without tones they stay silent and unheard."""
        own = self.state_dict()
        found = {k: v.float() if v.is_floating_point() else v for k, v in state.items() if k in own}
        self.load_state_dict({**{k: own[k] for k in ("enc.tonal.weight", "dec.tone.weight", "dec.tone.bias", "dec.tone_level.weight", "dec.tone_level.bias")}, **found})
