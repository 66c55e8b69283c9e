"""Spectra of overlapping frames and back. Everything is [B, time, …].

A spectral frame t is centred on hop t: it covers the samples [512 t - 768, 512 t + 1280).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from .grid import GRID


def mel_filters(n_fft: int, bands: int) -> Tensor:
    """Triangular mel filters of peak 1, [n_fft/2+1, bands]."""
    to_mel = lambda f: 2595 * math.log10(1 + f / 700)
    mels = torch.linspace(0, to_mel(GRID.sample_rate / 2), bands + 2, dtype=torch.float64)
    f = 700 * (10 ** (mels / 2595) - 1)
    bins = torch.linspace(0, GRID.sample_rate / 2, n_fft // 2 + 1, dtype=torch.float64)
    up = (bins[:, None] - f[None, :-2]) / (f[1:-1] - f[:-2])
    down = (f[None, 2:] - bins[:, None]) / (f[2:] - f[1:-1])
    return torch.clamp(torch.minimum(up, down), min=0).float()


def frames_of(x: Tensor, size: int, hop: int = GRID.hop) -> Tensor:
    """[B, hop n] -> [B, n, size], one frame around the middle of each hop; `size` is an even number of hops.

    Written as slices, whose gradient is a sum of slices: much faster than that of torch.stft.
    """
    margin, n = (size - hop) // 2, x.shape[1] // hop
    return overlapping(F.pad(x, (margin, margin)).view(x.shape[0], -1, hop), n)


def overlapping(rows: Tensor, n: int) -> Tensor:
    """[B, n + k, width] -> [B, n, (k + 1) width], each row with the k after it."""
    return torch.cat([rows[:, i : i + n] for i in range(rows.shape[1] - n + 1)], -1)


def power_of(spectrum: Tensor) -> Tensor:
    return spectrum.real**2 + spectrum.imag**2


def unit(spectrum: Tensor) -> Tensor:
    """The same phases with magnitude 1."""
    return spectrum * torch.rsqrt(power_of(spectrum) + 1e-12)


def stft(x: Tensor, window: Tensor) -> Tensor:
    """[B, 512 Th] -> complex [B, Th, BINS]; a window shorter than NFFT is padded with zeros."""
    return torch.fft.rfft(frames_of(x, len(window)) * window, n=GRID.nfft)


def overlapped(spectrum: Tensor, window: Tensor) -> Tensor:
    """Complex [B, Th, BINS] -> the hops that the windows make together, from the first window's start on: [B, Th + 3, HOP]."""
    parts = (torch.fft.irfft(spectrum, n=GRID.nfft, dim=-1) * (window / GRID.overlap_power)).split(GRID.hop, -1)
    last = len(parts) - 1
    return sum(F.pad(part, (0, 0, i, last - i)) for i, part in enumerate(parts))


def istft(spectrum: Tensor, window: Tensor) -> Tensor:
    """Complex [B, Th, BINS] -> [B, 512 Th]; the edges fade, since nothing overlaps them."""
    return overlapped(spectrum, window).flatten(1)[:, GRID.margin:-GRID.margin]
