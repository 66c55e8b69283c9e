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
    above = torch.arange(dsp.GRID.bins, device=cutoff.device)[None] >= cutoff[:, None]
    return torch.where(above, treble_weight, 1.0)[:, None]


def frame_weights(power: Tensor, quiet_weight: float) -> Tensor:
    """Power [B, Th, BINS] -> [B, Th, 1]: from 1 at the segment's loudest frame down to `quiet_weight` 50 dB below."""
    level = 10 * torch.log10(power.sum(-1, keepdim=True) + 1e-6)
    below = (level.amax(1, keepdim=True) - level) / 50
    return 1 - (1 - quiet_weight) * below.clamp(max=1)


def spectral(power: Tensor, target: Tensor, mel: Tensor, bins: Tensor, frames: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Log-power L1 in nepers of amplitude on linear bins (three quarters below 5.6 kHz) and on mel bands.

    The third value compares each mel band's mean power over the segment: the L1 alone aims at the median, which lies
    below the mean, and makes the sound dull and quiet.

    power (expected) and target [B, Th, BINS], mel [BINS, bands] squared filters, bins [B, 1, BINS]
    and frames [B, Th, 1] weights.
    """
    w = bins * frames
    d = (torch.log(power + FLOOR) - torch.log(target + FLOOR)).abs() * (0.5 * w)
    low, high = slice(1, BASS_BINS), slice(BASS_BINS, None)
    fine = d[..., low].sum() / w[..., low].sum() * 0.75 + d[..., high].sum() / w[..., high].sum() * 0.25
    band = (bins @ mel) / mel.sum(0) * frames  # a band's weight is its bins' mean
    ours, theirs = power @ mel, target @ mel
    e = (torch.log(ours + FLOOR) - torch.log(theirs + FLOOR)).abs() * (0.5 * band)
    long = (torch.log(ours.mean(1) + FLOOR) - torch.log(theirs.mean(1) + FLOOR)).abs() * (0.5 * band.mean(1))
    return fine, e.sum() / band.sum(), long.sum() / band.mean(1).sum()


def third_octaves(window_bins: int = dsp.GRID.bins) -> Tensor:
    """Rectangular third-octave bands from 150 Hz to 6 kHz, [BINS, 16]: STOI's bands and one more."""
    f = torch.arange(window_bins) * dsp.GRID.sample_rate / dsp.GRID.nfft
    centre = 150 * 2 ** (torch.arange(16) / 3)
    return ((f[:, None] >= centre * 2 ** (-1 / 6)) & (f[:, None] < centre * 2 ** (1 / 6))).float()


def intelligibility(power: Tensor, target: Tensor, bands: Tensor) -> Tensor:
    """1 - mean correlation of band envelopes in windows of 0.37 s, normalised over time, then over bands (ESTOI).

    It weighs what carries speech, the loud and moving parts, where the logarithmic losses weigh all alike. Windows
    40 dB below the loudest do not count.
    """
    span, hop = 32, 8
    def windows(p: Tensor) -> Tensor:  # [B, Th, BINS] -> [B, W, bands, span]
        return torch.sqrt(p @ bands + 1e-3).unfold(1, span, hop)
    def normalised(x: Tensor, axis: int) -> Tensor:
        x = x - x.mean(axis, keepdim=True)
        return x / torch.sqrt((x * x).sum(axis, keepdim=True) + 1e-6)
    a, b = windows(power), windows(target)
    energy = (b * b).sum((2, 3))
    loud = (energy > energy.amax(1, keepdim=True) * 1e-4).float()
    a, b = (normalised(normalised(v, 3), 2) for v in (a, b))
    return 1 - ((a * b).sum((2, 3)) * loud).sum() / (loud.sum() * span)


def erb_bands(count: int, low: float, high: float) -> Tensor:
    """Power responses of fourth-order gammatone filters at `count` centres evenly spaced in ERB, [BINS, count]."""
    q, width = 9.26449, 24.7
    centres = -q * width + torch.exp(torch.arange(1, count + 1) / count * (math.log(low + q * width) - math.log(high + q * width))) * (high + q * width)
    f = torch.arange(dsp.GRID.bins)[:, None] * dsp.GRID.sample_rate / dsp.GRID.nfft
    return (1 + ((f - centres) / (1.019 * (centres / q + width))) ** 2) ** -4


def structure(power: Tensor, target: Tensor, bands: Tensor, bins: Tensor) -> Tensor:
    """1 - neurogram similarity (NSIM, as ViSQOL's): level and local structure of gammatone bands in decibels.

    Bands in windows of about 80 ms, every 23 ms, floored 45 dB below the frame's loudest band; compared over a Gaussian
    neighbourhood of 3 x 3. bands [BINS, K]; a band counts as far as the recording reaches it (`bins` [B, 1, BINS]).
    """
    smooth = torch.tensor([1.0, 3.0, 4.0, 3.0, 1.0], device=bands.device) / 12
    def decibels(p: Tensor) -> Tensor:  # [B, Th, BINS] -> [B, Th / 2 - 2, K]
        e = (p @ bands).unfold(1, 5, 2) @ smooth
        return torch.log10(e + 1e-6) * 10
    a, b = decibels(power), decibels(target)
    floor = torch.maximum(a.amax(-1, keepdim=True), b.amax(-1, keepdim=True)).detach() - 45
    a, b = torch.maximum(a, floor), torch.maximum(b, floor)
    lowest = floor.amin(1, keepdim=True)
    a, b = a - lowest, b - lowest
    edge, side, centre = 0.0113033910173052, 0.0838251475442633, 0.619485845753726
    def local(x: Tensor) -> Tensor:  # the neighbourhood's mean, edges repeated
        x = torch.cat([x[:, :1], x, x[:, -1:]], 1)
        x = torch.cat([x[..., :1], x, x[..., -1:]], 2)
        up, mid, down = x[:, :-2], x[:, 1:-1], x[:, 2:]
        cross = up[..., 1:-1] + down[..., 1:-1] + mid[..., :-2] + mid[..., 2:]
        corners = up[..., :-2] + up[..., 2:] + down[..., :-2] + down[..., 2:]
        return centre * mid[..., 1:-1] + side * cross + edge * corners
    ma, mb = local(a), local(b)
    va, vb, cov = local(a * a) - ma * ma, local(b * b) - mb * mb, local(a * b) - ma * mb
    level = (2 * ma * mb + 1e-4) / (ma * ma + mb * mb + 1e-4)
    # 0.1 dB^2 where the metric has 0.0005: in flat places the gradient would be noise.
    shape = (cov + 0.1) / (torch.sqrt(va.clamp(min=0) * vb.clamp(min=0) + 1e-4) + 0.1)
    w = (bins @ bands) / bands.sum(0)
    return ((1 - level * shape) * w).sum() / (w.sum() * a.shape[1])


BARK_BANDS = 49  # below 8 kHz, as PESQ has them
SPEECH_POWER = 1e7  # PESQ's unit: mean power of speech, some 79 dB SPL


def bark_bands() -> tuple[Tensor, Tensor]:
    """Rectangular bands evenly spaced in bark up to 8 kHz, [BINS, 49], and each one's hearing threshold in SPEECH_POWER's unit."""
    f = torch.arange(dsp.GRID.bins) * dsp.GRID.sample_rate / dsp.GRID.nfft
    bark = 6 * torch.asinh(f / 600)
    top = float(6 * math.asinh(8000 / 600))
    place = bark / top * BARK_BANDS
    index = torch.arange(BARK_BANDS) + 0.5
    bands = torch.clamp(1 - (place[:, None] - index).abs(), min=0)  # triangles, so that no band falls between two bins
    khz = 0.6 * torch.sinh(index / BARK_BANDS * top / 6)
    quiet = 3.64 * khz**-0.8 - 6.5 * torch.exp(-0.6 * (khz - 3.3) ** 2) + 1e-3 * khz**4  # Terhardt, dB SPL
    return bands, SPEECH_POWER * 10 ** ((quiet - 79) / 10)


def loudness(power: Tensor, target: Tensor, bands: Tensor, threshold: Tensor) -> Tensor:
    """Disturbance of loudness densities, as PESQ's: Zwicker's law, masking, and more weight on what was added than on what lacks.

    bands [BINS, 49], threshold [49]. Levels are relative to the segment's mean power below 8 kHz.
    """
    level = SPEECH_POWER / (target[..., 1:372].sum(-1).mean(1) + 0.05)[:, None, None]
    a, b = (power @ bands) * level, (target @ bands) * level
    def zwicker(p: Tensor) -> Tensor:
        return (threshold / 0.5) ** 0.23 * ((0.5 + 0.5 * p / threshold) ** 0.23 - 1)
    la, lb = zwicker(a).clamp(min=0), zwicker(b).clamp(min=0)
    difference, mask = la - lb, 0.25 * torch.minimum(la, lb)
    d = F.relu(difference - mask) - F.relu(-difference - mask)
    ratio = ((a + 50 * SPEECH_POWER * 1e-7) / (b + 50 * SPEECH_POWER * 1e-7)) ** 1.2
    added = torch.where(ratio < 3, torch.zeros_like(ratio), ratio.clamp(max=12)).detach()
    symmetric = torch.sqrt((d * d).mean(-1) + 1e-4)
    asymmetric = (d.abs() * added).mean(-1)
    # Of a sound with nothing to hear there, at most as much as of speech that is wrong throughout.
    return ((symmetric + 0.3 * asymmetric).mean(1) / lb.mean((1, 2)).clamp(min=1)).clamp(max=2).mean()


def pitch(logits: Tensor, f0: Tensor, voiced: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Cross-entropy with soft classes where voiced, and of the voicing; logits [B, Th, classes + 1], weight [B] of the first."""
    n = dsp.PITCH.classes
    place = torch.log(f0 / dsp.PITCH.min_hz) / math.log(dsp.PITCH.max_hz / dsp.PITCH.min_hz) * (n - 1)
    soft = torch.softmax(-0.5 * (torch.arange(n, device=f0.device) - place[..., None]) ** 2, -1)
    w = voiced * weight[:, None]
    ce = -(soft * logits[..., :-1].log_softmax(-1)).sum(-1)
    return (ce * w).sum() / (w.sum() + 1), F.binary_cross_entropy_with_logits(logits[..., -1], voiced)


def tones(logits: Tensor, target: Tensor, edge: int = 8) -> Tensor:
    """Binary cross-entropy of the tones, summed over them; hops whose long window leaves the segment do not count."""
    inside = slice(edge, -edge)
    return F.binary_cross_entropy_with_logits(logits[:, inside], target[:, inside], reduction="sum") / target[:, inside, 0].numel()


LONG_SPAN = 8192  # samples that resolve semitones from 180 Hz on
SEMITONES = 84  # from 55 Hz to 7 kHz


def semitone_bands() -> Tensor:
    """Triangles of a semitone on either side (at least three quarters of two bins), [LONG_SPAN / 2 + 1, SEMITONES]."""
    f = torch.arange(LONG_SPAN // 2 + 1) * dsp.GRID.sample_rate / LONG_SPAN
    centre = 55 * 2 ** (torch.arange(SEMITONES) / 12)
    width = (centre * (2 ** (1 / 12) - 1)).clamp(min=1.5 * dsp.GRID.sample_rate / LONG_SPAN)
    return torch.clamp(1 - (f[:, None] - centre).abs() / width, min=0)


def semitones_alike(a: Tensor, b: Tensor, floor: float) -> Tensor:
    """Powers [.., semitones] -> cosines [..]: half of those in one octave (chroma), half of the amplitudes in all."""
    def chroma(p: Tensor) -> Tensor:
        return F.pad(p, (0, -p.shape[-1] % 12)).unflatten(-1, (-1, 12)).sum(-2)
    return 0.5 * (F.cosine_similarity(chroma(a), chroma(b), -1, 1e-4) + F.cosine_similarity(torch.sqrt(a + floor), torch.sqrt(b + floor), -1))


def harmony(heard: Tensor, pcm: Tensor, bands: Tensor) -> Tensor:
    """1 - cosine between spectra of semitones in windows of 0.19 s: half of their powers in one octave (chroma), half of the
    amplitudes in all seven. Loud windows weigh more. [B, 512 Th] each, bands [LONG_SPAN / 2 + 1, SEMITONES].
    """
    window = torch.hann_window(LONG_SPAN, device=pcm.device)
    def levels(x: Tensor) -> Tensor:
        rows = x[:, dsp.GRID.frame : -dsp.GRID.frame].view(x.shape[0], -1, dsp.GRID.frame)  # without the edges, which nothing overlaps
        frames = dsp.overlapping(rows, rows.shape[1] - LONG_SPAN // dsp.GRID.frame + 1)
        return dsp.power_of(torch.fft.rfft(frames * window)) @ bands
    a, b = levels(heard), levels(pcm)
    weight = torch.sqrt(b.sum(-1) + 1e-6)
    return ((1 - semitones_alike(a, b, 1e-6)) * weight).sum() / weight.sum()


def total(c: TrainConfig, parts: dict[str, Tensor]) -> Tensor:
    weights = {"bins": c.bins_weight, "mel": c.mel_weight, "heard_mel": c.heard_mel_weight, "long": c.long_weight,
               "estoi": c.intelligibility_weight, "nsim": c.structure_weight, "loudness": c.loudness_weight, "tones": c.tone_weight, "harmony": c.harmony_weight,
               "f0": c.pitch_weight, "voicing": c.voicing_weight, "fooled": c.adversarial_weight, "alike": c.feature_weight}
    return sum(weight * parts[name] for name, weight in weights.items() if name in parts)


def bit_entropy(u: Tensor) -> tuple[Tensor, Tensor]:
    """Latents [B, T, Z] -> mean and least entropy of the first bit plane, in bits."""
    p = (u > 0).float().mean((0, 1)).clamp(1e-3, 1 - 1e-3)
    entropy = -(p * p.log2() + (1 - p) * (1 - p).log2())
    return entropy.mean(), entropy.min()
