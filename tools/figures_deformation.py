# SPDX-License-Identifier: Apache-2.0
# tools/figures_deformation.py: figures of deformation.h5: curve, strain maps, localization, activity by MRO type.
import numpy as np

from style import ACCENT, INK, QUIET, SECOND, colour_of, plt, show_map


def curve(result):
    table = result.table("/curve")
    if table is None:
        return None
    strength = result.attributes("/statistics/strength")
    fig, ax = plt.subplots(figsize=(6.2, 3.8))
    ax.plot(100 * table["strain"], table["stress_GPa"], color=INK)
    modulus = strength.get("modulus_GPa")
    if modulus:
        top = 1.05 * table["stress_GPa"].max()
        ax.plot([0, 100 * top / modulus], [0, top], color=QUIET, lw=1, ls="--", label=f"slope {modulus:.1f} GPa")
        flow = strength["flow_stress_GPa"]
        ax.axhline(flow, color=ACCENT, lw=1, ls=":", label=f"flow stress {flow:.3f} GPa")
        ax.plot(100 * strength["peak_strain"], strength["peak_stress_GPa"], "o", color=ACCENT, ms=5,
                label=f"peak {strength['peak_stress_GPa']:.3f} GPa")
        ax.legend(loc="lower right")
    ax.set_xlabel("strain (%)")
    ax.set_ylabel("stress (GPa)")
    ax.set_xlim(0, None)
    ax.set_ylim(0, None)
    ax.set_title("Stress-strain curve")
    return fig, "Stress against imposed strain."


def strain_maps(result):
    field = result.array("/fields/von_mises_strain")
    if field is None:
        return None
    strains = field.axes[0].values
    chosen = np.unique(np.linspace(0, len(strains) - 1, min(4, len(strains))).astype(int))
    fig, axes = plt.subplots(1, len(chosen), figsize=(3.3 * len(chosen) + 0.6, 3.4), squeeze=False)
    top = np.nanpercentile(field.values[-1], 99.5)
    for ax, i in zip(axes[0], chosen):
        image = ax.imshow(field.values[i], extent=field.extent(), vmin=0, vmax=max(top, 1e-12), cmap="inferno")
        ax.set_title(f"strain {100 * strains[i]:.2f} %")
        ax.set_xlabel("x (nm)")
    axes[0][0].set_ylabel("y (nm)")
    fig.colorbar(image, ax=axes[0].tolist(), shrink=0.8, label="von Mises plastic strain")
    return fig, "Von Mises plastic strain as it develops, one scale."


def final_map(result):
    field = result.array("/fields/von_mises_strain")
    if field is None:
        return None
    fig, axes = plt.subplots(1, 2, figsize=(10.2, 4.4))
    top = np.nanpercentile(field.values[-1], 99.5)
    show_map(axes[0], field, field.values[-1], f"Plastic strain at {100 * field.axes[0].values[-1]:.2f} %", cmap="inferno",
             vmin=0, vmax=max(top, 1e-12), label="von Mises plastic strain")
    coverage = result.array("/microstructure/coverage")
    if coverage is not None and coverage.values.size:
        total = coverage.values.sum(axis=0) if coverage.values.ndim == 3 else coverage.values
        show_map(axes[1], coverage, total, "MRO coverage of the voxels", cmap="cividis", vmin=0, vmax=1, label="share covered")
        if total.max() > 0:
            ay, ax_ = coverage.axes[-2].values, coverage.axes[-1].values
            axes[0].contour(ax_, ay, total, levels=[0.5], colors="#7dd3fc", linewidths=0.5)
    else:
        axes[1].set_axis_off()
    return fig, "Final strain map with the outlines of voxels that MRO covers to one half, beside the coverage itself."


def localization(result):
    rows = result.table("/statistics/localization")
    if rows is None or not len(rows["strain"]):
        return None
    fig, ax = plt.subplots(figsize=(5.6, 3.2))
    strain = 100 * rows["strain"]
    for name, colour, label in (("participation_ratio", INK, "participation ratio"), ("gini", ACCENT, "Gini coefficient"),
                                ("transformed", SECOND, "voxels transformed")):
        ax.plot(strain, rows[name], "o-", ms=3, color=colour, label=label)
    ax.set_xlabel("strain (%)")
    ax.set_ylim(0, 1)
    ax.set_title("Localization")
    ax.legend()
    return fig, "Participation ratio (1 is uniform flow), Gini coefficient (0 is uniform flow), and share of voxels that transformed."


def activity(result):
    rows = result.table("/statistics/activity")
    if rows is None or len(rows["n"]) < 2:
        return None
    fig, ax = plt.subplots(figsize=(5.0, 3.0))
    names = [f"{n}-fold" if n else "matrix" for n in rows["n"]]
    colours = [colour_of(n) if n else QUIET for n in rows["n"]]
    errors = np.sqrt(np.maximum(rows["flips"], 1)) / np.maximum(rows["voxels"], 1)
    ax.bar(names, rows["flips_per_voxel"], yerr=errors, color=colours, ecolor=INK, capsize=3)
    ax.set_ylabel("flips a voxel")
    ax.set_title("Activity by MRO type")
    return fig, "Flips a voxel by the MRO type that covers at least half of it; bars are Poisson errors of the counts."


def cascades(result):
    rows = result.table("/statistics/cascades")
    if rows is None or not len(rows["flips"]):
        return None
    fig, ax = plt.subplots(figsize=(5.0, 3.0))
    ax.loglog(rows["flips"], rows["cascades"] / rows["cascades"].sum(), "o", ms=4, color=INK)
    ax.set_xlabel("flips in a cascade")
    ax.set_ylabel("share of cascades")
    ax.set_title("Cascade sizes")
    return fig, "Sizes of cascades: a thermal flip and the athermal ones that it sets off."


ALL = [curve, final_map, strain_maps, localization, activity, cascades]
