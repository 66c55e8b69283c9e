"""The corpus from clips and labels that are known already, and who is held out of it."""

import csv

import numpy as np
import pytest
import soundfile as sf
import soxr

from latentcast_training import corpus, dsp, heldout
from latentcast_training.checks import test_sound as generated
from latentcast_training.data import Corpus, held_out

HOPS = 48


def write_labels(folder, rows, pitch):
    """KIND.csv and KIND.f0 as the labels' folder has them; `pitch` by row."""
    pitch.astype(np.float16).tofile(folder / "speech.f0")
    with open(folder / "speech.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, corpus.FIELDS)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def clips(tmp_path):
    """Three clips of 48 hops, of which the second ends 100 samples early and the third has no labels."""
    sounds, labels = tmp_path / "clips", tmp_path / "labels"
    sounds.mkdir(), labels.mkdir()
    pcm = generated(12)
    for name, samples in (("a.flac", len(pcm)), ("b.flac", len(pcm) - 100), ("c.flac", len(pcm))):
        sf.write(sounds / name, pcm[:samples], dsp.GRID.sample_rate)
    rows = [{"path": f"{n}.flac", "start": i * HOPS, "hops": HOPS, "native_rate": 16000, "speaker": f"speaker-{n}", "split": "train"} for i, n in enumerate("ab")]
    write_labels(labels, rows, np.concatenate([np.full(HOPS, 120.0), np.full(HOPS, 240.0)]))
    return sounds, labels


def build(clips, out, part=0, parts=1):
    sounds, labels = clips
    files = corpus.sources_of([str(sounds)])[part::parts]
    out.mkdir(exist_ok=True)
    return corpus.write_part(str(out / f"speech-{part}"), corpus.labelled(files, corpus.known_labels(str(labels), "speech")))


def test_labelled_clips_keep_their_pitch_speaker_and_hops(clips, tmp_path):
    assert build(clips, tmp_path / "data") == (2, 2 * HOPS)  # the clip without labels is left out
    a, b = Corpus(str(tmp_path / "data"), min_hops=1).clips["speech"]
    assert (a.speaker, b.speaker, a.native_rate) == ("speaker-a", "speaker-b", 16000)
    assert (a.pitch == 120).all() and (b.pitch == 240).all()
    assert len(a.pcm) == len(b.pcm) == HOPS * dsp.GRID.hop
    np.testing.assert_allclose(a.pcm, generated(12) * 32768, atol=2)
    assert not b.pcm[-100:].any()  # what lacks at the end is silence


def test_without_ffmpeg_opus_files_decode_to_the_same_sound(tmp_path):
    path = tmp_path / "clip.opus"
    sf.write(path, soxr.resample(generated(24), dsp.GRID.sample_rate, 48000), 48000, format="OGG", subtype="OPUS")
    a, b = corpus.decoded_by_ffmpeg(str(path)).astype(float), corpus.decoded_by_soundfile(str(path)).astype(float)
    n = min(len(a), len(b))
    assert abs(len(a) - len(b)) < 64 and n > 24 * 2048 - 64
    assert np.sqrt(((a[:n] - b[:n]) ** 2).mean()) < 0.02 * np.sqrt((a[:n] ** 2).mean())


def test_parts_together_hold_every_clip(clips, tmp_path):
    counts = [build(clips, tmp_path / "data", part, 3)[0] for part in range(3)]
    assert counts == [1, 1, 0]
    assert len(Corpus(str(tmp_path / "data"), min_hops=1).clips["speech"]) == 2


def test_the_speakers_to_choose_by_are_many_and_never_trained_on(clips, tmp_path):
    names = held_out()
    assert len(names) == len(set(names)) == 30 and {kind for kind, _ in names} == {"speech", "music"}
    sounds, labels = clips
    rows = [{"path": f"{n}.flac", "start": i * HOPS, "hops": HOPS, "native_rate": 44100, "speaker": s, "split": "train"}
            for i, (n, s) in enumerate((("a", names[0][1]), ("b", "somebody else")))]
    write_labels(labels, rows, np.zeros(2 * HOPS))
    build(clips, tmp_path / "data")
    train, dev = (Corpus(str(tmp_path / "data"), split, min_hops=1) for split in ("train", "dev"))
    assert [c.speaker for c in train.clips["speech"]] == ["somebody else"]
    paths = heldout.write_clips(dev, str(tmp_path / "out"), 20)
    assert len(paths) == 1 and sf.info(paths[0]).frames == 20 * dsp.GRID.hop
