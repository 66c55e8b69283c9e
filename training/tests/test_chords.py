"""The tones' code: what it is taught from, that it learns, and that the codec does with it what it was taught to do."""

import csv
import math

import numpy as np
import pytest
import torch
from conftest import TINY

from latentcast_training import chords, config, dsp
from latentcast_training.data import Corpus
from latentcast_training.model import Codec, quantise

SECONDS = chords.FRAMES * dsp.GRID.frame / dsp.GRID.sample_rate


def tiny_config():
    return config.apply(config.Config(), TINY).model


@pytest.fixture(scope="module")
def music_folder(tmp_path_factory) -> str:
    """Six pieces of chords of decaying notes, every 0.6 s another one."""
    folder, rng = tmp_path_factory.mktemp("music"), np.random.default_rng(4)
    t = np.arange(chords.FRAMES * dsp.GRID.frame) / dsp.GRID.sample_rate
    hops = chords.FRAMES * dsp.GRID.fold
    with open(folder / "music-a.i16", "wb") as a, open(folder / "music-a.f0", "wb") as b, open(folder / "music-a.csv", "w", newline="") as c:
        rows = csv.writer(c)
        rows.writerow(["path", "start", "hops", "native_rate", "speaker", "split"])
        for i in range(6):
            x = np.zeros_like(t)
            for start in np.arange(0, SECONDS, 0.6):
                since = np.clip(t - start, 0, None)
                for note in rng.choice(36, 3, replace=False):
                    x += (t >= start) * np.exp(-since / 0.4) * np.sin(2 * np.pi * 110 * 2 ** (note / 12) * since)
            a.write((x / np.abs(x).max() * 16000).astype(np.int16).tobytes())
            b.write(np.zeros(hops, np.float32).tobytes())
            rows.writerow([f"{i}.opus", i * hops, hops, 44100, "", "train"])
    return str(folder)


def test_peaks_have_the_amplitude_that_the_tone_s_spectrum_has():
    t = torch.arange(chords.FRAMES * dsp.GRID.frame) / dsp.GRID.sample_rate
    pcm = (0.2 * torch.sin(2 * math.pi * 440 * t) + 0.05 * torch.sin(2 * math.pi * 554.37 * t))[None]
    peaks = chords.tone_peaks(pcm)[0, 20]
    loudest = peaks.topk(2)
    assert set(loudest.indices.tolist()) == {108, 120}  # 36 an octave from 55 Hz on
    spectrum = dsp.stft(pcm, torch.hann_window(dsp.GRID.nfft)).abs()[0, 80]
    assert abs(20 * math.log10(peaks[108].item() / spectrum[18:24].max().item())) < 1.2  # the window's slope between two bins
    assert abs(20 * math.log10(peaks[108].item() / peaks[120].item()) - 12.04) < 0.3


def test_the_code_learns_chords_and_the_codec_decodes_what_it_was_taught(music_folder):
    torch.manual_seed(1)
    corpus = Corpus(music_folder, min_hops=chords.FRAMES * dsp.GRID.fold)
    sound = chords.pieces(corpus, 24 * SECONDS / 3600, seed=2)
    assert sound[0].shape == (24, chords.FRAMES, dsp.TONES.count) and not sound[3].any()
    c = tiny_config()
    model, bands = chords.Chords(c), chords.semitones()

    def harmony() -> float:
        model.eval()
        with torch.no_grad():
            out = model(sound[0].float(), torch.zeros(24, chords.FRAMES, c.latents), torch.tensor(1.0))
            value = chords.losses(*out, *(v.float() for v in sound[1:3]), sound[3], bands)[1].item()
        model.train()
        return value

    before = harmony()
    chords.learn(model, sound, steps=200, compiled=False)
    assert harmony() < before * 0.8

    codec = Codec(c).eval()
    codec.dec.tone.bias.data.fill_(3)
    codec.take_chords(chords.weights(model))
    pcm = torch.from_numpy(corpus.clips["music"][0].pcm[: 40 * dsp.GRID.frame].astype(np.float32) / 32768)[None]
    with torch.no_grad():
        tonal = codec.tonal(pcm)
        latents = codec.encode(pcm)
        assert torch.sigmoid(model.code(tonal)[..., -1]).min() > 0.5  # music: the gate is open
        others = torch.special.erfinv(latents) * math.sqrt(2)
        taught, _ = model(tonal, others, torch.tensor(1.0))
        tones = codec.dec(quantise(latents, torch.tensor(1.0)))[2]
    agreement = (torch.sigmoid(tones[0, ::4]) - torch.sigmoid(taught[0]))[..., : dsp.TONES.count].abs().mean()
    assert agreement < 0.02  # but for bits next to the threshold, where the gate is not quite open


def test_a_code_that_lacks_a_part_is_refused():
    with pytest.raises(ValueError, match="lacks dec.tonal"):
        state = {k: v for k, v in chords.weights(chords.Chords(tiny_config())).items() if k != "dec.tonal.inp.weight"}
        Codec(tiny_config()).take_chords(state)
