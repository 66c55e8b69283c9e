"""The network as two streaming ONNX graphs whose whole memory is one flat state tensor.

Every graph is causal in what it is fed. Look-ahead is a constant delay instead: a block that looks one step ahead
emits one step late, and what must meet its output is delayed as much. An all-zero state is the cold start. n is the
number of spectral frames in a call, 4 T.
"""

from dataclasses import dataclass

import numpy as np
import onnx

from . import dsp, fourier
from .config import ModelConfig
from .graph import OPSET, Graph

KERNEL = 7
PAST_HOPS = dsp.GRID.nfft // dsp.GRID.hop - 1


@dataclass
class Streaming:
    """A graph with what a caller must know: delays in samples, context in latent frames, floats of state."""

    model: onnx.ModelProto
    delay: int
    left_frames: int
    state_size: int
    marks: dict[str, int]  # offsets of named parts of the state


class Weights:
    """Torch parameters by name, stored in a graph: matrices as `storage`, all else as float32."""

    def __init__(self, g: Graph, state: dict[str, np.ndarray], storage: str):
        self.g, self.state, self.storage = g, state, storage

    def matrix(self, name: str) -> str:
        """torch Linear, [out, in] as torch has it: Gemm transposes when it packs."""
        return self.g.stored(name, self.state[name], self.storage)

    def vector(self, name: str) -> str:
        return self.g.stored(name, self.state[name], "float32")

    def gemm(self, x: str, w: str, b: str) -> str:
        return self.g.op("Gemm", x, w, b, transB=1)

    def linear(self, x: str, name: str) -> str:
        return self.gemm(x, self.matrix(name + ".weight"), self.vector(name + ".bias"))

    def norm_linear(self, x: str, norm: str, linear: str, width: int, rows: np.ndarray | None = None) -> str:
        """LayerNorm, then Linear, with the norm's scale and shift folded into the product; `rows` reorders outputs."""
        g = self.g
        w, b = self.matrix(linear + ".weight"), self.vector(linear + ".bias")
        b = g.op("Squeeze", self.gemm(g.op("Unsqueeze", self.vector(norm + ".bias"), g.ints(0)), w, b), g.ints(0))
        w = g.op("Mul", w, self.vector(norm + ".weight"))
        if rows is not None:
            index = g.constant(rows, np.int64)
            w, b = g.op("Gather", w, index, axis=0), g.op("Gather", b, index, axis=0)
        plain = g.op("LayerNormalization", x, np.ones(width, np.float32), np.zeros(width, np.float32), axis=-1, epsilon=1e-5)
        return self.gemm(plain, w, b)

    def block(self, x: str, name: str, width: int, right: int) -> str:
        """[n, width] -> [n, width], `right` steps late."""
        g = self.g
        joined = g.history(x, KERNEL - 1, width)
        kernel = g.reshape(g.op("Transpose", self.vector(name + ".w"), perm=[1, 0]), width, 1, KERNEL, 1)
        planes = g.reshape(g.op("Transpose", joined, perm=[1, 0]), 1, width, -1, 1)  # 2-D: ORT's fast depthwise kernel
        y = g.op("Conv", planes, kernel, self.vector(name + ".b"), group=width)
        y = g.op("Transpose", g.reshape(y, width, -1), perm=[1, 0])
        y = g.op("Gelu", self.norm_linear(y, name + ".n", name + ".p1", width), approximate="tanh")
        scale = self.vector(name + ".g")
        w = g.op("Mul", self.matrix(name + ".p2.weight"), g.op("Unsqueeze", scale, g.ints(1)))
        y = self.gemm(y, w, g.op("Mul", self.vector(name + ".p2.bias"), scale))
        return g.op("Add", y, g.slice(joined, KERNEL - 1 - right, -right or None))


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


def normalised(w: Weights, z: str, norm: str) -> str:
    """Batch normalisation without scale and shift."""
    deviation = w.g.op("Sqrt", w.g.op("Add", w.vector(norm + ".running_var"), 1e-5))
    return w.g.op("Div", w.g.op("Sub", z, w.vector(norm + ".running_mean")), deviation)


def tonal_net(w: Weights, x: str, name: str, width: int, blocks: int, ahead: int) -> str:
    """The small network of the tones' code, at the latents' rate and `ahead` frames late."""
    x = w.linear(x, name + ".inp")
    for i in range(blocks):
        x = w.block(x, f"{name}.b.{i}", width, int(i < ahead))
    return w.norm_linear(x, name + ".norm", name + ".out", width)


def encoder(state: dict[str, np.ndarray], c: ModelConfig, storage: str) -> Streaming:
    """pcm [1, 1, 2048 T] -> latent [1, 64, T] in (-1, 1)."""
    g = Graph("latentcast-encoder")
    w = Weights(g, state, storage)
    x = features(g, *fourier.forward(g, windows_of(g, "pcm")), c.mel_bands)
    x = w.linear(x, "enc.inp")
    for i in range(c.enc_fast_blocks):
        x = w.block(x, f"enc.b0.{i}", c.enc_fast_width, int(i < c.enc_fast_ahead))
    x = w.linear(g.reshape(x, -1, c.enc_fast_width * dsp.GRID.fold), "enc.down")
    tonal = tonal_features(g)
    x = g.op("Add", x, g.op("Gemm", tonal, w.matrix("enc.tonal.weight"), transB=1))
    for i in range(c.enc_blocks):
        x = w.block(x, f"enc.b1.{i}", c.enc_width, int(i < c.enc_ahead))
    z = w.norm_linear(x, "enc.norm", "enc.out", c.enc_width)
    z = normalised(w, z, "enc.bn")
    both = tonal_net(w, tonal, "enc.code", c.tonal_width, c.tonal_enc_blocks, c.enc_ahead)
    code, gate = normalised(w, g.slice(both, 0, c.tonal_latents, 1), "enc.code_bn"), g.op("Sigmoid", g.slice(both, c.tonal_latents, None, 1))
    given = g.slice(z, -c.tonal_latents, None, 1)
    mixed = g.op("Add", given, g.op("Mul", gate, g.op("Sub", code, given)))
    z = g.concat(g.slice(z, 0, -c.tonal_latents, 1), mixed, axis=1)
    z = g.op("Erf", g.op("Mul", z, 0.7071))
    z = g.reshape(g.op("Transpose", z, perm=[1, 0]), 1, c.latents, -1)
    model = g.model({"pcm": [1, 1, "samples"]}, {"latent": (z, [1, c.latents, "frames"])}, {"latentcast": "encoder"})
    fast_left = c.enc_fast_blocks * (KERNEL - 1) + PAST_HOPS
    left = c.enc_blocks * (KERNEL - 1) + -(-fast_left // dsp.GRID.fold)
    delay = dsp.GRID.hop * (c.enc_fast_ahead + dsp.GRID.fold * c.enc_ahead) + dsp.GRID.margin
    return Streaming(model, delay, left, g.state_size, {})


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
    double, single = dict(to=onnx.TensorProto.DOUBLE), dict(to=onnx.TensorProto.FLOAT)
    start = g.op("ReduceSum", g.op("Cast", past, **double), g.ints(1), keepdims=1)
    step = g.op("Mul", g.op("Add", g.op("Cast", f0, **double), g.op("Cast", before, **double)),
                np.array(dsp.GRID.hop / 2 / dsp.GRID.sample_rate, np.float64))
    cycles = g.op("Add", g.op("CumSum", step, g.constant(0, np.int64)), start)
    centre = g.op("Sub", cycles, g.op("Floor", cycles))
    last = g.slice(centre, -1, None)
    high = g.op("Cast", last, **single)
    low = g.op("Cast", g.op("Sub", last, g.op("Cast", high, **double)), **single)
    g.next_state(past, g.concat(high, low, axis=1))
    marks["phase"] = g.state_offset(past)
    limit = g.op("Mul", f0, dsp.SOURCE.max_glide)
    glide = g.op("Max", g.op("Min", g.op("Sub", f0, before), limit), g.op("Neg", limit))
    t = ((np.arange(dsp.GRID.nfft) - (dsp.GRID.nfft - 1) / 2) / dsp.GRID.sample_rate).astype(np.float64)
    shape = np.stack([np.ones_like(t), t, t * t * (dsp.GRID.sample_rate / 2 / dsp.GRID.hop)]).astype(np.float32)
    cycles = g.op("MatMul", g.concat(g.op("Cast", centre, **single), f0, glide, axis=1), shape)
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


def decoder(state: dict[str, np.ndarray], c: ModelConfig, storage: str) -> Streaming:
    """latent [1, 64, T] dequantised in (-1, 1), noise [1, 1, 2048 T] -> pcm [1, 1, 2048 T]."""
    g, marks = Graph("latentcast-decoder"), {}
    w = Weights(g, state, storage)
    latents = g.op("Transpose", g.reshape("latent", c.latents, -1), perm=[1, 0])
    tones = tonal_net(w, latents, "dec.tonal", c.tonal_width, c.tonal_dec_blocks, c.dec_ahead)
    tones = g.reshape(g.concat(*[tones] * dsp.GRID.fold, axis=1), -1, 2 * dsp.TONES.count)  # the same for a frame's hops
    if c.dec_fast_ahead:
        tones = g.delayed(tones, c.dec_fast_ahead, 2 * dsp.TONES.count)
    x = w.linear(latents, "dec.inp")
    for i in range(c.dec_blocks):
        x = w.block(x, f"dec.b0.{i}", c.dec_width, int(i < c.dec_ahead))
    x = g.reshape(w.linear(x, "dec.up"), -1, c.dec_fast_width)
    for i in range(c.dec_fast_blocks):
        x = w.block(x, f"dec.b1.{i}", c.dec_fast_width, int(i < c.dec_fast_ahead))
    order = fourier.bin_order()
    gains = w.norm_linear(x, "dec.norm", "dec.env", c.dec_fast_width, np.concatenate([order, order + dsp.GRID.bins]))
    pitch = w.norm_linear(x, "dec.norm", "dec.f0", c.dec_fast_width)
    salience = g.op("Add", w.norm_linear(x, "dec.norm", "dec.tone", c.dec_fast_width), g.slice(tones, 0, dsp.TONES.count, 1))
    level = g.op("Add", w.norm_linear(x, "dec.norm", "dec.tone_level", c.dec_fast_width), g.slice(tones, dsp.TONES.count, None, 1))
    pcm = g.reshape(synthesise(g, gains, pitch, salience, level, marks), 1, 1, -1)
    model = g.model({"latent": [1, c.latents, "frames"], "noise": [1, 1, "samples"]}, {"pcm": (pcm, [1, 1, "samples"])}, {"latentcast": "decoder"})
    fast_left = c.dec_fast_blocks * (KERNEL - 1) + 1 + PAST_HOPS * (1 + len(dsp.SYNTHESIS.refinements)) + sum(dsp.SYNTHESIS.refinements)
    left = c.dec_blocks * (KERNEL - 1) + -(-fast_left // dsp.GRID.fold)
    delay = dsp.GRID.hop * (c.dec_fast_ahead + sum(dsp.SYNTHESIS.refinements) + dsp.GRID.fold * c.dec_ahead) + dsp.GRID.margin
    return Streaming(model, delay, left, g.state_size, marks)
