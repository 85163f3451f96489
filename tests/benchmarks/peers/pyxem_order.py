#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/peers/pyxem_order.py: the same scan through vitrum and through pyxem: patterns a second, and what both say.
"""pyxem_order.py VITRUM SCAN.h5 [PATTERNS]

Runs `VITRUM characterize` on SCAN.h5 (of `vitrum synthesize`) on one core, then pyxem's polar transform, angular correlation
and angular power on the first PATTERNS (default 512) patterns, and prints patterns a second and the mean P_4 / P_2 of both. Run it with a Python
that has pyxem and h5py (`pip install pyxem` into a scratch environment). Without pyxem it says so and exits with 77."""
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
try:
    import h5py
    import numpy as np
    import pyxem
except ImportError as missing:
    print(f"SKIPPED: {missing.name} is not installed for this Python")
    sys.exit(77)

AZIMUTHS = 180


def run_vitrum(program, scan):
    with tempfile.TemporaryDirectory() as folder:
        deck = os.path.join(folder, "deck.yaml")
        with open(deck, "w", encoding="utf-8") as file:
            file.write(f"scan: {{file: {os.path.abspath(scan)}}}\ndomains: {{surrogates: 20}}\n")
        out = os.path.join(folder, "out")
        subprocess.run([program, "characterize", deck, "--output", out, "--quiet"], check=True)
        with open(os.path.join(out, "timing.json"), encoding="utf-8") as file:
            seconds = json.load(file)["parts"]["measure (one pass)"]["seconds"]
        with h5py.File(os.path.join(out, "mro.h5")) as mro:
            at = mro["calibration/center"].attrs
            ny, nx = mro["variance/map/data"].shape[-2:]
            middle = [at[f"{c}_px"] + at[f"{c}_per_scan_y"] * (ny - 1) / 2 + at[f"{c}_per_scan_x"] * (nx - 1) / 2 for c in "xy"]
            radial, k = mro["symmetry/radial/data"][()], mro["symmetry/radial/dim2"][()]
            band = mro["symmetry/power"].attrs["band"][:2]
            return ny * nx / seconds, (ny, nx), middle, radial, k, band


def run_pyxem(patterns, scale, centre, band):
    signal = pyxem.signals.ElectronDiffraction2D(patterns)
    signal.calibration.center = centre
    signal.calibration.scale = scale
    signal.calibration.units = "k_A^-1"
    reach = patterns.shape[-1] // 2
    begin = time.perf_counter()
    polar = signal.get_azimuthal_integral2d(npt=reach, npt_azim=AZIMUTHS, radial_range=(0, reach * scale), show_progressbar=False)
    correlation = polar.get_angular_correlation(show_progressbar=False)
    power = polar.get_angular_power(show_progressbar=False)
    np.asarray(correlation.data)
    values = np.asarray(power.data)
    seconds = time.perf_counter() - begin
    k = (np.arange(values.shape[-2]) + 0.5) * scale
    inside = (k >= band[0]) & (k <= band[1])
    mean = values[..., inside, :].mean(axis=tuple(range(values.ndim - 1)))
    return patterns.shape[0] * patterns.shape[1] / seconds, mean


def main(arguments):
    if len(arguments) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    program, scan = arguments[1:3]
    count = int(arguments[3]) if len(arguments) == 4 else 512
    own_rate, shape, centre, radial, k, band = run_vitrum(program, scan)
    with h5py.File(scan) as file:
        data = file["datacube/data"]
        scale = float(file["datacube/dim4"][1] - file["datacube/dim4"][0])
        rows = max(1, min(shape[0], count // shape[1]))
        patterns = data[:rows].astype(np.float32)
    rate, power = run_pyxem(patterns, scale, centre, band)
    inside = (k >= band[0]) & (k <= band[1])
    ours = np.nanmean(radial[:, inside], axis=1)
    print(f"patterns of {patterns.shape[-2]} x {patterns.shape[-1]}, one core, pyxem {pyxem.__version__}")
    print(f"  vitrum  {own_rate:9.0f} patterns/s   P_4/P_2 {ours[3] / ours[1]:.3f}  P_3/P_2 {ours[2] / ours[1]:.3f}"
          "   (everything that characterize measures, from the file)")
    print(f"  pyxem   {rate:9.0f} patterns/s   P_4/P_2 {power[4] / power[2]:.3f}  P_3/P_2 {power[3] / power[2]:.3f}"
          "   (polar transform, correlation, power; shot noise not removed)")
    print(f"  ratio   {own_rate / rate:9.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
