"""Scores an exported model: `python -m latentcast_training.evaluate MODEL_DIR --score ../shared/eval/score.py --clips ../shared/eval/clips`.

Runs the exported graphs over every clip at each number of bit planes, writes the decoded clips, calls score.py (in an
environment of its own, `--python`) and prints one Markdown table per kind of sound. `--vs DIR` adds paired differences
to the scores of an earlier run.
"""

import argparse
import glob
import json
import os
import subprocess
import sys

import numpy as np
import soundfile as sf
import soxr

from .runtime import Model, quantise

COLUMNS = {
    "speech": [("pesq_wb", "PESQ-WB ↑"), ("stoi", "STOI ↑"), ("estoi", "ESTOI ↑"), ("visqol_s", "ViSQOL speech ↑"), ("dns_ovr", "DNSMOS ↑"),
               ("spk_sim", "speaker similarity ↑"), ("mel_db", "mel dB ↓"), ("per", "phone error % ↓")],
    "music": [("visqol_a", "ViSQOL audio ↑"), ("mel_db", "mel dB ↓"), ("mrstft", "MR-STFT ↓"), ("chroma", "chroma ↑"), ("onset_f1", "onset F1 ↑")],
}
TABLE = {"speech": "pesq_wb,stoi,visqol_s,dnsmos,spk_sim,mel_db,per", "music": "visqol_a,mel_db,mrstft,chroma,onset"}
CHEAP = {"speech": "pesq_wb,stoi,mel_db", "music": "mel_db,mrstft,chroma"}


def load(path: str) -> np.ndarray:
    """Any file soundfile reads -> float32 [N], 44.1 kHz mono."""
    x, rate = sf.read(path, dtype="float32", always_2d=True)
    return soxr.resample(x.mean(1), rate, 44100) if rate != 44100 else x.mean(1)


def decode_clips(model: Model, clips: str, out: str, planes: list[int]) -> None:
    for path in sorted(glob.glob(os.path.join(clips, "*.flac")) + glob.glob(os.path.join(clips, "*.wav"))):
        x = load(path)
        u = model.encode(x)
        for k in planes:
            os.makedirs(os.path.join(out, f"n{k}"), exist_ok=True)
            y = model.decode(quantise(u, k), len(x))
            sf.write(os.path.join(out, f"n{k}", os.path.splitext(os.path.basename(path))[0] + ".wav"), np.clip(y, -1, 1), 44100)


def score(a: argparse.Namespace, clips: str, decoded: str, kind: str, metrics: str, out: str) -> dict:
    """What score.py finds of a folder of decoded clips, compared with the earlier run (`a.vs`) where that has the same scores.

    `out` is where scores go within `a.out`, without an ending; the scorer's own report lies beside them.
    """
    scores = os.path.join(a.out, f"{out}.json")
    command = [a.python, a.score, clips, decoded, "--kind", kind, "--json", scores, "--metrics", metrics]
    earlier = a.vs and os.path.join(a.vs, f"{out}.json")
    command += ["--vs", earlier] if earlier and os.path.exists(earlier) else []
    with open(os.path.join(a.out, f"{out}.txt"), "w") as report:
        subprocess.run(command, check=True, stdout=report)
    with open(scores) as f:
        return json.load(f)


def differences(label: str, result: dict, keys) -> list[str]:
    """The paired differences of some scores to the earlier run, a line each."""
    return [f"{label} {key}: {d['mean']:+.4f} ± {d['ci95'] or 0:.4f}" for key, d in result.get("vs", {}).items() if key in keys]


def row(label: str, mean: dict, columns: list[tuple[str, str]]) -> str:
    cell = lambda v: "–" if not v else (f"{v['mean']:.1f}" if abs(v["mean"]) >= 20 else f"{v['mean']:.2f}")
    return f"| {label} | " + " | ".join(cell(mean.get(key)) for key, _ in columns) + " |"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("model", help="folder with manifest.json")
    ap.add_argument("--clips", required=True, help="folder with speech/ and music/")
    ap.add_argument("--score", required=True, help="score.py")
    ap.add_argument("--out", default="evaluation", help="where decoded clips and scores go")
    ap.add_argument("--python", default=sys.executable, help="interpreter that has the scorer's requirements")
    ap.add_argument("--planes", default="1,2")
    ap.add_argument("--kinds", default="speech,music")
    ap.add_argument("--full", action="store_true", help="every column of the table: most of a minute a clip; else those that take a second")
    ap.add_argument("--vs", help="--out folder of an earlier run, for paired differences")
    a = ap.parse_args()
    model, planes = Model(a.model), [int(p) for p in a.planes.split(",")]
    for kind in a.kinds.split(","):
        clips, out = os.path.join(a.clips, kind), os.path.join(a.out, kind)
        decode_clips(model, clips, out, planes)
        columns, rows, paired = COLUMNS[kind], [], []
        for k in planes:
            result = score(a, clips, os.path.join(out, f"n{k}"), kind, (TABLE if a.full else CHEAP)[kind], os.path.join(kind, f"n{k}"))
            rate = k * 64 * 44100 / 2048 / 1000
            rows.append(row(f"{k} bit{'s' if k > 1 else ''} | {rate:.2f}", result["mean"], columns))
            paired += differences(f"{k} bit", result, dict(columns))
        names = ["planes", "kbit/s"] + [name for _, name in columns]
        print(f"\n{kind}\n\n| " + " | ".join(names) + " |\n" + "| --- " * len(names) + "|\n" + "\n".join(rows))
        print("\n".join(["", "paired differences (mean ± 95 %):"] + paired) if paired else "", flush=True)


if __name__ == "__main__":
    main()
