"""Clips to choose models by: `python -m latentcast_training.heldout OUT [--data DIR]`, then evaluate with --clips OUT.

Writes OUT/speech and OUT/music: one clip of each speaker and track of heldout.csv, the part in the middle, 6 s of FLAC.
None of them is trained on. They are not the evaluation clips: those judge what is shipped, these what is tried.
"""

import argparse
import os

import soundfile as sf

from . import checkpoints, dsp
from .data import Clip, Corpus, held_out

RATE = dsp.GRID.sample_rate


def chosen(corpus: Corpus) -> list[tuple[str, str, Clip]]:
    """Kind, name and longest clip of everything in heldout.csv that the corpus has."""
    found = []
    for kind, name in held_out():
        if clips := [c for c in corpus.clips.get(kind, []) if c.speaker == name]:
            found.append((kind, name, max(clips, key=lambda c: len(c.pitch))))
    return found


def write_clips(corpus: Corpus, out: str, hops: int) -> list[str]:
    """The middle of each clip; returns the paths."""
    paths = []
    for kind, name, clip in chosen(corpus):
        os.makedirs(os.path.join(out, kind), exist_ok=True)
        start = (len(clip.pitch) - hops) // 2
        paths.append(os.path.join(out, kind, os.path.splitext(name)[0] + ".flac"))
        sf.write(paths[-1], clip.pcm[start * dsp.GRID.hop : (start + hops) * dsp.GRID.hop], RATE)
    return paths


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--seconds", type=float, default=6)
    a = ap.parse_args()
    hops = int(a.seconds * RATE / dsp.GRID.hop)
    corpus = Corpus(a.data or os.path.join(checkpoints.train_dir(), "data"), split="dev", min_hops=hops)
    paths = write_clips(corpus, a.out, hops)
    print(f"{len(paths)} of {len(held_out())} held-out clips")


if __name__ == "__main__":
    main()
