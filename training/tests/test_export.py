"""The exported graphs: equal to PyTorch, the same in any chunking, causal, and a start for further training."""

import json
import os

import numpy as np
import pytest
import torch

from latentcast_training import checks, export, runtime, searching
from latentcast_training.data import Corpus
from latentcast_training.model import Codec
from latentcast_training.trainer import Trainer


def test_every_check_holds(exported):
    _, _, figures = exported
    assert set(figures) == set(checks.LIMITS)
    checks.require(figures)


def test_any_chunking_gives_the_same(exported):
    _, folder, _ = exported
    model, x = runtime.Model(folder), checks.test_sound(30)
    whole = runtime.encode(model.encoder, x, [30])
    sound = runtime.decode(model.decoder, runtime.quantise(whole, 1), [30])
    for chunks in ([1], [3], [4], [22]):
        np.testing.assert_allclose(runtime.encode(model.encoder, x, chunks), whole, atol=1e-5)
        np.testing.assert_allclose(runtime.decode(model.decoder, runtime.quantise(whole, 1), chunks), sound, atol=1e-3)


def test_a_failing_check_writes_nothing(exported, tmp_path, monkeypatch):
    _, folder, _ = exported
    monkeypatch.setitem(checks.LIMITS, "encoder_parity", -1.0)
    with pytest.raises(SystemExit, match="encoder_parity"):
        export.export(os.path.join(os.path.dirname(folder), "checkpoint.pt"), str(tmp_path / "out"))
    assert os.listdir(tmp_path / "out") == []


def test_the_manifest_describes_the_files(exported):
    _, folder, _ = exported
    with open(os.path.join(folder, "manifest.json")) as f:
        manifest = json.load(f)
    model = runtime.Model(folder)
    for name in ("encoder", "decoder"):
        assert manifest["files"][name]["bytes"] == os.path.getsize(os.path.join(folder, name + ".onnx"))
        assert runtime.Stream(getattr(model, name)).state.shape == (1, manifest["format"][name]["stateSize"])
    with open(os.path.join(folder, "parity.json")) as f:
        vectors = json.load(f)
    latent = np.fromfile(os.path.join(folder, vectors["latent"]["path"]), "<f4").reshape(vectors["latent"]["shape"])
    assert latent.shape == (64, 12) and np.abs(latent).max() < 1


def test_clips_keep_their_length_and_place(exported):
    _, folder, _ = exported
    model = runtime.Model(folder)
    u = model.encode(checks.test_sound(9)[:17000])
    assert u.shape == (64, 9) and model.decode(u, 17000).shape == (17000,)


def test_training_goes_on_from_the_shipped_files(exported, tiny, corpus_folder):
    trainer, folder, _ = exported
    again = Trainer(tiny)
    again.start_from(folder)
    for k, v in trainer.ema.items():
        if v.is_floating_point():
            assert (again.codec.state_dict()[k] - v).abs().max() <= v.abs().max() / 250, k
    assert np.isfinite(again.step(Corpus(corpus_folder, min_hops=48).batch(tiny.train, 0))["loss"])


def test_a_network_whose_context_is_longer_than_the_usual_test_sound_is_proved_too():
    from conftest import TINY
    from latentcast_training import config

    torch.manual_seed(4)
    deep = config.apply(config.Config(), {"model": {**TINY["model"], "enc_blocks": 8, "dec_blocks": 8}}).model
    codec = Codec(deep).eval()
    parts = export.build(codec.state_dict(), deep, "float32")
    assert parts["encoder"].left_frames > 48
    figures = checks.run(codec, {name: runtime.session(part.model.SerializeToString()) for name, part in parts.items()}, parts)
    assert set(figures) == set(checks.LIMITS)
    assert all(figures[k] <= checks.LIMITS[k] for k in figures if k != "decoder_parity")  # random gains cancel in some bins
    assert figures["decoder_parity"] < 0.05


def test_the_search_s_graph_has_the_network_s_gradient_and_leaves_the_model_as_it_is(exported):
    trainer, folder, _ = exported
    before = {name: open(os.path.join(folder, name), "rb").read() for name in ("encoder.onnx", "decoder.onnx")}
    figures = searching.add_search(folder, trainer.config.model)
    assert figures["loss"] <= searching.MAX_LOSS_ERROR and figures["gradient"] <= searching.MAX_GRADIENT_ERROR
    assert before == {name: open(os.path.join(folder, name), "rb").read() for name in before}
    with open(os.path.join(folder, "manifest.json")) as f:
        manifest = json.load(f)
    assert manifest["files"]["search"]["bytes"] == os.path.getsize(os.path.join(folder, "search.onnx"))
    assert manifest["search"] == searching.FORMAT
