# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_calibrate.py: a calibration in the geometry of a scan, and what it makes of that scan.
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
  model: phantom
  thickness: 8 nm
  scan: {{shape: [40, 40], step: 0.5 nm}}
  detector: {{shape: [64, 64], k_per_pixel: 0.02 1/Angstrom}}
  dose: 100000 e
  clusters: [{{lattice: bcc, zone: "100", diameter: 2 nm, count: {count}, peak: 3}}]
"""
CHARACTERIZE = """\
bands: [{name: ring, k: [0.36 1/Angstrom, 0.46 1/Angstrom]}]
order: {split_halves: false}
domains: {types: [4, 6], surrogates: 40, surrogates_unsought: 0, point_simulations: 0, toroidal_shifts: 0}
"""


class Calibrate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = scratch()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.out = {name: os.path.join(cls.folder.name, name) for name in ("calibration", "scan", "result")}
        decks = {"calibrate": SYNTHESIZE.format(seed=1, count=16) + CHARACTERIZE,
                 "synthesize": SYNTHESIZE.format(seed=2, count=9),
                 "characterize": f"scan: {{file: {cls.out['scan']}/scan.h5}}\n" + CHARACTERIZE.replace(
                     "domains: {", f"domains: {{detection_file: {cls.out['calibration']}/detection.h5, ")}
        cls.made = {}
        for command, out in zip(decks, cls.out.values()):
            deck = write(cls.folder.name, command + ".yaml", decks[command])
            cls.made[command] = vitrum(command, deck, "--output", out, ranks=2)
            assert cls.made[command].status == 0, cls.made[command]
        with h5py.File(os.path.join(cls.out["calibration"], "detection.h5")) as file:
            cls.detection = {int(row["n"]): row for row in file["detection/table"]}
        with h5py.File(os.path.join(cls.out["result"], "mro.h5")) as file:
            cls.summary = {int(row["n"]): row for row in file["summary/table"]}
            cls.limits = [value for name, value in file["summary"].attrs.items() if name.startswith("limit_")]

    def test_the_type_of_the_clusters_gets_an_efficiency_and_a_slope(self):
        row = self.detection[4]
        self.assertEqual(row["truths"], 16)
        self.assertAlmostEqual(row["efficiency"], row["matched"] / 16)
        self.assertGreater(row["efficiency"], 0.3)
        self.assertGreater(row["power_slope"], 2 * row["power_slope_error"])

    def test_a_type_without_clusters_gets_its_false_positives_alone_and_a_warning(self):
        row = self.detection[6]
        self.assertEqual(row["truths"], 0)
        self.assertTrue(math.isnan(row["efficiency"]) and math.isnan(row["efficiency_error"]))
        self.assertTrue(math.isfinite(row["false_positives_per_nm2"]))
        self.assertIn("n = 6: no clusters", self.made["calibrate"].out + self.made["calibrate"].err)
        self.assertTrue(any("n = 6" in s and "no clusters of this type" in s for s in map(str, self.limits)))

    def test_the_scan_gets_headline_and_count_form_with_errors(self):
        row = self.summary[4]
        for name in ("volume_fraction_excess", "visible_volume_fraction", "volume_fraction", "volume_fraction_area"):
            self.assertTrue(math.isfinite(row[name]) and row[name] > 0, name)
            self.assertTrue(math.isfinite(row[name + "_error"]), name)
            self.assertTrue(0 < row[name + "_common"] < row[name + "_error"], name)
        self.assertTrue(math.isfinite(row["agreement"]))
        # 9 of 16 clusters in the same volume: the headline is that share of the calibration's fraction, within 3 errors.
        expected = 9 / 16 * self.detection[4]["true_volume_fraction"]
        print(f"headline {row['volume_fraction_excess']:.4f} +- {row['volume_fraction_excess_error']:.4f}, counted "
              f"{row['visible_volume_fraction']:.4f} +- {row['visible_volume_fraction_error']:.4f}, true {expected:.4f}")
        self.assertLess(abs(row["volume_fraction_excess"] - expected), 3 * row["volume_fraction_excess_error"])
        self.assertTrue(math.isnan(self.summary[6]["volume_fraction_excess"]))


if __name__ == "__main__":
    unittest.main()
