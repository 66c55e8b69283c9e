"""Builds ONNX graphs op by op: named initialisers, flat recurrent state, weights stored as int8 or fp16.

Stored weights become float32 by plain Cast and Mul nodes on constants, which ONNX Runtime folds when it loads the
file (it does not fold DequantizeLinear), so that inference runs on float32 kernels.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 20, 9
_ELEMENT = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.float64): TensorProto.DOUBLE, np.dtype(np.int64): TensorProto.INT64}


class Graph:
    """One ONNX graph under construction. Values are names; arrays given as inputs become initialisers."""

    def __init__(self, name: str):
        self.name, self.nodes, self.initialisers = name, [], {}
        self.inputs, self.outputs = [], []
        self._count, self._constants = 0, {}
        self._state_parts, self._state_next = [], {}

    # -- values ---------------------------------------------------------------------------------------------------
    def constant(self, value, dtype=None) -> str:
        """An anonymous initialiser; equal ones are stored once."""
        array = np.ascontiguousarray(np.asarray(value, dtype))
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            name = f"c{len(self._constants)}"
            self.initialisers[name] = array
            self._constants[key] = name
        return self._constants[key]

    def ints(self, *values: int) -> str:
        return self.constant(values, np.int64)

    def op(self, kind: str, *args, outputs: int = 1, **attributes):
        """Appends a node. Arguments are names, arrays or numbers (float32). Returns its output's name or names."""
        inputs = [a if isinstance(a, str) else self.constant(a, np.float32 if not isinstance(a, np.ndarray) else None) for a in args]
        names = [f"v{self._count + i}" for i in range(outputs)]
        self._count += outputs
        self.nodes.append(helper.make_node(kind, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def stored(self, name: str, array: np.ndarray, storage: str) -> str:
        """A weight under its own name; "int8" has one scale per output channel (axis 0), "float16", "float32"."""
        if storage == "float32":
            self.initialisers[name] = array.astype(np.float32)
            return name
        if storage == "float16":
            self.initialisers[name] = array.astype(np.float16)
            return self.op("Cast", name, to=TensorProto.FLOAT)
        codes, scale = quantise_rows(array)
        self.initialisers[name], self.initialisers[name + ".scale"] = codes, scale
        return self.op("Mul", self.op("Cast", name, to=TensorProto.FLOAT), name + ".scale")

    # -- shapes ---------------------------------------------------------------------------------------------------
    def slice(self, x: str, start: int, end: int | None, axis: int = 0) -> str:
        return self.op("Slice", x, self.ints(start), self.ints(np.iinfo(np.int64).max if end is None else end), self.ints(axis))

    def reshape(self, x: str, *shape: int) -> str:
        return self.op("Reshape", x, self.ints(*shape))

    def concat(self, *parts: str, axis: int = 0) -> str:
        return self.op("Concat", *parts, axis=axis)

    def split(self, x: str, parts: int, axis: int) -> list[str]:
        return self.op("Split", x, outputs=parts, axis=axis, num_outputs=parts)

    # -- recurrent state ------------------------------------------------------------------------------------------
    def state(self, *shape: int) -> str:
        """Reserves a part of the flat state and returns its value at the start of the call."""
        name = f"s{len(self._state_parts)}"
        self._state_parts.append((name, shape))
        return name

    def next_state(self, part: str, value: str) -> None:
        self._state_next[part] = value

    def history(self, x: str, rows: int, width: int) -> str:
        """[n, width] -> [rows + n, width], the last `rows` rows of the earlier calls first."""
        part = self.state(rows, width)
        joined = self.concat(part, x)
        self.next_state(part, self.slice(joined, -rows, None))
        return joined

    def delayed(self, x: str, rows: int, width: int) -> str:
        """[n, width] -> [n, width], `rows` rows late."""
        return self.slice(self.history(x, rows, width), 0, -rows)

    @property
    def state_size(self) -> int:
        return sum(int(np.prod(shape)) for _, shape in self._state_parts)

    def state_offset(self, part: str) -> int:
        names = [name for name, _ in self._state_parts]
        return sum(int(np.prod(shape)) for _, shape in self._state_parts[: names.index(part)])

    # -- the file -------------------------------------------------------------------------------------------------
    def model(self, inputs: dict[str, list], outputs: dict[str, tuple[str, list]], metadata: dict[str, str]) -> onnx.ModelProto:
        """Closes the graph: adds `state` and `state_out` if it has a state, renames the outputs, checks the result."""
        size = self.state_size
        if not size:
            return self._closed([], [], inputs, outputs, metadata)
        first = [helper.make_node("Split", ["state", self.ints(*[int(np.prod(s)) for _, s in self._state_parts])],
                                  [p + ".flat" for p, _ in self._state_parts], axis=1)]
        first += [helper.make_node("Reshape", [p + ".flat", self.ints(*shape)], [p]) for p, shape in self._state_parts]
        flat = [self.reshape(self._state_next[p], 1, -1) for p, _ in self._state_parts]
        last = [helper.make_node("Concat", flat, ["state_out"], axis=1)]
        return self._closed(first, last, {**inputs, "state": [1, size]}, {**outputs, "state_out": (None, [1, size])}, metadata)

    def _closed(self, first: list, last: list, inputs: dict[str, list], outputs: dict[str, tuple[str | None, list]], metadata: dict[str, str]) -> onnx.ModelProto:
        last = last + [helper.make_node("Identity", [value], [name]) for name, (value, _) in outputs.items() if value]
        info = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            first + self.nodes + last, self.name,
            [info(k, s) for k, s in inputs.items()], [info(k, s) for k, (_, s) in outputs.items()],
            [numpy_helper.from_array(v, k) for k, v in self.initialisers.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="latentcast-training")
        helper.set_model_props(model, metadata)
        onnx.checker.check_model(model)
        return model


def quantise_rows(array: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """[out, …] -> int8 codes and float32 scales [out, 1, …], symmetric, one scale per row."""
    axes = tuple(range(1, array.ndim))
    scale = np.maximum(np.abs(array).max(axes, keepdims=True), 1e-12).astype(np.float32) / 127
    return np.clip(np.round(array / scale), -127, 127).astype(np.int8), scale


def read_weights(path: str, prefixes: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The named weights of an exported file as float32, whatever their storage."""
    arrays = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    return {k: v.astype(np.float32) * arrays.get(k + ".scale", np.float32(1)) for k, v in arrays.items()
            if k.startswith(prefixes) and not k.endswith(".scale")}
