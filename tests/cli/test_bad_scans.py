# SPDX-License-Identifier: Apache-2.0
# tests/cli/test_bad_scans.py: scans that are broken, and decks that do not fit theirs: a clear message, never a result.
import math
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import scratch, vitrum, write  # noqa: E402

EDGE = 48
SIDE = 6


def npy(path, shape, values, code):
    """A NumPy file of little-endian values: code "H" is uint16, "f" float32, "B" uint8."""
    name = {"H": "<u2", "f": "<f4", "B": "|u1"}[code]
    header = f"{{'descr': '{name}', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack(f"<{len(values)}{code}", *values))


def glass(centre=(23.4, 24.2), radius=14.0, counts=30.0, seed=1):
    """SIDE x SIDE patterns of a diffuse ring with a direct beam, rounded normal noise of Poisson width."""
    draw = random.Random(seed)
    mean = []
    for row in range(EDGE):
        for column in range(EDGE):
            r = math.hypot(column - centre[0], row - centre[1])
            mean.append(counts * math.exp(-0.5 * ((r - radius) / 2.0) ** 2) + 4 + 20 * counts * math.exp(-r * r / 8))
    values = []
    for _ in range(SIDE * SIDE):
        values += [max(0, round(m + draw.gauss(0, 1) * math.sqrt(m))) for m in mean]
    return values


def mean_of(path, dataset):
    """Of an HDF5 dataset, by h5py or HDF5's own h5dump."""
    try:
        import h5py
        with h5py.File(path) as file:
            return float(file[dataset][...].mean(dtype="f8"))
    except ImportError:
        pass
    if shutil.which("h5dump") is None:
        raise unittest.SkipTest("neither h5py nor h5dump is at hand")
    text = subprocess.run(["h5dump", "-m", "%.9g", "-y", "-w", "1", "-d", dataset, path], capture_output=True,
                          text=True, check=True).stdout
    numbers = [float(n) for n in re.search(r"DATA {([^}]*)}", text).group(1).split(",")]
    return sum(numbers) / len(numbers)


class BadScans(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)
        self.scan = os.path.join(self.folder.name, "scan.npy")

    def write_scan(self, values, code="H", side=SIDE):
        npy(self.scan, (side, side, EDGE, EDGE), values, code)

    def characterize(self, *more, deck=""):
        base = f"scan: {{file: {self.scan}, step: 0.5 nm, k_per_pixel: 0.029 1/Angstrom, gain: 1}}\n"
        path = write(self.folder.name, "deck.yaml", base + deck)
        return vitrum("characterize", path, "--output", os.path.join(self.folder.name, "out"), *more,
                      cwd=self.folder.name)

    def refused(self, outcome, status, *words):
        self.assertEqual(outcome.status, status, outcome)
        self.assertEqual(len(outcome.errors), 1, outcome)
        for word in words:
            self.assertIn(word, outcome.errors[0], outcome)

    def test_a_good_scan_is_read(self):
        self.write_scan(glass())
        self.assertEqual(self.characterize().status, 0)

    def test_one_row_missing(self):
        self.write_scan(glass())
        size = os.path.getsize(self.scan)
        os.truncate(self.scan, size - SIDE * EDGE * EDGE * 2)
        self.refused(self.characterize(), 3, "scan.npy", "y = 5, x = 0", "30 of 36")

    def test_half_a_pattern_missing(self):
        self.write_scan(glass())
        os.truncate(self.scan, os.path.getsize(self.scan) - 100)
        self.refused(self.characterize(), 3, "scan.npy", "y = 5, x = 5", "35 of 36")

    def test_nothing_but_nan(self):
        self.write_scan([math.nan] * (4 * EDGE * EDGE), "f", 2)
        self.refused(self.characterize(), 3, "scan.npy", "holds a number")

    def test_nothing_but_zeros(self):
        self.write_scan([0] * (4 * EDGE * EDGE), "H", 2)
        self.refused(self.characterize(), 3, "scan.npy", "no diffraction ring")

    def test_nothing_but_saturated_values(self):
        self.write_scan([65535] * (4 * EDGE * EDGE), "H", 2)
        self.refused(self.characterize(), 3, "scan.npy", "saturated")

    def test_a_beam_outside_the_detector(self):
        self.write_scan(glass(centre=(-30.0, -30.0)))
        self.refused(self.characterize(), 3, "scan.npy", "no diffraction ring")

    def test_a_band_beyond_the_detector(self):
        self.write_scan(glass())
        outcome = self.characterize(deck="bands: [{name: far, k: [2 1/Angstrom, 2.2 1/Angstrom]}]\n")
        self.refused(outcome, 2, "far")

    def test_a_mask_that_covers_the_ring(self):
        self.write_scan(glass())
        mask = os.path.join(self.folder.name, "mask.npy")
        good = [int(not 6 < math.hypot(p % EDGE - 23.4, p // EDGE - 24.2) < 23) for p in range(EDGE * EDGE)]
        npy(mask, (EDGE, EDGE), good, "B")
        self.refused(self.characterize(deck=f"calibration: {{mask_file: {mask}}}\n"), 3, "no diffraction ring")

    def test_a_dark_of_another_detector(self):
        self.write_scan(glass())
        dark = os.path.join(self.folder.name, "dark.npy")
        npy(dark, (3, 3), [1.0] * 9, "f")
        self.refused(self.characterize("--set", f"scan.dark={dark}"), 3, "dark.npy", "48 x 48", "3 x 3")

    def test_a_mask_without_a_good_pixel(self):
        self.write_scan(glass())
        mask = os.path.join(self.folder.name, "mask.npy")
        npy(mask, (EDGE, EDGE), [0] * (EDGE * EDGE), "B")
        self.refused(self.characterize("--set", f"scan.mask={mask}"), 3, "mask.npy", "no pixel")

    def test_negative_values_after_the_dark_are_kept(self):
        self.write_scan(glass())
        dark = os.path.join(self.folder.name, "dark.npy")
        npy(dark, (EDGE, EDGE), [5.0] * (EDGE * EDGE), "f")
        values = glass()
        outcome = self.characterize("--set", f"scan.dark={dark}")
        self.assertEqual(outcome.status, 0, outcome)
        below = sum(v < 5 for v in values) / len(values)
        self.assertGreater(below, 0.2)  # so that clipping at 0 would raise the mean
        mean = sum(values) / len(values) - 5.0
        found = mean_of(os.path.join(self.folder.name, "out", "mro.h5"), "/mean_pattern/data")
        self.assertAlmostEqual(found, mean, delta=1e-5 * abs(mean))  # 32-bit floats


if __name__ == "__main__":
    unittest.main()
