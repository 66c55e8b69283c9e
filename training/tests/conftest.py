"""Tiny shapes and generated sound for every test; one thread."""

import csv

import numpy as np
import pytest
import torch

from latentcast_training import config, dsp, export
from latentcast_training.checks import test_sound as generated
from latentcast_training.trainer import Trainer

torch.set_num_threads(1)

TINY = {"model": {"enc_fast_width": 16, "enc_fast_blocks": 2, "enc_width": 24, "enc_blocks": 2, "dec_width": 24, "dec_blocks": 2,
                  "dec_fast_width": 16, "dec_fast_blocks": 4, "tonal_width": 16, "tonal_enc_blocks": 2, "tonal_dec_blocks": 2},
        "train": {"batch": 2, "frames": 12, "compile": False, "warmup_steps": 5, "decay_steps": 100, "lr": 3e-3, "precision": "float32", "log_steps": 5}}


@pytest.fixture
def tiny() -> config.Config:
    return config.apply(config.Config(), TINY)


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory) -> str:
    """Three clips of generated sound: one held out, one of a native rate of 16 kHz."""
    folder = tmp_path_factory.mktemp("corpus")
    hops = 4 * 60
    pcm = (generated(60) * 32767).astype(np.int16)
    pitch = np.full(hops, 140, np.float32)
    pitch[::5] = 0
    with open(folder / "speech-0.i16", "wb") as a, open(folder / "speech-0.f0", "wb") as b, open(folder / "speech-0.csv", "w", newline="") as c:
        rows = csv.writer(c)
        rows.writerow(["path", "start", "hops", "native_rate", "speaker", "split"])
        for i, (rate, split) in enumerate(((44100, "train"), (16000, "train"), (44100, "dev"))):
            a.write((pcm // (i + 1)).tobytes())
            b.write(pitch.tobytes())
            rows.writerow([f"{i}.opus", i * hops, hops, rate, f"speaker{i}", split])
    assert len(pcm) == hops * dsp.GRID.hop
    return str(folder)


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """A tiny model, its checkpoint and its exported folder. Random weights, moved off their start."""
    torch.manual_seed(3)
    trainer = Trainer(config.apply(config.Config(), TINY))
    with torch.no_grad():
        for p in trainer.codec.parameters():
            p.add_(torch.randn_like(p) * 0.02)
        trainer.codec.dec.tone.bias.normal_(-1, 2)  # tones that sound
        trainer.codec.enc.code.out.bias[-1] = 0.3  # and a code of them in the latents
    trainer.ema = {k: v.clone() for k, v in trainer.codec.state_dict().items()}
    folder = tmp_path_factory.mktemp("model")
    torch.save(trainer.content(), folder / "checkpoint.pt")
    figures = export.export(str(folder / "checkpoint.pt"), str(folder / "out"))
    return trainer, str(folder / "out"), figures
