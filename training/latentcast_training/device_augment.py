"""What a microphone or a line does to speech, for whole batches on the device: as in augment.py, without a loop over samples."""

import torch
from torch import Tensor

from . import dsp


def uniform(n: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    """[n, 1] between two bounds."""
    return torch.rand(n, 1, generator=generator, device=generator.device) * (high - low) + low


def band(x: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """[B, N] -> only the frequencies from `low` to `high` Hz, [B, 1] each."""
    f = torch.fft.rfftfreq(x.shape[1], 1 / dsp.GRID.sample_rate, device=x.device)
    return torch.fft.irfft(torch.fft.rfft(x) * ((f >= low) & (f <= high)), n=x.shape[1])


def spoilt(x: Tensor, generator: torch.Generator) -> Tensor:
    """Speech [B, N] in noise (half of the rows), through a telephone, or overdriven, at about the same level."""
    n = len(x)
    hiss = torch.randn(x.shape, generator=generator, device=x.device)
    top = torch.exp(uniform(n, 6.685, 9.393, generator))  # 800 Hz to 12 kHz
    hiss = torch.where(uniform(n, 0, 1, generator) < 0.6, band(hiss, torch.zeros_like(top), top), hiss)
    power = lambda v: (v * v).mean(1, keepdim=True)
    noisy = x + hiss * torch.sqrt(power(x) / (power(hiss) + 1e-12)) * 10 ** (-uniform(n, 0, 30, generator) / 20)
    telephone = band(x, uniform(n, 80, 350, generator), uniform(n, 3000, 4000, generator))
    drive = uniform(n, 2, 12, generator) / (x.abs().amax(1, keepdim=True) + 1e-6)
    choice = uniform(n, 0, 1, generator)
    return torch.where(choice < 0.5, noisy, torch.where(choice < 0.75, telephone, torch.tanh(x * drive) / drive))


def at_level(x: Tensor, extreme_share: float, generator: torch.Generator) -> Tensor:
    """[B, N] at a random RMS: ordinary levels, in a share of `extreme_share` any; or as near to it as full scale allows."""
    n = len(x)
    ordinary, any_level = uniform(n, -34, -14, generator), uniform(n, -65, -4, generator)
    level = 10 ** (torch.where(uniform(n, 0, 1, generator) < extreme_share, any_level, ordinary) / 20)
    rms = torch.sqrt((x * x).mean(1, keepdim=True))
    return x * torch.minimum(level / (rms + 1e-4), 0.98 / (x.abs().amax(1, keepdim=True) + 1e-6))
