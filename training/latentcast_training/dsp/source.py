"""The harmonic source: band-limited pulses whose phase integrates the pitch."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .constants import constant
from .grid import GRID


@dataclass(frozen=True)
class HarmonicSource:
    """Limits of the oscillator."""

    limit_hz: float = 20000.0  # of the highest harmonic
    max_glide: float = 0.03  # largest change of pitch per hop inside a window
    dispersion_s: float = 4e-3  # span of the group delays that the pulses get
    phase_edge: float = 4e-6  # cycles at which the pulse's limit stands in for a division by zero


SOURCE = HarmonicSource()


def pulse(phase: Tensor, harmonics: Tensor) -> Tensor:
    """Band-limited pulse train of unit power (a Dirichlet kernel) at `phase` in cycles, broadcast against `harmonics`."""
    phase = phase.clamp(SOURCE.phase_edge, 1 - SOURCE.phase_edge)  # the kernel's limit at whole cycles, without a division by zero
    kernel = torch.sin((2 * harmonics + 1) * math.pi * phase) / torch.sin(math.pi * phase)
    return 0.5 * (kernel - 1) * torch.sqrt(2.0 / harmonics)


def oscillator(f0: Tensor, phase: float = 0.0) -> tuple[Tensor, Tensor]:
    """Pitch [B, Th] in Hz -> phase in [0, 1) cycles at each hop's middle, and the glide there in Hz a sample.

    The pitch before the first hop is zero, as it is in the streaming graph's cold state.
    """
    before = F.pad(f0, (1, 0))[:, :-1]
    cycles = torch.cumsum((f0.double() + before.double()) * (GRID.hop / 2 / GRID.sample_rate), -1) + phase
    glide = torch.maximum(torch.minimum(f0 - before, SOURCE.max_glide * f0), -SOURCE.max_glide * f0) / GRID.hop
    return (cycles - torch.floor(cycles)).float(), glide


def source_frames(f0: Tensor, phase: float = 0.0) -> Tensor:
    """Pitch [B, Th] -> one window of the harmonic source per hop, [B, Th, NFFT].

    Each frame extends its own pitch and glide over its window, which costs four times the oscillator's samples but
    needs no pitch of later frames: 35 ms less delay than a spectrum of one continuous source.
    """
    centre, glide = oscillator(f0, phase)
    t = (torch.arange(GRID.nfft, device=f0.device) - (GRID.nfft - 1) / 2) / GRID.sample_rate
    cycles = centre[..., None] + f0[..., None] * t + glide[..., None] * (t * t * (GRID.sample_rate / 2))
    return pulse(cycles - torch.floor(cycles), torch.floor(SOURCE.limit_hz / f0)[..., None])


def source_spectrum(f0: Tensor, window: Tensor, phase: float = 0.0) -> Tensor:
    """Pitch [B, Th] -> complex [B, Th, BINS], its pulses spread in time by `dispersion`."""
    return spread(source_frames(f0, phase), window)


def spread(frames: Tensor, window: Tensor) -> Tensor:
    """Frames of the harmonic source [B, Th, NFFT] -> their spectra, the pulses spread in time."""
    return torch.fft.rfft(frames * window) * constant(dispersion, frames.device)


def dispersion() -> Tensor:
    """An all-pass of the pulses, complex [BINS] of magnitude 1: the lowest and the highest frequencies come last.

    Harmonics in phase add up to pulses that peak up to 5.6 dB above the original's; a throat spreads them. The group delay
    is DISPERSION at 0 and above 8 kHz and less than half of that at 1.5 kHz, minus its mean. Peaks fall to 1.4 dB at most;
    PESQ +0.011 +- 0.017, mel distance -0.04 +- 0.03 dB.
    """
    f = torch.arange(GRID.bins, dtype=torch.float64) * GRID.sample_rate / GRID.nfft
    delay = SOURCE.dispersion_s * (torch.exp(-f / 1000) + (f / 8000).clamp(max=1))
    turn = torch.cumsum(delay - delay.mean(), 0) * (GRID.sample_rate / GRID.nfft)
    return torch.polar(torch.ones_like(turn), -2 * math.pi * (turn - turn[0])).to(torch.complex64)
