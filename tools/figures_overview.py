# SPDX-License-Identifier: Apache-2.0
# tools/figures_overview.py: one picture of a coupled run: measured order on the left, the glass that carries it on the right.
import numpy as np

from figures_mro import contours, scatter_domains
from style import INK, plt


def overview(mro, deformation, truth=None):
    power, table = mro.array("/symmetry/power"), mro.table("/domains/table")
    field, curve = deformation.array("/fields/von_mises_strain"), deformation.table("/curve")
    if power is None or table is None or field is None or curve is None:
        return None
    values = power.values[0] if power.values.ndim == 4 else power.values
    vxy = mro.array("/variance/map")
    shown = [int(n) for n in mro.table("/summary/table")["n"]][:2]
    fig, axes = plt.subplots(1, len(shown) + 2, figsize=(4.1 * (len(shown) + 2), 3.9))
    for ax, n in zip(axes, shown):
        low, high = np.nanpercentile(values[n - 1], [2, 99.8])
        ax.imshow(values[n - 1], extent=power.extent(), vmin=low, vmax=high)
        if vxy is not None:
            contours(ax, vxy, (2.0,))
        scatter_domains(ax, table, truth, only=n)
        ax.set_title(f"{n}-fold power, V(x,y) contours")
        ax.set_xlabel("x (nm)")
        ax.set_ylabel("y (nm)")
    strain = axes[-2]
    image = strain.imshow(field.values[-1], extent=field.extent(), cmap="inferno", vmin=0,
                          vmax=max(np.nanpercentile(field.values[-1], 99.5), 1e-12))
    strain.set_title(f"plastic strain at {100 * field.axes[0].values[-1]:.1f} %")
    strain.set_xlabel("x (nm)")
    fig.colorbar(image, ax=strain, shrink=0.8)
    axes[-1].plot(100 * curve["strain"], curve["stress_GPa"], color=INK)
    axes[-1].set_xlabel("strain (%)")
    axes[-1].set_ylabel("stress (GPa)")
    axes[-1].set_title("stress-strain curve")
    axes[-1].set_box_aspect(0.85)
    caption = ("Power of the sought symmetries, shot noise removed, with V(x,y) contours; domains found (dots) and, where "
               "the scan was synthesized, put in (rings); the final strain map and the stress-strain curve of the same glass.")
    return fig, caption
