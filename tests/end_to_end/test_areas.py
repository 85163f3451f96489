# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_areas.py: several areas of one sample: a result each, and what they say together.
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

SCAN = """\
seed: {seed}
synthesize:
  atoms: 1500
  thickness: 5 nm
  scan: {{shape: [20, 20], step: 0.5 nm}}
  detector: {{shape: [80, 80], k_per_pixel: 0.0125 1/Angstrom}}
  dose: 100000 e
  clusters: [{{lattice: bcc, zone: "100", diameter: 2 nm, count: 4}}]
"""
AREAS = """\
scan:
  - file: {0}/1/scan.h5
  - file: {0}/2/scan.h5
bands: [{{name: ring, k: [0.36 1/Angstrom, 0.46 1/Angstrom]}}]
thickness: {{value: 5 nm, error: 0.5 nm}}
domains: {{types: [4], surrogates: 20}}
"""


def pooled(values, errors, common):
    """Random effects (DerSimonian & Laird 1986) of two areas, written out."""
    own = [math.sqrt(e * e - c * c) for e, c in zip(errors, common)]
    w = [1 / e**2 for e in own]
    mean = sum(a * b for a, b in zip(w, values)) / sum(w)
    q = sum(a * (v - mean) ** 2 for a, v in zip(w, values))
    tau2 = max(0.0, (q - 1) / (sum(w) - sum(a * a for a in w) / sum(w)))
    w = [1 / (e**2 + tau2) for e in own]
    mean = sum(a * b for a, b in zip(w, values)) / sum(w)
    shared = sum(a * c for a, c in zip(w, common)) / sum(w)
    return mean, math.hypot(math.sqrt(1 / sum(w)), shared), math.sqrt(tau2)


class Areas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = scratch()
        cls.addClassCleanup(cls.folder.cleanup)
        for seed in (1, 2):
            deck = write(cls.folder.name, f"scan{seed}.yaml", SCAN.format(seed=seed))
            made = vitrum("synthesize", deck, "--output", os.path.join(cls.folder.name, str(seed)), "--quiet", ranks=2)
            assert made.status == 0, made
        cls.deck = write(cls.folder.name, "areas.yaml", AREAS.format(cls.folder.name))
        cls.out = os.path.join(cls.folder.name, "out")
        made = vitrum("characterize", cls.deck, "--output", cls.out, ranks=2)
        assert made.status == 0, made

    def test_every_area_has_its_result_and_the_pooled_values_follow_from_them(self):
        tables = []
        for name in ("mro.h5", "mro-2.h5"):
            with h5py.File(os.path.join(self.out, name)) as file:
                tables.append(file["summary/table"][0])
        with h5py.File(os.path.join(self.out, "mro-pooled.h5")) as file:
            rows = {row["quantity"].decode(): row for row in file["pooled/table"]}
        self.assertIn("volume_fraction", rows)
        for quantity in ("density_per_nm2", "diameter_nm", "volume_fraction"):
            values, errors, common = ([t[quantity + part] for t in tables] for part in ("", "_error", "_common"))
            if quantity == "volume_fraction":  # the thickness is one of the errors that all areas share
                for table, value, part in zip(tables, values, common):
                    self.assertGreaterEqual(part, 0.5 / (5 + table["diameter_nm"]) * value)
            mean, error, between = pooled(values, errors, common)
            row = rows[quantity]
            self.assertEqual(row["areas"], 2)
            for found, expected in ((row["value"], mean), (row["error"], error), (row["between"], between)):
                self.assertTrue(math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12), (quantity, found, expected))

    def test_the_first_area_alone_gives_the_same_result(self):
        alone = os.path.join(self.folder.name, "alone")
        deck = write(self.folder.name, "alone.yaml",
                     AREAS.format(self.folder.name).replace(f"  - file: {self.folder.name}/2/scan.h5\n", ""))
        made = vitrum("characterize", deck, "--output", alone, "--quiet")
        self.assertEqual(made.status, 0, made)
        with h5py.File(os.path.join(alone, "mro.h5")) as a, h5py.File(os.path.join(self.out, "mro.h5")) as b:
            for path in ("symmetry/power/data", "summary/table", "domains/table"):
                self.assertEqual(a[path][()].tobytes(), b[path][()].tobytes(), path)

    def test_a_restart_does_finished_areas_not_again(self):
        before = os.stat(os.path.join(self.out, "mro-2.h5")).st_mtime_ns
        os.remove(os.path.join(self.out, "mro.h5"))
        made = vitrum("characterize", self.deck, "--output", self.out, "--restart", "--quiet")
        self.assertEqual(made.status, 0, made)
        self.assertTrue(os.path.exists(os.path.join(self.out, "mro.h5")))
        self.assertEqual(os.stat(os.path.join(self.out, "mro-2.h5")).st_mtime_ns, before)

    def test_an_area_that_is_missing_is_named(self):
        deck = write(self.folder.name, "gone.yaml", AREAS.format(self.folder.name).replace("/2/scan.h5", "/3/scan.h5"))
        made = vitrum("characterize", deck, "--output", os.path.join(self.folder.name, "gone"), "--quiet")
        self.assertEqual(made.status, 3, made)
        self.assertIn("/3/scan.h5", made.errors[0])


if __name__ == "__main__":
    unittest.main()
