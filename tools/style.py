# SPDX-License-Identifier: Apache-2.0
# tools/style.py: one look for all figures.
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

INK = "#1d2733"
ACCENT = "#c2410c"
SECOND = "#0f766e"
QUIET = "#94a3b8"
TYPE_COLOURS = {2: "#7c3aed", 3: "#b45309", 4: "#0369a1", 5: "#be185d", 6: "#c2410c", 8: "#0f766e", 10: "#4d7c0f"}

plt.rcParams.update(
    {
        "figure.dpi": 110,
        "savefig.dpi": 150,
        "font.size": 10,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.titlesize": 10,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.color": INK,
        "lines.linewidth": 1.4,
        "legend.frameon": False,
        "image.cmap": "magma",
        "figure.constrained_layout.use": True,
    }
)


def colour_of(n):
    return TYPE_COLOURS.get(int(n), QUIET)


def show_map(ax, array, values=None, title="", cmap=None, vmin=None, vmax=None, label=""):
    """A map with axes in their units and a colour bar; returns the image."""
    values = array.values if values is None else values
    image = ax.imshow(values, extent=array.extent(), cmap=cmap, vmin=vmin, vmax=vmax, interpolation="nearest")
    units = array.axes[-1].units or "px"
    ax.set_xlabel(f"x ({units})")
    ax.set_ylabel(f"y ({units})")
    ax.set_title(title)
    for side in ("top", "right"):
        ax.spines[side].set_visible(True)
    ax.figure.colorbar(image, ax=ax, shrink=0.85, label=label)
    return image
