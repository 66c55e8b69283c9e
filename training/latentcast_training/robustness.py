"""Sounds that a codec meets outside its training: `python -m latentcast_training.robustness ../models/default --clip ../assets/voice.flac`.

Derives a set from one clip of speech and from formulas, sends it through the exported graphs and prints, for each, the
peaks and levels of both sides. Fails when anything is not finite, when the output's peak is more than 3 dB above the
input's, or when silence comes out above -55 dBFS.
"""

import argparse

import numpy as np
import soxr

from .augment import band
from .evaluate import load
from .noise import noise
from .runtime import Model, quantise

RATE = 44100
BURST_DB, SILENCE_DBFS = 3.0, -55.0
FLOOR = 1e-9


def dbfs(value: float) -> float:
    return 20 * np.log10(max(float(value), FLOOR))


def rms(x: np.ndarray) -> float:
    return float(np.sqrt(np.mean(x.astype(np.float64) ** 2)))


def whispered(x: np.ndarray, order: int = 40) -> np.ndarray:
    """Speech with noise for its voice: frames of 23 ms refilled by noise of the same all-pole envelope."""
    size, hop = 1024, 512
    window, hiss = np.hanning(size), noise(11, len(x) + size)
    out = np.zeros(len(x) + size)
    for a in range(0, len(x) - size, hop):
        power = np.abs(np.fft.rfft(x[a : a + size] * window, 2 * size)) ** 2 + 1e-9
        r = np.fft.irfft(power)[: order + 1]
        lags = np.array([[r[abs(i - j)] for j in range(order)] for i in range(order)]) + np.eye(order) * r[0] * 1e-4
        poles = np.concatenate([[1], -np.linalg.solve(lags, r[1:])])
        gain = np.sqrt(max(r @ poles, 0) / size)
        shaped = np.fft.irfft(np.fft.rfft(hiss[a : a + size] * window, 2 * size) * gain / np.fft.rfft(poles, 2 * size))
        out[a : a + size] += shaped[:size]
    y = out[: len(x)]
    return 0.5 * y * rms(x) / (rms(y) + FLOOR)


def telephone(x: np.ndarray) -> np.ndarray:
    """300 to 3400 Hz at 8 kHz through 8-bit mu-law."""
    y = soxr.resample(band(x, 300, 3400), RATE, 8000)
    y = y / (np.abs(y).max() + FLOOR) * 0.9
    code = np.round(np.sign(y) * np.log1p(255 * np.abs(y)) / np.log(256) * 127) / 127
    back = soxr.resample(np.sign(code) * (256 ** np.abs(code) - 1) / 255, 8000, RATE)
    return np.pad(back, (0, max(0, len(x) - len(back))))[: len(x)] * np.abs(x).max()


def sounds(clip: np.ndarray) -> dict[str, np.ndarray]:
    """The set, float32 each: `clip` is mono speech at 44.1 kHz of some seconds."""
    n, t = len(clip), np.arange(len(clip)) / RATE
    speech = clip / np.abs(clip).max() * 0.5
    hiss = noise(1, n)
    others = sum(np.roll(speech, k * n // 7)[::s] if s > 0 else np.roll(speech, k * n // 7)[::-1] for k, s in ((1, 1), (2, -1), (3, 1), (5, -1), (6, 1)))
    driven = np.tanh(speech * 8) * 0.9  # louder, and brighter, as a raised voice is
    out = {
        "speech": speech,
        "speech in noise, 10 dB": speech + hiss * rms(speech) * 10 ** (-10 / 20),
        "speech in noise, 0 dB": speech + hiss * rms(speech),
        "speech among voices, 5 dB": speech + others * rms(speech) / rms(others) * 10 ** (-5 / 20),
        "shouting": np.diff(driven, prepend=0) * 3 + driven * 0.4,
        "whisper": whispered(speech),
        "clipping": np.clip(speech * 12, -1, 1),
        "telephone, 8 kHz mu-law": telephone(speech),
        "very loud": speech / 0.5 * 0.999,
        "very quiet, -60 dB": speech * 1e-3 * 2,
        "least significant bit": np.round(speech * 2) / 32768,
        "silence": np.zeros(n),
        "DC": np.full(n, 0.5),
        "white noise": np.random.default_rng(1).standard_normal(n) * 0.1,
        "clicks, 4 a second": (np.arange(n) % (RATE // 4) == 0) * 0.9,
        "on and off": np.random.default_rng(2).standard_normal(n) * 0.1 * (np.sin(2 * np.pi * 3 * t) > 0),
        "sweep 20 Hz to 20 kHz": 0.5 * np.sin(2 * np.pi * 20 * (n / RATE) / np.log(1000) * (1000 ** (t / (n / RATE)) - 1)),
    }
    out |= {f"tone {f} Hz": 0.5 * np.sin(2 * np.pi * f * t) for f in (50, 440, 1000, 8000, 15000)}
    return {k: np.clip(v, -1, 1).astype(np.float32) for k, v in out.items()}


def measure(model: Model, x: np.ndarray, planes: int) -> dict[str, float]:
    """Peaks and levels in dBFS of what went in and of what came out, and whether all of it is finite."""
    y = model.decode(quantise(model.encode(x), planes), len(x))
    return {"finite": bool(np.isfinite(y).all()), "peak_in": dbfs(np.abs(x).max()), "peak_out": dbfs(np.abs(y).max()),
            "rms_in": dbfs(rms(x)), "rms_out": dbfs(rms(y))}


def faults(figures: dict[str, float]) -> list[str]:
    """What is wrong with one sound's figures; a quiet input may come out at the limit for silence."""
    out = [] if figures["finite"] else ["not finite"]
    if figures["peak_out"] > max(figures["peak_in"] + BURST_DB, SILENCE_DBFS + 10):
        out.append(f"peak {figures['peak_out'] - figures['peak_in']:+.1f} dB")
    if figures["rms_in"] < -100 and figures["rms_out"] > SILENCE_DBFS:
        out.append(f"silence at {figures['rms_out']:.1f} dBFS")
    return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model")
    ap.add_argument("--clip", required=True, help="some seconds of speech")
    ap.add_argument("--planes", default="1,2")
    a = ap.parse_args()
    clip, model, bad = load(a.clip), Model(a.model), 0
    print("| sound | planes | peak in | peak out | RMS in | RMS out | |\n| --- | --- | --- | --- | --- | --- | --- |")
    for name, sound in sounds(clip[: 4 * RATE]).items():
        for planes in map(int, a.planes.split(",")):
            m = measure(model, sound, planes)
            wrong = faults(m)
            bad += len(wrong)
            print(f"| {name} | {planes} | " + " | ".join(f"{m[k]:.1f}" for k in ("peak_in", "peak_out", "rms_in", "rms_out")) + f" | {', '.join(wrong) or 'ok'} |")
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
