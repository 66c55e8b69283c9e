"""The corpus in a GPU's memory: batches are gathered, spoilt and levelled there, and nothing waits for the host.

A batch is a pure function of (seed, step) and of the parts that have been read. Its kinds have fixed numbers and places, so
that every step has the same shapes.
"""

import glob
import os

import numpy as np
import torch
from torch import Tensor

from . import augment, device_augment, dsp
from .config import TrainConfig
from .data import Batch, cutoff_bins, filled_pitch, held_out, read_index

CANDIDATES = 4  # segments drawn for each that is taken, since some are silent
SILENT_RMS = 0.003
SIGNALS = 256  # test signals made in advance


class Kind:
    """All clips of one kind, end to end on the device."""

    def __init__(self, device: torch.device):
        self.pcm = torch.zeros(0, dtype=torch.int16, device=device)  # [512 hops]
        self.pitch = torch.zeros(0, device=device)  # [hops], Hz, filled in where unvoiced
        self.voiced = torch.zeros(0, device=device)  # [hops]
        self.energy = torch.zeros(1, dtype=torch.float64, device=device)  # [hops + 1], summed over all hops before
        self.starts, self.lengths = torch.zeros(0, dtype=torch.int64, device=device), torch.zeros(0, dtype=torch.int64, device=device)
        self.cutoffs = torch.zeros(0, device=device)  # [clips], bins

    def add(self, pcm: np.ndarray, pitch: np.ndarray, voiced: np.ndarray, lengths: list[int], cutoffs: list[float]) -> None:
        """Clips end to end: int16 [512 hops], float32 [hops] each, the hops and the cutoff of each clip."""
        device, before = self.pcm.device, len(self.pitch)
        new = torch.from_numpy(pcm).to(device)
        energy = torch.cat([(hops.float() / 32768).square().sum(1) for hops in new.view(-1, dsp.GRID.hop).split(1 << 16)])
        self.energy = torch.cat([self.energy, self.energy[-1] + torch.cumsum(energy.double(), 0)])
        self.pcm = torch.cat([self.pcm, new])
        self.pitch, self.voiced = (torch.cat([a, torch.from_numpy(b).to(device)]) for a, b in ((self.pitch, pitch), (self.voiced, voiced)))
        ends = np.cumsum(lengths)
        self.starts = torch.cat([self.starts, torch.from_numpy(before + ends - lengths).to(device)])
        self.lengths = torch.cat([self.lengths, torch.tensor(lengths, device=device)])
        self.cutoffs = torch.cat([self.cutoffs, torch.tensor(cutoffs, device=device)])

    def draw(self, count: int, hops: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Segments of clips, long clips more often: pcm [count, 512 hops], pitch and voicing [count, hops], cutoff [count]."""
        device = self.pcm.device
        random = lambda: torch.rand(count, CANDIDATES, generator=generator, device=device, dtype=torch.float64)
        ends = torch.cumsum(self.lengths.double(), 0)
        clip = torch.searchsorted(ends, random() * ends[-1], right=True).clamp(max=len(ends) - 1)
        start = self.starts[clip] + (random() * (self.lengths[clip] - hops + 1)).long()
        rms = torch.sqrt((self.energy[start + hops] - self.energy[start]) / (hops * dsp.GRID.hop))
        first = (rms > SILENT_RMS).float().argmax(1, keepdim=True)
        clip, start = clip.gather(1, first)[:, 0], start.gather(1, first)
        places = start + torch.arange(hops, device=device)
        samples = start * dsp.GRID.hop + torch.arange(hops * dsp.GRID.hop, device=device)
        return self.pcm[samples].float() / 32768, self.pitch[places], self.voiced[places], self.cutoffs[clip]


class DeviceCorpus:
    """Clips of the training split by kind. `refresh` takes in the parts that have been written since."""

    def __init__(self, folder: str, c: TrainConfig, device: torch.device | str):
        self.folder, self.config, self.device = folder, c, torch.device(device)
        self.segment_hops = c.frames * dsp.GRID.fold
        self.kinds: dict[str, Kind] = {}
        self.read: set[str] = set()
        self._order: tuple[int, Tensor, Tensor] | None = None
        self._add_signals()
        if not self.refresh():
            raise FileNotFoundError(f"no clips to train on in {folder}")

    def _add_signals(self) -> None:
        hops = self.segment_hops
        rng = np.random.default_rng((self.config.seed, 2))
        count = SIGNALS if self.config.signal_share > 0 else 0
        signals = [(augment.signal(hops * dsp.GRID.hop, rng) * 32767).astype(np.int16) for _ in range(count)]
        if signals:
            self.kinds["signal"] = Kind(self.device)
            unpitched = np.full(hops * count, 150, np.float32), np.zeros(hops * count, np.float32)
            self.kinds["signal"].add(np.concatenate(signals), *unpitched, [hops] * count, [float(dsp.GRID.bins)] * count)

    def refresh(self) -> int:
        """Reads the parts that are new, each with its index; returns how many clips they had."""
        apart, found = {name for _, name in held_out()}, 0
        for index in sorted(set(glob.glob(os.path.join(self.folder, "*.csv"))) - self.read):
            clips = [clip for row, clip in read_index(index)
                     if row["split"] == "train" and clip.speaker not in apart and len(clip.pitch) >= self.segment_hops]
            self.read.add(index)
            if clips:
                pitch = [np.array(clip.pitch) for clip in clips]
                self.kinds.setdefault(clips[0].kind, Kind(self.device)).add(
                    np.concatenate([clip.pcm for clip in clips]), np.concatenate([filled_pitch(f) for f in pitch]),
                    (np.concatenate(pitch) > 0).astype(np.float32), [len(f) for f in pitch], [cutoff_bins(clip.native_rate) for clip in clips])
                found += len(clips)
        return found

    def hours(self) -> dict[str, float]:
        return {k: round(len(v.pitch) * dsp.GRID.hop / dsp.GRID.sample_rate / 3600, 2) for k, v in self.kinds.items() if k != "signal"}

    def counts(self) -> dict[str, int]:
        """Samples of each kind in a batch, in the order in which they are drawn."""
        c = self.config
        signals = round(c.signal_share * c.batch) if "signal" in self.kinds else 0
        others = sorted(set(self.kinds) - {"speech", "signal"})
        speech = (c.batch - signals if not others else round(c.speech_share * (c.batch - signals))) if "speech" in self.kinds else 0
        left = c.batch - signals - speech
        shares = {k: left // len(others) + (i < left % len(others)) for i, k in enumerate(others)}
        return {k: n for k, n in {"speech": speech, **shares, "signal": signals}.items() if n}

    def batch(self, step: int) -> Batch:
        c, counts = self.config, self.counts()
        generator = torch.Generator(self.device).manual_seed(c.seed * 4_000_003 + step)
        pcm, pitch, voiced, cutoff = (torch.cat(v) for v in zip(*(self.kinds[k].draw(n, self.segment_hops, generator) for k, n in counts.items())))
        speech = counts.get("speech", 0)
        if spoilt := round(c.spoilt_share * speech):
            pcm = torch.cat([device_augment.spoilt(pcm[:spoilt], generator), pcm[spoilt:]])
        pcm = device_augment.at_level(pcm, c.extreme_share, generator)
        order, music = self.order(speech)
        return Batch(pcm[order], pitch[order], voiced[order], cutoff[order], (order < speech).float(), music)

    def order(self, speech: int) -> tuple[Tensor, Tensor]:
        """A fixed mixture of the kinds [B], and the places in it that are no speech: the first samples of a batch are not all alike."""
        if self._order is None or self._order[0] != speech:
            order = torch.from_numpy(np.random.default_rng(self.config.seed).permutation(self.config.batch))
            self._order = speech, order.to(self.device), torch.nonzero(order >= speech)[:, 0].to(self.device)
        return self._order[1:]

    def feeder(self, _: TrainConfig, first: int) -> "DeviceFeeder":
        return DeviceFeeder(self, first)


class DeviceFeeder:
    """The batches of the steps from `first` on."""

    def __init__(self, corpus: DeviceCorpus, first: int):
        self.corpus, self.step = corpus, first

    def next(self) -> Batch:
        self.step += 1
        return self.corpus.batch(self.step - 1)
