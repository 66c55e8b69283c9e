"""Classes of pitch, and what the encoder sees of a spectrum to tell them."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .grid import GRID


@dataclass(frozen=True)
class PitchScale:
    """Pitch as log-spaced classes, and the band in which its autocorrelation is taken."""

    classes: int = 200
    min_hz: float = 60.0
    max_hz: float = 950.0
    acf_bins: int = 256  # below 5.5 kHz


PITCH = PitchScale()


def pitch_centres() -> Tensor:
    """Centre of every pitch class in Hz, [PITCH_CLASSES]."""
    return PITCH.min_hz * (PITCH.max_hz / PITCH.min_hz) ** (torch.arange(PITCH.classes) / (PITCH.classes - 1))


def autocorrelation_basis() -> Tensor:
    """[BINS, PITCH_CLASSES]: root-magnitudes times this is the generalised autocorrelation at the classes' lags."""
    k, lag = torch.arange(GRID.bins)[:, None], GRID.sample_rate / pitch_centres()[None]
    return torch.cos(2 * math.pi * k * lag / GRID.nfft) * (k < PITCH.acf_bins).float()


def features(magnitude: Tensor, mel: Tensor, acf: Tensor) -> Tensor:
    """[B, Th, BINS] -> [B, Th, bands + PITCH_CLASSES]: log-mel and generalised autocorrelation."""
    root = magnitude.clamp(min=1e-6).sqrt()
    r = (root @ acf) / (root[..., :PITCH.acf_bins].sum(-1, keepdim=True) + 1e-3)
    return torch.cat([(torch.log(magnitude @ mel + 1e-4) + 2) * 0.4, r * 3], -1)


def expected_log_pitch(logits: Tensor, centres: Tensor) -> Tensor:
    """Mean log-pitch near the best class: [.., PITCH_CLASSES] -> [..]."""
    p = logits.softmax(-1)
    best = p.argmax(-1, keepdim=True)
    w = p * ((torch.arange(PITCH.classes, device=p.device) - best).abs() <= 4)
    return (w * torch.log(centres)).sum(-1) / w.sum(-1)
