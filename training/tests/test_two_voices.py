"""Mixtures of two voices: both as loud, as long as the shorter one."""

import numpy as np
import soundfile as sf

from latentcast_training.two_voices import LOUDNESS_DB, RATE, level_db, mixtures


def test_both_voices_are_as_loud_whatever_their_level_and_pauses(tmp_path):
    t = np.arange(2 * RATE) / RATE
    steady = 0.5 * np.sin(2 * np.pi * 220 * t)
    paused = 0.01 * np.sin(2 * np.pi * 330 * t[: RATE]) * (t[: RATE] < 0.5)
    for name, x in (("a", steady), ("b", paused)):
        sf.write(tmp_path / f"{name}.wav", x, RATE, subtype="FLOAT")
    made = mixtures([str(tmp_path / "a.wav"), str(tmp_path / "b.wav")])
    assert [name for name, _, _ in made] == ["a+b", "b+a"]
    for _, first, second in made:
        assert len(first) == len(second) == RATE
        for voice in (first, second):
            assert abs(level_db(voice) - LOUDNESS_DB) < 0.1
