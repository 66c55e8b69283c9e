"""How much of the spatial parameters (ICLD, ICC) comes back: `python -m latentcast_training.stereo --clips ../../shared/eval/clips/music`.

Each clip of two channels goes through the built command line (`encode --stereo`, `decode`). Level difference and
coherence of the two channels are taken in 20 bands of equal width on the ERB scale over 0.37 s, as the ear does it
roughly, and compared with the clip's own, every cell weighted by its energy to the power 0.3. The column `mono` is what
two equal channels would get.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr

RATE, SIZE, HOP, BANDS, STEPS = 44100, 2048, 1024, 20, 16
MAIN = Path(__file__).parents[2] / "dist/cli/main.js"


def cells(pcm: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[n, 2] -> energy of left, of right, and the real cross spectrum, each [n / 16384, 20]."""
    hz = np.arange(SIZE // 2 + 1) * RATE / SIZE
    erb = 21.4 * np.log10(1 + 0.00437 * hz)
    band = np.minimum((erb / erb[-1] * BANDS).astype(int), BANDS - 1)
    count = (len(pcm) - SIZE) // HOP // STEPS * STEPS
    at = np.arange(count)[:, None] * HOP + np.arange(SIZE)
    left, right = (np.fft.rfft(pcm[at, c] * np.hanning(SIZE + 1)[:-1]) for c in (0, 1))

    def summed(power: np.ndarray) -> np.ndarray:
        grouped = np.stack([power[:, band == b].sum(1) for b in range(BANDS)], 1)
        return grouped.reshape(count // STEPS, STEPS, BANDS).sum(1)

    return summed(np.abs(left) ** 2), summed(np.abs(right) ** 2), summed((left * right.conj()).real)


def image(pcm: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level difference in dB within +-20, coherence, and the weight of every cell."""
    left, right, cross = cells(pcm)
    tiny = 1e-6
    level = np.clip(10 * np.log10((left + tiny) / (right + tiny)), -20, 20)
    return level, cross / np.sqrt((left + tiny) * (right + tiny)), (left + right) ** 0.3


def errors(original: np.ndarray, decoded: np.ndarray) -> dict[str, float]:
    """Mean absolute errors of `decoded`, and of two equal channels; [n, 2] each, of one length."""
    level, coherence, weight = image(original)
    own_level, own_coherence, _ = image(decoded)
    mean = lambda x: float((weight * np.abs(x)).sum() / weight.sum())  # noqa: E731
    return {
        "level_mono": mean(level),
        "level": mean(level - own_level),
        "coherence_mono": mean(coherence - 1),
        "coherence": mean(coherence - own_coherence),
        "width_original": float(np.corrcoef(original.T)[0, 1]),
        "width": float(np.corrcoef(decoded.T)[0, 1]),
    }


def through(clip: Path, model: str, planes: int) -> tuple[np.ndarray, np.ndarray]:
    with tempfile.TemporaryDirectory() as folder:
        lc, wav = Path(folder) / "clip.lc", Path(folder) / "clip.wav"
        run = ["node", str(MAIN)]
        subprocess.run(
            [*run, "encode", str(clip), str(lc), "--stereo", "--bits", str(planes), "--model", model], check=True, capture_output=True
        )
        subprocess.run([*run, "decode", str(lc), str(wav), "--model", model], check=True, capture_output=True)
        original, rate = soundfile.read(clip, dtype="float64", always_2d=True)
        decoded = soundfile.read(wav, dtype="float64", always_2d=True)[0]
    original = soxr.resample(original, rate, RATE)
    n = min(len(original), len(decoded))
    return original[:n], decoded[:n]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--model", default="default")
    parser.add_argument("--planes", type=int, default=1)
    options = parser.parse_args()
    clips = [c for c in sorted(options.clips.rglob("*.flac")) if soundfile.info(c).channels == 2]
    if not clips:
        raise SystemExit(f"{options.clips}: no FLAC file of two channels in it")
    rows = [errors(*through(clip, options.model, options.planes)) for clip in clips]
    columns = list(rows[0])
    print("| clip | " + " | ".join(columns) + " |\n| --- |" + " --- |" * len(columns))
    for name, row in [*zip([c.stem for c in clips], rows), ("mean", {k: float(np.mean([r[k] for r in rows])) for k in columns})]:
        print(f"| {name} | " + " | ".join(f"{row[k]:.2f}" for k in columns) + " |")


if __name__ == "__main__":
    main()
