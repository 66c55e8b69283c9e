"""How many of a frame's bits follow from other bits: `python -m latentcast_training.redundancy CHECKPOINT [--data DIR] [--kind speech]`.

Each bit of the first plane is predicted linearly from the frames before it and from the bits before it in its own frame; what
the prediction saves of one bit, on clips of the held-out speakers, is redundancy (a lower bound: better predictors save more).
Pauses do not count: there every code repeats itself.
A bit plane can be full, half of its bits set, and still say again what is known.
"""

import argparse
import os

import numpy as np
import torch
from torch import Tensor

from . import checkpoints, dsp
from .data import Corpus, at_level
from .export import load_checkpoint
from .model import Codec

FRAMES, EDGE = 112, 10
RIDGE = 20.0
RANGE_DB = 40.0  # a frame further below its segment's loudest is a pause
SURE = 0.98  # predictions are held within it, so that no single bit costs more than 6.6


def sign_bits(codec: Codec, corpus: Corpus, kind: str, segments: int, seed: int) -> tuple[Tensor, Tensor]:
    """-1 or 1 of the first plane in random segments, [segments, frames, Z], and which frames are no pause, [segments, frames]."""
    rng, out, loud = np.random.default_rng(seed), [], []
    inside = slice(EDGE, -2)
    with torch.no_grad():
        for _ in range(segments):
            x = at_level(corpus.excerpt(kind, FRAMES * dsp.GRID.fold, rng)[2], 10 ** (rng.uniform(-30, -18) / 20))
            pcm = torch.from_numpy(x.astype(np.float32))[None]
            out.append(codec.encode(pcm)[:, inside] > 0)
            level = 10 * torch.log10(pcm.view(1, FRAMES, -1).square().mean(-1) + 1e-9)
            loud.append((level > level.max() - RANGE_DB)[:, inside])
    return torch.cat(out).float() * 2 - 1, torch.cat(loud)


def known_of(bits: Tensor, counts: Tensor, past: int) -> tuple[Tensor, Tensor]:
    """[B, T, Z] and which frames count [B, T] -> bits of the `past` frames before those [N, past Z] and the frames themselves [N, Z]."""
    before = torch.cat([bits[:, past - j : bits.shape[1] - j] for j in range(1, past + 1)], -1)
    return before[counts[:, past:]], bits[:, past:][counts[:, past:]]


def saved_bits(train: tuple[Tensor, Tensor], held_out: tuple[Tensor, Tensor], past: int = 1) -> Tensor:
    """What is saved of each bit, [Z]: one minus its cross-entropy under a predictor that was fitted to `train`."""
    known, wanted = known_of(*train, past)
    known_there, wanted_there = known_of(*held_out, past)
    saved = []
    for i in range(wanted.shape[-1]):
        a, b = (torch.cat([k, w[:, :i], torch.ones(len(w), 1)], 1) for k, w in ((known, wanted), (known_there, wanted_there)))
        weights = torch.linalg.solve(a.T @ a + RIDGE * torch.eye(a.shape[1]), a.T @ wanted[:, i])
        right = ((b @ weights).clamp(-SURE, SURE) * wanted_there[:, i] + 1) / 2
        saved.append(1 + right.log2().mean())
    return torch.stack(saved)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint", help="a checkpoint or an exported folder")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--kind", default="speech")
    ap.add_argument("--segments", type=int, default=400)
    ap.add_argument("--past", type=int, default=1, help="frames that a bit is predicted from")
    a = ap.parse_args()
    torch.set_num_threads(1)
    codec = Codec().eval()
    codec.load(load_checkpoint(a.checkpoint)[0])
    folder = a.data or os.path.join(checkpoints.train_dir(), "data")
    corpora = (Corpus(folder, split=split, min_hops=FRAMES * dsp.GRID.fold) for split in ("train", "dev"))
    sound = [sign_bits(codec, c, a.kind, n, seed) for c, n, seed in zip(corpora, (a.segments, max(1, a.segments // 5)), (1, 2))]
    saved = saved_bits(*sound, a.past)
    print(f"{a.kind}: {saved.sum():.1f} of {len(saved)} bits a frame follow from others; of a single bit at most {saved.max():.2f}, at least {saved.min():.2f}")


if __name__ == "__main__":
    main()
