"""Clips of the held-out speakers and tracks: `python -m latentcast_training.heldout OUT [--data DIR]`, then evaluate with --clips OUT.

Writes OUT/speech and OUT/music: one clip a speaker or track, the part in the middle, 8 s of FLAC.
"""

import argparse
import os

import numpy as np
import soundfile as sf

from . import checkpoints, dsp
from .data import Corpus

RATE = dsp.SAMPLE_RATE


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    ap.add_argument("--data", help="corpus folder; default $LATENTCAST_TRAIN_DIR/data")
    ap.add_argument("--speech", type=int, default=12)
    ap.add_argument("--music", type=int, default=8)
    ap.add_argument("--seconds", type=float, default=8)
    a = ap.parse_args()
    hops = int(a.seconds * RATE / dsp.HOP)
    corpus = Corpus(a.data or os.path.join(checkpoints.train_dir(), "data"), split="dev", min_hops=hops)
    for kind, count in (("speech", a.speech), ("music", a.music)):
        os.makedirs(os.path.join(a.out, kind), exist_ok=True)
        clips = corpus.clips.get(kind, [])
        for i in np.linspace(0, len(clips) - 1, min(count, len(clips))).round().astype(int):
            start = (len(clips[i].pitch) - hops) // 2
            x = clips[i].pcm[start * dsp.HOP : (start + hops) * dsp.HOP]
            sf.write(os.path.join(a.out, kind, f"{kind}-{i:03d}.flac"), x, RATE)
        print(f"{kind}: {min(count, len(clips))} of {len(clips)} held-out clips")


if __name__ == "__main__":
    main()
