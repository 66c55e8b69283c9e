"""Reverse-mode differentiation of graphs that are built op by op: ONNX has no training on every platform that plays these graphs.

A `Tape` adds nodes to a graph and keeps how each output's gradient passes to its inputs; `gradient` then adds the nodes
that compute it. Values are names in the graph; constants take no gradient.
"""

from collections.abc import Callable

import numpy as np

from .graph import Graph

Pull = Callable[[str], str]  # the gradient of an output -> the gradient of one input, as names

GELU_SLOPE, GELU_CUBE = float(np.sqrt(2 / np.pi)), 0.044715


class Tape:
    def __init__(self, g: Graph):
        self.g, self._steps = g, []

    def record(self, out: str, *inputs: tuple[str, Pull]) -> str:
        self._steps.append((out, inputs))
        return out

    def gradient(self, of: str, by: str) -> str:
        """Gradient of a scalar by one value."""
        grads = {of: self.g.constant(1.0, np.float32)}
        for out, inputs in reversed(self._steps):
            if out == by or out not in grads:
                continue
            d = grads.pop(out)
            for name, pull in inputs:
                part = pull(d)
                grads[name] = self.g.op("Add", grads[name], part) if name in grads else part
        return grads[by]

    # -- elementwise ----------------------------------------------------------------------------------------------
    def add(self, a: str, b: str) -> str:
        return self.record(self.g.op("Add", a, b), (a, lambda d: d), (b, lambda d: d))

    def sub(self, a: str, b: str) -> str:
        return self.record(self.g.op("Sub", a, b), (a, lambda d: d), (b, lambda d: self.g.op("Neg", d)))

    def mul(self, a: str, b: str) -> str:
        return self.record(self.g.op("Mul", a, b), (a, lambda d: self.g.op("Mul", d, b)), (b, lambda d: self.g.op("Mul", d, a)))

    def div(self, a: str, b: str) -> str:
        out = self.g.op("Div", a, b)
        return self.record(out, (a, lambda d: self.g.op("Div", d, b)), (b, lambda d: self.g.op("Neg", self.g.op("Div", self.g.op("Mul", d, out), b))))

    def shift(self, x: str, by) -> str:
        """x + a constant, or a value that takes no gradient and has the shape of x or spreads to it."""
        return self.record(self.g.op("Add", x, by), (x, lambda d: d))

    def scale(self, x: str, by) -> str:
        """x times a constant, or times a value that takes no gradient and has the shape of x or spreads to it."""
        return self.record(self.g.op("Mul", x, by), (x, lambda d: self.g.op("Mul", d, by)))

    def square(self, x: str) -> str:
        return self.record(self.g.op("Mul", x, x), (x, lambda d: self.g.op("Mul", d, self.g.op("Mul", x, 2.0))))

    def exp(self, x: str) -> str:
        out = self.g.op("Exp", x)
        return self.record(out, (x, lambda d: self.g.op("Mul", d, out)))

    def log(self, x: str) -> str:
        return self.record(self.g.op("Log", x), (x, lambda d: self.g.op("Div", d, x)))

    def sqrt(self, x: str) -> str:
        out = self.g.op("Sqrt", x)
        return self.record(out, (x, lambda d: self.g.op("Div", self.g.op("Mul", d, 0.5), out)))

    def power(self, x: str, exponent: float) -> str:
        out = self.g.op("Pow", x, exponent)
        return self.record(out, (x, lambda d: self.g.op("Mul", d, self.g.op("Div", self.g.op("Mul", out, exponent), x))))

    def abs(self, x: str) -> str:
        return self.record(self.g.op("Abs", x), (x, lambda d: self.g.op("Mul", d, self.g.op("Sign", x))))

    def clip(self, x: str, low: float, high: float = 3e38) -> str:
        out = self.g.op("Clip", x, low, high)
        inside = lambda: self.g.op("Cast", self.g.op("Equal", out, x), to=1)
        return self.record(out, (x, lambda d: self.g.op("Mul", d, inside())))

    def largest(self, a: str, b: str) -> str:
        """The greater of two, the second without gradient."""
        out = self.g.op("Max", a, b)
        return self.record(out, (a, lambda d: self.g.op("Mul", d, self.g.op("Cast", self.g.op("Equal", out, a), to=1))))

    def gelu(self, x: str) -> str:
        g = self.g

        def pull(d: str) -> str:
            square = g.op("Mul", x, x)
            t = g.op("Tanh", g.op("Mul", g.op("Mul", x, GELU_SLOPE), g.op("Add", g.op("Mul", square, GELU_CUBE), 1.0)))
            slope = g.op("Mul", g.op("Mul", x, GELU_SLOPE), g.op("Add", g.op("Mul", square, 3 * GELU_CUBE), 1.0))
            inner = g.op("Mul", g.op("Sub", 1.0, g.op("Mul", t, t)), slope)
            return g.op("Mul", d, g.op("Mul", g.op("Add", g.op("Add", t, 1.0), inner), 0.5))
        return self.record(g.op("Gelu", x, approximate="tanh"), (x, pull))

    # -- products and shapes --------------------------------------------------------------------------------------
    def gemm(self, x: str, w: str, b: str) -> str:
        """[n, in] with a weight [out, in] and a bias -> [n, out]."""
        return self.record(self.g.op("Gemm", x, w, b, transB=1), (x, lambda d: self.g.op("MatMul", d, w)))

    def project(self, x: str, basis: np.ndarray) -> str:
        """[n, in] with a constant [in, out], which is stored in half precision -> [n, out]."""
        stored = self.half(basis)
        return self.record(self.g.op("MatMul", x, stored), (x, lambda d: self.g.op("Gemm", d, stored, transB=1)))

    def half(self, array: np.ndarray) -> str:
        """A constant in half precision: filters need no more."""
        return self.g.op("Cast", self.g.constant(array, np.float16), to=1)

    def reshape(self, x: str, shape: tuple[int, ...], before: tuple[int, ...]) -> str:
        return self.record(self.g.reshape(x, *shape), (x, lambda d: self.g.reshape(d, *before)))

    def rows(self, x: str, start: int, end: int | None, axis: int = 0, rank: int = 2) -> str:
        """A slice; the gradient outside it is zero. `end` counts from the end (negative) or is None."""
        pads = [0] * 2 * rank

        def pull(d: str) -> str:
            pads[axis], pads[rank + axis] = start, -(end or 0)
            return self.g.op("Pad", d, self.g.ints(*pads))
        return self.record(self.g.slice(x, start, end, axis), (x, pull))

    def columns(self, x: str, first: int, count: int, total: int) -> str:
        """[n, total] -> [n, count] from column `first` on."""
        return self.rows(x, first, first + count - total or None, 1)

    def total(self, x: str) -> str:
        """Sum of everything, a scalar."""
        zero = lambda: self.g.op("Mul", x, 0.0)
        return self.record(self.g.op("ReduceSum", x, keepdims=0), (x, lambda d: self.g.op("Add", zero(), d)))

    def mean(self, x: str, axis: int) -> str:
        """Mean along an axis, which stays with length one."""
        ones = lambda: self.g.op("Add", self.g.op("Mul", x, 0.0), 1.0)
        length = lambda: self.g.op("ReduceSum", ones(), self.g.ints(axis), keepdims=1)
        return self.record(self.g.op("ReduceMean", x, self.g.ints(axis), keepdims=1), (x, lambda d: self.g.op("Mul", ones(), self.g.op("Div", d, length()))))

    def normalised(self, x: str, axis: int, floor: float) -> str:
        """Mean removed and divided by the root of the sum of squares plus `floor`, along an axis."""
        g, at = self.g, self.g.ints(axis)
        inner = g.op("Sub", x, g.op("ReduceMean", x, at, keepdims=1))
        norm = g.op("Sqrt", g.op("Add", g.op("ReduceSum", g.op("Mul", inner, inner), at, keepdims=1), floor))
        out = g.op("Div", inner, norm)

        def pull(d: str) -> str:
            along = g.op("ReduceSum", g.op("Mul", d, out), at, keepdims=1)
            through = g.op("Div", g.op("Sub", d, g.op("Mul", out, along)), norm)
            return g.op("Sub", through, g.op("ReduceMean", through, at, keepdims=1))
        return self.record(out, (x, pull))

    def layer_norm(self, x: str, width: int) -> str:
        """LayerNorm over the last axis of [n, width], without scale and shift."""
        g, at = self.g, self.g.ints(1)
        out, _, inverse = g.op("LayerNormalization", x, np.ones(width, np.float32), np.zeros(width, np.float32), outputs=3, axis=-1, epsilon=1e-5)

        def pull(d: str) -> str:
            mean = g.op("ReduceMean", d, at, keepdims=1)
            along = g.op("ReduceMean", g.op("Mul", d, out), at, keepdims=1)
            return g.op("Mul", g.op("Sub", g.op("Sub", d, mean), g.op("Mul", out, along)), inverse)
        return self.record(out, (x, pull))

    def depthwise(self, x: str, kernel: str, bias: str, width: int, taps: int, right: int) -> str:
        """[n, width] -> [n, width]: each column with its own kernel [taps, width] that reaches `right` rows ahead."""
        g, left = self.g, taps - 1 - right
        shaped = g.reshape(g.op("Transpose", kernel, perm=[1, 0]), width, 1, taps, 1)

        def conv(rows: str, weight: str, before: int, after: int, *bias: str) -> str:
            planes = g.reshape(g.op("Transpose", rows, perm=[1, 0]), 1, width, -1, 1)
            y = g.op("Conv", planes, weight, *bias, group=width, pads=[before, 0, after, 0])
            return g.op("Transpose", g.reshape(y, width, -1), perm=[1, 0])

        def pull(d: str) -> str:
            backwards = g.op("Slice", shaped, g.ints(-1), g.ints(-taps - 1), g.ints(2), g.ints(-1))
            return conv(d, backwards, right, left)
        return self.record(conv(x, shaped, left, right, bias), (x, pull))

    # -- neighbourhoods -------------------------------------------------------------------------------------------
    def join(self, parts: list[str], widths: list[int]) -> str:
        """Columns of several values next to each other."""
        edges = np.cumsum([0, *widths])
        pulls = [(p, lambda d, a=int(a), b=int(b): self.g.slice(d, a, b, 1)) for p, a, b in zip(parts, edges, edges[1:])]
        return self.record(self.g.concat(*parts, axis=1), *pulls)

    def smoothed(self, x: str, width: int) -> str:
        """[n, width], n even -> [n / 2 - 2, width]: each second row with its two neighbours on either side, weighted 1 3 4 3 1."""
        g = self.g
        kernel = (np.array([1, 3, 4, 3, 1], np.float32) / 12).reshape(1, 1, 5, 1)
        planes = lambda rows: g.reshape(g.op("Transpose", rows, perm=[1, 0]), width, 1, -1, 1)
        back = lambda y: g.op("Transpose", g.reshape(y, width, -1), perm=[1, 0])
        return self.record(back(g.op("Conv", planes(x), kernel, strides=[2, 1])),
                           (x, lambda d: back(g.op("ConvTranspose", planes(d), kernel, strides=[2, 1], output_padding=[1, 0]))))

    def local(self, x: str, width: int) -> str:
        """[m, width]: Gaussian mean over 3 x 3 neighbours, edges repeated."""
        g = self.g
        edge, side, centre = 0.0113033910173052, 0.0838251475442633, 0.619485845753726
        kernel = np.array([[edge, side, edge], [side, centre, side], [edge, side, edge]], np.float32).reshape(1, 1, 3, 3)
        flat = lambda y: g.reshape(y, -1, width)
        padded = g.op("Pad", g.op("Unsqueeze", x, g.ints(0, 1)), g.ints(0, 0, 1, 1, 0, 0, 1, 1), mode="edge")

        def pull(d: str) -> str:
            y = g.op("Conv", g.op("Unsqueeze", d, g.ints(0, 1)), kernel, pads=[2, 2, 2, 2])
            y = self._folded(y, 2)
            return flat(self._folded(y, 3))
        return self.record(flat(g.op("Conv", padded, kernel)), (x, pull))

    def _folded(self, y: str, axis: int) -> str:
        """What lies on repeated edges goes back to what was repeated. [1, 1, m, k]."""
        g = self.g
        first = g.op("Add", g.slice(y, 0, 1, axis), g.slice(y, 1, 2, axis))
        last = g.op("Add", g.slice(y, -2, -1, axis), g.slice(y, -1, None, axis))
        return g.concat(first, g.slice(y, 2, -2, axis), last, axis=axis)
