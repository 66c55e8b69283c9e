"""The network's layers as ONNX nodes: products with stored weights, ConvNeXt blocks, the small networks of the tones."""

import numpy as np

from ..graph import Graph

KERNEL = 7


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

    def folded(self, norm: str, linear: str, rows: np.ndarray | None = None) -> tuple[str, str]:
        """Weight and bias of a Linear with the scale and shift of the LayerNorm before it folded in; `rows` reorders outputs."""
        g = self.g
        w, b = self.matrix(linear + ".weight"), self.vector(linear + ".bias")
        b = g.op("Squeeze", self.gemm(g.op("Unsqueeze", self.vector(norm + ".bias"), g.ints(0)), w, b), g.ints(0))
        w = g.op("Mul", w, self.vector(norm + ".weight"))
        if rows is not None:
            index = g.constant(rows, np.int64)
            w, b = g.op("Gather", w, index, axis=0), g.op("Gather", b, index, axis=0)
        return w, b

    def scaled(self, linear: str, scale: str) -> tuple[str, str]:
        """Weight and bias of a Linear whose outputs are scaled one by one."""
        by = self.vector(scale)
        w = self.g.op("Mul", self.matrix(linear + ".weight"), self.g.op("Unsqueeze", by, self.g.ints(1)))
        return w, self.g.op("Mul", self.vector(linear + ".bias"), by)

    def norm_linear(self, x: str, norm: str, linear: str, width: int, rows: np.ndarray | None = None) -> str:
        """LayerNorm, then Linear, as one product; `rows` reorders outputs."""
        g = self.g
        w, b = self.folded(norm, linear, rows)
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
        y = self.gemm(y, *self.scaled(name + ".p2", name + ".g"))
        return g.op("Add", y, g.slice(joined, KERNEL - 1 - right, -right or None))


def tonal_net(w: Weights, x: str, name: str, width: int, blocks: int, ahead: int) -> str:
    """The small network of the tones' code, at the latents' rate and `ahead` frames late."""
    x = w.linear(x, name + ".inp")
    for i in range(blocks):
        x = w.block(x, f"{name}.b.{i}", width, int(i < ahead))
    return w.norm_linear(x, name + ".norm", name + ".out", width)


def normalised(w: Weights, z: str, norm: str) -> str:
    """Batch normalisation without scale and shift."""
    deviation = w.g.op("Sqrt", w.g.op("Add", w.vector(norm + ".running_var"), 1e-5))
    return w.g.op("Div", w.g.op("Sub", z, w.vector(norm + ".running_mean")), deviation)
