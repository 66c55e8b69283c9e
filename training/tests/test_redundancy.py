"""Redundancy of bits, where it is known."""

import torch

from latentcast_training.redundancy import known_of, saved_bits


def coin(*shape, seed=1):
    return torch.randint(0, 2, shape, generator=torch.Generator().manual_seed(seed)).float() * 2 - 1


def counted(bits):
    return bits, torch.ones(bits.shape[:2], dtype=torch.bool)


def test_independent_bits_save_nothing():
    saved = saved_bits(counted(coin(40, 50, 8)), counted(coin(40, 50, 8, seed=2)))
    assert saved.abs().max() < 0.02


def test_a_bit_that_repeats_another_or_the_frame_before_is_saved_almost_whole():
    bits = [coin(40, 50, 8, seed=s) for s in (1, 2)]
    for b in bits:
        b[:, :, 3] = -b[:, :, 1]  # of its own frame
        b[:, 1:, 5] = b[:, :-1, 6]  # of the frame before
    saved = saved_bits(*map(counted, bits))
    assert saved[[3, 5]].min() > 0.9
    assert saved[[0, 1, 2, 4, 6, 7]].abs().max() < 0.02


def test_frames_and_their_past_stay_aligned():
    bits = torch.arange(10.0)[None, :, None].expand(1, 10, 2)
    counts = torch.ones(1, 10, dtype=torch.bool)
    before, here = known_of(bits, counts, 2)
    assert before.shape == (8, 4) and torch.equal(here[:, 0], torch.arange(2.0, 10))
    assert torch.equal(before[:, 0], torch.arange(1.0, 9)) and torch.equal(before[:, 2], torch.arange(0.0, 8))
    counts[0, 5] = False  # a pause, which still is the past of what follows
    before, here = known_of(bits, counts, 2)
    assert here[:, 0].tolist() == [2, 3, 4, 6, 7, 8, 9] and before[3, 0] == 5
