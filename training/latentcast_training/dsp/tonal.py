"""Which tones a sound has: the encoder's tonal features, and the tones that training asks for."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .grid import GRID
from .spectra import overlapping
from .tones import TONES


@dataclass(frozen=True)
class TonalAnalysis:
    """The encoder looks for tones in 0.19 s of sound at 5.5 kHz."""

    decimation: int = 8
    taps: int = 64  # of the low pass before it
    span: int = 1024  # samples after the decimation
    ahead: int = 1280  # samples after a latent frame that its features see: what the encoder's first slow block has anyway
    neighbours: int = 18  # tones on either side, half an octave, that a tone is held against


TONAL = TonalAnalysis()


def decimator() -> Tensor:
    """Low pass of 2.76 kHz before every eighth sample is taken, [DECIMATOR_TAPS]."""
    t = torch.arange(TONAL.taps, dtype=torch.float64) - (TONAL.taps - 1) / 2
    taps = torch.sinc(t / TONAL.decimation) * torch.hann_window(TONAL.taps + 1, periodic=False, dtype=torch.float64)[1:]
    return (taps / taps.sum()).float()


def tonal_basis() -> Tensor:
    """Windowed cosines, then sines, of all tones at the decimated rate, [TONAL_SPAN, 2 TONES]; rounded to float16."""
    f = TONES.min_hz * 2 ** (torch.arange(TONES.count, dtype=torch.float64) / TONES.per_octave)
    turn = 2 * math.pi * torch.arange(TONAL.span, dtype=torch.float64)[:, None] * f * (TONAL.decimation / GRID.sample_rate)
    window = torch.hann_window(TONAL.span, dtype=torch.float64)[:, None]
    return (torch.cat([torch.cos(turn), torch.sin(turn)], 1) * window).half().float()


def tonal_contrast() -> Tensor:
    """[TONES, TONES]: log-powers times this stand out of their neighbours' mean, at half scale."""
    place = torch.arange(TONES.count)
    near = ((place[:, None] - place[None]).abs() <= TONAL.neighbours).float()
    return 0.5 * (torch.eye(TONES.count) - near / near.sum(0))


def tonal_features(pcm: Tensor, taps: Tensor, basis: Tensor, contrast: Tensor) -> Tensor:
    """[B, 2048 T] -> [B, T, TONES]: how each tone of the grid stands out in a window of 0.19 s that ends TONAL_AHEAD after the frame.

    The spectrum of 46 ms that the other features come from does not resolve semitones below 370 Hz.
    """
    span = TONAL.span * TONAL.decimation
    padded = F.pad(pcm, (span - GRID.frame - TONAL.ahead + TONAL.taps - TONAL.decimation, TONAL.ahead))
    slow = F.conv1d(padded[:, None], taps[None, None], stride=TONAL.decimation).view(pcm.shape[0], -1, GRID.frame // TONAL.decimation)
    re, im = (overlapping(slow, pcm.shape[1] // GRID.frame) @ basis).chunk(2, -1)
    return torch.log(re**2 + im**2 + 1e-3) @ contrast


def tones_span(pcm: Tensor, span: int) -> Tensor:
    """Magnitudes in windows of `span` samples around each latent frame, as far as the tones reach: [B, 2048 T] -> [B, at least T, bins]."""
    top = int(2 ** (TONES.count / TONES.per_octave) * TONES.min_hz / GRID.sample_rate * span) + 16
    padded = F.pad(pcm, (span // 2 - GRID.frame // 2, span // 2))
    window = torch.hann_window(span, device=pcm.device)
    return torch.stft(padded, span, GRID.frame, window=window, center=False, return_complex=True)[:, : top + 1].transpose(1, 2).abs()


def peaks_of(level: Tensor, span: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Decibels [.., bins] -> of all bins but the first and the last: level, whether it is a peak, its place among the tones, its true level."""
    a, b, c = level[..., :-2], level[..., 1:-1], level[..., 2:]
    offset = (0.5 * (a - c) / (a - 2 * b + c - 1e-6)).clamp(-0.5, 0.5)
    f = (torch.arange(1, level.shape[-1] - 1, device=level.device) + offset) * (GRID.sample_rate / span)
    return b, (b > a) & (b >= c), torch.log2(f / TONES.min_hz) * TONES.per_octave, b - 0.25 * (a - c) * offset


def tone_targets(pcm: Tensor, span: int = 8192) -> Tensor:
    """Which tones sound: [B, 512 Th] -> [B, Th, TONES] in 0..1, from peaks of a spectrum of 0.19 s.

    A peak counts as it stands out of the median around it (9 dB: not at all, 18 dB: surely; noise has 7) and unless it is
    45 dB below the frame's loudest; it belongs to the nearest tones, a little to their neighbours.
    """
    level = 10 * torch.log10(tones_span(pcm, span) ** 2 + 1e-7)
    b, peak, place, _ = peaks_of(level, span)
    around = F.pad(b, (16, 16), mode="replicate").unfold(-1, 33, 1)[..., ::2].median(-1).values
    loudest = b[..., 8:].amax(-1, keepdim=True)
    strength = ((b - around - 9) / 9).clamp(0, 1) * peak * (b > loudest - 45)
    out = torch.zeros(*b.shape[:2], TONES.count + 2, device=pcm.device)  # one more on either side for what lies outside
    for step in (-1, 0, 1, 2):
        index = torch.floor(place) + step
        value = strength * torch.exp(-((place - index) ** 2) / (2 * 0.6**2))
        out.scatter_reduce_(-1, (index.clamp(-1, TONES.count) + 1).long(), value, "amax")
    return out[..., 1:-1].repeat_interleave(GRID.fold, 1)[:, : pcm.shape[1] // GRID.hop]
