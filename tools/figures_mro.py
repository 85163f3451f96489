# SPDX-License-Identifier: Apache-2.0
# tools/figures_mro.py: figures of mro.h5: patterns, V(x,y), V(k), n-fold maps with contours, domains.
import numpy as np

from style import ACCENT, INK, QUIET, SECOND, colour_of, plt, show_map


def contours(ax, vxy, sigmas=(1.0, 2.0)):
    """V(x,y) contours, levels in robust standard deviations above the median."""
    v = vxy.values[0] if vxy.values.ndim == 3 else vxy.values
    middle = np.median(v)
    sd = 1.4826 * np.median(np.abs(v - middle))
    if min(v.shape) < 2 or not sd > 0:
        return
    levels = [middle + s * sd for s in sigmas]
    y, x = vxy.axes[-2].values, vxy.axes[-1].values
    ax.contour(x, y, v, levels=levels, colors=["#7dd3fc", "#ffffff"], linewidths=0.7)


def _pick(array, leading):
    """First band of an array that may have a leading band axis."""
    return array.values[0] if array.values.ndim > leading else array.values


def mean_pattern(mro):
    mean = mro.array("/mean_pattern")
    if mean is None:
        return None
    fig, ax = plt.subplots(figsize=(4.6, 3.9))
    values = np.where(np.isfinite(mean.values), mean.values, np.nan)
    floor = np.nanpercentile(values, 1)
    image = np.log10(np.maximum(values, max(floor, 1e-3)))
    show_map(ax, mean, image, "Mean pattern", label="log10 mean counts")
    return fig, "Mean diffraction pattern over the scan."


def radial_profile(mro):
    profile = mro.array("/radial_profile")
    if profile is None:
        return None
    omega = mro.array("/variance/k/omega")
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.2))
    k = profile.axes[0].values
    left.plot(k, profile.values, color=INK)
    left.set_yscale("log")
    units = profile.axes[0].units.replace("Angstrom", "Å")
    left.set_xlabel(f"k ({units})")
    left.set_ylabel("mean counts a pixel")
    left.set_title("Radial profile")
    if omega is not None:
        raw = mro.array("/variance/k/omega_raw")
        error = mro.array("/variance/k/omega_error")
        ko = omega.axes[-1].values
        if raw is not None:
            right.plot(ko, raw.values, color=QUIET, label="raw")
        right.plot(ko, omega.values, color=ACCENT, label="shot noise removed")
        if error is not None:
            right.fill_between(ko, omega.values - error.values, omega.values + error.values, color=ACCENT, alpha=0.25, lw=0)
        inside = (ko > 0.2) & np.isfinite(omega.values)
        if inside.any():
            top = 1.6 * np.nanpercentile(omega.values[inside], 98)
            right.set_ylim(min(0, 1.1 * np.nanpercentile(omega.values[inside], 2)), top if top > 0 else None)
            right.set_xlim(0.2, None)
        right.set_xlabel(f"k ({units})")
        right.set_ylabel("V$_\\Omega$(k)")
        right.set_title("Normalized variance of the annular mean")
        right.legend()
    return fig, "Radial profile, and V(k) over the scan with its bootstrap standard error."


def variance_map(mro):
    vxy = mro.array("/variance/map")
    if vxy is None:
        return None
    fig, axes = plt.subplots(1, 2, figsize=(9.0, 3.7))
    show_map(axes[0], vxy, _pick(vxy, 2), "V(x,y): variance over azimuth in the band", label="V")
    total = mro.array("/symmetry/normalized_sum")
    if total is not None:
        show_map(axes[1], total, _pick(total, 2), "Normalized sum of the n-fold maps", cmap="viridis", label="z")
        contours(axes[1], vxy)
    return fig, "Left: V(x,y), shot noise removed. Right: normalized sum of the n-fold maps with V(x,y) contours at 1 and 2 robust standard deviations."


def azimuthal(mro):
    stack = mro.array("/azimuthal_dark_field")
    if stack is None:
        return None
    values = stack.values[0] if stack.values.ndim == 4 else stack.values
    chosen = np.linspace(0, values.shape[0], 4, endpoint=False).astype(int)
    fig, axes = plt.subplots(1, 4, figsize=(11, 2.9))
    lo, hi = np.nanpercentile(values, [1, 99.5])
    for ax, j in zip(axes, chosen):
        ax.imshow(values[j], extent=stack.extent(), vmin=lo, vmax=hi)
        ax.set_title(f"{360 * j / values.shape[0]:.0f}° to {360 * (j + 1) / values.shape[0]:.0f}°")
        ax.set_xlabel("x (nm)")
    axes[0].set_ylabel("y (nm)")
    return fig, "Dark-field images of four azimuthal sectors of the band, one grey scale."


def symmetry_maps(mro):
    power = mro.array("/symmetry/power")
    if power is None:
        return None
    values = power.values[0] if power.values.ndim == 4 else power.values
    vxy = mro.array("/variance/map")
    ns = [2, 3, 4, 5, 6, 8, 10, 12]
    fig, axes = plt.subplots(2, 4, figsize=(12, 6.0), sharex=True, sharey=True)
    for ax, n in zip(axes.flat, ns):
        image = values[n - 1]
        lo, hi = np.nanpercentile(image, [2, 99.8])
        drawn = ax.imshow(image, extent=power.extent(), vmin=lo, vmax=max(hi, lo + 1e-12))
        if vxy is not None:
            contours(ax, vxy, (2.0, 3.0))
        ax.set_title(f"n = {n}   (mean {np.nanmean(image):.2e})")
        fig.colorbar(drawn, ax=ax, shrink=0.8)
    for ax in axes[-1]:
        ax.set_xlabel("x (nm)")
    for ax in axes[:, 0]:
        ax.set_ylabel("y (nm)")
    return fig, "Power of n-fold symmetry with shot noise removed, V(x,y) contours at 2 and 3 robust standard deviations. Odd n are the null of chance symmetry: they vanish only in a thin foil."


def scatter_domains(ax, table, truth=None, only=None):
    """Domains found as dots, put in as rings; of one type where `only` says so."""
    on_map = only is not None
    for n in [only] if on_map else sorted(set(table["n"])):
        mine = table["n"] == n
        name = f"{n}-fold ({mine.sum()})" if n else f"ambiguous ({mine.sum()})"
        ax.scatter(table["x_nm"][mine], table["y_nm"][mine], s=10 if on_map else 28, zorder=3, label=name,
                   color="#22d3ee" if on_map else colour_of(n))
    if truth is not None and "n" in truth:
        seen = truth["n"] == only if on_map else truth["n"] > 0
        ax.scatter(truth["x_nm"][seen], truth["y_nm"][seen], s=90, facecolors="none", lw=0.9, zorder=2,
                   edgecolors="#86efac" if on_map else INK, label=f"put in ({seen.sum()})")


def virtual_images(mro):
    names = mro.children("/virtual")
    arrays = [(name, mro.array(f"/virtual/{name}")) for name in names][:8]
    if not arrays:
        return None
    columns = min(4, len(arrays))
    rows = -(-len(arrays) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(3.1 * columns, 3.0 * rows), squeeze=False)
    for ax in axes.flat[len(arrays):]:
        ax.set_axis_off()
    for ax, (name, array) in zip(axes.flat, arrays):
        drawn = ax.imshow(array.values, extent=array.extent(), cmap="gray")
        ax.set_title(name)
        fig.colorbar(drawn, ax=ax, shrink=0.8)
    return fig, "Images of the virtual detectors."


def domains(mro, truth=None):
    label, table = mro.array("/domains/label"), mro.table("/domains/table")
    if label is None or table is None:
        return None
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.4, 4.0))
    left.imshow(label.values > 0, extent=label.extent(), cmap="Greys", vmin=0, vmax=3)
    scatter_domains(left, table, truth)
    left.set_title("MRO domains")
    left.set_xlabel("x (nm)")
    left.set_ylabel("y (nm)")
    left.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    nulls = mro.table("/null/table")
    for n in sorted(set(table["n"])):
        widths = table["fwhm_nm"][table["n"] == n]
        widths = widths[np.isfinite(widths)]
        right.hist(widths, bins=np.linspace(0.5, 3.5, 25), alpha=0.6, color=colour_of(n),
                   label=f"n = {n}" if n else "ambiguous")
        if nulls is not None and n in nulls["n"]:
            right.axvline(nulls["fwhm_nm"][nulls["n"] == n][0], color=colour_of(n), lw=1, ls="--")
    right.set_xlabel("FWHM of the hotspot (nm); dashed: speckle without order")
    right.set_ylabel("domains")
    right.set_title("Widths of hotspots")
    if len(table["n"]):
        right.legend()
    return fig, "Domains found (dots) and, where the scan was synthesized, the domains put in (rings). The width of a single hotspot scatters: sizes are a distribution, not a measurement of each."


def recovery(mro):
    rows = mro.table("/comparison/table")
    if rows is None or not len(rows["n"]):
        return None
    fig, ax = plt.subplots(figsize=(5.2, 3.0))
    names = [f"n = {n}" if n else "all" for n in rows["n"]]
    place = np.arange(len(names))
    ax.bar(place - 0.2, rows["recall"], 0.38, color=SECOND, label="recall")
    ax.bar(place + 0.2, rows["precision"], 0.38, color=ACCENT, label="precision")
    ax.set_xticks(place, names)
    ax.set_ylim(0, 1.05)
    ax.set_title("Found against put in")
    ax.legend(loc="lower right")
    return fig, "Share of the visible domains that were found, and share of the found ones that were there."


def randomness(mro):
    """L(r) - r of the hotspots between the envelope of hard-core random points."""
    names = [name for name in mro.children("/randomness") if name.startswith("curves_")]
    tables = [(name.removeprefix("curves_"), mro.table(f"/randomness/{name}")) for name in names]
    tables = [(name, table) for name, table in tables if table is not None and len(table["r_nm"])]
    if not tables:
        return None
    fig, axes = plt.subplots(1, len(tables), figsize=(3.6 * len(tables), 3.1), squeeze=False, sharey=True)
    for ax, (name, table) in zip(axes[0], tables):
        if "L_minus_r_lo_nm" in table:
            ax.fill_between(table["r_nm"], table["L_minus_r_lo_nm"], table["L_minus_r_hi_nm"], color=QUIET, alpha=0.4, lw=0,
                            label="random, hard core (95 %)")
        ax.plot(table["r_nm"], table["L_minus_r_nm"], color=ACCENT if name == "all" else colour_of(int(name)), label="hotspots")
        ax.axhline(0, color=INK, lw=0.6)
        ax.set_title("all types" if name == "all" else f"n = {name}")
        ax.set_xlabel("r (nm)")
    axes[0][0].set_ylabel("L(r) - r (nm)")
    axes[0][0].legend(fontsize=8)
    return fig, ("Do hotspots lie at random? Above the band they cluster, below it they avoid each other. The null has the "
                 "detector's own exclusion radius.")


ALL = [mean_pattern, radial_profile, virtual_images, variance_map, azimuthal, symmetry_maps]
