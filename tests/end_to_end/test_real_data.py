# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_real_data.py: detector files of other makers are read; without a ring nothing is guessed.
import os
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import DATA, scratch, skip, vitrum, write  # noqa: E402

if not DATA or not os.path.isdir(DATA):
    skip("the folder of measured data (VITRUM_DATA) is not there")
try:
    import h5py
    import numpy as np
except ImportError as missing:
    skip(f"reading results needs {missing.name}")

DETECTORS = "detectors:\n  corner: {type: disk, frame: detector, lengths: px, center: [2 px, 2 px], radius: 1 px}\n"


class RealData(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)
        self.deck = write(self.folder.name, "deck.yaml", DETECTORS)
        self.out = os.path.join(self.folder.name, "out")

    def characterize(self, path, *more, ranks=2):
        return vitrum("characterize", self.deck, "--output", self.out, "--set", f"scan.file={path}", *more, ranks=ranks)

    def is_read_but_has_no_ring(self, path, *more):
        """Status 3, one message, and a whole file with mean pattern and virtual image and nothing that needs a ring."""
        outcome = self.characterize(path, *more)
        self.assertEqual(outcome.status, 3, outcome)
        self.assertEqual(len(outcome.errors), 1, outcome)
        self.assertIn("no diffraction ring", outcome.errors[0])
        with h5py.File(os.path.join(self.out, "mro.h5"), "r") as file:
            self.assertIn("mean_pattern", file)
            self.assertIn("virtual/corner", file)
            for absent in ("symmetry", "variance", "domains", "radial_profile"):
                self.assertNotIn(absent, file)
            return file["mean_pattern/data"][()], file["virtual/corner/data"].shape

    def test_py4dstem(self):
        path = os.path.join(DATA, "formats/emd/py4DSTEM_size2x3x4x5.h5")
        mean, scan = self.is_read_but_has_no_ring(path)
        self.assertEqual((mean.shape, scan), ((4, 5), (2, 3)))
        with h5py.File(path, "r") as file:
            expected = file["datacube_root/datacube/data"][()].astype(float).mean(axis=(0, 1))
        self.assertLess(abs(mean - expected).max(), 1e-6 * abs(expected).max())  # float32 values in double sums

    def test_hyperspy(self):
        mean, scan = self.is_read_but_has_no_ring(os.path.join(DATA, "formats/hspy/example2_v3.1.hspy"))
        self.assertEqual(scan, (1, 1))
        self.assertEqual(mean.shape, (16, 16))

    def test_merlin(self):
        archive = os.path.join(DATA, "formats/Merlin_navigation4x2_ROI.zip")
        try:
            subprocess.run(["unzip", "-qo", archive, "-d", self.folder.name], check=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("unzip is not there")
        path = os.path.join(self.folder.name, "001_4x2_6bit.mib")
        mean, scan = self.is_read_but_has_no_ring(path, "--set", "scan.shape=[2, 4]", "--set", "scan.saturation=64")
        self.assertEqual((mean.shape, scan), ((256, 256), (2, 4)))
        self.assertEqual(round(8 * mean.sum()), 3623664)  # the sum that the format's other readers give
        # A counter of 6 bits ends at 63: what stands there is saturated and left out, as the header's depth says.
        unsaturated, _ = self.is_read_but_has_no_ring(path, "--set", "scan.shape=[2, 4]")
        self.assertLess(np.nanmax(unsaturated), 63)
        both = np.isfinite(unsaturated) & (mean < 62.0 / 8)  # pixels that cannot have been at 63
        self.assertTrue(np.array_equal(unsaturated[both], mean[both]))

    def test_empad(self):
        path = os.path.join(self.folder.name, "scan_x3_y2.raw")
        with open(path, "wb") as file:
            for frame in range(6):
                file.write(struct.pack("<f", float(frame)) * (128 * 128) + bytes(1024))
        mean, scan = self.is_read_but_has_no_ring(path)
        self.assertEqual((mean.shape, scan), ((128, 128), (2, 3)))
        self.assertEqual((mean.min(), mean.max()), (2.5, 2.5))

    def test_truncated_empad_leaves_nothing(self):
        path = os.path.join(self.folder.name, "scan_x3_y2.raw")
        with open(path, "wb") as file:
            file.write(bytes(5 * 66560 + 100))
        outcome = self.characterize(path)
        self.assertEqual(outcome.status, 3, outcome)
        self.assertEqual(len(outcome.errors), 1, outcome)
        self.assertFalse(os.path.exists(os.path.join(self.out, "mro.h5")))

    def test_glass_pattern_is_calibrated(self):
        """Target 11: centre .1 px, radius .2 px, e 1e-3, axis 2 deg; 30 fits with other choices spread that much."""
        outcome = self.characterize(os.path.join(DATA, "real_glass_pattern/Amorphous_10x10_sum.hspy"))
        self.assertEqual(outcome.status, 0, outcome)
        with h5py.File(os.path.join(self.out, "mro.h5"), "r") as file:
            centre, ellipse = file["calibration/center"].attrs, file["calibration/ellipse"].attrs
            print(centre["x_px"], centre["y_px"], ellipse["ring_radius_px"], ellipse["e"], ellipse["angle_deg"])
            self.assertAlmostEqual(centre["x_px"], 304.79, delta=0.1)
            self.assertAlmostEqual(centre["y_px"], 249.20, delta=0.1)
            self.assertAlmostEqual(ellipse["ring_radius_px"], 71.88, delta=0.2)
            self.assertAlmostEqual(ellipse["e"], 0.0169, delta=1e-3)
            self.assertAlmostEqual(ellipse["angle_deg"] % 180.0, 151.1, delta=2.0)
            self.assertNotIn("domains", file)

    def test_inspect_shows_each(self):
        for name, word in (("formats/emd/py4DSTEM_size2x3x4x5.h5", "2 x 3"),
                           ("formats/hspy/example2_v3.1.hspy", "HyperSpy"),
                           ("real_glass_pattern/Amorphous_10x10_sum.hspy", "512 x 512")):
            with self.subTest(name=name):
                outcome = vitrum("inspect", os.path.join(DATA, name))
                self.assertEqual(outcome.status, 0, outcome)
                self.assertIn(word, outcome.out)


if __name__ == "__main__":
    unittest.main()
