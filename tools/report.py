#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tools/report.py: figures/ and a self-contained report.html from the results in a directory.
"""report.py DIR: reads scan.h5, mro.h5, deformation.h5 and sweep.h5 where they are; exits with 3 where none is."""
import base64
import html
import io
import os
import sys

import figures_deformation
import figures_mro
import figures_order
import figures_overview
import figures_sweep
from report_text import deformation_tables, mro_tables, page, pooled_tables, scan_tables, sweep_tables
from style import plt
from vitrum_results import Result

BAD_DATA = 3


def save(figure, directory, name):
    """Writes figures/<name>.png and returns it as a data URI."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    plt.close(figure)
    temporary = os.path.join(directory, "figures", f".{name}.png.part")
    with open(temporary, "wb") as file:
        file.write(buffer.getvalue())
    os.replace(temporary, os.path.join(directory, "figures", f"{name}.png"))
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def draw(directory, prefix, makers, result, **more):
    """[(name, data URI, caption)] of the figures for which the data are there."""
    drawn = []
    for maker in makers:
        made = maker(result, **more)
        if made is None:
            continue
        figure, caption = made
        name = f"{prefix}_{maker.__name__}"
        drawn.append((name, save(figure, directory, name), caption))
    return drawn


def truth_of(directory):
    path = os.path.join(directory, "scan.h5")
    if not os.path.exists(path):
        return None
    with Result(path) as scan:
        return scan.table("/truth/clusters")


def coupled(directory):
    """The one picture of a run that measured and deformed."""
    paths = [os.path.join(directory, name) for name in ("mro.h5", "deformation.h5")]
    if not all(os.path.exists(path) for path in paths):
        return []
    with Result(paths[0]) as mro, Result(paths[1]) as deformation:
        made = figures_overview.overview(mro, deformation, truth_of(directory))
        if made is None:
            return []
        figure, caption = made
        return [("At a glance", "", [("overview", save(figure, directory, "overview"), caption)])]


def other_areas(directory):
    """Areas beyond the first, and what all of them say together."""
    found = []
    number = 2
    while os.path.exists(path := os.path.join(directory, f"mro-{number}.h5")):
        with Result(path) as mro:
            figures = draw(directory, f"mro-{number}", [figures_mro.symmetry_maps, figures_mro.domains], mro)
            found.append((f"Medium-range order, area {number}", mro_tables(mro), figures))
        number += 1
    path = os.path.join(directory, "mro-pooled.h5")
    if os.path.exists(path):
        with Result(path) as pooled:
            found.append(("All areas together", pooled_tables(pooled), []))
    return found


def sections(directory):
    found = coupled(directory)
    path = os.path.join(directory, "scan.h5")
    if os.path.exists(path):
        with Result(path) as scan:
            found.append(("The scan", scan_tables(scan), []))
    path = os.path.join(directory, "mro.h5")
    if os.path.exists(path):
        with Result(path) as mro:
            figures = draw(directory, "mro", figures_mro.ALL + figures_order.ALL, mro)
            figures += draw(directory, "mro", [figures_mro.domains], mro, truth=truth_of(directory))
            figures += draw(directory, "mro", [figures_mro.recovery, figures_mro.randomness], mro)
            found.append(("Medium-range order", mro_tables(mro), figures))
    found += other_areas(directory)
    path = os.path.join(directory, "deformation.h5")
    if os.path.exists(path):
        with Result(path) as deformation:
            figures = draw(directory, "deformation", figures_deformation.ALL, deformation)
            found.append(("Deformation", deformation_tables(deformation), figures))
    path = os.path.join(directory, "sweep.h5")
    if os.path.exists(path):
        with Result(path) as sweep:
            found.append(("Sweep", sweep_tables(sweep), draw(directory, "sweep", figures_sweep.ALL, sweep)))
    return found


def main(arguments):
    if len(arguments) != 2:
        print("usage: report.py DIR", file=sys.stderr)
        return 2
    directory = arguments[1]
    try:
        os.makedirs(os.path.join(directory, "figures"), exist_ok=True)
        found = sections(directory)
    except OSError as error:
        print(f"vitrum: error: {directory}: a result cannot be read: {error}", file=sys.stderr)
        return BAD_DATA
    if not found:
        os.rmdir(os.path.join(directory, "figures"))
        print(f"vitrum: error: {directory}: no results here (scan.h5, mro.h5, deformation.h5, sweep.h5)", file=sys.stderr)
        return BAD_DATA
    target = os.path.join(directory, "report.html")
    temporary = os.path.join(directory, ".report.html.part")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(page(html.escape(os.path.basename(os.path.abspath(directory))), found))
    os.replace(temporary, target)
    print(f"report: {target}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except Exception as fault:  # one message, whatever a result holds
        print(f"vitrum: error: the report cannot be made: {type(fault).__name__}: {fault}", file=sys.stderr)
        sys.exit(1)
