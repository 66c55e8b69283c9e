"""Graphs of low delay: taught apart, small, proved, and without effect on the model they belong to."""

import json
import os
import shutil

import numpy as np
import pytest
import torch

from latentcast_training import config, low_delay, runtime
from latentcast_training.data import Corpus
from latentcast_training.export import load_checkpoint
from latentcast_training.searching import with_weights
from latentcast_training.trainer import Trainer

SIZES = {"decoder": {"dec_ahead": 0, "dec_fast_ahead": 0}, "encoder": {"enc_ahead": 0, "enc_fast_ahead": 1}}


@pytest.fixture
def shipped(exported, tmp_path) -> str:
    """A folder with a tiny model, to be changed."""
    return shutil.copytree(exported[1], str(tmp_path / "model"))


def run_of(tiny, side: str) -> config.Config:
    return config.apply(config.apply(config.Config(), {"model": config.dataclasses.asdict(tiny.model), "train": config.dataclasses.asdict(tiny.train)}),
                        {"model": SIZES[side], "train": {"adapt": side}})


@pytest.mark.parametrize("side", ["encoder", "decoder"])
def test_only_what_is_one_value_a_channel_of_one_half_learns(tiny, corpus_folder, shipped, side):
    trainer = Trainer(run_of(tiny, side))
    trainer.start_from(shipped)
    before = {k: v.clone() for k, v in trainer.codec.state_dict().items()}
    for i in range(3):
        trainer.step(Corpus(corpus_folder, min_hops=48).batch(trainer.config.train, i))
    changed = {k for k, v in trainer.codec.state_dict().items() if not torch.equal(v, before[k])}
    half = low_delay.HALF[side]
    assert {k for k in changed if k.endswith(".w")}
    assert all(k.startswith(half + ".") for k in changed)
    assert all(before[k].ndim < 2 or k.endswith(".w") for k in changed)


@pytest.mark.parametrize("side", ["encoder", "decoder"])
def test_a_graph_of_low_delay_does_what_the_network_does_and_takes_the_shipped_matrices(tiny, shipped, side):
    with open(os.path.join(shipped, "manifest.json")) as f:
        before = json.load(f)
    trainer = Trainer(run_of(tiny, side))
    trainer.start_from(shipped)
    with torch.no_grad():
        for p in low_delay.adapted(getattr(trainer.codec, low_delay.HALF[side])).values():
            p.add_(0.02 * torch.randn_like(p))
    figures = low_delay.add_low_delay(shipped, {side: (trainer.codec.state_dict(), trainer.config.model)})
    assert set(figures) == {f"{side}_{name}" for name in ("chunking", "parity", "causality", "context")}
    with open(os.path.join(shipped, "manifest.json")) as f:
        after = json.load(f)
    assert {k: after["files"][k] for k in before["files"]} == before["files"]
    assert after["format"] == before["format"]
    field = after["lowDelay"][side]
    assert field["delaySamples"] < before["format"][side]["delaySamples"]
    own, donor = ((open(os.path.join(shipped, name), "rb").read()) for name in (low_delay.FILES[side], f"{side}.onnx"))
    session = runtime.session(with_weights(own, donor))
    assert next(i.shape[1] for i in session.get_inputs() if i.name == "state") == field["stateSize"]
    assert os.path.getsize(os.path.join(shipped, low_delay.FILES[side])) == after["files"][low_delay.KEYS[side]]["bytes"]


def test_another_matrix_is_refused(tiny, shipped):
    from latentcast_training import streaming

    state, _ = load_checkpoint(shipped)
    arrays = {k: v.numpy().copy() for k, v in state.items()}
    arrays["dec.inp.weight"] *= 1.5
    part = streaming.decoder(arrays, run_of(tiny, "decoder").model, "int8", low_delay.OwnVectors)
    with open(os.path.join(shipped, "decoder.onnx"), "rb") as f, pytest.raises(ValueError, match="dec.inp.weight"):
        low_delay.own_part(part.model, f.read())


def test_a_step_ahead_is_taken_to_be_like_the_present_one():
    torch.manual_seed(4)
    from latentcast_training.model import Block

    ahead, present = Block(3, right=1), Block(3, right=0)
    present.load_state_dict(ahead.state_dict())
    low_delay.moved(present)
    steady = torch.ones(1, 9, 3) * torch.randn(3)
    np.testing.assert_allclose(present(steady)[:, 7:8].detach(), ahead(steady)[:, 7:8].detach(), rtol=1e-5)


def test_a_wrong_half_is_named(tiny):
    tiny.train.adapt = "both"
    with pytest.raises(ValueError, match="train.adapt must be"):
        Trainer(tiny)


def test_a_run_of_low_delay_goes_on_from_its_checkpoint_with_the_kernels_it_had(tiny, shipped, tmp_path):
    first = Trainer(run_of(tiny, "decoder"))
    first.start_from(shipped)
    torch.save(first.content(), tmp_path / "step.pt")
    second = Trainer(run_of(tiny, "decoder"))
    second.start_from(str(tmp_path / "step.pt"))
    assert all(torch.equal(v, second.codec.state_dict()[k]) for k, v in first.codec.state_dict().items())


def test_the_decoder_learns_from_the_bits_of_two_encoders_in_turn(tiny, corpus_folder, shipped, tmp_path):
    other = Trainer(run_of(tiny, "encoder"))
    other.start_from(shipped)
    torch.save(other.content(), tmp_path / "other.pt")
    trainer = Trainer(run_of(tiny, "decoder"))
    trainer.start_from(shipped)
    trainer.take_second_encoder(str(tmp_path / "other.pt"))
    before = {k: v.clone() for k, v in trainer.codec.state_dict().items()}
    target = trainer.objective.target(Corpus(corpus_folder, min_hops=48).batch(trainer.config.train, 0))
    own, second = trainer.codec.encode(target.pcm), trainer.second.encode(target.pcm)
    assert not torch.equal(own, second)
    for step, expected in enumerate((second, own)):
        trainer.step_count = step
        with torch.no_grad():
            np.testing.assert_allclose(trainer.latents(target), expected, atol=0.05)
    for i in range(2):
        trainer.step(Corpus(corpus_folder, min_hops=48).batch(trainer.config.train, i))
    changed = {k for k, v in trainer.codec.state_dict().items() if not torch.equal(v, before[k])}
    assert changed and all(k.startswith("dec.") for k in changed)
    assert trainer.content()["second_encoder"] == "other.pt"


def test_a_second_encoder_for_an_encoder_that_learns_is_refused(tiny, shipped):
    with pytest.raises(ValueError, match="train.freeze_bits must be true"):
        Trainer(tiny).take_second_encoder(shipped)
