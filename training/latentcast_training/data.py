"""Training segments from the corpus that corpus.py builds. A batch is a pure function of (seed, step)."""

import csv
import glob
import os
import queue
import threading
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from . import augment, dsp
from .config import TrainConfig

HELD_OUT = os.path.join(os.path.dirname(__file__), "heldout.csv")
CUTOFF_MARGIN_HZ = 400.0  # resamplers and codecs fade out below half the rate


@dataclass
class Clip:
    """One recording inside a part's long arrays."""

    pcm: np.ndarray  # int16 [512 hops], memory-mapped
    pitch: np.ndarray  # float32 [hops], Hz, 0 where unvoiced
    native_rate: float
    kind: str
    speaker: str = ""


@dataclass
class Batch:
    """Segments with their labels, as arrays of the host or as tensors of a device."""

    pcm: np.ndarray | Tensor  # [B, 2048 T]
    pitch: np.ndarray | Tensor  # [B, 4 T] in Hz, filled in where unvoiced
    voiced: np.ndarray | Tensor  # [B, 4 T]
    cutoff: np.ndarray | Tensor  # [B] in bins
    speech: np.ndarray | Tensor  # [B]
    music: Tensor | None = None  # of a device, which samples are no speech: there it is known without looking


def filled_pitch(f: np.ndarray) -> np.ndarray:
    """Pitch [hops] in Hz -> the same within the classes' range and without gaps: where unvoiced (0) from its neighbours."""
    known = np.flatnonzero(f > 0)
    filled = np.exp(np.interp(np.arange(len(f)), known, np.log(f[known]))) if len(known) else np.full(len(f), 150.0)
    return np.clip(filled, dsp.PITCH.min_hz, dsp.PITCH.max_hz).astype(np.float32)


def cutoff_bins(native_rate: float) -> float:
    """The bin up to which a recording of this sample rate holds anything."""
    if native_rate >= 40000:
        return dsp.GRID.bins
    return (native_rate / 2 - CUTOFF_MARGIN_HZ) / dsp.GRID.sample_rate * dsp.GRID.nfft


def read_index(index: str) -> list[tuple[dict, Clip]]:
    """The clips of one part whose sound and labels are written, each with its row of the index."""
    stem, found = index[:-4], []
    kind = os.path.basename(stem).split("-")[0]
    if not os.path.getsize(stem + ".f0"):
        return found
    pitch, pcm = np.memmap(stem + ".f0", np.float32, "r"), np.memmap(stem + ".i16", np.int16, "r")
    limit = min(len(pitch), len(pcm) // dsp.GRID.hop)
    with open(index, newline="") as f:
        for row in csv.DictReader(f):
            a, n = int(row["start"]), int(row["hops"])
            if a + n <= limit:
                found.append((row, Clip(pcm[a * dsp.GRID.hop : (a + n) * dsp.GRID.hop], pitch[a : a + n], float(row["native_rate"]), kind, row["speaker"])))
    return found


def held_out() -> list[tuple[str, str]]:
    """Kind and name of the speakers and tracks that models are chosen by (heldout.csv): many voices, none in training."""
    with open(HELD_OUT, newline="") as f:
        return [(r["kind"], r["speaker"]) for r in csv.DictReader(f)]


class Corpus:
    """Clips of one split by kind. Files may still be growing: only clips whose labels are written count.

    The split is the index's, but for the speakers of heldout.csv, which belong to "dev" whatever an index says.
    """

    def __init__(self, folder: str, split: str = "train", min_hops: int = 112):
        self.clips: dict[str, list[Clip]] = {}
        apart = {name for _, name in held_out()}
        for index in sorted(glob.glob(os.path.join(folder, "*.csv"))):
            for row, clip in read_index(index):
                if ("dev" if row["speaker"] in apart else row["split"]) == split and len(clip.pitch) >= min_hops:
                    self.clips.setdefault(clip.kind, []).append(clip)
        if not self.clips:
            raise FileNotFoundError(f"no clips of split '{split}' in {folder}")
        self.odds = {k: self._odds(v) for k, v in self.clips.items()}

    @staticmethod
    def _odds(clips: list[Clip]) -> np.ndarray:
        length = np.array([len(c.pitch) for c in clips], np.float64)
        return length / length.sum()

    def hours(self) -> dict[str, float]:
        return {k: round(sum(len(c.pitch) for c in v) * dsp.GRID.hop / dsp.GRID.sample_rate / 3600, 2) for k, v in self.clips.items()}

    def batch(self, c: TrainConfig, step: int) -> Batch:
        rng = np.random.default_rng((c.seed, step))
        rows = [self._segment(c, rng) for _ in range(c.batch)]
        return Batch(*(np.stack(v) for v in zip(*rows)))

    def feeder(self, c: TrainConfig, first: int) -> "Feeder":
        return Feeder(self, c, first)

    def excerpt(self, kind: str, hops: int, rng: np.random.Generator) -> tuple[Clip, int, np.ndarray]:
        """A clip, its long ones more often, the hop in it where the excerpt begins, and its sound [512 hops]."""
        clip = self.clips[kind][rng.choice(len(self.clips[kind]), p=self.odds[kind])]
        a = int(rng.integers(0, len(clip.pitch) - hops + 1))
        return clip, a, clip.pcm[a * dsp.GRID.hop : (a + hops) * dsp.GRID.hop].astype(np.float32) / 32768

    def _segment(self, c: TrainConfig, rng: np.random.Generator):
        others = [k for k in self.clips if k != "speech"] or ["speech"]
        kind = "speech" if "speech" in self.clips and rng.random() < c.speech_share else others[rng.integers(len(others))]
        hops = c.frames * dsp.GRID.fold
        for _ in range(8):  # looks for a segment that is not silent
            clip, a, x = self.excerpt(kind, hops, rng)
            rms = float(np.sqrt((x**2).mean()))
            if rms > 0.003:
                break
        f, native = np.array(clip.pitch[a : a + hops]), clip.native_rate
        if rng.random() < c.signal_share:
            x, f, kind, native = augment.signal(len(x), rng), np.zeros(hops), "signal", dsp.GRID.sample_rate
        elif kind == "speech" and rng.random() < c.spoilt_share:
            x = augment.spoilt(x, rng)
        level = 10 ** ((rng.uniform(-34, -14) if rng.random() > c.extreme_share else rng.uniform(-65, -4)) / 20)
        x = at_level(x, level)
        return x.astype(np.float32), filled_pitch(f), (f > 0).astype(np.float32), np.float32(cutoff_bins(native)), np.float32(kind == "speech")


def at_level(x: np.ndarray, level: float) -> np.ndarray:
    """The sound at an RMS of `level`, or as near to it as full scale allows."""
    rms = float(np.sqrt((x**2).mean()))
    return x * min(level / (rms + 1e-4), 0.98 / (float(np.abs(x).max()) + 1e-6))


class Feeder:
    """Makes the batches of the steps from `first` on in a thread of its own, at most `depth` ahead."""

    def __init__(self, corpus: Corpus, c: TrainConfig, first: int, depth: int = 4):
        self.corpus, self.config = corpus, c
        self.queue: queue.Queue = queue.Queue(depth)
        threading.Thread(target=self._work, args=(first,), daemon=True).start()

    def _work(self, step: int) -> None:
        try:
            while True:
                self.queue.put(self.corpus.batch(self.config, step))
                step += 1
        except Exception as error:  # handed over, or the trainer would wait for ever
            self.queue.put(error)

    def next(self) -> Batch:
        item = self.queue.get()
        if isinstance(item, Exception):
            raise item
        return item
