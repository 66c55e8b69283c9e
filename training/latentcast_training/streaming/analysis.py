"""What the encoder sees, as ONNX nodes: spectra of the newest samples, their features, and the tonal features."""

import numpy as np

from .. import dsp, fourier
from ..graph import Graph

PAST_HOPS = dsp.GRID.nfft // dsp.GRID.hop - 1


def window(scale: float = 1.0) -> np.ndarray:
    n = np.arange(dsp.GRID.nfft)
    return ((0.5 - 0.5 * np.cos(2 * np.pi * n / dsp.GRID.nfft)) * scale).astype(np.float32)


def overlapping(g: Graph, x: str, past: int, width: int) -> str:
    """[n, width] -> [n, (past + 1) width], each row after the `past` before it."""
    rows = g.history(x, past, width)
    return g.concat(*(g.slice(rows, i, i - past or None) for i in range(past + 1)), axis=1)


def windows_of(g: Graph, signal: str) -> str:
    """[1, 1, 512 n] -> windowed frames [n, 2048], each ending with its own hop."""
    return g.op("Mul", overlapping(g, g.reshape(signal, -1, dsp.GRID.hop), PAST_HOPS, dsp.GRID.hop), window())


def features(g: Graph, re: str, im: str, bands: int) -> str:
    """Spectrum [n, 17, 64] -> [n, bands + PITCH_CLASSES]."""
    order = g.constant(fourier.bin_order(), np.int64)
    once = fourier.first_of_bin()[:, None]
    basis = lambda m: g.op("Mul", g.op("Gather", m, order, axis=0), once)
    power = g.op("Add", g.op("Mul", re, re), g.op("Mul", im, im))
    m = g.reshape(g.op("Sqrt", g.op("Add", power, 1e-20)), -1, fourier.SIZE)
    mel = g.op("MatMul", m, basis(dsp.mel_filters(dsp.GRID.nfft, bands).numpy()))
    mel = g.op("Mul", g.op("Add", g.op("Log", g.op("Add", mel, 1e-4)), 2.0), 0.4)
    acf = dsp.autocorrelation_basis().numpy()
    total = np.ones((dsp.GRID.bins, 1), np.float32) * (np.arange(dsp.GRID.bins) < dsp.PITCH.acf_bins)[:, None]
    low = np.concatenate([acf, total.astype(np.float32)], 1)[: dsp.PITCH.acf_bins + 1]  # the last row is zero
    small = g.constant(np.minimum(fourier.bin_order(), dsp.PITCH.acf_bins), np.int64)
    both = g.op("MatMul", g.op("Sqrt", g.op("Max", m, 1e-6)), g.op("Mul", g.op("Gather", low, small, axis=0), once))
    r, s = g.slice(both, 0, dsp.PITCH.classes, 1), g.slice(both, dsp.PITCH.classes, None, 1)
    return g.concat(mel, g.op("Mul", g.op("Div", r, g.op("Add", s, 1e-3)), 3.0), axis=1)


def tonal_features(g: Graph) -> str:
    """pcm [1, 1, 2048 n] -> [n, TONES], for the frame whose samples end TONAL_AHEAD before those that are fed."""
    step, slow_frame = dsp.TONAL.decimation, dsp.GRID.frame // dsp.TONAL.decimation
    taken = overlapping(g, g.reshape("pcm", -1, step), dsp.TONAL.taps // step - 1, step)
    slow = g.op("MatMul", taken, dsp.decimator().numpy()[:, None])
    frames = overlapping(g, g.reshape(slow, -1, slow_frame), dsp.TONAL.span // slow_frame - 1, slow_frame)
    re, im = g.split(g.op("MatMul", frames, dsp.tonal_basis().numpy()), 2, axis=1)
    power = g.op("Add", g.op("Add", g.op("Mul", re, re), g.op("Mul", im, im)), 1e-3)
    level = g.op("Unsqueeze", g.op("Log", power), g.ints(1))
    reach = dsp.TONAL.neighbours
    around = g.op("AveragePool", level, kernel_shape=[2 * reach + 1], pads=[reach, reach], count_include_pad=0)  # dsp.tonal_contrast
    return g.op("Squeeze", g.op("Mul", g.op("Sub", level, around), 0.5), g.ints(1))
