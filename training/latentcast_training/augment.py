"""Sounds made for training beside the corpus: test signals, and what a microphone or a line does to speech."""

import numpy as np

from . import dsp

RATE = dsp.GRID.sample_rate


def band(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """Only the frequencies from `low` to `high` Hz."""
    f = np.fft.rfftfreq(len(x), 1 / RATE)
    return np.fft.irfft(np.fft.rfft(x) * ((f >= low) & (f <= high)), len(x))


def gate(n: int, rng: np.random.Generator) -> np.ndarray:
    """Switches on and off one to six times a second, over 2 ms."""
    period = RATE / rng.uniform(1, 6)
    place = ((np.arange(n) + rng.uniform(0, period)) % period) / period
    on = (place < rng.uniform(0.3, 0.8)).astype(np.float64)
    return np.convolve(on, np.ones(88) / 88, "same")


def signal(n: int, rng: np.random.Generator) -> np.ndarray:
    """A test signal [n]: tones, a sweep, noise of some colour, clicks, or some of them at once; peak about 1."""
    t, choice = np.arange(n) / RATE, rng.random()
    if choice < 0.5:
        out = np.zeros(n)
        for _ in range(rng.integers(1, 7)):
            f = np.exp(rng.uniform(np.log(45), np.log(2500 if rng.random() < 0.7 else 16000)))
            overtones = rng.integers(1, 9) if rng.random() < 0.5 else 1
            tone = sum(np.sin(2 * np.pi * f * k * t + rng.uniform(0, 2 * np.pi)) / k ** rng.uniform(0.7, 2) for k in range(1, overtones + 1) if f * k < 20000)
            fall = np.exp(-t % rng.uniform(0.2, 1.5) * rng.uniform(0, 6))
            out += tone * fall * rng.uniform(0.2, 1)
    elif choice < 0.6:
        a, b = np.log(rng.uniform(40, 15000, 2))
        out = np.sin(2 * np.pi * np.cumsum(np.exp(a + (b - a) * t / t[-1])) / RATE)
    elif choice < 0.9:
        low = np.exp(rng.uniform(np.log(20), np.log(8000))) if rng.random() < 0.5 else 0.0
        out = band(rng.standard_normal(n), low, max(low * 1.3, rng.uniform(1000, 22000)))
        out = np.cumsum(out - out.mean()) if rng.random() < 0.2 else out
    else:
        out = (rng.random(n) < rng.uniform(2, 30) / RATE) * rng.uniform(0.3, 1, n)
    out = out * (gate(n, rng) if rng.random() < 0.4 else 1)
    if rng.random() < 0.3:
        out = out + rng.standard_normal(n) * np.abs(out).max() * 10 ** (rng.uniform(-60, -15) / 20)
    return out / (np.abs(out).max() + 1e-9)


def spoilt(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Speech in noise, through a telephone, or overdriven, [n] at about the same level."""
    choice = rng.random()
    if choice < 0.5:
        hiss = rng.standard_normal(len(x))
        if rng.random() < 0.6:
            hiss = band(hiss, 0, np.exp(rng.uniform(np.log(800), np.log(12000))))
        return x + hiss * np.sqrt((x**2).mean() / ((hiss**2).mean() + 1e-12)) * 10 ** (-rng.uniform(0, 30) / 20)
    if choice < 0.75:
        return band(x, rng.uniform(80, 350), rng.uniform(3000, 4000))
    drive = rng.uniform(2, 12) / (np.abs(x).max() + 1e-6)
    return np.tanh(x * drive) / drive
