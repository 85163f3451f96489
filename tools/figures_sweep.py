# SPDX-License-Identifier: Apache-2.0
# tools/figures_sweep.py: figures of sweep.h5: what the glass answers against what was varied, with error bars.
import re

import numpy as np

from style import ACCENT, INK, SECOND, plt

# name in sweep.h5, label, factor
ANSWERS = [
    ("peak_stress_GPa", "peak stress (GPa)", 1.0),
    ("offset_yield_GPa", "yield stress, 0.2 % offset (GPa)", 1.0),
    ("flow_stress_GPa", "flow stress (GPa)", 1.0),
    ("last_participation_ratio", "participation ratio", 1.0),
    ("last_gini", "Gini coefficient", 1.0),
    ("band_width_nm", "width of shear bands (nm)", 1.0),
]
COLOURS = [INK, ACCENT, SECOND, "#7c3aed", "#b45309", "#0369a1", "#be185d", "#4d7c0f"]
NOT_VARIED = {"point", "members", "done"}


def number(text):
    """(300.0, "K") of "300 K"; None where it is no number."""
    match = re.fullmatch(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)", text)
    return (float(match[1]), match[2].strip()) if match else None


def varied(table):
    """Keys that take more than one value, in the order of the sweep."""
    return [name for name, column in table.items()
            if name not in NOT_VARIED and column.dtype.kind in "UO" and len(set(column)) > 1]


def places(values):
    """Where values stand on the axis: numbers where all are in one unit, else their order. (x, label, ticks, log)"""
    parsed = [number(value) for value in values]
    if all(parsed) and len({unit for _, unit in parsed}) == 1:
        x = np.array([value for value, _ in parsed])
        log = x.min() > 0 and x.max() / x.min() >= 100
        return x, parsed[0][1], None, log
    order = list(dict.fromkeys(values))
    return np.array([order.index(value) for value in values], dtype=float), "", order, False


def split_by(table, keys, others):
    """Rows of each combination of the other keys; all rows at once where these are too many to tell apart."""
    rows = np.arange(len(table["point"]))
    if not others:
        return [("", rows)]
    texts = [", ".join(f"{key.split('.')[-1]} = {table[key][i]}" for key in others) for i in rows]
    kinds = list(dict.fromkeys(texts))
    if len(kinds) > len(COLOURS):
        return [("", rows)]
    return [(kind, np.array([i for i in rows if texts[i] == kind])) for kind in kinds]


def draw_answer(ax, table, key, others, name, factor):
    x, unit, ticks, log = places(list(table[key]))
    groups = split_by(table, key, others)
    joined = not others or len(groups) > 1
    for (label, rows), colour in zip(groups, COLOURS):
        rows = rows[np.argsort(x[rows], kind="stable")]
        y, error = factor * table[name][rows], factor * np.nan_to_num(table[f"{name}_se"][rows])
        ax.errorbar(x[rows], y, yerr=error, fmt="o-" if joined and ticks is None else "o", ms=4, capsize=3, color=colour,
                    label=label or None)
    if log:
        ax.set_xscale("log")
    if ticks is not None:
        ax.set_xticks(range(len(ticks)), ticks, rotation=30, ha="right", fontsize=8)
    ax.set_xlabel(f"{key} ({unit})" if unit else key)


def responses(result):
    table = result.table("/ensembles")
    if table is None or not len(table["point"]):
        return None
    keys = varied(table)
    answers = [(name, label, factor) for name, label, factor in ANSWERS
               if name in table and np.isfinite(table[name]).any()]
    if not keys or not answers:
        return None
    fig, axes = plt.subplots(len(answers), len(keys), figsize=(4.4 * len(keys) + 0.4, 2.7 * len(answers)), squeeze=False)
    for row, (name, label, factor) in zip(axes, answers):
        for ax, key in zip(row, keys):
            draw_answer(ax, table, key, [other for other in keys if other != key], name, factor)
            ax.margins(0.06)
        row[0].set_ylabel(label)
    for ax in axes[0]:
        handles, labels = ax.get_legend_handles_labels()
        if labels:
            ax.legend(handles, labels, fontsize=8, loc="best")
    replicas = int(table["done"].max())
    return fig, (f"Response against the keys that were varied: means over up to {replicas} members a point, bars are standard "
                 "errors of the means." if replicas > 1 else "Response against the keys that were varied, one member a point.")


def scatter_of_members(result):
    """Every member beside the mean of its point."""
    table = result.table("/members")
    points = result.table("/ensembles")
    if table is None or points is None or "flow_stress_GPa" not in table or len(table["point"]) == len(points["point"]):
        return None
    fig, ax = plt.subplots(figsize=(6.2, 3.4))
    ax.plot(table["point"], table["flow_stress_GPa"], "o", ms=4, color=SECOND, alpha=0.6, label="members")
    ax.errorbar(points["point"], points["flow_stress_GPa"], yerr=np.nan_to_num(points["flow_stress_GPa_se"]), fmt="_",
                ms=14, capsize=4, color=INK, label="mean and its standard error")
    ax.set_xlabel("point of the sweep")
    ax.set_ylabel("flow stress (GPa)")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return fig, "Flow stress of every member, by point, with mean and standard error."


ALL = [responses, scatter_of_members]
