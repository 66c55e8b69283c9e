"""What becomes of two voices at once: `python -m latentcast_training.two_voices MODEL_DIR --clips CLIPS --score SCORE_PY`.

Mixes each clip of speech with the next one, both as loud, and compares what is decoded with either clip by itself: phone
error and ESTOI of each voice. Beside it stand the same figures of the mixture without a codec, which is what a perfect
codec would reach, and of each clip alone through the codec.
"""

import argparse
import glob
import os
import sys

import numpy as np
import soundfile as sf

from .evaluate import differences, load, score
from .runtime import Model, quantise

RATE = 44100
WINDOW = RATE // 50
LOUDNESS_DB = -26.0  # of the clip alone, RMS of its windows within 30 dB of the loudest


def level_db(x: np.ndarray) -> float:
    """RMS in dBFS of the windows of 20 ms that are within 30 dB of the loudest."""
    power = np.square(x[: len(x) // WINDOW * WINDOW].reshape(-1, WINDOW)).mean(1) + 1e-12
    return float(10 * np.log10(power[power > power.max() * 1e-3].mean()))


def mixtures(paths: list[str]) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Each clip and the next one: name, [N] and [N], equally loud and as long as the shorter of both."""
    voices = [load(path) for path in paths]
    voices = [x * 10 ** ((LOUDNESS_DB - level_db(x)) / 20) for x in voices]
    names = [os.path.splitext(os.path.basename(path))[0] for path in paths]
    out = []
    for i, x in enumerate(voices):
        j = (i + 1) % len(voices)
        n = min(len(x), len(voices[j]))
        out.append((f"{names[i]}+{names[j]}", x[:n], voices[j][:n]))
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", help="folder with manifest.json")
    ap.add_argument("--clips", required=True, help="folder with speech/")
    ap.add_argument("--score", required=True, help="score.py")
    ap.add_argument("--out", default="two-voices", help="where sound and scores go")
    ap.add_argument("--python", default=sys.executable, help="interpreter that has the scorer's requirements")
    ap.add_argument("--planes", default="1,2")
    ap.add_argument("--vs", help="--out folder of another run, for paired differences")
    a = ap.parse_args()
    model, planes = Model(a.model), [int(p) for p in a.planes.split(",")]
    paths = sorted(glob.glob(os.path.join(a.clips, "speech", "*.flac")) + glob.glob(os.path.join(a.clips, "speech", "*.wav")))

    def write(folder: str, name: str, x: np.ndarray) -> None:
        os.makedirs(os.path.join(a.out, folder), exist_ok=True)
        sf.write(os.path.join(a.out, folder, f"{name}.wav"), np.clip(x, -1, 1), RATE)

    def coded(x: np.ndarray) -> dict[str, np.ndarray]:
        latents = model.encode(x.astype(np.float32))
        return {f"n{k}": model.decode(quantise(latents, k), len(x)) for k in planes}

    for name, first, second in mixtures(paths):
        mixed = first + second
        together = {"mixture": mixed, **{f"mixture-{k}": y for k, y in coded(mixed).items()}}
        for part, voice in (("a", first), ("b", second)):
            write("voices", f"{name}-{part}", voice)
            for folder, y in {**together, **{f"alone-{k}": y for k, y in coded(voice).items()}}.items():
                write(folder, f"{name}-{part}", y)
    print("| | phone error % ↓ | ESTOI ↑ | STOI ↑ |\n| --- | --- | --- | --- |")
    paired = []
    for folder in ["mixture", *(f"{what}-n{k}" for k in planes for what in ("alone", "mixture"))]:
        result = score(a, os.path.join(a.out, "voices"), os.path.join(a.out, folder), "speech", "stoi,per", folder)
        mean = result["mean"]
        print(f"| {folder} | {mean['per']['mean']:.1f} | {mean['estoi']['mean']:.3f} | {mean['stoi']['mean']:.3f} |", flush=True)
        paired += differences(folder, result, ("per", "estoi"))
    print("\n".join(paired))


if __name__ == "__main__":
    main()
