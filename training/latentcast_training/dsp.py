"""Signal processing around the network: spectra, features, the oscillator and the synthesis. Everything is [B, time, …].

A spectral frame t is centred on hop t: it covers the samples [512 t - 768, 512 t + 1280).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SAMPLE_RATE, NFFT, HOP, FOLD = 44100, 2048, 512, 4
FRAME = HOP * FOLD  # samples of a latent frame
BINS = NFFT // 2 + 1
PITCH_CLASSES, PITCH_MIN, PITCH_MAX = 200, 60.0, 950.0  # log-spaced
ACF_BINS = 256  # the autocorrelation looks below 5.5 kHz
HARMONIC_LIMIT = 20000.0
MARGIN = (NFFT - HOP) // 2
WINDOW_POWER = NFFT * 3 / 8  # sum of the squared Hann window: the power white unit noise has in each bin
OVERLAP_POWER = 1.5  # sum of the squared Hann windows that overlap at any sample
NOISE_DUCK = 2.302585  # the noise is 20 dB lower where the frame is surely voiced, when phases are drawn
PHASE_EDGE = 4e-6
MAX_GLIDE = 0.03  # the oscillator's largest change of pitch per hop inside a window


def mel_filters(n_fft: int, bands: int) -> Tensor:
    """Triangular mel filters of peak 1, [n_fft/2+1, bands]."""
    to_mel = lambda f: 2595 * math.log10(1 + f / 700)
    mels = torch.linspace(0, to_mel(SAMPLE_RATE / 2), bands + 2, dtype=torch.float64)
    f = 700 * (10 ** (mels / 2595) - 1)
    bins = torch.linspace(0, SAMPLE_RATE / 2, n_fft // 2 + 1, dtype=torch.float64)
    up = (bins[:, None] - f[None, :-2]) / (f[1:-1] - f[:-2])
    down = (f[None, 2:] - bins[:, None]) / (f[2:] - f[1:-1])
    return torch.clamp(torch.minimum(up, down), min=0).float()


def pitch_centres() -> Tensor:
    """Centre of every pitch class in Hz, [PITCH_CLASSES]."""
    return PITCH_MIN * (PITCH_MAX / PITCH_MIN) ** (torch.arange(PITCH_CLASSES) / (PITCH_CLASSES - 1))


def autocorrelation_basis() -> Tensor:
    """[BINS, PITCH_CLASSES]: root-magnitudes times this is the generalised autocorrelation at the classes' lags."""
    k, lag = torch.arange(BINS)[:, None], SAMPLE_RATE / pitch_centres()[None]
    return torch.cos(2 * math.pi * k * lag / NFFT) * (k < ACF_BINS).float()


def stft(x: Tensor, window: Tensor) -> Tensor:
    """[B, 512 Th] -> complex [B, Th, BINS]."""
    padded = F.pad(x, (MARGIN, MARGIN))
    return torch.stft(padded, NFFT, HOP, window=window, center=False, return_complex=True).transpose(1, 2)


def istft(spectrum: Tensor, window: Tensor) -> Tensor:
    """Complex [B, Th, BINS] -> [B, 512 Th]; the edges fade, since nothing overlaps them."""
    frames = torch.fft.irfft(spectrum, n=NFFT, dim=-1) * window
    n = (frames.shape[1] - 1) * HOP + NFFT
    return F.fold(frames.transpose(1, 2), (1, n), (1, NFFT), stride=(1, HOP))[:, 0, 0, MARGIN:-MARGIN] / OVERLAP_POWER


def features(magnitude: Tensor, mel: Tensor, acf: Tensor) -> Tensor:
    """[B, Th, BINS] -> [B, Th, bands + PITCH_CLASSES]: log-mel and generalised autocorrelation."""
    root = magnitude.clamp(min=1e-6).sqrt()
    r = (root @ acf) / (root[..., :ACF_BINS].sum(-1, keepdim=True) + 1e-3)
    return torch.cat([(torch.log(magnitude @ mel + 1e-4) + 2) * 0.4, r * 3], -1)


def expected_log_pitch(logits: Tensor, centres: Tensor) -> Tensor:
    """Mean log-pitch near the best class: [.., PITCH_CLASSES] -> [..]."""
    p = logits.softmax(-1)
    best = p.argmax(-1, keepdim=True)
    w = p * ((torch.arange(PITCH_CLASSES, device=p.device) - best).abs() <= 4)
    return (w * torch.log(centres)).sum(-1) / w.sum(-1)


def pulse(phase: Tensor, harmonics: Tensor) -> Tensor:
    """Band-limited pulse train of unit power (a Dirichlet kernel) at `phase` in cycles, broadcast against `harmonics`."""
    phase = phase.clamp(PHASE_EDGE, 1 - PHASE_EDGE)  # the kernel's limit at whole cycles, without a division by zero
    kernel = torch.sin((2 * harmonics + 1) * math.pi * phase) / torch.sin(math.pi * phase)
    return 0.5 * (kernel - 1) * torch.sqrt(2.0 / harmonics)


def oscillator(f0: Tensor, phase: float = 0.0) -> tuple[Tensor, Tensor]:
    """Pitch [B, Th] in Hz -> phase in [0, 1) cycles at each hop's middle, and the glide there in Hz a sample.

    The pitch before the first hop is zero, as it is in the streaming graph's cold state.
    """
    before = F.pad(f0, (1, 0))[:, :-1]
    cycles = torch.cumsum((f0.double() + before.double()) * (HOP / 2 / SAMPLE_RATE), -1) + phase
    glide = torch.maximum(torch.minimum(f0 - before, MAX_GLIDE * f0), -MAX_GLIDE * f0) / HOP
    return (cycles - torch.floor(cycles)).float(), glide


def source_frames(f0: Tensor, phase: float = 0.0) -> Tensor:
    """Pitch [B, Th] -> one window of the harmonic source per hop, [B, Th, NFFT].

    Each frame extends its own pitch and glide over its window, which costs four times the oscillator's samples but
    needs no pitch of later frames: 35 ms less delay than a spectrum of one continuous source.
    """
    centre, glide = oscillator(f0, phase)
    t = (torch.arange(NFFT, device=f0.device) - (NFFT - 1) / 2) / SAMPLE_RATE
    cycles = centre[..., None] + f0[..., None] * t + glide[..., None] * (t * t * (SAMPLE_RATE / 2))
    return pulse(cycles - torch.floor(cycles), torch.floor(HARMONIC_LIMIT / f0)[..., None])


def source_spectrum(f0: Tensor, window: Tensor, phase: float = 0.0) -> Tensor:
    """Pitch [B, Th] -> complex [B, Th, BINS]."""
    return torch.fft.rfft(source_frames(f0, phase) * window)


def gain(log_gain: Tensor) -> Tensor:
    return torch.exp(log_gain.clamp(-12, 4) - 3)


def expected_power(gains: Tensor, source_power: Tensor) -> Tensor:
    """Power that both sources together have on average: [B, Th, 2 BINS] and |source|^2 [B, Th, BINS] -> [B, Th, BINS]."""
    harmonic, noise = gains.chunk(2, -1)
    return source_power * gain(harmonic) ** 2 + WINDOW_POWER * gain(noise) ** 2


def synthesise(gains: Tensor, pitch: Tensor, noise: Tensor, window: Tensor, centres: Tensor, phase: float = 0.0) -> Tensor:
    """Log-gains [B, Th, 2 BINS], pitch logits [B, Th, classes + 1], unit noise [B, 512 Th] -> [B, 512 Th].

    Magnitudes are the expected ones, so that the noise's own fluctuation does not roughen them; only the phases come
    from the mix of the two sources, with the noise ducked in voiced frames (PESQ 1.35 -> 1.51 on the same weights).
    """
    harmonic, breath = (gain(g) for g in gains.chunk(2, -1))
    voiced = torch.sigmoid(pitch[..., -1:])
    source = source_spectrum(torch.exp(expected_log_pitch(pitch[..., :-1], centres)), window, phase)
    mix = source * harmonic + stft(noise, window) * (breath * torch.exp(-NOISE_DUCK * voiced))
    power = expected_power(gains, source.real**2 + source.imag**2)
    scale = torch.sqrt(power / (mix.real**2 + mix.imag**2 + 1e-12))
    return istft(mix * scale, window)
