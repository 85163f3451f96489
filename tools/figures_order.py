# SPDX-License-Identifier: Apache-2.0
# tools/figures_order.py: figures of mro.h5 against k and azimuth: V(k) readings, variance image, V(k,phi), C(k,dphi), P_n.
import numpy as np

from style import ACCENT, INK, QUIET, SECOND, colour_of, plt, show_map


def first_band(array, leading):
    """The first band of an array that may have a leading band axis."""
    return array.values[0] if array.values.ndim > leading else array.values


def units_of(axis):
    return axis.units.replace("Angstrom", "Å")


READINGS = [("omega", "V$_\\Omega$: of the annular mean", ACCENT), ("ring", "V$_r$: mean of the rings", SECOND),
            ("ring_ensemble", "V$_{re}$: of the ensemble of rings", "#7c3aed"),
            ("annular_mean", "$\\Omega_{VI}$: annular mean of the image", INK)]


def variance_readings(mro):
    arrays = [(mro.array(f"/variance/k/{name}"), mro.array(f"/variance/k/{name}_error"), label, colour)
              for name, label, colour in READINGS]
    arrays = [a for a in arrays if a[0] is not None]
    if len(arrays) < 2:
        return None
    fig, ax = plt.subplots(figsize=(9.4, 3.6))
    top = 0.0
    for array, error, label, colour in arrays:
        k = array.axes[-1].values
        ax.plot(k, array.values, color=colour, label=label)
        if error is not None:
            ax.fill_between(k, array.values - error.values, array.values + error.values, color=colour, alpha=0.2, lw=0)
        seen = array.values[(k > 0.25) & np.isfinite(array.values)]
        if seen.size:
            top = max(top, np.percentile(seen, 95))
    if top > 0:
        ax.set_ylim(-0.03 * top, 1.4 * top)
        ax.set_xlim(0.2, None)
    ax.set_xlabel(f"k ({units_of(arrays[0][0].axes[-1])})")
    ax.set_ylabel("normalized variance")
    ax.set_title("V(k) in the readings of Daulton et al. (2010)")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return fig, ("Fluctuation microscopy V(k), shot noise removed, with block-bootstrap standard errors. The readings "
                 "answer different questions and differ by an order of magnitude: compare like with like.")


def variance_image(mro):
    image = mro.array("/variance/image")
    if image is None:
        return None
    fig, ax = plt.subplots(figsize=(4.8, 3.9))
    seen = image.values[np.isfinite(image.values)]
    low, high = np.percentile(seen, [2, 98]) if seen.size else (0, 1)
    show_map(ax, image, image.values, "Normalized variance image", vmin=low, vmax=high, label="$\\Omega_{Vi}$")
    return fig, "Normalized variance over the scan of every detector pixel, shot noise removed."


def azimuth(mro):
    """V(k, phi) and C(k, dphi) side by side."""
    shown = [(mro.array("/variance/k_phi"), "V(k, φ) over the scan", "φ (°)"),
             (mro.array("/correlation/mean"), "Angular correlation C(k, Δφ)", "Δφ (°)")]
    shown = [s for s in shown if s[0] is not None]
    if not shown:
        return None
    fig, axes = plt.subplots(1, len(shown), figsize=(5.0 * len(shown), 3.8), squeeze=False)
    for ax, (array, title, label) in zip(axes[0], shown):
        k, phi = array.axes[0].values, array.axes[1].values
        inside = (k > 0.25) & np.isfinite(array.values).any(axis=1)
        values = array.values[inside]
        if not values.size:
            continue
        far = values[:, (phi > 15) & (phi < 345)] if "Δ" in label else values
        low, high = np.nanpercentile(far, [2, 98])
        drawn = ax.pcolormesh(phi, k[inside], values, vmin=low, vmax=high, shading="nearest", rasterized=True)
        ax.set_xlabel(label)
        ax.set_ylabel(f"k ({units_of(array.axes[0])})")
        ax.set_title(title)
        fig.colorbar(drawn, ax=ax, shrink=0.85)
    return fig, ("Left: variance over the scan against k and azimuth; in an isotropic glass it does not depend on azimuth. "
                 "Right: mean angular correlation of the patterns, shot noise removed.")


def symmetry_spectrum(mro):
    """Mean P_n over the scan, and P_n against k."""
    power, radial = mro.array("/symmetry/power"), mro.array("/symmetry/radial")
    if power is None:
        return None
    values = first_band(power, 3)
    naive = mro.array("/symmetry/power_naive")
    fig, (left, right) = plt.subplots(1, 2, figsize=(10.0, 3.5), width_ratios=[1, 1.25])
    n = np.arange(1, values.shape[0] + 1)
    mean = np.array([np.nanmean(v) if np.isfinite(v).any() else np.nan for v in values])
    left.bar(n, mean, color=[SECOND if i % 2 == 0 else QUIET for i in n], width=0.7)
    if naive is not None:
        left.plot(n, [np.nanmean(v) if np.isfinite(v).any() else np.nan for v in first_band(naive, 3)], "_", color=INK, ms=12,
                  label="with shot noise")
        left.legend()
    left.set_xticks(n)
    left.set_xlabel("n")
    left.set_ylabel("mean P$_n$ over the scan")
    left.set_title("Symmetries of the band (grey: odd)")
    if radial is None:
        right.set_axis_off()
    else:
        k = radial.axes[-1].values
        inside = k > 0.25
        curves = first_band(radial, 2)
        for i in (2, 3, 4, 6, 10):
            right.plot(k[inside], curves[i - 1][inside], color=colour_of(i), label=f"n = {i}", ls="--" if i % 2 else "-")
        finite = curves[1:, inside][np.isfinite(curves[1:, inside])]
        if finite.size:
            right.set_ylim(min(0, np.percentile(finite, 2)), 1.3 * np.percentile(finite, 97))
        right.set_xlabel(f"k ({units_of(radial.axes[-1])})")
        right.set_ylabel("mean P$_n$(k)")
        right.set_title("Symmetries of each ring")
        right.legend(ncols=2)
    return fig, ("Mean n-fold power, shot noise removed. Odd n vanish only in a thin foil of weak scatterers; their level is "
                 "the null of chance symmetry and a gauge of the thickness.")


ALL = [variance_readings, variance_image, azimuth, symmetry_spectrum]
