"""The trainer: `python -m latentcast_training.train --run NAME [--config experiments/x.toml] [--set train.lr=3e-4] [--resume auto]`.

Data, runs and checkpoints live outside the repository, in $LATENTCAST_TRAIN_DIR (default ~/.cache/latentcast/training):
data/ from corpus.py, runs/NAME/step-N.pt. The same command runs on a GPU when there is one. Batches and quantiser
depths are functions of (seed, step), so a resumed run repeats what an uninterrupted one does.
"""

import argparse
import math
import os
import signal
import threading
import time
from dataclasses import dataclass

import torch
from torch import Tensor

from . import checkpoints, config as configuration, dsp
from .compilation import load_cache, save_cache
from .config import TrainConfig
from .data import Corpus
from .device_data import DeviceCorpus
from .partner import PARTNER_STEPS, Partner
from .trainer import Trainer


RESCAN_SECONDS = 15.0  # between two looks for parts of the corpus that have arrived


@dataclass
class Limits:
    """Where a run ends, whichever comes first."""

    seconds: float = math.inf  # of this call
    steps: float = math.inf  # of the run
    deadline: float = math.inf  # by the clock, in seconds since 1970; the learning rate's cosine ends there


SKIPPED_SHARE = 0.5  # of the updates between two log lines: with more that are not finite a run ends


class Log:
    """Gathers the figures of every step where they are and reads them once every `log_steps`."""

    def __init__(self, trainer: Trainer):
        self.trainer, self.mark, self.seen, self.skipped = trainer, time.time(), {}, 0.0

    def add(self, figures: dict[str, Tensor], now: float) -> None:
        c = self.trainer.config.train
        for k, v in figures.items():
            self.seen.setdefault(k, []).append(v)
        if len(self.seen["loss"]) == c.log_steps:
            means = torch.stack([self.trainer.skipped, *(torch.stack(v).float().nanmean() for v in self.seen.values())]).tolist()
            rate = c.log_steps * c.batch * c.frames * dsp.GRID.frame / dsp.GRID.sample_rate / (now - self.mark)
            text = " ".join(f"{k}={v:.4f}" for k, v in zip(self.seen, means[1:]))
            print(f"step={self.trainer.step_count} seconds={self.trainer.seconds:.0f} audio_s_per_s={rate:.1f} "
                  f"lr={self.trainer.learning_rate():.2e} skipped={means[0]:.0f} {text}", flush=True)
            if means[0] - self.skipped > SKIPPED_SHARE * c.log_steps:
                raise FloatingPointError(f"{means[0] - self.skipped:.0f} of the last {c.log_steps} updates are not finite")
            self.mark, self.seen, self.skipped = now, {}, means[0]


def fit(trainer: Trainer, corpus: Corpus | DeviceCorpus, folder: str, limits: Limits, partner: Partner | None = None) -> None:
    """Trains until a limit is met; checkpoints by the clock and at the end; one log line every `log_steps`."""
    c = trainer.config.train
    feeder = corpus.feeder(c, trainer.step_count)
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())  # ends with a checkpoint, as a limit does
    begin = saved = read = time.time()
    if limits.deadline < math.inf:
        trainer.clock = lambda: (time.time() - begin) / max(1e-6, limits.deadline - begin)
    log, before, first = Log(trainer), trainer.seconds, trainer.step_count
    while not stop.is_set() and time.time() < min(begin + limits.seconds, limits.deadline) and trainer.step_count < limits.steps:
        figures = trainer.step(feeder.next())
        if partner and trainer.step_count % PARTNER_STEPS == 0:
            partner.meet(trainer)
        now = time.time()
        trainer.seconds = before + now - begin
        log.add(figures, now)
        if isinstance(corpus, DeviceCorpus) and now - read > RESCAN_SECONDS:
            if corpus.refresh():
                trainer.about["data"] = corpus.hours()
                print(f"step={trainer.step_count} hours={corpus.hours()}", flush=True)
            read = time.time()
        if now - saved > c.checkpoint_seconds:
            checkpoints.save(folder, trainer.content(), c.keep_checkpoints)
            saved = time.time()
    if trainer.step_count > first:
        checkpoints.save(folder, trainer.content(), c.keep_checkpoints)


def corpus_for(device: torch.device, folder: str, c: TrainConfig) -> Corpus | DeviceCorpus:
    """The corpus where the network is: a GPU gathers its own batches, a CPU has them made by a thread."""
    return Corpus(folder, min_hops=c.frames * dsp.GRID.fold) if device.type == "cpu" else DeviceCorpus(folder, c, device)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", required=True, help="name of the run's folder")
    ap.add_argument("--config", help="TOML with the experiment's differences from the base")
    ap.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="a further difference")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--init", help="start from these weights: a checkpoint, the spike's, or an exported folder such as ../models/default")
    ap.add_argument("--chords", help="with --init: the tones' code, as latentcast_training.chords wrote it")
    ap.add_argument("--second-encoder", metavar="CKPT", help="teach the decoder for this encoder's bits in every other step: a checkpoint or an exported folder")
    ap.add_argument("--resume", help="'auto' for the run's newest checkpoint if there is one, or a checkpoint's path")
    ap.add_argument("--seconds", type=float, default=math.inf)
    ap.add_argument("--steps", type=float, default=math.inf, help="stop at this step")
    ap.add_argument("--deadline", type=float, default=math.inf, help="end at this time, in seconds since 1970, with the cosine's end")
    ap.add_argument("--data-on-device", action="store_true", help="gather batches on the device, as a GPU does, also on a CPU")
    ap.add_argument("--compile-cache", metavar="DIR", help="keep what torch.compile makes here, and begin with what is there")
    ap.add_argument("--partner", metavar="RUN", help="average weights with this run, which trains beside on another core with another seed")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    folder = os.path.join(checkpoints.train_dir(), "runs", a.run)
    path = checkpoints.newest(folder) if a.resume == "auto" else a.resume
    trainer = Trainer(configuration.load(a.config, a.set), a.device)
    data = a.data or os.path.join(checkpoints.train_dir(), "data")
    if a.data_on_device:
        corpus = DeviceCorpus(data, trainer.config.train, a.device)
    else:
        corpus = corpus_for(trainer.device, data, trainer.config.train)
    if a.compile_cache and load_cache(a.compile_cache):
        print("compiled code of an earlier run is there", flush=True)
    if path:
        trainer.restore(torch.load(path, map_location=a.device, weights_only=True))
    elif a.init:
        trainer.start_from(a.init, a.chords)
    if a.second_encoder:
        trainer.take_second_encoder(a.second_encoder)
    trainer.about["data"] = corpus.hours()
    print(f"from={path or a.init or 'nothing'} step={trainer.step_count} hours={corpus.hours()} device={a.device} bf16={trainer.bf16}", flush=True)
    partner = Partner(folder, os.path.join(checkpoints.train_dir(), "runs", a.partner)) if a.partner else None
    fit(trainer, corpus, folder, Limits(a.seconds, a.steps, a.deadline), partner)
    if a.compile_cache and trainer.compiled.active:
        save_cache(a.compile_cache)


if __name__ == "__main__":
    main()
