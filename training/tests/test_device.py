"""Training as a GPU does it, on a CPU: batches gathered on the device, nothing read in a step, faults skipped."""

import csv
import os

import numpy as np
import pytest
import torch

from conftest import TINY
from latentcast_training import compilation, config, device_augment, dsp
from latentcast_training.checks import test_sound as generated
from latentcast_training.data import Corpus
from latentcast_training.device_data import DeviceCorpus
from latentcast_training.train import Limits, fit
from latentcast_training.trainer import Trainer

HOPS = 4 * 60


def write_part(folder, stem, native_rates, silent_first=False):
    """Clips of generated sound in one part, each in a level of its own; pitch 140 Hz, every fifth hop unvoiced."""
    pcm = (generated(60) * 32767).astype(np.int16)
    pitch = np.full(HOPS, 140, np.float32)
    pitch[::5] = 0
    with open(folder / f"{stem}.i16", "wb") as a, open(folder / f"{stem}.f0", "wb") as b:
        for i in range(len(native_rates)):
            sound = pcm // (i + 1)
            if silent_first:
                sound[: len(sound) // 2] = 0
            a.write(sound.tobytes())
            b.write(pitch.tobytes())
    with open(folder / f"{stem}.csv", "w", newline="") as c:
        rows = csv.writer(c)
        rows.writerow(["path", "start", "hops", "native_rate", "speaker", "split"])
        rows.writerows([f"{i}.opus", i * HOPS, HOPS, rate, f"{stem}{i}", "train"] for i, rate in enumerate(native_rates))


@pytest.fixture
def settings(tiny):
    return config.apply(tiny, {"train": {"batch": 8, "signal_share": 0.25, "spoilt_share": 0.5, "speech_share": 0.5}})


def test_a_batch_has_its_kinds_in_fixed_numbers_and_is_a_function_of_seed_and_step(settings, tmp_path):
    write_part(tmp_path, "speech-0", [44100, 16000])
    write_part(tmp_path, "music-0", [44100])
    corpus = DeviceCorpus(str(tmp_path), settings.train, "cpu")
    assert corpus.counts() == {"speech": 3, "music": 3, "signal": 2}
    a, b, c = corpus.batch(3), corpus.batch(3), corpus.batch(4)
    assert torch.equal(a.pcm, b.pcm) and not torch.equal(a.pcm, c.pcm)
    assert a.pcm.shape == (8, 12 * dsp.GRID.frame) and a.pitch.shape == (8, 48) and a.speech.sum() == 3
    assert sorted(a.music.tolist()) == torch.nonzero(a.speech == 0)[:, 0].tolist()
    assert torch.isfinite(a.pcm).all() and a.pcm.abs().max() < 0.99 and (a.pitch > 0).all()
    assert torch.equal(a.music, c.music)  # the places do not move, so that shapes and indices stay on the device


def test_a_segment_is_a_piece_of_its_clip_with_its_labels(settings, tmp_path):
    write_part(tmp_path, "speech-0", [16000])
    corpus = DeviceCorpus(str(tmp_path), settings.train, "cpu")
    pcm, pitch, voiced, cutoff = corpus.kinds["speech"].draw(6, 48, torch.Generator().manual_seed(1))
    whole = np.fromfile(tmp_path / "speech-0.i16", np.int16)
    for row, v in zip(pcm.numpy(), voiced.numpy()):
        places = [i for i in range(HOPS - 47) if (whole[i * 512 : i * 512 + 64] == np.round(row[:64] * 32768)).all()]
        assert len(places) == 1
        np.testing.assert_allclose(row, whole[places[0] * 512 :][: len(row)] / 32768, atol=1e-6)
        np.testing.assert_array_equal(v, (np.arange(places[0], places[0] + 48) % 5 > 0).astype(np.float32))
    torch.testing.assert_close(pitch, torch.full_like(pitch, 140))  # filled in where unvoiced
    assert cutoff[0].item() == pytest.approx((8000 - 400) / 44100 * 2048)


def test_silent_segments_are_passed_over_where_there_are_others(settings, tmp_path):
    write_part(tmp_path, "speech-0", [44100], silent_first=True)
    corpus = DeviceCorpus(str(tmp_path), settings.train, "cpu")
    pcm = corpus.kinds["speech"].draw(200, 48, torch.Generator().manual_seed(1))[0]
    assert (pcm.square().mean(1).sqrt() < 0.003).float().mean() < 0.15  # one draw alone gives a third


def test_parts_that_arrive_later_are_taken_in(settings, tmp_path):
    write_part(tmp_path, "speech-0", [44100])
    corpus = DeviceCorpus(str(tmp_path), settings.train, "cpu")
    before = corpus.hours()["speech"]
    assert corpus.refresh() == 0
    write_part(tmp_path, "speech-1", [44100, 44100])
    write_part(tmp_path, "music-0", [44100])
    assert corpus.refresh() == 3
    assert corpus.hours() == {"speech": pytest.approx(3 * before, abs=0.02), "music": before}
    assert corpus.counts()["music"] == 3 and corpus.batch(0).speech.sum() == 3


def test_spoilt_speech_stays_at_about_its_level_and_a_telephone_has_no_treble():
    x = torch.from_numpy(generated(12))[None].repeat(64, 1)
    y = device_augment.spoilt(x, torch.Generator().manual_seed(2))
    assert y.shape == x.shape and torch.isfinite(y).all()
    ratio = (y.square().mean(1) / x.square().mean(1)).sqrt()
    assert 0.05 < ratio.min() and ratio.max() < 2
    spectrum = torch.fft.rfft(y).abs()
    high = torch.fft.rfftfreq(x.shape[1], 1 / 44100) > 4100
    telephone = spectrum[:, high].sum(1) < 1e-3 * spectrum.sum(1)
    assert 6 < telephone.sum() < 26


def test_levels_are_those_asked_for():
    x = torch.randn(400, 4096, generator=torch.Generator().manual_seed(1)) * 0.1
    y = device_augment.at_level(x, 0.0, torch.Generator().manual_seed(2))
    level = 20 * torch.log10(y.square().mean(1).sqrt())
    assert -34.1 < level.min() < -32 and -16 < level.max() < -13.9 and y.abs().max() <= 0.981


def test_training_on_device_batches_lowers_the_loss(settings, tmp_path):
    write_part(tmp_path, "speech-0", [44100, 16000])
    write_part(tmp_path, "music-0", [44100])
    settings = config.apply(settings, {"train": {"batch": 4, "signal_share": 0.0, "heard": True, "own_pitch_share": 0.5, "harmony_weight": 1.0, "frames": 14}})
    corpus, trainer = DeviceCorpus(str(tmp_path), settings.train, "cpu"), Trainer(settings)
    seen = [float(trainer.step(corpus.batch(i))["loss"]) for i in range(30)]
    assert sum(seen[-5:]) < 0.85 * sum(seen[:5])


def test_figures_of_a_step_are_tensors_that_nobody_has_read(tiny, corpus_folder):
    figures = Trainer(tiny).step(Corpus(corpus_folder, min_hops=48).batch(tiny.train, 0))
    assert all(isinstance(v, torch.Tensor) and not v.requires_grad for v in figures.values())


def test_a_step_that_is_not_finite_changes_nothing_and_the_next_one_does(tiny, corpus_folder):
    trainer, corpus = Trainer(tiny), Corpus(corpus_folder, min_hops=48)
    trainer.step(corpus.batch(tiny.train, 0))
    before = {k: v.clone() for k, v in trainer.codec.state_dict().items() if "num_batches" not in k}
    batch = corpus.batch(tiny.train, 1)
    batch.pcm[0, 5000] = np.nan
    trainer.step(batch)
    assert trainer.skipped == 1
    for k, v in before.items():
        assert torch.equal(trainer.codec.state_dict()[k], v), k
    assert all(torch.isfinite(v).all() for v in trainer.ema.values())
    trainer.step(corpus.batch(tiny.train, 2))
    assert trainer.skipped == 1 and not torch.equal(trainer.codec.dec.env.weight, before["dec.env.weight"])
    assert torch.isfinite(trainer.codec.enc.bn.running_var).all()


def test_a_run_in_which_most_steps_are_not_finite_ends(tiny, corpus_folder, tmp_path):
    trainer, corpus = Trainer(tiny), Corpus(corpus_folder, min_hops=48)
    with torch.no_grad():
        trainer.codec.dec.env.bias.fill_(float("nan"))
    with pytest.raises(FloatingPointError, match="5 of the last 5"):
        fit(trainer, corpus, str(tmp_path / "run"), Limits(steps=8))


def test_the_learning_rate_ends_with_the_deadline(tiny):
    trainer = Trainer(tiny)
    trainer.step_count, over = 1000, 0.0
    trainer.clock = lambda: over
    full = trainer.learning_rate()
    over = 0.5
    half = trainer.learning_rate()
    over = 1.5
    assert full == tiny.train.lr and half == pytest.approx(0.525 * full) and trainer.learning_rate() == pytest.approx(0.05 * full)


def test_a_run_whose_deadline_is_over_does_nothing(tiny, corpus_folder, tmp_path):
    trainer = Trainer(tiny)
    fit(trainer, Corpus(corpus_folder, min_hops=48), str(tmp_path / "run"), Limits(deadline=1.0))
    assert trainer.step_count == 0 and not os.path.exists(tmp_path / "run")


def test_what_does_not_compile_runs_eagerly_and_the_step_is_not_lost(tiny, corpus_folder, capsys):
    trainer, corpus = Trainer(tiny), Corpus(corpus_folder, min_hops=48)
    eager = Trainer(tiny)
    trainer.compiled.active = True
    plain = trainer.enc
    def fails(*_):
        raise RuntimeError("no compiler here")
    trainer.enc = lambda *args: (fails if trainer.compiled.active else plain)(*args)
    ours, theirs = (t.step(corpus.batch(tiny.train, 0))["loss"] for t in (trainer, eager))
    assert ours == theirs and not trainer.compiled.active
    assert "continuing eagerly: RuntimeError: no compiler here" in capsys.readouterr().out
    trainer.enc = fails
    with pytest.raises(RuntimeError):  # eager faults are faults
        trainer.step(corpus.batch(tiny.train, 1))


def test_compiled_code_travels_in_files_of_limited_size(tmp_path, monkeypatch):
    made = os.urandom(4000)
    taken = []
    monkeypatch.setattr(compilation, "PART_BYTES", 1500)
    monkeypatch.setattr(torch.compiler, "save_cache_artifacts", lambda: (made, None))
    monkeypatch.setattr(torch.compiler, "load_cache_artifacts", taken.append)
    paths = compilation.save_cache(str(tmp_path / "cache"), max_parts=3)
    assert [os.path.getsize(p) for p in paths] == [1500, 1500, 1000]
    assert compilation.load_cache(str(tmp_path / "cache")) and taken == [made]
    assert not compilation.load_cache(str(tmp_path / "nothing"))
    assert compilation.save_cache(str(tmp_path / "more"), max_parts=2) == []


def test_two_bits_a_value_can_have_a_larger_share(tiny):
    trainer = Trainer(config.apply(config.apply(config.Config(), TINY), {"train": {"one_plane": 0.5, "two_planes": 0.66, "batch": 4000}}))
    planes = trainer.planes().flatten()
    assert abs((planes == 1).float().mean() - 0.5) < 0.03 and abs((planes == 2).float().mean() - 0.33) < 0.03
