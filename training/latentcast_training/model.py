"""The codec's network: a ConvNeXt encoder, 64 nested-uniform latents a frame, a harmonic + noise decoder.

Names used in shapes: B batch, T latent frames (2048 samples), Th = 4 T spectral frames (512 samples), Z = 64 latents.
Parameter names are those of the spike's checkpoint, so old weights load.
"""

import math
import re

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import dsp
from .config import ModelConfig


TONE_BIAS = -4.0  # few tones sound at a time
CODE_OFF = -20.0  # the gate of a code that is not trained yet


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


class TonalNet(nn.Module):
    """[B, T, inputs] -> [B, T, outputs]: the small networks on either side of the tones' code."""

    def __init__(self, inputs: int, width: int, outputs: int, blocks: int, ahead: int):
        super().__init__()
        self.inp = nn.Linear(inputs, width)
        self.b = nn.Sequential(*[Block(width, right=int(i < ahead)) for i in range(blocks)])
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.norm(self.b(self.inp(x))))


def tonal_encoder(c: ModelConfig) -> TonalNet:
    """Tonal features [B, T, TONES] -> the code of the tones and the logit of whether they are worth it, [B, T, codes + 1]."""
    return TonalNet(dsp.TONES.count, c.tonal_width, c.tonal_latents + 1, c.tonal_enc_blocks, c.enc_ahead)


def tonal_decoder(c: ModelConfig) -> TonalNet:
    """Latents [B, T, Z] -> logits and levels of the tones, [B, T, 2 TONES]."""
    return TonalNet(c.latents, c.tonal_width, 2 * dsp.TONES.count, c.tonal_dec_blocks, c.dec_ahead)


def uniform(normal: Tensor, code: Tensor, gate: Tensor) -> Tensor:
    """Gaussian latents [.., Z], of which the last go over to the code [.., codes] as far as its gate (a logit [.., 1]) is open -> (-1, 1)."""
    kept, given = normal.split([normal.shape[-1] - code.shape[-1], code.shape[-1]], -1)
    return torch.erf(torch.cat([kept, given + torch.sigmoid(gate) * (code - given)], -1) * 0.7071)


class Encoder(nn.Module):
    """Features [B, Th, features] and tonal features [B, T, TONES] -> [B, T, Z + codes + 1]: latents, the tones' code and its gate's
    logit, all before normalisation and squash."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.inp = nn.Linear(c.features, c.enc_fast_width)
        self.b0 = nn.Sequential(*[Block(c.enc_fast_width, right=int(i < c.enc_fast_ahead)) for i in range(c.enc_fast_blocks)])
        self.down = nn.Linear(c.enc_fast_width * dsp.GRID.fold, c.enc_width)
        self.tonal = nn.Linear(dsp.TONES.count, c.enc_width, bias=False)
        nn.init.zeros_(self.tonal.weight)  # as weights from before had it
        self.b1 = nn.Sequential(*[Block(c.enc_width, right=int(i < c.enc_ahead)) for i in range(c.enc_blocks)])
        self.norm = nn.LayerNorm(c.enc_width)
        self.out = nn.Linear(c.enc_width, c.latents)
        self.bn = nn.BatchNorm1d(c.latents, affine=False, momentum=0.02)
        self.code, self.code_bn = tonal_encoder(c), nn.BatchNorm1d(c.tonal_latents, affine=False, momentum=0.02)
        nn.init.constant_(self.code.out.bias[-1:], CODE_OFF)

    def forward(self, features: Tensor, tonal: Tensor) -> Tensor:
        x = self.b0(self.inp(features))
        batch, steps, width = x.shape
        x = self.down(x.reshape(batch, steps // dsp.GRID.fold, width * dsp.GRID.fold)) + self.tonal(tonal)
        return torch.cat([self.out(self.norm(self.b1(x))), self.code(tonal)], -1)


class Decoder(nn.Module):
    """Latents [B, T, Z] -> log-gains [B, Th, 2 BINS] of both sources, pitch logits [B, Th, classes + 1], tones' logits and levels [B, Th, 2 TONES]."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.fast_width = c.dec_fast_width
        self.inp = nn.Linear(c.latents, c.dec_width)
        self.b0 = nn.Sequential(*[Block(c.dec_width, right=int(i < c.dec_ahead)) for i in range(c.dec_blocks)])
        self.up = nn.Linear(c.dec_width, c.dec_fast_width * dsp.GRID.fold)
        self.b1 = nn.Sequential(*[Block(c.dec_fast_width, right=int(i < c.dec_fast_ahead)) for i in range(c.dec_fast_blocks)])
        self.norm = nn.LayerNorm(c.dec_fast_width)
        self.f0 = nn.Linear(c.dec_fast_width, dsp.PITCH.classes + 1)  # the last one is the voicing logit
        self.env = nn.Linear(c.dec_fast_width, dsp.GRID.bins * 2)  # harmonic source first, then noise
        self.tone = nn.Linear(c.dec_fast_width, dsp.TONES.count)
        nn.init.normal_(self.env.weight, std=0.02)
        nn.init.zeros_(self.tone.weight)
        nn.init.constant_(self.tone.bias, TONE_BIAS)
        self.tone_level = nn.Linear(c.dec_fast_width, dsp.TONES.count)
        nn.init.zeros_(self.tone_level.weight)
        nn.init.zeros_(self.tone_level.bias)
        self.tonal = tonal_decoder(c)
        nn.init.zeros_(self.tonal.out.weight)
        nn.init.zeros_(self.tonal.out.bias)

    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        tones = self.tonal(latents).repeat_interleave(dsp.GRID.fold, 1)
        x = self.b0(self.inp(latents))
        batch, frames, _ = x.shape
        x = self.norm(self.b1(self.up(x).reshape(batch, frames * dsp.GRID.fold, self.fast_width)))
        return self.env(x).float(), self.f0(x).float(), (torch.cat([self.tone(x), self.tone_level(x)], -1) + tones).float()


PLANES = torch.tensor([1.0, 2.0, 3.0, 8.0])  # bits a value in training; the last is as good as continuous


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
        self.register_buffer("fb", dsp.mel_filters(dsp.GRID.nfft, self.config.mel_bands), persistent=False)
        self.register_buffer("win", torch.hann_window(dsp.GRID.nfft), persistent=False)
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
        """What the encoder returns -> latents [B, T, Z], uniform in (-1, 1), so that every bit plane is nearly full.

        A batch-normalised Gaussian becomes uniform. The last latents go over to the tones' code as far as its gate is open.
        """
        codes, batch = self.config.tonal_latents, z.shape[:2]
        z, code, gate = (v.flatten(0, 1) for v in z.float().split([self.config.latents, codes, 1], -1))
        return uniform(self.enc.bn(z), self.enc.code_bn(code), gate).unflatten(0, batch)

    def encode(self, pcm: Tensor) -> Tensor:
        """[B, 2048 T] -> [B, T, Z] in (-1, 1), not quantised."""
        return self.squash(self.enc(self.features(self.stft(pcm).abs()), self.tonal(pcm)))

    def decode(self, latents: Tensor, noise: Tensor, phase: float = 0.0, tick: int = 0) -> Tensor:
        """[B, T, Z] and unit-variance noise [B, 2048 T] -> [B, 2048 T]; `phase` is the oscillator's start in cycles."""
        gains, pitch, tones = self.dec(latents)
        return dsp.synthesise(gains, pitch, tones, noise, self.win, self.fc, self.bank, phase, tick)

    @torch.no_grad()
    def take_chords(self, state: dict[str, Tensor]) -> None:
        """Puts in the tones' code that chords.py has taught; the heads of the hops, which did its work before, start from nothing."""
        own = self.state_dict()
        if missing := {k for k in own if k.startswith(("enc.code", "dec.tonal."))} - set(state):
            raise ValueError(f"the tones' code lacks {sorted(missing)[0]}: it must come from latentcast_training.chords")
        self.load_state_dict({**own, **state})
        for head in (self.dec.tone, self.dec.tone_level):
            head.weight.zero_()
            head.bias.zero_()

    def load(self, state: dict[str, Tensor]) -> None:
        """Loads weights of this package or of the spike (whose constant buffers are ignored).

        Without tones or their code these stay silent and unheard; blocks that the weights do not have begin as the identity.
        """
        own = self.state_dict()
        later = [k for k in own if k.startswith(("enc.tonal.", "enc.code", "dec.tone", "dec.tonal."))]
        found = {k: v.float() if v.is_floating_point() else v for k, v in state.items() if k in own}
        self.load_state_dict({**{k: own[k] for k in later}, **added_blocks(own, found), **found})


BLOCK = re.compile(r"((?:enc|dec)\.b[01]\.\d+\.)")


def added_blocks(own: dict[str, Tensor], found: dict[str, Tensor]) -> dict[str, Tensor]:
    """Parameters of the blocks of `own` of which `found` has nothing at all, their output scaled to zero: they change nothing yet."""
    prefixes = {m[1] for k in own if (m := BLOCK.match(k))} - {m[1] for k in found if (m := BLOCK.match(k))}
    added = {k: v for k, v in own.items() if k.startswith(tuple(prefixes))} if prefixes else {}
    return {k: torch.zeros_like(v) if k.endswith(".g") else v for k, v in added.items()}
