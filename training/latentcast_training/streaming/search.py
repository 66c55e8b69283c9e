"""Analysis by synthesis as a graph: how far the decoder's spectra are from the original's for given latents, and which way each
latent would have to go. The encoder turns bits over by it.

Not a streaming graph: a call sees one window of frames whole. Everything the decoder sees on the right of the window is zero.
"""

import numpy as np
import onnx

from .. import dsp, fourier, losses
from ..config import ModelConfig, SearchConfig
from ..gradient import Tape
from ..graph import Graph
from .analysis import PAST_HOPS, window
from .layers import KERNEL, Weights
from .synthesis import cycles, log_pitch, pulses

LOG10 = float(1 / np.log(10))


def block(t: Tape, w: Weights, x: str, name: str, width: int, right: int) -> str:
    y = t.depthwise(x, w.vector(name + ".w"), w.vector(name + ".b"), width, KERNEL, right)
    y = t.gelu(t.gemm(t.layer_norm(y, width), *w.folded(name + ".n", name + ".p1")))
    return t.add(x, t.gemm(y, *w.scaled(name + ".p2", name + ".g")))


def tonal_network(t: Tape, w: Weights, latents: str, c: ModelConfig) -> str:
    """Latents [n, Z] -> logits and levels of the tones [4 n, 2 TONES], the same in all hops of a frame."""
    x = t.gemm(latents, w.matrix("dec.tonal.inp.weight"), w.vector("dec.tonal.inp.bias"))
    for i in range(c.tonal_dec_blocks):
        x = block(t, w, x, f"dec.tonal.b.{i}", c.tonal_width, int(i < c.dec_ahead))
    x = t.gemm(t.layer_norm(x, c.tonal_width), *w.folded("dec.tonal.norm", "dec.tonal.out"))
    width = 2 * dsp.TONES.count
    wide = t.join([x] * dsp.GRID.fold, [width] * dsp.GRID.fold)
    return t.reshape(wide, (-1, width), (-1, width * dsp.GRID.fold))


def network(t: Tape, w: Weights, latents: str, c: ModelConfig) -> str:
    """Latents [n, Z] -> the decoder's last hidden rows [4 n, width], normalised without scale and shift."""
    x = t.gemm(latents, w.matrix("dec.inp.weight"), w.vector("dec.inp.bias"))
    for i in range(c.dec_blocks):
        x = block(t, w, x, f"dec.b0.{i}", c.dec_width, int(i < c.dec_ahead))
    x = t.gemm(x, w.matrix("dec.up.weight"), w.vector("dec.up.bias"))
    x = t.reshape(x, (-1, c.dec_fast_width), (-1, c.dec_fast_width * dsp.GRID.fold))
    for i in range(c.dec_fast_blocks):
        x = block(t, w, x, f"dec.b1.{i}", c.dec_fast_width, int(i < c.dec_fast_ahead))
    return t.layer_norm(x, c.dec_fast_width)


def in_transform_order(basis: np.ndarray) -> np.ndarray:
    """[1025, k] -> [1088, k]: the rows of the transform's elements, zero where one holds a bin again."""
    return (basis[fourier.bin_order()] * fourier.first_of_bin()[:, None]).astype(np.float32)


def power_of(g: Graph, frames: str) -> str:
    re, im = fourier.forward(g, frames)
    return g.reshape(g.op("Add", g.op("Mul", re, re), g.op("Mul", im, im)), -1, fourier.SIZE)


def frames_of(g: Graph, pcm: str) -> str:
    """Samples [1, 1, 512 (n + 3)] -> windowed frames [n, 2048]."""
    rows = g.reshape(pcm, -1, dsp.GRID.hop)
    parts = (g.slice(rows, i, i - PAST_HOPS or None) for i in range(PAST_HOPS + 1))
    return g.op("Mul", g.concat(*parts, axis=1), window())


class Distance:
    """The terms of the objective, each a scalar that is to become small. power and target [n, 1088], weight [n, 1] of the hops."""

    def __init__(self, t: Tape, power: str, target: str, weight: str):
        self.t, self.g, self.power, self.target, self.weight = t, t.g, power, target, weight
        g = t.g
        level = g.op("Log", g.op("Add", g.op("MatMul", target, in_transform_order(np.ones((dsp.GRID.bins, 1)))), 1e-6))
        below = g.op("Div", g.op("Sub", g.op("ReduceMax", level, g.ints(0), keepdims=1), level), 5 * np.log(10))
        quiet = g.op("Sub", 1.0, g.op("Mul", g.op("Clip", below, 0.0, 1.0), 0.7))
        self.frames = g.op("Mul", weight, quiet)

    def levels(self, bands: np.ndarray) -> str:
        """L1 of log-powers in nepers of amplitude: of bands [1025, k]."""
        t, g, k = self.t, self.g, bands.shape[1]
        basis = in_transform_order(bands)
        ours = t.log(t.shift(t.project(self.power, basis), losses.FLOOR))
        theirs = g.op("Log", g.op("Add", g.op("MatMul", self.target, t.half(basis)), losses.FLOOR))
        return self._mean(t.abs(t.shift(ours, g.op("Neg", theirs))), 0.5 / k)

    def bins(self) -> str:
        t, g = self.t, self.g
        once, order = fourier.first_of_bin(), fourier.bin_order()
        low = once * (order >= 1) * (order < losses.BASS_BINS)
        high = once * (order >= losses.BASS_BINS)
        columns = (0.75 * low / low.sum() + 0.25 * high / high.sum()).astype(np.float32)
        ours = t.log(t.shift(self.power, losses.FLOOR))
        theirs = g.op("Log", g.op("Add", self.target, losses.FLOOR))
        return self._mean(t.scale(t.abs(t.shift(ours, g.op("Neg", theirs))), columns), 0.5)

    def _mean(self, x: str, factor: float) -> str:
        t, g = self.t, self.g
        weight = g.op("Mul", g.op("Div", self.frames, g.op("Add", g.op("ReduceSum", self.frames, keepdims=0), 1e-6)), factor)
        return t.total(t.scale(x, weight))

    def intelligibility(self) -> str:
        """1 - mean correlation of third-octave envelopes in windows of 0.37 s; see losses.intelligibility."""
        t, g, k, step, span = self.t, self.g, 16, 8, 4
        bands = in_transform_order(losses.third_octaves().numpy())

        def windows(power: str, tape: Tape) -> str:
            x = tape.sqrt(tape.shift(tape.project(power, bands), 1e-3))
            blocks = tape.reshape(x, (-1, step * k), (-1, k))
            parts = [tape.rows(blocks, i, i - span + 1 or None) for i in range(span)]
            return tape.join(parts, [step * k] * span)
        shape = lambda tape, x: tape.reshape(x, (-1, step * span, k), (-1, step * span * k))
        silent = Tape(g)
        theirs = shape(silent, windows(self.target, silent))
        energy = g.op("ReduceSum", g.op("Mul", theirs, theirs), g.ints(1, 2), keepdims=1)
        loud = g.op("Cast", g.op("Greater", energy, g.op("Mul", g.op("ReduceMax", energy, keepdims=0), 1e-4)), to=onnx.TensorProto.FLOAT)
        counted = g.op("ReduceMin", shape_weights(g, self.weight, step, span), g.ints(1), keepdims=1)  # [W, 1]
        loud = g.op("Mul", loud, g.op("Unsqueeze", counted, g.ints(2)))
        theirs = silent.normalised(silent.normalised(theirs, 1, 1e-6), 2, 1e-6)
        ours = shape(t, windows(self.power, t))
        ours = t.normalised(t.normalised(ours, 1, 1e-6), 2, 1e-6)
        count = g.op("Add", g.op("Mul", g.op("ReduceSum", loud, keepdims=0), float(step * span)), 1e-6)
        weight = g.op("Div", g.op("Mul", theirs, loud), count)
        return t.scale(t.total(t.scale(ours, weight)), -1.0)

    def structure(self, bands: np.ndarray) -> str:
        """1 - neurogram similarity; see losses.structure."""
        t, g, k = self.t, self.g, bands.shape[1]
        basis = in_transform_order(bands)
        silent = Tape(g)
        level = lambda tape, p: tape.scale(tape.log(tape.shift(tape.smoothed(tape.project(p, basis), k), 1e-6)), 10 * LOG10)
        a, b = level(t, self.power), level(silent, self.target)
        top = lambda x: g.op("ReduceMax", x, g.ints(1), keepdims=1)
        floor = g.op("Sub", g.op("Max", top(a), top(b)), 45.0)
        lowest = g.op("Neg", g.op("ReduceMin", floor, g.ints(0), keepdims=1))
        a, b = t.shift(t.largest(a, floor), lowest), g.op("Add", g.op("Max", b, floor), lowest)
        local = lambda tape, x: tape.local(x, k)
        ma, mb = local(t, a), local(silent, b)
        va = t.sub(local(t, t.square(a)), t.square(ma))
        vb = g.op("Sub", local(silent, g.op("Mul", b, b)), g.op("Mul", mb, mb))
        cov = t.sub(local(t, t.scale(a, b)), t.scale(ma, mb))
        fit = t.div(t.shift(t.scale(ma, g.op("Mul", mb, 2.0)), 1e-4), t.shift(t.square(ma), g.op("Add", g.op("Mul", mb, mb), 1e-4)))
        deviation = t.sqrt(t.shift(t.scale(t.clip(va, 0.0), g.op("Max", vb, 0.0)), 1e-4))
        shape = t.div(t.shift(cov, 0.1), t.shift(deviation, 0.1))
        weight = g.op("Slice", self.weight, g.ints(2), g.ints(-2), g.ints(0), g.ints(2))
        weight = g.op("Div", weight, g.op("Add", g.op("Mul", g.op("ReduceSum", weight, keepdims=0), float(k)), 1e-6))
        return t.scale(t.total(t.scale(t.mul(fit, shape), weight)), -1.0)

    def loudness(self) -> str:
        """Disturbance of loudness densities; see losses.loudness."""
        t, g = self.t, self.g
        bands, threshold = losses.bark_bands()
        basis, threshold = in_transform_order(bands.numpy()), threshold.numpy().astype(np.float32)
        audible = np.zeros((dsp.GRID.bins, 1), np.float32)
        audible[1:372] = 1
        counted = g.op("Div", self.weight, g.op("Add", g.op("ReduceSum", self.weight, keepdims=0), 1e-6))
        mean = g.op("ReduceSum", g.op("Mul", g.op("MatMul", self.target, in_transform_order(audible)), counted), keepdims=0)
        level = g.op("Div", losses.SPEECH_POWER, g.op("Add", mean, 0.05))
        factor = ((threshold / 0.5) ** 0.23).astype(np.float32)

        def zwicker(tape: Tape, p: str) -> str:
            return tape.clip(tape.scale(tape.shift(tape.power(tape.shift(tape.scale(p, (0.5 / threshold).astype(np.float32)), 0.5), 0.23), -1.0), factor), 0.0)
        silent = Tape(g)
        a, b = t.scale(t.project(self.power, basis), level), silent.scale(silent.project(self.target, basis), level)
        la, lb = zwicker(t, a), zwicker(silent, b)
        smaller = t.sub(la, t.clip(t.shift(la, g.op("Neg", lb)), 0.0))  # the lesser of both
        difference, mask = t.shift(la, g.op("Neg", lb)), t.scale(smaller, 0.25)
        negative = lambda x: t.scale(x, -1.0)
        d = t.sub(t.clip(t.sub(difference, mask), 0.0), t.clip(t.sub(negative(difference), mask), 0.0))
        ratio = g.op("Pow", g.op("Div", g.op("Add", a, 50 * losses.SPEECH_POWER * 1e-7), g.op("Add", b, 50 * losses.SPEECH_POWER * 1e-7)), 1.2)
        added = g.op("Mul", g.op("Min", ratio, 12.0), g.op("Cast", g.op("GreaterOrEqual", ratio, 3.0), to=onnx.TensorProto.FLOAT))
        whole = g.op("Add", g.op("ReduceSum", g.op("Mul", g.op("ReduceMean", lb, g.ints(1), keepdims=1), counted), keepdims=0), 0.0)
        counted = g.op("Div", counted, g.op("Max", whole, 1.0))
        symmetric = t.sqrt(t.shift(t.mean(t.square(d), 1), 1e-4))
        asymmetric = t.mean(t.scale(t.abs(d), added), 1)
        return t.total(t.scale(t.add(symmetric, t.scale(asymmetric, 0.3)), counted))


def shape_weights(g: Graph, weight: str, step: int, span: int) -> str:
    """Weights of the hops [n, 1] -> those of each window's hops [W, step span]."""
    blocks = g.reshape(weight, -1, step)
    return g.concat(*(g.slice(blocks, i, i - span + 1 or None) for i in range(span)), axis=1)


def pitch_terms(t: Tape, logits: str, wanted: str, f0: str, weight: str) -> tuple[str, str]:
    """Cross-entropy with soft classes where voiced, and that of the voicing. logits and wanted [n, classes + 1], f0 [n, 1]."""
    g, n = t.g, dsp.PITCH.classes
    step = (n - 1) / np.log(dsp.PITCH.max_hz / dsp.PITCH.min_hz)
    place = g.op("Mul", g.op("Sub", g.op("Log", f0), float(np.log(dsp.PITCH.min_hz))), float(step))
    away = g.op("Sub", np.arange(n, dtype=np.float32)[None], place)
    soft = g.op("Softmax", g.op("Mul", g.op("Mul", away, away), -0.5), axis=1)
    voiced = g.op("Mul", g.op("Sigmoid", g.slice(wanted, n, None, 1)), weight)
    ours = t.columns(logits, 0, n, n + 1)
    normal = g.op("LogSoftmax", ours, axis=1)
    share = g.op("Div", voiced, g.op("Add", g.op("ReduceSum", voiced, keepdims=0), 1.0))
    crossed = t.record(g.op("Neg", g.op("Mul", g.op("ReduceSum", g.op("Mul", soft, normal), g.ints(1), keepdims=1), share)),
                       (ours, lambda d: g.op("Mul", d, g.op("Mul", g.op("Sub", g.op("Exp", normal), soft), share))))
    voicing = t.columns(logits, n, 1, n + 1)
    wants = g.op("Sigmoid", g.slice(wanted, n, None, 1))
    count = g.op("Div", weight, g.op("Add", g.op("ReduceSum", weight, keepdims=0), 1e-6))
    entropy = g.op("Sub", g.op("Softplus", voicing), g.op("Mul", voicing, wants))
    second = t.record(g.op("Mul", entropy, count), (voicing, lambda d: g.op("Mul", d, g.op("Mul", g.op("Sub", g.op("Sigmoid", voicing), wants), count))))
    return t.total(crossed), t.total(second)


def tone_terms(t: Tape, tones: str, wanted: str, weight: str) -> tuple[str, str]:
    """Cross-entropy of which tones sound, summed over them, and how far the levels of those that sound are off. [n, 2 TONES] each."""
    g, n = t.g, dsp.TONES.count
    count = g.op("Div", weight, g.op("Add", g.op("ReduceSum", weight, keepdims=0), 1e-6))
    logits, levels = t.columns(tones, 0, n, 2 * n), t.columns(tones, n, n, 2 * n)
    sounds = g.op("Sigmoid", g.slice(wanted, 0, n, 1))
    entropy = g.op("Sub", g.op("Softplus", logits), g.op("Mul", logits, sounds))
    first = t.record(g.op("Mul", entropy, count), (logits, lambda d: g.op("Mul", d, g.op("Mul", g.op("Sub", g.op("Sigmoid", logits), sounds), count))))
    off = t.abs(t.shift(levels, g.op("Neg", g.slice(wanted, n, None, 1))))
    return t.total(first), t.total(t.scale(off, g.op("Mul", sounds, count)))


def search(state: dict[str, np.ndarray], c: ModelConfig, weights: SearchConfig, storage: str) -> onnx.ModelProto:
    """latent [1, Z, N], pcm [1, 1, 2048 N + 1536] with 768 samples before and behind, aims [4 N, classes + 1 + 2 TONES],
    the logits of pitch and voicing and the logits and levels of the tones that are wanted, weight [4 N, 1] of each hop -> loss [1], gradient [1, Z, N], own_aims, those of these
    latents.
    """
    g = Graph("latentcast-search")
    t, w = Tape(g), Weights(g, state, storage)
    latents = g.op("Transpose", g.reshape("latent", c.latents, -1), perm=[1, 0])
    hidden = network(t, w, latents, c)
    order = fourier.bin_order()
    gains = t.gemm(hidden, *w.folded("dec.norm", "dec.env", np.concatenate([order, order + dsp.GRID.bins])))
    pitch = t.gemm(hidden, *w.folded("dec.norm", "dec.f0"))
    f0 = g.op("Exp", log_pitch(g, g.slice("aims", 0, dsp.PITCH.classes, 1)))
    before = g.concat(g.slice(f0, 0, 1), g.slice(f0, 0, -1), axis=0)
    source = power_of(g, pulses(g, f0, before, cycles(g, f0, before)))
    power = t.exp(t.scale(t.shift(t.clip(gains, -12.0, 4.0), -3.0), 2.0))
    harmonic, breath = t.columns(power, 0, fourier.SIZE, 2 * fourier.SIZE), t.columns(power, fourier.SIZE, fourier.SIZE, 2 * fourier.SIZE)
    expected = t.add(t.scale(harmonic, source), t.scale(breath, dsp.GRID.window_power))
    distance = Distance(t, expected, power_of(g, frames_of(g, "pcm")), "weight")
    mel = dsp.mel_filters(dsp.GRID.nfft, c.mel_bands).numpy() ** 2
    terms = [(weights.bins, distance.bins), (weights.mel, lambda: distance.levels(mel)), (weights.intelligibility, distance.intelligibility),
             (weights.structure, lambda: distance.structure(losses.erb_bands(21, 50, 8000).numpy())), (weights.loudness, distance.loudness)]
    loss = None
    own = t.add(t.join([t.gemm(hidden, *w.folded("dec.norm", "dec.tone")), t.gemm(hidden, *w.folded("dec.norm", "dec.tone_level"))],
                       [dsp.TONES.count] * 2), tonal_network(t, w, latents, c))
    tones = tone_terms(t, own, g.slice("aims", dsp.PITCH.classes + 1, None, 1), "weight")
    added = [t.scale(term(), weight) for weight, term in terms if weight] + [
        t.scale(term, weight) for term, weight in zip(
        (*pitch_terms(t, pitch, g.slice("aims", 0, dsp.PITCH.classes + 1, 1), f0, "weight"), *tones),
        (weights.pitch, weights.voicing, weights.tones, weights.tone_levels))]
    for term in added:
        loss = term if loss is None else t.add(loss, term)
    gradient = g.reshape(g.op("Transpose", t.gradient(loss, latents), perm=[1, 0]), 1, c.latents, -1)
    rows, aims = "hops", dsp.PITCH.classes + 1 + 2 * dsp.TONES.count
    return g.model({"latent": [1, c.latents, "frames"], "pcm": [1, 1, "samples"], "aims": [rows, aims], "weight": [rows, 1]},
                   {"loss": (g.reshape(loss, 1), [1]), "gradient": (gradient, [1, c.latents, "frames"]), "own_aims": (g.concat(pitch, own, axis=1), [rows, aims])},
                   {"latentcast": "search"})
