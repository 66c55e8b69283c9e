"""Tones of fixed pitch that sound for ever: their phases, their spectrum and their amplitudes."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .constants import constant
from .grid import GRID
from .spectra import power_of


@dataclass(frozen=True)
class ToneScale:
    """Tones a third of a semitone apart, up to 2.2 kHz."""

    count: int = 192
    per_octave: int = 36
    min_hz: float = 55.0
    bins: int = 112  # that they reach: 2.4 kHz
    max_level: float = 3.0  # nepers above the spectrum around a tone
    residual: float = 1e-3  # share of a bin's power that stays beside tones that have all of it: a root's slope at zero is infinite
    period: int = 4096  # hops after which every tone is back in phase: their pitches are rounded to 0.02 Hz for that


TONES = ToneScale()


def tone_steps() -> Tensor:
    """Advance of every tone's phase in a hop, in 1/TONE_PERIOD of a cycle, [TONES] whole numbers below TONE_PERIOD."""
    f = TONES.min_hz * 2 ** (torch.arange(TONES.count, dtype=torch.float64) / TONES.per_octave)
    return torch.round(f * GRID.hop / GRID.sample_rate * TONES.period)


def tone_bank() -> Tensor:
    """Spectrum of each tone, phase 0 at its window's middle, peak 1: complex [TONES, TONE_BINS]."""
    t = (torch.arange(GRID.nfft, dtype=torch.float64) - (GRID.nfft - 1) / 2) / GRID.hop
    waves = torch.exp(2j * math.pi * tone_steps()[:, None] / TONES.period * t)
    window = torch.hann_window(GRID.nfft, dtype=torch.float64)
    return (torch.fft.fft(waves * window, dim=-1)[:, : TONES.bins] / window.sum()).to(torch.complex64)


def tone_spectrum(amplitude: Tensor, bank: Tensor, tick: int = 0) -> Tensor:
    """Amplitudes [B, Th, TONES] of tones that have sounded for ever -> complex [B, Th, TONE_BINS]; `tick` is the first hop's."""
    hop = (torch.arange(amplitude.shape[1], device=amplitude.device, dtype=torch.float64) + tick) % TONES.period
    turn = torch.remainder(hop[:, None] * constant(tone_steps, hop.device), TONES.period) * (2 * math.pi / TONES.period)
    return (amplitude * torch.polar(torch.ones_like(turn), turn).to(bank.dtype)) @ bank


def tone_places() -> tuple[Tensor, Tensor]:
    """For every tone the bin below it, [TONES] whole numbers, and how far it lies towards the next one."""
    place = TONES.min_hz * 2 ** (torch.arange(TONES.count, dtype=torch.float64) / TONES.per_octave) * (GRID.nfft / GRID.sample_rate)
    return place.floor().long(), (place - place.floor()).float()


def around_tones(power: Tensor) -> Tensor:
    """Power [.., at least TONE_BINS + 1] -> the spectrum's amplitude at each tone's pitch, [.., TONES]."""
    below, part = constant(tone_places, power.device)
    level = torch.log(power[..., : TONES.bins + 1] + 1e-6)
    return torch.exp(0.5 * (level[..., below] * (1 - part) + level[..., below + 1] * part))


def tone_amplitudes(tones: Tensor, around: Tensor) -> Tensor:
    """Logits and levels [B, Th, 2 TONES], amplitudes around the tones [B, Th, TONES] -> theirs, in the same unit.

    A level is in nepers above what the spectrum of 46 ms has at the tone's pitch, so that the tones follow its envelope;
    the logit says whether the tone sounds at all.
    """
    salience, level = tones.chunk(2, -1)
    return torch.sigmoid(salience) * torch.exp(level.clamp(-TONES.max_level, TONES.max_level)) * around


def with_tones(power: Tensor, phase: Tensor, tones: Tensor) -> Tensor:
    """The spectrum that is heard: the tones, and the mix's phases with what the expected power has beyond them.

    Power and phases of magnitude 1 [B, Th, BINS], complex tones [B, Th, TONE_BINS] -> complex [B, Th, BINS]. Tones are
    added as they are: magnitudes of 46 ms do not resolve what lies closer than 50 Hz, their own beats do.
    """
    low = power[..., : TONES.bins]
    rest = torch.sqrt((low - power_of(tones)).clamp(min=0) + TONES.residual * low + 1e-12)
    return torch.cat([tones + rest * phase[..., : TONES.bins], torch.sqrt(power[..., TONES.bins :] + 1e-12) * phase[..., TONES.bins :]], -1)
