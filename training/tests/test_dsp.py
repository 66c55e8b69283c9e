"""Signal processing: the factorised transform, the oscillator, the quantiser, the noise."""

import math

import numpy as np
import torch

from latentcast_training import dsp, fourier, noise, runtime
from latentcast_training.graph import Graph
from latentcast_training.model import quantise


def test_the_transform_is_the_fourier_transform_and_its_inverse():
    g = Graph("transform")
    rows = g.history("x", 1, fourier.N)  # a graph needs some state
    re, im = fourier.forward(g, g.slice(rows, 1, None))
    model = g.model({"x": ["n", fourier.N]}, {"re": (re, [None] * 3), "im": (im, [None] * 3), "y": (fourier.inverse(g, re, im), [None] * 2)}, {})
    x = np.random.default_rng(0).standard_normal((3, fourier.N)).astype(np.float32)
    re, im, y, _ = runtime.session(model.SerializeToString()).run(None, {"x": x, "state": np.zeros((1, fourier.N), np.float32)})
    spectrum, order = np.fft.rfft(x), fourier.bin_order()
    np.testing.assert_allclose(re.reshape(3, -1), spectrum.real[:, order], atol=1e-3)
    np.testing.assert_allclose(np.abs(im.reshape(3, -1)), np.abs(spectrum.imag[:, order]), atol=1e-3)
    np.testing.assert_allclose(y, x, atol=1e-4)
    assert fourier.first_of_bin().sum() == dsp.GRID.bins


def test_synthesis_windows_add_up_to_one():
    x = torch.randn(1, dsp.GRID.hop * 40)
    window = torch.hann_window(dsp.GRID.nfft)
    y = dsp.istft(dsp.stft(x, window), window)
    torch.testing.assert_close(y[:, 2048:-2048], x[:, 2048:-2048], atol=1e-4, rtol=0)


def test_spectra_are_those_of_torch_for_every_window():
    x = torch.randn(2, dsp.GRID.hop * 12, generator=torch.Generator().manual_seed(1))
    for size in (dsp.GRID.nfft, dsp.GRID.nfft // 2):
        window, margin = torch.hann_window(size), (size - dsp.GRID.hop) // 2
        theirs = torch.stft(torch.nn.functional.pad(x, (margin, margin)), size, dsp.GRID.hop, window=window, center=False, return_complex=True)
        ours = dsp.stft(x, window)[..., :: dsp.GRID.nfft // size]
        torch.testing.assert_close(ours, theirs.transpose(1, 2), atol=1e-3, rtol=0)


def test_the_dispersion_lowers_a_voice_s_peaks_and_keeps_its_power():
    f0, window = torch.full((1, 60), 120.0), torch.hann_window(dsp.GRID.nfft)
    spread = dsp.istft(dsp.source_spectrum(f0, window), window)[0, 4096:-4096]
    plain = dsp.istft(dsp.source_spectrum(f0, window) * dsp.dispersion().conj(), window)[0, 4096:-4096]
    assert spread.abs().max() < 0.7 * plain.abs().max()
    assert abs(float(spread.pow(2).mean() / plain.pow(2).mean()) - 1) < 0.1


def test_the_source_has_unit_power_and_its_pitch():
    frames = dsp.source_frames(torch.full((1, 20), 200.0))[0, 5:]
    assert abs(float(frames.pow(2).mean()) - 1) < 0.1
    spectrum = torch.fft.rfft(frames[3] * torch.hann_window(dsp.GRID.nfft)).abs()
    assert int(spectrum[:14].argmax()) == round(200 / dsp.GRID.sample_rate * dsp.GRID.nfft)


def test_tones_are_found_where_they_are_and_not_in_noise():
    t = torch.arange(28 * dsp.GRID.frame) / dsp.GRID.sample_rate
    hiss = torch.from_numpy(noise.noise(3, len(t)))
    chord = sum(torch.sin(2 * torch.pi * f * t) for f in (220.0, 277.2, 440.0))
    found = dsp.tone_targets(torch.stack([0.1 * chord + 0.001 * hiss, 0.1 * hiss]))[:, 20:-20]
    places = [round(dsp.TONES.per_octave * np.log2(f / dsp.TONES.min_hz)) for f in (220.0, 277.2, 440.0)]
    assert found[0, :, places].min() > 0.8
    assert found[0].sum(-1).mean() < 6 and found[1].sum(-1).mean() < 1


def test_a_tone_rings_at_its_pitch_without_a_seam():
    place, hops = 108, 240  # 440 Hz
    salience = torch.zeros(1, hops, dsp.TONES.count)
    salience[..., place] = 1
    spectrum = dsp.tone_spectrum(salience, dsp.tone_bank(), tick=dsp.TONES.period - 100)  # over the turn of the count
    padded = torch.cat([spectrum, torch.zeros(1, hops, dsp.GRID.bins - dsp.TONES.bins)], -1)
    sound = dsp.istft(padded, torch.hann_window(dsp.GRID.nfft))[0, 4096:-4096].numpy()
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    peak = power.argmax()
    assert abs(peak * dsp.GRID.sample_rate / len(sound) - 440) < 1
    assert power[peak - 3 : peak + 4].sum() > 0.999 * power.sum()


def test_tones_are_added_at_their_amplitude_and_the_rest_keeps_its_power():
    hops, place = 24, 108  # 440 Hz
    power = torch.full((1, hops, dsp.GRID.bins), 4.0)
    logits = torch.full((1, hops, 2 * dsp.TONES.count), -30.0)
    logits[..., dsp.TONES.count :] = 0
    phase = dsp.unit(torch.randn(1, hops, dsp.GRID.bins, dtype=torch.complex64))
    silent = dsp.tone_amplitudes(logits, dsp.around_tones(power))
    assert silent.max() < 1e-6
    torch.testing.assert_close(dsp.with_tones(power, phase, dsp.tone_spectrum(silent, dsp.tone_bank())).abs(), torch.full_like(power, 2.0), atol=2e-3, rtol=0)
    logits[..., place], logits[..., dsp.TONES.count + place] = 30, math.log(3)  # sounds, at three times what is around it
    amplitude = dsp.tone_amplitudes(logits, dsp.around_tones(power))
    assert abs(amplitude[0, 5, place].item() - 6) < 1e-3 and amplitude[0, 5].sum() < 6.01
    heard = dsp.with_tones(power, phase, dsp.tone_spectrum(amplitude, dsp.tone_bank())).abs()
    assert 5.2 < heard[0, 5, 20] < 6  # 440 Hz is bin 20.4: the window's slope
    assert abs(heard[0, 5, 60].item() - 2) < 2e-3


def test_bit_planes_are_nested():
    u = torch.rand(1, 100, 64) * 2 - 1
    one, two = (quantise(u, torch.full((1, 1, 1), k)) for k in (1.0, 2.0))
    assert ((two > 0) == (one > 0)).all() and set(one.unique().tolist()) == {-0.5, 0.5}
    np.testing.assert_allclose(runtime.quantise(u.numpy(), 2), two.numpy(), atol=1e-6)


def test_the_noise_is_the_hash_that_the_decoder_was_specified_with():
    x = 5
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B), (16, 1)):
        x = ((x ^ (x >> shift)) * factor) & 0xFFFFFFFF
    assert abs(float(noise.noise(5, 1)[0]) - 3**0.5 * (2 * x / 2**32 - 1)) < 1e-6
    long = noise.noise(-1000, 200000)
    assert abs(long.mean()) < 0.01 and abs(long.std() - 1) < 0.01
    np.testing.assert_array_equal(long[1000:1010], noise.noise(0, 10))


def test_the_limiter_keeps_below_full_scale_and_leaves_the_rest_alone():
    x = torch.linspace(-3, 3, 601)
    y = dsp.limited(x[:, None].expand(-1, 2))[:, 0]  # a square wave: no sample is above its own level
    assert y.abs().max() <= 1 and torch.equal(y[x.abs() < 0.89], x[x.abs() < 0.89])
    assert (y.diff() >= 0).all() and (y.diff() <= 0.0101).all()


def test_no_sample_is_far_above_its_hop_s_level():
    hops = torch.from_numpy(noise.noise(7, 40 * dsp.GRID.hop)).reshape(40, dsp.GRID.hop) * 0.1
    hops[::4, 100] = 0.8
    y = dsp.limited(hops)
    level = (hops**2).mean(-1, keepdim=True).sqrt()
    assert (y.abs() < dsp.SYNTHESIS.crest * level * 1.0001).all() and (y.abs() <= hops.abs()).all()
    usual = hops.abs() <= 0.999 * dsp.SYNTHESIS.crest_from * dsp.SYNTHESIS.crest * level
    assert usual.float().mean() > 0.99 and torch.equal(y[usual], hops[usual])
    assert dsp.limited(torch.zeros(1, dsp.GRID.hop)).abs().max() == 0


def test_tonal_features_show_which_of_two_close_notes_sounds():
    t = torch.arange(28 * dsp.GRID.frame) / dsp.GRID.sample_rate
    notes = (110.0, 110.0 * 2 ** (1 / 12), 1760.0)
    sounds = torch.stack([0.1 * torch.sin(2 * torch.pi * f * t) for f in notes] + [0.1 * torch.from_numpy(noise.noise(3, len(t)))])
    found = dsp.tonal_features(sounds, dsp.decimator(), dsp.tonal_basis(), dsp.tonal_contrast())[:, 6:-2]
    for row, f in zip(found, notes):
        assert (row.argmax(-1) == round(dsp.TONES.per_octave * np.log2(f / dsp.TONES.min_hz))).all()
        assert row.amax(-1).min() > 1.5
    assert found[3].amax(-1).mean() < 2 and found[3].std() < 0.8


def test_tonal_features_see_no_further_than_they_say():
    x = torch.from_numpy(noise.noise(5, 12 * dsp.GRID.frame))[None]
    changed = x.clone()
    changed[:, 8 * dsp.GRID.frame + dsp.TONAL.ahead :] = 0
    a, b = (dsp.tonal_features(v, dsp.decimator(), dsp.tonal_basis(), dsp.tonal_contrast()) for v in (x, changed))
    assert torch.equal(a[:, :8], b[:, :8]) and not torch.equal(a[:, 8], b[:, 8])


def test_refined_phases_fit_together_better_and_stay_those_of_a_sound():
    window = torch.hann_window(dsp.GRID.nfft)
    x = torch.from_numpy(noise.noise(9, 60 * dsp.GRID.hop))[None]
    spectrum = dsp.stft(x, window)
    amplitude, phase = spectrum.abs(), spectrum / (spectrum.abs() + 1e-9)
    inside = slice(8, -8)
    kept = (dsp.refined(phase, amplitude, window) * phase.conj()).real[:, inside]
    assert (kept * amplitude[:, inside]).sum() > 0.97 * amplitude[:, inside].sum()
    other = torch.from_numpy(noise.noise(10**6, 60 * dsp.GRID.hop))[None]
    drawn = dsp.stft(other, window)
    drawn = drawn / (drawn.abs() + 1e-9)
    apart = lambda p: ((dsp.stft(dsp.istft(amplitude * p, window), window).abs() - amplitude)[:, inside] ** 2).sum()
    assert apart(dsp.refined(drawn, amplitude, window)) < 0.85 * apart(drawn)
