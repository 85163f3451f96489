# SPDX-License-Identifier: Apache-2.0
# tools/figures_deformation.py: figures of deformation.h5: curve, strain maps, localization, activity by MRO type.
import numpy as np

from style import ACCENT, INK, QUIET, SECOND, colour_of, plt, show_map


def curve(result):
    table = result.table("/curve")
    if table is None or not len(table["strain"]):
        return None
    strength = result.attributes("/response/strength")
    parts = result.table("/response/curve")
    fig, (ax, below) = plt.subplots(2, 1, figsize=(6.4, 5.4), sharex=True, gridspec_kw={"height_ratios": (2.2, 1)})
    sense = strength.get("sense", 1.0)  # -1: compression
    strain, stress = 100 * sense * table["strain"], sense * table["stress_GPa"]
    ax.plot(strain, stress, color=INK, lw=1.1)
    modulus = strength.get("elastic_modulus_GPa")
    top = 1.08 * stress.max()
    if modulus and top > 0:
        ax.plot([0, 100 * top / modulus], [0, top], color=QUIET, lw=1, ls="--", label=f"modulus {modulus:.1f} GPa")
        flow, error = strength["flow_stress_GPa"], strength["flow_stress_error_GPa"]
        label = f"flow stress {flow:.3f}" + (f" \u00b1 {error:.3f}" if np.isfinite(error) else "") + " GPa"
        ax.plot([100 * strength["flow_from_strain"], strain.max()], [flow, flow], color=ACCENT, lw=2.2, label=label)
        ax.plot(100 * strength["peak_strain"], strength["peak_stress_GPa"], "o", color=ACCENT, ms=5,
                label=f"peak {strength['peak_stress_GPa']:.3f} GPa")
        if strength["offset_yield_GPa"] > 0:
            ax.plot(100 * strength["offset_yield_strain"], strength["offset_yield_GPa"], "D", color=SECOND, ms=5,
                    label=f"0.2 % offset yield {strength['offset_yield_GPa']:.3f} GPa")
        ax.legend(loc="lower right")
        ax.set_ylim(min(0, 1.08 * stress.min()), top)
    loaded = "compressive " if sense < 0 else ""
    ax.set_ylabel(f"{loaded}stress (GPa)")
    ax.set_title("Stress-strain curve")
    if parts is not None:
        below.plot(strain, 100 * sense * parts["elastic_strain"], color=SECOND, label="elastic: stress / modulus")
        below.plot(strain, 100 * sense * parts["plastic_strain"], color=ACCENT, label="plastic")
        below.legend(loc="upper left")
    below.set_ylabel("part of it (%)")
    below.set_xlabel(f"{loaded}strain (%)")
    return fig, ("Stress against strain, with the modulus line, the 0.2 % offset yield, the peak and the flow stress (mean over the bar, "
                 "error from block averages); below, the strain's elastic and plastic parts.")


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


def bands(result):
    e1, e3 = result.array("/fields/transformation_strain_1"), result.array("/fields/transformation_strain_3")
    label = result.array("/response/bands/label")
    if e1 is None or label is None:
        return None
    g = 2 * np.hypot(e1.values[-1], e3.values[-1])
    strain = e1.axes[0].values[-1]
    fig, axes = plt.subplots(1, 2, figsize=(10.6, 4.6), gridspec_kw={"width_ratios": (1.15, 1)})
    show_map(axes[0], label, g, f"Equivalent shear g at {100 * strain:.2f} %", cmap="inferno", vmin=0,
             vmax=max(np.percentile(g, 99.5), 1e-12), label="g")
    y, x = label.axes[0].values, label.axes[1].values
    for component in np.unique(label.values[label.values > 0]):
        axes[0].contour(x, y, label.values == component, levels=[0.5], colors="#67e8f9", linewidths=0.9)
    table = result.table("/response/bands/table")
    rows = [i for i in range(len(table["strain"])) if table["strain"][i] == strain]
    for i in rows[:4]:
        axes[0].plot(table["x"][i], table["y"][i], "+", color="#67e8f9", ms=9, mew=1.6)
    profile(axes[1], g, x, y, table, rows)
    text = "; ".join(f"{table['angle'][i]:.0f}\u00b0, {table['width'][i]:.1f} \u00b1 {table['width_error'][i]:.1f} nm wide, "
                     f"slipped {table['shear_offset'][i]:.1f} \u00b1 {table['shear_offset_error'][i]:.1f} nm" for i in rows[:4])
    return fig, ("Equivalent shear with the outlines of the shear bands found (threshold on the smoothed map), and the mean profile "
                 "normal to each: " + (text or "none was found") + ".")


def profile(ax, g, x, y, table, rows):
    """Mean of g in strips one voxel wide parallel to each band, against the distance from its middle line."""
    hx, hy = x[1] - x[0], y[1] - y[0]
    lx, ly = hx * len(x), hy * len(y)
    ax.set_title("Mean profile normal to the bands")
    ax.set_xlabel("distance from the middle line (nm)")
    ax.set_ylabel("mean g")
    if not rows:
        ax.text(0.5, 0.5, "no shear band", transform=ax.transAxes, ha="center", color=QUIET)
    for i, colour in zip(rows[:4], (INK, ACCENT, SECOND, QUIET)):
        angle = np.radians(table["inclination"][i])
        dx = (x[None, :] - table["x"][i] + lx / 2) % lx - lx / 2
        dy = (y[:, None] - table["y"][i] + ly / 2) % ly - ly / 2
        s, t = dy * np.cos(angle) - dx * np.sin(angle), dx * np.cos(angle) + dy * np.sin(angle)
        closed = table["percolates_x"][i] or table["percolates_y"][i]
        spacing = lx * ly / table["length"][i] if closed else min(lx, ly)
        s = np.where(closed, (s + spacing / 2) % spacing - spacing / 2, s)
        keep = np.ones_like(s, bool) if closed else (np.abs(t) < table["length"][i] / 2) & (np.abs(s) < spacing / 2)
        n = max(4, int(spacing / min(hx, hy)))
        edges = np.linspace(-spacing / 2, spacing / 2, n + 1)
        count, _ = np.histogram(s[keep], edges)
        total, _ = np.histogram(s[keep], edges, weights=g[keep])
        ax.step(0.5 * (edges[1:] + edges[:-1]), total / np.maximum(count, 1), where="mid", color=colour,
                label=f"{table['angle'][i]:.0f}\u00b0")
        half, width = 0.5 * (table["peak_shear"][i] + table["background_shear"][i]), table["width"][i]
        ax.plot([-width / 2, width / 2], [half, half], color=colour, lw=2.4, alpha=0.6, label=f"half maximum: {width:.1f} nm")
    if rows:
        ax.set_ylim(0, 1.3 * max(table["peak_shear"][i] for i in rows))
        ax.legend(loc="upper right", fontsize=8)


def coverage(result):
    field, covered = result.array("/fields/von_mises_strain"), result.array("/microstructure/coverage")
    if field is None or covered is None or not covered.values.size or covered.values.max() <= 0:
        return None
    fig, axes = plt.subplots(1, 2, figsize=(10.2, 4.4))
    top = np.nanpercentile(field.values[-1], 99.5)
    show_map(axes[0], field, field.values[-1], f"Plastic strain at {100 * field.axes[0].values[-1]:.2f} %", cmap="inferno",
             vmin=0, vmax=max(top, 1e-12), label="von Mises plastic strain")
    total = covered.values.sum(axis=0) if covered.values.ndim == 3 else covered.values
    show_map(axes[1], covered, total, "MRO coverage of the voxels", cmap="cividis", vmin=0, vmax=1, label="share covered")
    axes[0].contour(covered.axes[-1].values, covered.axes[-2].values, total, levels=[0.5], colors="#7dd3fc", linewidths=0.5)
    return fig, "Final strain map with the outlines of voxels that MRO covers to one half, beside the coverage itself."


def localization(result):
    rows = result.table("/response/localization")
    if rows is None or not len(rows["strain"]):
        return None
    fig, ax = plt.subplots(figsize=(7.4, 3.2))
    strain = 100 * rows["strain"]
    for name, colour, label in (("participation_ratio", INK, "participation ratio"), ("gini", ACCENT, "Gini coefficient"),
                                ("transformed", SECOND, "voxels transformed")):
        ax.plot(strain, rows[name], "o-", ms=3, color=colour, label=label)
    ax.set_xlabel("strain (%)")
    ax.set_ylim(0, 1)
    start = result.attributes("/response/strength").get("localization_strain", np.nan)
    if np.isfinite(start):
        ax.axvline(100 * start, color=QUIET, lw=1, ls=":", label=f"localized from {100 * start:.2f} %")
    ax.set_title("Localization")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return fig, "Participation ratio (1 is uniform flow), Gini coefficient (0 is uniform flow), and share of voxels that transformed."


def activity(result):
    rows = result.table("/response/activity")
    if rows is None or len(rows["n"]) < 2:
        return None
    fig, axes = plt.subplots(1, 3, figsize=(10.6, 3.3))
    names = [f"{n}-fold" if n else "matrix" for n in rows["n"]]
    colours = [colour_of(n) if n else QUIET for n in rows["n"]]
    axes[0].bar(names, rows["flips_per_voxel"], yerr=rows["flips_per_voxel_error"], color=colours, ecolor=INK, capsize=3)
    axes[0].set_ylabel("flips a voxel")
    axes[0].set_title("Activity by MRO type")
    ordered = [i for i, n in enumerate(rows["n"]) if n and rows["voxels"][i]]
    place = np.arange(len(ordered))
    for shift, value, error, marker, label in ((-0.12, "ratio_to_matrix", "ratio_error", "o", "flips"),
                                               (0.12, "strain_ratio", "strain_ratio_error", "s", "strain")):
        axes[1].errorbar(place + shift, rows[value][ordered], yerr=rows[error][ordered], fmt=marker, color=INK if marker == "o" else ACCENT,
                         capsize=3, label=label)
    axes[1].axhline(1, color=QUIET, lw=1, ls=":")
    axes[1].set_xticks(place, [names[i] + f"\np = {rows['ratio_p'][i]:.2g}" for i in ordered])
    axes[1].set_xlim(-0.6, len(ordered) - 0.4)
    axes[1].set_ylim(0, None)
    axes[1].set_title("Ratio to the matrix")
    axes[1].legend(loc="best")
    by_distance(axes[2], result.table("/response/edge_distance"))
    return fig, ("Flips a voxel by the MRO type that covers at least half of it; flips and strain over those of the matrix; flips by the "
                 "distance to the nearest border of MRO (negative inside) with the mean and twice the spread of toroidally shifted maps. "
                 "Errors: bootstrap of blocks.")


def by_distance(ax, rows):
    ax.set_title("Flips by distance to MRO")
    ax.set_xlabel("distance to the border (nm)")
    if rows is None or not len(rows["distance"]):
        return ax.set_axis_off()
    keep = rows["voxels"] >= 20
    d = rows["distance"][keep]
    low, high = ((rows["null_mean"] + sign * 2 * rows["null_sd"])[keep] for sign in (-1, 1))
    ax.fill_between(d, low, high, color=QUIET, alpha=0.35, lw=0, label="shifted maps")
    ax.errorbar(d, rows["flips_per_voxel"][keep], yerr=rows["flips_per_voxel_error"][keep], fmt="o-", ms=3, color=INK, capsize=2)
    ax.axvline(0, color=QUIET, lw=1, ls=":")
    ax.set_ylabel("flips a voxel")
    ax.set_ylim(0, None)
    ax.legend()


SAMPLES = (("cascade_flips", "flips in a cascade"), ("cascade_stress_drop", "stress drop of a cascade (GPa)"),
           ("curve_stress_drop", "fall of the curve (GPa)"))


def fitted(laws, i, x):
    """Density of the fitted law at x, normalized to the share of the sample that it describes."""
    exponent, x_min = laws["exponent"][i], laws["x_min"][i]
    share = laws["tail"][i] / laws["samples"][i]
    if laws["units"][i] == "flips":
        k = np.arange(x_min, x_min + 200000)
        norm = np.sum(k ** -exponent) + (k[-1] + 0.5) ** (1 - exponent) / (exponent - 1)
    else:
        norm = x_min ** (1 - exponent) / (exponent - 1)
    return share * x ** -exponent / norm


def avalanches(result):
    laws = result.table("/response/avalanches/power_law")
    if laws is None:
        return None
    shown = [(name, label, result.table(f"/response/avalanches/{name}")) for name, label in SAMPLES]
    shown = [(name, label, bins) for name, label, bins in shown if bins is not None and len(bins["low"])]
    if not shown:
        return None
    fig, axes = plt.subplots(1, len(shown), figsize=(3.6 * len(shown), 3.5), squeeze=False)
    for ax, (name, label, bins) in zip(axes[0], shown):
        i = list(laws["sample"]).index(name)
        keep = bins["count"] > 0
        middle = np.sqrt(bins["low"] * (bins["high"] - (laws["units"][i] == "flips")))[keep]
        down = np.minimum(bins["error"], 0.999 * bins["density"])[keep]
        ax.errorbar(middle, bins["density"][keep], yerr=[down, bins["error"][keep]], fmt="o", ms=3.5, color=INK, capsize=2, lw=1)
        ax.set_xscale("log")
        ax.set_yscale("log")
        if np.isfinite(laws["exponent"][i]):
            x = np.geomspace(laws["x_min"][i], middle.max(), 60)
            verdict = ": no power law" if laws["p"][i] < 0.1 else ""
            ax.plot(x, fitted(laws, i, x), color=ACCENT)
            fit = f"exponent {laws['exponent'][i]:.2f} \u00b1 {laws['exponent_error'][i]:.2f}, p = {laws['p'][i]:.2f}{verdict}"
        else:
            fit = "no fit"
        ax.set_ylim(0.1 * bins["density"][keep].min(), None)
        ax.set_xlabel(label)
        ax.set_title(f"{laws['samples'][i]} values\n{fit}")
    axes[0][0].set_ylabel("probability density")
    return fig, ("Sizes of cascades (a flip and those that it sets off) and stress drops in the steady part of the run, with Poisson errors, and "
                 "power laws by maximum likelihood above the threshold of smallest Kolmogorov-Smirnov distance. Exponents of thermal runs "
                 "with softening are not those of the athermal limit.")


def successive(result):
    pairs, times = result.table("/response/pairs/successive_flips"), result.table("/response/waiting/times")
    if pairs is None or not len(pairs["lag"]):
        return None
    fig, axes = plt.subplots(1, 3, figsize=(10.8, 3.3))
    for lag, colour in ((1, INK), (8, ACCENT), (64, SECOND)):
        keep = (pairs["lag"] == lag) & (pairs["r"] > 0)
        for ax, name in ((axes[0], "density"), (axes[1], "fourfold")):
            ax.errorbar(pairs["r"][keep], pairs[name][keep], yerr=pairs[name + "_error"][keep], fmt="o-", ms=2.5, lw=1, color=colour,
                        label=f"{lag} flips later")
    axes[0].set_yscale("log")
    axes[0].axhline(1, color=QUIET, lw=1, ls=":")
    axes[0].set_title("Density of the next flips")
    axes[1].axhline(0, color=QUIET, lw=1, ls=":")
    axes[1].set_yscale("symlog", linthresh=0.1)
    axes[1].set_title("Amplitude of cos 4\u03b8")
    for ax in axes[:2]:
        ax.set_xscale("log")
        ax.set_xlabel("distance (nm)")
    axes[0].legend(fontsize=8)
    if times is not None and len(times["low"]):
        keep = times["count"] > 0
        t, w = np.sqrt(times["low"] * times["high"])[keep], result.attributes("/response/waiting")
        axes[2].errorbar(t, times["density"][keep], yerr=0.999 * times["error"][keep], fmt="o", ms=3, color=INK, capsize=2)
        s = np.geomspace(t.min(), t.max(), 100)
        axes[2].plot(s, np.exp(-s / w["mean_s"]) / w["mean_s"], color=ACCENT, lw=1, label=f"exponential, p = {w['p']:.2g}")
        axes[2].set_xscale("log")
        axes[2].set_yscale("log")
        axes[2].set_ylim(0.3 * times["density"][keep].min(), None)
        axes[2].set_xlabel("waiting time (s)")
        axes[2].set_title("Times between thermal flips (1/s)")
        axes[2].legend(loc="lower left")
    else:
        axes[2].set_axis_off()
    return fig, ("Where the next flips happen, over what independent places would give: isotropic part and four-fold part (negative: along the "
                 "diagonals); and the waiting times between thermal flips beside an exponential law of the same mean.")


ALL = [curve, bands, coverage, strain_maps, localization, activity, avalanches, successive]
