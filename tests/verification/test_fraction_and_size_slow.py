# SPDX-License-Identifier: Apache-2.0
# tests/verification/test_fraction_and_size_slow.py: target 24: a fraction and a size from end to end, atoms to summary.
#
# Spheres of D = 2 nm, on axis, volume fraction .05 in a foil of 10 nm, 64 x 64 positions, about 1e3 electrons in the
# band. `vitrum calibrate` on a scan of its own seed (fraction .03) and its twin, then another scan is characterized with
# it. The target, fraction within 20 % and diameter within 15 %, is a goal that nobody has shown: what is printed says
# whether it is met. What must hold: the headline is there, and every quoted value lies within 3 of its own standard errors
# of the truth. In a foil this crowded (projected coverage .4) hotspots may all be missed; then the count form is NaN.
import math
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import scratch, skip, vitrum, write  # noqa: E402

try:
    import h5py
except ImportError as missing:
    skip(f"reading results needs {missing.name}")

SYNTHESIZE = """\
seed: {seed}
synthesize:
  atoms: 6000
  thickness: 10 nm
  scan: {{shape: [64, 64], step: 0.5 nm}}
  detector: {{shape: [128, 128], k_per_pixel: 0.01 1/Angstrom}}
  dose: 18000 e
  clusters: [{{lattice: bcc, zone: "{zone}", diameter: 2 nm, count: {count}}}]
"""
CHARACTERIZE = """\
bands: [{name: ring, k: [0.36 1/Angstrom, 0.46 1/Angstrom]}]
domains: {types: [4, 6], surrogates_unsought: 0, point_simulations: 0, toroidal_shifts: 0}
"""
# Spheres of 4.19 nm^3 in 32 x 32 x 10 nm^3: 122 are .05.
TRUE_COUNT, CALIBRATION_COUNT, DIAMETER = 122, 73, 2.0


class FractionAndSize(unittest.TestCase):
    def measure(self, n, zone):
        with scratch() as folder:
            out = {name: os.path.join(folder, name) for name in ("calibration", "scan", "result")}
            decks = {"calibrate": SYNTHESIZE.format(seed=11, count=CALIBRATION_COUNT, zone=zone) + CHARACTERIZE,
                     "synthesize": SYNTHESIZE.format(seed=12, count=TRUE_COUNT, zone=zone),
                     "characterize": f"scan: {{file: {out['scan']}/scan.h5}}\n" + CHARACTERIZE.replace(
                         "domains: {", f"domains: {{detection_file: {out['calibration']}/detection.h5, ")}
            for command, directory in zip(decks, out.values()):
                deck = write(folder, command + ".yaml", decks[command])
                made = vitrum(command, deck, "--output", directory, "--quiet", ranks=2, timeout=3000)
                self.assertEqual(made.status, 0, made)
            with h5py.File(os.path.join(out["result"], "mro.h5")) as file:
                row = {int(r["n"]): r for r in file["summary/table"]}[n]
                truth = {int(r["n"]): r for r in file["comparison/table"]}[n]["true_volume_fraction"]
        return row, float(truth)

    def hold(self, n, zone):
        row, truth = self.measure(n, zone)
        told = [("volume_fraction_excess", truth, 0.20), ("visible_volume_fraction", truth, 0.20), ("diameter_nm", DIAMETER, 0.15)]
        for name, expected, goal in told:
            value, error = float(row[name]), float(row[name + "_error"])
            off = value / expected - 1
            print(f"target 24: n = {n}: {name} {value:.4g} +- {error:.2g} (true {expected:.4g}: {100 * off:+.0f} %, goal "
                  f"{100 * goal:.0f} %: {'met' if abs(off) <= goal else 'missed'})")
        self.assertTrue(math.isfinite(row["volume_fraction_excess"]))
        for name, expected, _ in told:
            if math.isnan(row[name]):
                continue  # not measured, and said so
            with self.subTest(name):
                self.assertLess(abs(row[name] - expected), 3 * row[name + "_error"])

    def test_four_fold(self):
        self.hold(4, "100")

    def test_six_fold(self):
        self.hold(6, "111")


if __name__ == "__main__":
    unittest.main()
