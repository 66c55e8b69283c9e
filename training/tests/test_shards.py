"""The corpus packed into shards and unpacked elsewhere is the corpus, but for what Opus loses."""

import os

import numpy as np

from latentcast_training import shards
from latentcast_training.data import Corpus


def test_what_is_unpacked_has_the_same_clips_labels_and_sound(corpus_folder, tmp_path):
    stems = shards.pack(corpus_folder, str(tmp_path / "shards"), megabytes=0.02)
    assert len(stems) > 1 and all(os.path.getsize(s + ".opus") < 30_000 for s in stems)
    shards.unpack(str(tmp_path / "shards"), str(tmp_path / "data"), workers=1)
    for split in ("train", "dev"):
        before, after = (Corpus(f, split, min_hops=1).clips["speech"] for f in (corpus_folder, str(tmp_path / "data")))
        assert [c.native_rate for c in before] == [c.native_rate for c in after]
        for a, b in zip(before, after):
            np.testing.assert_array_equal(a.pitch, b.pitch)
            assert len(a.pcm) == len(b.pcm)
            x, y = a.pcm.astype(float), b.pcm.astype(float)
            alike = {lag: np.roll(y, -lag) @ x / (np.linalg.norm(x) * np.linalg.norm(y)) for lag in range(-64, 65)}
            assert abs(max(alike, key=alike.get)) <= 4 and max(alike.values()) > 0.7, max(alike.values())


def test_a_shard_that_is_there_is_not_unpacked_again(corpus_folder, tmp_path):
    shards.pack(corpus_folder, str(tmp_path / "shards"), megabytes=50)
    assert len(shards.unpack(str(tmp_path / "shards"), str(tmp_path / "data"), workers=1)) == 1
    assert shards.unpack(str(tmp_path / "shards"), str(tmp_path / "data"), workers=1) == []
