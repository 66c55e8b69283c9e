"""The shipped model on sounds outside its training: finite, silent where there is silence, without bursts."""

import os

import pytest

from latentcast_training import robustness
from latentcast_training.evaluate import load
from latentcast_training.runtime import Model

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
# What still exceeds the input's peak by more than BURST_DB, with what it may come to; see models/MODEL_CARD.md.
KNOWN_BURSTS_DB = {("telephone, 8 kHz mu-law", 1): 4.0, ("sweep 20 Hz to 20 kHz", 1): 4.0}


@pytest.fixture(scope="module")
def cases():
    model, clip = Model(os.path.join(ROOT, "models", "default")), load(os.path.join(ROOT, "assets", "voice.flac"))[: 4 * robustness.RATE]
    return {(name, planes): robustness.measure(model, sound, planes) for name, sound in robustness.sounds(clip).items() for planes in (1, 2)}


def test_nothing_is_not_finite_and_silence_stays_silent(cases):
    assert len(cases) == 44 and all(m["finite"] for m in cases.values())
    for planes in (1, 2):
        assert cases["silence", planes]["rms_out"] < robustness.SILENCE_DBFS


def test_no_burst_is_louder_than_the_input_s_peak_and_3_db(cases):
    for case, m in cases.items():
        assert m["peak_out"] <= max(m["peak_in"] + KNOWN_BURSTS_DB.get(case, robustness.BURST_DB), robustness.SILENCE_DBFS + 10), (case, m)
