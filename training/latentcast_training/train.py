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

import numpy as np
import torch

from . import checkpoints, config as configuration
from .data import Corpus, Feeder
from .partner import PARTNER_STEPS, Partner
from .trainer import Trainer


@dataclass
class Limits:
    """Where a run ends, whichever comes first."""

    seconds: float = math.inf  # of this call
    steps: float = math.inf  # of the run


def fit(trainer: Trainer, corpus: Corpus, folder: str, limits: Limits, partner: Partner | None = None) -> None:
    """Trains until a limit is met; checkpoints by the clock and at the end; one log line every `log_steps`."""
    c = trainer.config.train
    feeder = Feeder(corpus, c, trainer.step_count)
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())  # ends with a checkpoint, as a limit does
    begin = saved = mark = time.time()
    before, seen, first = trainer.seconds, {}, trainer.step_count
    while not stop.is_set() and time.time() - begin < limits.seconds and trainer.step_count < limits.steps:
        for k, v in trainer.step(feeder.next()).items():
            seen.setdefault(k, []).append(v)
        if partner and trainer.step_count % PARTNER_STEPS == 0:
            partner.meet(trainer)
        now = time.time()
        trainer.seconds = before + now - begin
        if len(seen["loss"]) == c.log_steps:
            rate = len(seen["loss"]) * c.batch * c.frames * 2048 / 44100 / (now - mark)
            figures = " ".join(f"{k}={np.mean(v):.4f}" for k, v in seen.items())
            print(f"step={trainer.step_count} seconds={trainer.seconds:.0f} audio_s_per_s={rate:.1f} lr={trainer.learning_rate():.2e} {figures}", flush=True)
            mark, seen = now, {}
        if now - saved > c.checkpoint_seconds:
            checkpoints.save(folder, trainer.content(), c.keep_checkpoints)
            saved = time.time()
    if trainer.step_count > first:
        checkpoints.save(folder, trainer.content(), c.keep_checkpoints)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", required=True, help="name of the run's folder")
    ap.add_argument("--config", help="TOML with the experiment's differences from the base")
    ap.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="a further difference")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--init", help="start from these weights: a checkpoint, the spike's, or an exported folder such as ../models/default")
    ap.add_argument("--chords", help="with --init: the tones' code, as latentcast_training.chords wrote it")
    ap.add_argument("--resume", help="'auto' for the run's newest checkpoint if there is one, or a checkpoint's path")
    ap.add_argument("--seconds", type=float, default=math.inf)
    ap.add_argument("--steps", type=float, default=math.inf, help="stop at this step")
    ap.add_argument("--partner", metavar="RUN", help="average weights with this run, which trains beside on another core with another seed")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    folder = os.path.join(checkpoints.train_dir(), "runs", a.run)
    path = checkpoints.newest(folder) if a.resume == "auto" else a.resume
    trainer = Trainer(configuration.load(a.config, a.set), a.device)
    corpus = Corpus(a.data or os.path.join(checkpoints.train_dir(), "data"), min_hops=trainer.config.train.frames * 4)
    if path:
        trainer.restore(torch.load(path, map_location=a.device, weights_only=True))
    elif a.init:
        trainer.start_from(a.init, a.chords)
    trainer.about["data"] = corpus.hours()
    print(f"from={path or a.init or 'nothing'} step={trainer.step_count} hours={corpus.hours()} device={a.device} bf16={trainer.bf16}", flush=True)
    partner = Partner(folder, os.path.join(checkpoints.train_dir(), "runs", a.partner)) if a.partner else None
    fit(trainer, corpus, folder, Limits(a.seconds, a.steps), partner)


if __name__ == "__main__":
    main()
