"""The tones of fixed pitch as ONNX nodes; their phases follow from the hop's number."""

import numpy as np

from .. import dsp, fourier
from ..graph import Graph


def tone_amplitudes(g: Graph, salience: str, level: str, power: str) -> str:
    """Logits and levels [n, TONES], expected power [n, 17, 64] -> amplitudes [n, TONES]."""
    below, part = (v.numpy() for v in dsp.tone_places())
    place = fourier.places_of_bins()
    flat = g.reshape(power, -1, fourier.SIZE)
    at = lambda bins: g.op("Log", g.op("Add", g.op("Gather", flat, g.constant(place[bins], np.int64), axis=1), 1e-6))
    around = g.op("Add", g.op("Mul", at(below), 0.5 - 0.5 * part), g.op("Mul", at(below + 1), 0.5 * part))
    above = g.op("Clip", level, -dsp.TONES.max_level, dsp.TONES.max_level)
    return g.op("Mul", g.op("Sigmoid", salience), g.op("Exp", g.op("Add", around, above)))


def tone_spectrum(g: Graph, amplitude: str, marks: dict[str, int]) -> tuple[str, str]:
    """Amplitudes [n, TONES] -> real and imaginary part [n, TONE_BINS]. The state is the hop's number modulo TONE_PERIOD."""
    start = g.state(1, 1)
    ones = g.op("ReduceMax", g.op("Mul", amplitude, 0.0), g.ints(1), keepdims=1)
    tick = g.op("Add", g.op("CumSum", g.op("Add", ones, 1.0), g.constant(0, np.int64), exclusive=1), start)
    g.next_state(start, g.op("Mod", g.op("Add", g.slice(tick, -1, None), 1.0), float(dsp.TONES.period), fmod=1))
    marks["tick"] = g.state_offset(start)
    # Whole numbers below 2^24 are exact in float32, so that a tone keeps its phase for ever.
    steps = dsp.tone_steps().float().numpy()[None]
    tick = g.op("Mod", tick, float(dsp.TONES.period), fmod=1)
    turn = g.op("Mul", g.op("Mod", g.op("Mul", tick, steps), float(dsp.TONES.period), fmod=1), 2 * np.pi / dsp.TONES.period)
    bank = dsp.tone_bank().numpy()
    bank = g.constant(np.concatenate([bank.real, bank.imag], 1).astype(np.float32))
    cosines, sines = (g.split(g.op("MatMul", g.op("Mul", amplitude, wave), bank), 2, axis=1) for wave in (g.op("Cos", turn), g.op("Sin", turn)))
    return g.op("Sub", cosines[0], sines[1]), g.op("Add", cosines[1], sines[0])


def with_tones(g: Graph, power: str, phase: tuple[str, str], amplitude: str, marks: dict[str, int]) -> tuple[str, str]:
    """Expected power and the mix's phases [n, 17, 64] in the transform's order, tones' amplitudes [n, TONES] -> what is heard."""
    tr, ti = tone_spectrum(g, amplitude, marks)
    order, mirrored = fourier.bin_order(), fourier.mirrored()
    low = order < dsp.TONES.bins
    index = g.constant(np.where(low, order, dsp.TONES.bins), np.int64)  # the last column is zero: no tones up there
    nothing = g.op("Mul", g.slice(tr, 0, 1, 1), 0.0)
    spread = lambda x: g.op("Gather", g.concat(x, nothing, axis=1), index, axis=1)
    shaped = lambda x: g.reshape(x, -1, fourier.ROWS, fourier.N2)
    tr, ti = shaped(spread(tr)), shaped(g.op("Mul", spread(ti), np.where(mirrored, -1, 1).astype(np.float32)))
    tonal = g.op("Add", g.op("Mul", tr, tr), g.op("Mul", ti, ti))
    left = low.reshape(fourier.ROWS, fourier.N2).astype(np.float32) * dsp.TONES.residual
    rest = g.op("Add", g.op("Max", g.op("Sub", power, tonal), 0.0), g.op("Mul", power, left))
    rest = g.op("Sqrt", g.op("Add", rest, 1e-12))
    return tuple(g.op("Add", t, g.op("Mul", p, rest)) for t, p in zip((tr, ti), phase))
