"""Sounds made for training: finite, of the length asked for, and varied."""

import numpy as np

from latentcast_training import augment
from latentcast_training.checks import test_sound as generated


def test_test_signals_are_finite_and_differ():
    made = [augment.signal(12 * 2048, np.random.default_rng(seed)) for seed in range(40)]
    assert all(v.shape == (12 * 2048,) and np.isfinite(v).all() and np.abs(v).max() <= 1 + 1e-9 for v in made)
    flatness = [np.exp(np.mean(np.log(p))) / np.mean(p) for p in (np.abs(np.fft.rfft(v)) ** 2 + 1e-12 for v in made)]
    assert min(flatness) < 1e-3 and max(flatness) > 0.3  # tones and noise


def test_spoilt_speech_keeps_its_length_and_about_its_level():
    x = generated(12).astype(np.float64)
    for seed in range(20):
        y = augment.spoilt(x, np.random.default_rng(seed))
        assert y.shape == x.shape and np.isfinite(y).all()
        assert 0.05 < np.sqrt((y**2).mean() / (x**2).mean()) < 2
