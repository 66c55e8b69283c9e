"""The trainer: a step, progress, resuming, what it must not see."""

import os

import pytest
import torch

from conftest import TINY
from latentcast_training import checkpoints, config, dsp, losses
from latentcast_training.adversary import Adversary
from latentcast_training.data import Corpus
from latentcast_training.export import load_checkpoint
from latentcast_training.partner import Partner
from latentcast_training.train import Limits, fit
from latentcast_training.trainer import Trainer


def test_one_step_changes_the_weights_and_reports_every_loss(tiny, corpus_folder):
    trainer, corpus = Trainer(tiny), Corpus(corpus_folder, min_hops=48)
    before = trainer.codec.dec.env.weight.clone()
    figures = trainer.step(corpus.batch(tiny.train, 0))
    assert {"loss", "bins", "mel", "long", "estoi", "nsim", "loudness", "tones", "f0", "voicing", "bit_entropy", "worst_bit", "grad"} == set(figures)
    assert not torch.equal(before, trainer.codec.dec.env.weight)


def test_losses_of_what_is_heard_reach_the_network(tiny, corpus_folder):
    tiny = config.apply(tiny, {"train": {"heard": True, "own_pitch_share": 0.5}})
    trainer, batch = Trainer(tiny), Corpus(corpus_folder, min_hops=48).batch(tiny.train, 0)
    for name in ("heard_mel", "long", "estoi", "nsim", "loudness"):
        trainer.optimizer.zero_grad()
        part = trainer.losses(batch)[name]
        part.backward()
        assert torch.isfinite(part) and trainer.codec.dec.env.weight.grad.abs().max() > 0, name
    assert trainer.losses(batch)["nsim"].item() == trainer.losses(batch)["nsim"].item()  # the noise is a function of the step
    figures = trainer.step(batch)
    assert "heard_mel" in figures and all(v == v for v in figures.values())


POLISH = {"train": {"heard": True, "freeze_bits": True, "adversarial_weight": 1.0, "adversary_channels": 4, "adversary_hops": 16, "adversary_alone": 2}}


def test_the_polish_leaves_every_bit_as_it_was_and_moves_the_decoder(tiny, corpus_folder):
    trainer, corpus = Trainer(config.apply(tiny, POLISH)), Corpus(corpus_folder, min_hops=48)
    bits = {k: v.clone() for k, v in trainer.codec.enc.state_dict().items()}
    alone = [trainer.step(corpus.batch(tiny.train, i)) for i in range(2)]
    before = trainer.codec.dec.env.weight.clone()
    assert all("adversary" in figures and "fooled" not in figures for figures in alone)
    figures = trainer.step(corpus.batch(tiny.train, 2))
    assert figures["fooled"] > 0 and figures["alike"] > 0
    assert not torch.equal(before, trainer.codec.dec.env.weight)
    for k, v in trainer.codec.enc.state_dict().items():
        assert torch.equal(bits[k], v), k


def test_the_discriminators_learn_to_tell_a_sound_from_its_copy(tiny, corpus_folder):
    batch = Corpus(corpus_folder, min_hops=48).batch(tiny.train, 0)
    torch.manual_seed(2)
    adversary = Adversary(channels=4, hops=16)
    optimizer = torch.optim.AdamW(adversary.parameters(), lr=5e-3)
    real = adversary.views(torch.from_numpy(batch.pcm), 4)
    made = [v * 0.5 for v in real]
    seen = []
    for _ in range(60):
        loss = adversary.own_loss(real, made)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(loss.item())
    assert seen[-1] < 0.5 * seen[0]
    assert adversary.loss_of(real, made)[1] > adversary.loss_of(real, real)[1] == 0


@pytest.mark.parametrize("field", ["adversarial_weight", "harmony_weight"])
def test_what_judges_sound_that_is_not_heard_is_refused(tiny, field):
    with pytest.raises(ValueError, match=f"train.{field}.*train.heard"):
        Trainer(config.apply(tiny, {"train": {field: 1.0, "heard": False}}))


def test_the_loss_goes_down(tiny, corpus_folder):
    trainer, corpus = Trainer(tiny), Corpus(corpus_folder, min_hops=48)
    seen = [trainer.step(corpus.batch(tiny.train, i))["loss"] for i in range(40)]
    assert sum(seen[-5:]) < 0.8 * sum(seen[:5])


@pytest.mark.parametrize("delta", [{}, POLISH], ids=["spectral", "polish"])
def test_resumed_equals_uninterrupted(tiny, corpus_folder, tmp_path, delta):
    tiny, corpus = config.apply(tiny, delta), Corpus(corpus_folder, min_hops=48)
    whole = Trainer(tiny)
    fit(whole, corpus, str(tmp_path / "whole"), Limits(steps=8))
    first = Trainer(tiny)
    fit(first, corpus, str(tmp_path / "parts"), Limits(steps=5))
    second = Trainer(tiny)
    second.restore(torch.load(checkpoints.newest(str(tmp_path / "parts")), weights_only=True))
    fit(second, corpus, str(tmp_path / "parts"), Limits(steps=8))
    for k, v in whole.content()["ema"].items():
        torch.testing.assert_close(second.ema[k], v, rtol=1e-4, atol=1e-6)
    assert second.step_count == 8 and second.audio_seconds == whole.audio_seconds


def test_only_the_newest_checkpoints_stay(tmp_path):
    for step in (1, 20, 3):
        checkpoints.save(str(tmp_path), {"step": step}, keep=2)
    assert [p[-11:] for p in checkpoints.all_of(str(tmp_path))] == ["00000003.pt", "00000020.pt"]
    assert checkpoints.newest(str(tmp_path / "none")) is None


def test_weights_travel_in_parts_and_none_may_be_missing(tiny, tmp_path):
    content = Trainer(tiny).content()
    paths = checkpoints.write_parts(content, str(tmp_path), most=100_000)
    assert len(paths) > 1 and all(os.path.getsize(p) <= 100_000 for p in paths)
    state, about = load_checkpoint(str(tmp_path))
    assert about["step"] == 0 and state.keys() == content["ema"].keys()
    for k, v in content["ema"].items():
        torch.testing.assert_close(state[k], v, rtol=1e-3, atol=1e-5)
    os.remove(paths[1])
    with pytest.raises(FileNotFoundError, match="parts"):
        load_checkpoint(str(tmp_path))


def test_held_out_speakers_are_not_in_the_training_split(corpus_folder):
    train, dev = Corpus(corpus_folder, min_hops=48), Corpus(corpus_folder, split="dev", min_hops=48)
    assert len(train.clips["speech"]) == 2 and len(dev.clips["speech"]) == 1


def test_batches_are_a_function_of_seed_and_step(tiny, corpus_folder):
    corpus = Corpus(corpus_folder, min_hops=48)
    a, b, c = (corpus.batch(tiny.train, s) for s in (3, 3, 4))
    assert (a.pcm == b.pcm).all() and not (a.pcm == c.pcm).all()


def test_the_hearing_losses_are_least_for_the_sound_itself_and_grow_with_the_error():
    generator = torch.Generator().manual_seed(5)
    target = torch.rand(2, 40, dsp.GRID.bins, generator=generator) ** 4 * 50
    bins, (bark, threshold) = torch.ones(2, 1, dsp.GRID.bins), losses.bark_bands()
    for loss in (lambda p: losses.structure(p, target, losses.erb_bands(21, 50, 8000), bins), lambda p: losses.loudness(p, target, bark, threshold)):
        distorted = [loss(target * torch.exp(amount * torch.randn(target.shape, generator=generator))).item() for amount in (0.0, 0.5, 2.0)]
        assert distorted[0] < 0.02 and distorted[0] < distorted[1] < distorted[2]
        assert loss(target.clone().requires_grad_()).requires_grad
    quiet, loud = (losses.loudness(target * v, target, bark, threshold).item() for v in (0.1, 10.0))
    assert loud > quiet  # what is added disturbs more than what lacks


def test_harmony_tells_chords_apart_and_does_not_care_for_phases():
    bands, t = losses.semitone_bands(), torch.arange(4 * 28 * dsp.GRID.hop) / dsp.GRID.sample_rate
    chord = lambda semitones, turn: sum(torch.sin(2 * torch.pi * 220 * 2 ** (s / 12) * t + turn * i) for i, s in enumerate(semitones))[None] * 0.1
    major, minor = (0, 4, 7), (0, 3, 7)
    same, other = (losses.harmony(chord(notes, 1.3), chord(major, 0.4), bands).item() for notes in (major, minor))
    assert same < 0.02 and other > 0.15
    quiet = losses.harmony(chord(major, 1.3) * 0.01, chord(major, 0.4), bands).item()
    assert quiet < 0.05  # harmony, not level
    assert bands.sum(0).min() > 0.5  # no semitone falls between two bins


def test_the_harmony_s_loss_reaches_the_tones_of_music_alone(tiny, corpus_folder):
    tiny = config.apply(tiny, {"train": {"heard": True, "harmony_weight": 1.0, "frames": 14, "signal_share": 0.0}})
    trainer, batch = Trainer(tiny), Corpus(corpus_folder, min_hops=56).batch(tiny.train, 0)
    assert "harmony" not in trainer.losses(batch)  # speech
    batch.speech[0] = 0
    part = trainer.losses(batch)["harmony"]
    part.backward()
    for layer in (trainer.codec.dec.tone, trainer.codec.dec.tone_level, trainer.codec.dec.env):
        assert torch.isfinite(layer.weight.grad).all() and layer.weight.grad.abs().max() > 0


def test_a_model_with_more_blocks_begins_as_the_smaller_one_and_learns_in_them(tiny, corpus_folder):
    small = Trainer(tiny)
    large = Trainer(config.apply(config.Config(), {"model": {**TINY["model"], "enc_blocks": 3, "dec_blocks": 4}, "train": TINY["train"]}))
    large.codec.load(small.codec.state_dict())
    pcm = torch.from_numpy(Corpus(corpus_folder, min_hops=48).batch(tiny.train, 0).pcm)
    small.codec.eval(), large.codec.eval()
    with torch.no_grad():
        a, b = small.codec.encode(pcm), large.codec.encode(pcm)
        torch.testing.assert_close(a, b)
        for ours, theirs in zip(small.codec.dec(a), large.codec.dec(b)):
            torch.testing.assert_close(ours, theirs)
    large.codec.train()
    large.step(Corpus(corpus_folder, min_hops=48).batch(tiny.train, 0))
    assert large.codec.enc.b1[2].g.abs().max() > 0 and large.codec.dec.b0[3].g.abs().max() > 0
    partly = {k: v for k, v in small.codec.state_dict().items() if k != "dec.b0.1.g"}
    with pytest.raises(RuntimeError, match="dec.b0.1.g"):  # a block that lacks a part is a fault, not a new block
        Trainer(tiny).codec.load(partly)


def test_partners_meet_halfway_and_the_one_behind_catches_up(tiny, tmp_path):
    a, b = Trainer(tiny), Trainer(config.apply(config.load(), {**TINY, "train": {**TINY["train"], "seed": 2}}))
    a.step_count, b.step_count = 40, 20
    mean = (a.codec.dec.env.weight + b.codec.dec.env.weight).detach() / 2
    first, second = Partner(str(tmp_path / "a"), str(tmp_path / "b")), Partner(str(tmp_path / "b"), str(tmp_path / "a"))
    before = a.codec.dec.env.weight.clone()
    first.meet(a)  # the other has published nothing yet
    assert torch.equal(a.codec.dec.env.weight, before)
    second.meet(b)
    torch.testing.assert_close(b.codec.dec.env.weight.detach(), mean)
    assert b.step_count == 40
    second.meet(b)  # nothing new
    torch.testing.assert_close(b.codec.dec.env.weight.detach(), mean)
    a.step_count = 60
    first.meet(a)
    assert a.step_count == 60 and (a.codec.dec.env.weight - mean).abs().max() < (before - mean).abs().max()


def test_treble_that_a_recording_lacks_weighs_little():
    w = losses.bin_weights(torch.tensor([300.0, 1025.0]), 0.1)
    assert w[0, 0, 299] == 1 and w[0, 0, 301] == torch.tensor(0.1) and w[1].min() == 1


def test_a_setting_that_does_not_exist_is_named():
    for delta, name in (({"train": {"lrr": 1.0}}, "train.lrr"), ({"train": {"batch": "2"}}, "train.batch"), ({"trai": {}}, "trai")):
        try:
            config.apply(config.Config(), delta)
        except ValueError as error:
            assert name in str(error)
        else:
            raise AssertionError(name)
