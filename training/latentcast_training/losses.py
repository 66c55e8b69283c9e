"""The training loss: expected power against the original's, pitch and voicing. No noise, no phase, no waveform."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from . import dsp
from .config import TrainConfig

BASS_BINS = 260  # 5.6 kHz
FLOOR = 1e-4


def bin_weights(cutoff: Tensor, treble_weight: float) -> Tensor:
    """Cutoff [B] in bins -> [B, 1, BINS]: 1 below it, `treble_weight` above, where the recording holds nothing."""
    above = torch.arange(dsp.BINS, device=cutoff.device)[None] >= cutoff[:, None]
    return torch.where(above, treble_weight, 1.0)[:, None]


def frame_weights(power: Tensor, quiet_weight: float) -> Tensor:
    """Power [B, Th, BINS] -> [B, Th, 1]: from 1 at the segment's loudest frame down to `quiet_weight` 50 dB below."""
    level = 10 * torch.log10(power.sum(-1, keepdim=True) + 1e-6)
    below = (level.amax(1, keepdim=True) - level) / 50
    return 1 - (1 - quiet_weight) * below.clamp(max=1)


def spectral(gains: Tensor, source_power: Tensor, target: Tensor, mel: Tensor, bins: Tensor, frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Log-power L1 in nepers of amplitude on linear bins (three quarters below 5.6 kHz) and on mel bands.

    The third value compares each mel band's mean power over the segment: the L1 alone aims at the median, which lies
    below the mean, and makes the sound dull and quiet.

    gains [B, Th, 2 BINS], source_power and target [B, Th, BINS], mel [BINS, bands] squared filters, bins [B, 1, BINS]
    and frames [B, Th, 1] weights.
    """
    power = dsp.expected_power(gains, source_power)
    w = bins * frames
    d = (torch.log(power + FLOOR) - torch.log(target + FLOOR)).abs() * (0.5 * w)
    low, high = slice(1, BASS_BINS), slice(BASS_BINS, None)
    fine = d[..., low].sum() / w[..., low].sum() * 0.75 + d[..., high].sum() / w[..., high].sum() * 0.25
    band = (bins @ mel) / mel.sum(0) * frames  # a band's weight is its bins' mean
    ours, theirs = power @ mel, target @ mel
    e = (torch.log(ours + FLOOR) - torch.log(theirs + FLOOR)).abs() * (0.5 * band)
    long = (torch.log(ours.mean(1) + FLOOR) - torch.log(theirs.mean(1) + FLOOR)).abs() * (0.5 * band.mean(1))
    return fine, e.sum() / band.sum(), long.sum() / band.mean(1).sum()


def third_octaves(window_bins: int = dsp.BINS) -> Tensor:
    """Rectangular third-octave bands from 150 Hz to 6 kHz, [BINS, 16]: STOI's bands and one more."""
    f = torch.arange(window_bins) * dsp.SAMPLE_RATE / dsp.NFFT
    centre = 150 * 2 ** (torch.arange(16) / 3)
    return ((f[:, None] >= centre * 2 ** (-1 / 6)) & (f[:, None] < centre * 2 ** (1 / 6))).float()


def intelligibility(gains: Tensor, source_power: Tensor, target: Tensor, bands: Tensor) -> Tensor:
    """1 - mean correlation of band envelopes in windows of 0.37 s, normalised over time, then over bands (ESTOI).

    It weighs what carries speech, the loud and moving parts, where the logarithmic losses weigh all alike. Windows
    40 dB below the loudest do not count.
    """
    span, hop = 32, 8
    def windows(power: Tensor) -> Tensor:  # [B, Th, BINS] -> [B, W, bands, span]
        return torch.sqrt(power @ bands + 1e-3).unfold(1, span, hop)
    def normalised(x: Tensor, axis: int) -> Tensor:
        x = x - x.mean(axis, keepdim=True)
        return x / torch.sqrt((x * x).sum(axis, keepdim=True) + 1e-6)
    a, b = windows(dsp.expected_power(gains, source_power)), windows(target)
    energy = (b * b).sum((2, 3))
    loud = (energy > energy.amax(1, keepdim=True) * 1e-4).float()
    a, b = (normalised(normalised(v, 3), 2) for v in (a, b))
    return 1 - ((a * b).sum((2, 3)) * loud).sum() / (loud.sum() * span)


def pitch(logits: Tensor, f0: Tensor, voiced: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy with soft classes where voiced, and of the voicing; logits [B, Th, classes + 1], weight [B] of the first."""
    n = dsp.PITCH_CLASSES
    place = torch.log(f0 / dsp.PITCH_MIN) / math.log(dsp.PITCH_MAX / dsp.PITCH_MIN) * (n - 1)
    soft = torch.softmax(-0.5 * (torch.arange(n, device=f0.device) - place[..., None]) ** 2, -1)
    w = voiced * weight[:, None]
    ce = -(soft * logits[..., :-1].log_softmax(-1)).sum(-1)
    return (ce * w).sum() / (w.sum() + 1), F.binary_cross_entropy_with_logits(logits[..., -1], voiced)


def total(c: TrainConfig, parts: dict[str, Tensor]) -> Tensor:
    return (c.bins_weight * parts["bins"] + c.mel_weight * parts["mel"] + c.long_weight * parts["long"] + c.intelligibility_weight * parts["estoi"]
            + c.pitch_weight * parts["f0"] + c.voicing_weight * parts["voicing"])


def bit_entropy(u: Tensor) -> tuple[Tensor, Tensor]:
    """Latents [B, T, Z] -> mean and least entropy of the first bit plane, in bits."""
    p = (u > 0).float().mean((0, 1)).clamp(1e-3, 1 - 1e-3)
    entropy = -(p * p.log2() + (1 - p) * (1 - p).log2())
    return entropy.mean(), entropy.min()
