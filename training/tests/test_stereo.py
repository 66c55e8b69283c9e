"""The measure of spatial parameters, on sounds whose parameters are known."""

import numpy as np
import pytest

from latentcast_training.stereo import errors

RNG = np.random.default_rng(5)
SOUND = RNG.standard_normal(5 * 16384) * 0.1
OTHER = RNG.standard_normal(5 * 16384) * 0.1


def pair(left, right):
    return np.stack([left, right], 1)


def test_nothing_is_wrong_with_the_original_itself():
    wide = pair(SOUND, 0.5 * OTHER)
    got = errors(wide, wide)
    assert got["level"] == 0 and got["coherence"] == 0 and got["width"] == got["width_original"]


def test_level_difference_is_in_decibels():
    got = errors(pair(SOUND, 0.5 * SOUND), pair(SOUND, SOUND))
    assert got["level"] == pytest.approx(6.02, abs=0.01) == got["level_mono"]
    assert got["coherence"] == pytest.approx(0, abs=1e-6)


def test_two_sounds_that_have_nothing_in_common_are_not_coherent():
    got = errors(pair(SOUND, OTHER), pair(SOUND, SOUND))
    assert got["coherence"] == pytest.approx(1, abs=0.08)
    assert got["width_original"] == pytest.approx(0, abs=0.02) and got["width"] == pytest.approx(1)


def test_a_turned_channel_is_minus_one():
    got = errors(pair(SOUND, -SOUND), pair(SOUND, SOUND))
    assert got["coherence"] == pytest.approx(2, abs=1e-6)
