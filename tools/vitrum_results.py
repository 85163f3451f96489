# SPDX-License-Identifier: Apache-2.0
# tools/vitrum_results.py: reads vitrum's HDF5 results into numpy arrays: EMD groups, tables, attributes.
"""Reader for vitrum results.

    from vitrum_results import Result
    with Result("out/quickstart/mro.h5") as mro:
        power = mro.array("/symmetry/power")    # .values, .units, .axes
        table = mro.table("/domains/table")     # dict of columns
"""
from dataclasses import dataclass, field

import h5py
import numpy as np


@dataclass
class Axis:
    name: str
    units: str
    values: np.ndarray


@dataclass
class Array:
    values: np.ndarray
    units: str = ""
    axes: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)

    def extent(self):
        """matplotlib extent of the last two axes (x left, x right, y bottom, y top), pixel edges, y downwards."""
        y, x = self.axes[-2].values, self.axes[-1].values
        dy = y[1] - y[0] if len(y) > 1 else 1.0
        dx = x[1] - x[0] if len(x) > 1 else 1.0
        return (x[0] - dx / 2, x[-1] + dx / 2, y[-1] + dy / 2, y[0] - dy / 2)


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


class Result:
    """An open result file. Missing paths give None from array() and table(), {} from attributes()."""

    def __init__(self, path):
        self.file = h5py.File(path, "r")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def array(self, path):
        node = self.file.get(path)
        if node is None:
            return None
        if isinstance(node, h5py.Dataset):
            return Array(node[()], text(node.attrs.get("units", "")))
        if "data" not in node:
            return None
        data = node["data"]
        axes = []
        for i in range(1, data.ndim + 1):
            dim = node.get(f"dim{i}")
            values = dim[()] if dim is not None else np.arange(data.shape[i - 1], dtype=float)
            attrs = dim.attrs if dim is not None else {}
            axes.append(Axis(text(attrs.get("name", f"dim{i}")), text(attrs.get("units", "")), values))
        return Array(data[()], text(data.attrs.get("units", "")), axes, self.attributes(path))

    def table(self, path):
        node = self.file.get(path)
        if not isinstance(node, h5py.Dataset) or node.dtype.names is None:
            return None
        rows = node[()]
        return {
            name: np.array([text(v) for v in rows[name]]) if rows[name].dtype.kind in "OS" else rows[name]
            for name in rows.dtype.names
        }

    def attributes(self, path):
        node = self.file.get(path)
        if node is None:
            return {}
        return {k: text(v) if isinstance(v, (bytes, str)) else v for k, v in node.attrs.items()}

    def children(self, path):
        node = self.file.get(path)
        return list(node) if isinstance(node, h5py.Group) else []
