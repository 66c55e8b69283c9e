"""The error of band levels, on sounds whose error is known."""

import numpy as np
import pytest

from latentcast_training import levels
from latentcast_training.noise import noise

SOUND = noise(3, 40 * 2048) * 0.05


def test_a_sound_has_no_error_against_itself_and_its_gain_in_decibels_otherwise():
    assert levels.level_error(SOUND, SOUND) == 0
    assert levels.level_error(SOUND, SOUND * 10 ** (-3 / 20)) == pytest.approx(3, abs=0.01)


def test_what_lies_above_8_khz_does_not_count():
    spectrum = np.fft.rfft(SOUND)
    above = np.fft.rfftfreq(len(SOUND), 1 / 44100) > 9000
    assert levels.level_error(SOUND, np.fft.irfft(np.where(above, 0, spectrum), len(SOUND))) < 0.05
    assert levels.level_error(SOUND, np.fft.irfft(np.where(above, spectrum, 0), len(SOUND))) > 20


def test_another_noise_of_the_same_levels_differs_as_noise_does():
    error = levels.level_error(SOUND, noise(10**6, len(SOUND)) * 0.05)
    assert 2 < error < 8


def test_the_interval_shrinks_with_the_number_of_clips():
    few, many = levels.mean_and_interval([0.1, 0.3] * 2), levels.mean_and_interval([0.1, 0.3] * 20)
    assert few[0] == pytest.approx(0.2) == many[0] and many[1] < few[1] / 2
