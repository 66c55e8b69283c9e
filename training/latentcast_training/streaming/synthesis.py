"""From gains, pitch and tones to samples, as ONNX nodes: oscillator, phases, refinement, overlap-add, limiter."""

import numpy as np
import onnx

from .. import dsp, fourier
from ..graph import Graph
from .analysis import PAST_HOPS, window, windows_of
from .tones import tone_amplitudes, with_tones


def log_pitch(g: Graph, logits: str) -> str:
    """[n, PITCH_CLASSES] -> [n, 1], the mean log-pitch near the best class."""
    p = g.op("Softmax", logits, axis=-1)
    best = g.op("Cast", g.op("ArgMax", logits, axis=-1, keepdims=1), to=onnx.TensorProto.FLOAT)
    distance = g.op("Abs", g.op("Sub", np.arange(dsp.PITCH.classes, dtype=np.float32)[None], best))
    near = g.op("Mul", p, g.op("Cast", g.op("Less", distance, 4.5), to=onnx.TensorProto.FLOAT))
    columns = np.stack([np.log(dsp.pitch_centres().double().numpy()), np.ones(dsp.PITCH.classes)], 1).astype(np.float32)
    total, weight = g.split(g.op("MatMul", near, columns), 2, axis=1)
    return g.op("Div", total, weight)


def oscillator(g: Graph, f0: str, marks: dict[str, int]) -> str:
    """Pitch [n, 1] in Hz -> harmonic source, one windowed frame a hop [n, 2048]. The phase is carried as two floats."""
    before = g.delayed(f0, 1, 1)
    past = g.state(1, 2)
    centre = cycles(g, f0, before, g.op("ReduceSum", g.op("Cast", past, **DOUBLE), g.ints(1), keepdims=1))
    last = g.slice(centre, -1, None)
    high = g.op("Cast", last, **SINGLE)
    low = g.op("Cast", g.op("Sub", last, g.op("Cast", high, **DOUBLE)), **SINGLE)
    g.next_state(past, g.concat(high, low, axis=1))
    marks["phase"] = g.state_offset(past)
    return pulses(g, f0, before, centre)


DOUBLE, SINGLE = dict(to=onnx.TensorProto.DOUBLE), dict(to=onnx.TensorProto.FLOAT)


def cycles(g: Graph, f0: str, before: str, start: str | None = None) -> str:
    """Pitch of each hop and of the one before it [n, 1], and the phase at the start (none: 0) -> phase of each hop, double [n, 1]."""
    step = g.op("Mul", g.op("Add", g.op("Cast", f0, **DOUBLE), g.op("Cast", before, **DOUBLE)),
                np.array(dsp.GRID.hop / 2 / dsp.GRID.sample_rate, np.float64))
    total = g.op("CumSum", step, g.constant(0, np.int64))
    total = g.op("Add", total, start) if start else total
    return g.op("Sub", total, g.op("Floor", total))


def pulses(g: Graph, f0: str, before: str, centre: str) -> str:
    """Pitch of each hop and of the one before it [n, 1], and the phase in cycles -> windowed frames of the source [n, 2048]."""
    limit = g.op("Mul", f0, dsp.SOURCE.max_glide)
    glide = g.op("Max", g.op("Min", g.op("Sub", f0, before), limit), g.op("Neg", limit))
    t = ((np.arange(dsp.GRID.nfft) - (dsp.GRID.nfft - 1) / 2) / dsp.GRID.sample_rate).astype(np.float64)
    shape = np.stack([np.ones_like(t), t, t * t * (dsp.GRID.sample_rate / 2 / dsp.GRID.hop)]).astype(np.float32)
    cycles = g.op("MatMul", g.concat(g.op("Cast", centre, **SINGLE), f0, glide, axis=1), shape)
    phase = g.op("Clip", g.op("Sub", cycles, g.op("Floor", cycles)), dsp.SOURCE.phase_edge, 1 - dsp.SOURCE.phase_edge)
    harmonics = g.op("Floor", g.op("Div", dsp.SOURCE.limit_hz, f0))
    odd = g.op("Add", g.op("Mul", harmonics, 2.0), 1.0)
    kernel = g.op("Div", g.op("Sin", g.op("Mul", phase, g.op("Mul", odd, np.pi))), g.op("Sin", g.op("Mul", phase, np.pi)))
    level = g.op("Mul", g.op("Sqrt", g.op("Div", 2.0, harmonics)), 0.5)
    return g.op("Mul", g.op("Mul", g.op("Sub", kernel, 1.0), level), window())


def overlap_add(g: Graph, frames: str) -> str:
    """Windowed frames [n, 2048] -> finished hops [n, 512]; a frame's first hop is finished with that frame."""
    parts = g.split(g.op("Mul", frames, window(1 / dsp.GRID.overlap_power)), PAST_HOPS + 1, axis=1)
    total = parts[0]
    for i in range(1, PAST_HOPS + 1):
        total = g.op("Add", total, g.delayed(parts[i], i, dsp.GRID.hop))
    return total


def unit(g: Graph, re: str, im: str) -> tuple[tuple[str, str], str]:
    """The same phases with magnitude 1, and the magnitudes."""
    length = g.op("Sqrt", g.op("Add", g.op("Add", g.op("Mul", re, re), g.op("Mul", im, im)), 1e-12))
    return (g.op("Div", re, length), g.op("Div", im, length)), length


def refined(g: Graph, phase: tuple[str, str], amplitude: str, ahead: int) -> tuple[tuple[str, str], str]:
    """Phases of the sound that the frames make together, and the amplitudes, both `ahead` hops late."""
    frames = g.op("Mul", fourier.inverse(g, *(g.op("Mul", part, amplitude) for part in phase)), window())
    rows = g.history(frames, PAST_HOPS + ahead, dsp.GRID.nfft)
    parts = g.split(rows, PAST_HOPS + 1, axis=1)
    sums = []
    for p in range(len(parts)):
        total = None
        for q in range(max(0, p - ahead), len(parts)):
            first = PAST_HOPS - (q - p)
            row = g.slice(parts[q], first, first - PAST_HOPS - ahead or None)
            total = row if total is None else g.op("Add", total, row)
        sums.append(total)
    re, im = fourier.forward(g, g.op("Mul", g.concat(*sums, axis=1), dsp.refinement_window(ahead).numpy()))
    if ahead:
        late = g.delayed(g.reshape(amplitude, -1, fourier.SIZE), ahead, fourier.SIZE)
        amplitude = g.reshape(late, -1, fourier.ROWS, fourier.N2)
    return unit(g, re, im)[0], amplitude


def bent(g: Graph, x: str, within: str, beyond: str | float) -> str:
    """Samples where they are `within`; the others no further beyond it than `beyond`."""
    return g.op("Add", within, g.op("Mul", g.op("Tanh", g.op("Div", g.op("Sub", x, within), beyond)), beyond))


def synthesise(g: Graph, gains: str, pitch: str, salience: str, level: str, marks: dict[str, int]) -> str:
    """Log-gains [n, 2 x 1088] in the transform's order, pitch logits [n, classes + 1], tones' logits and levels -> hops [n, 512]."""
    f0 = g.op("Exp", log_pitch(g, g.slice(pitch, 0, dsp.PITCH.classes, 1)))
    voiced = g.op("Sigmoid", g.slice(pitch, dsp.PITCH.classes, None, 1))
    sr, si = fourier.rotate(g, *fourier.forward(g, oscillator(g, f0, marks)), fourier.in_order(dsp.dispersion().numpy()))
    nr, ni = fourier.forward(g, windows_of(g, "noise"))
    gains = g.op("Exp", g.op("Sub", g.op("Clip", gains, -12.0, 4.0), 3.0))
    harmonic, breath = (g.reshape(p, -1, fourier.ROWS, fourier.N2) for p in g.split(gains, 2, axis=1))
    square = lambda a: g.op("Mul", a, a)
    hr, hi = g.op("Mul", sr, harmonic), g.op("Mul", si, harmonic)
    power = g.op("Add", g.op("Add", square(hr), square(hi)), g.op("Mul", square(breath), dsp.GRID.window_power))
    duck = g.op("Unsqueeze", g.op("Exp", g.op("Mul", voiced, -dsp.SYNTHESIS.noise_duck)), g.ints(2))
    ducked = g.op("Mul", breath, duck)
    phase, _ = unit(g, g.op("Add", hr, g.op("Mul", nr, ducked)), g.op("Add", hi, g.op("Mul", ni, ducked)))
    spectrum = with_tones(g, power, phase, tone_amplitudes(g, salience, level, power), marks)
    phase, amplitude = unit(g, *(g.op("Mul", part, 10 ** (dsp.SYNTHESIS.level_db / 20)) for part in spectrum))
    for ahead in dsp.SYNTHESIS.refinements:
        phase, amplitude = refined(g, phase, amplitude, ahead)
    x = overlap_add(g, fourier.inverse(g, *(g.op("Mul", part, amplitude) for part in phase)))
    level = g.op("Sqrt", g.op("Add", g.op("ReduceMean", square(x), g.ints(1), keepdims=1), 1e-12))
    start, beyond = (g.op("Mul", level, dsp.SYNTHESIS.crest * share) for share in (dsp.SYNTHESIS.crest_from, 1 - dsp.SYNTHESIS.crest_from))
    x = bent(g, x, g.op("Max", g.op("Min", x, start), g.op("Neg", start)), beyond)
    return bent(g, x, g.op("Clip", x, -dsp.SYNTHESIS.soft_from, dsp.SYNTHESIS.soft_from), 1 - dsp.SYNTHESIS.soft_from)
