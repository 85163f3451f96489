# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_promise.py: a whole coupled run is the same to the bit on 1, 2 and 4 ranks and 2 threads.
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import scratch, skip, vitrum, write  # noqa: E402

try:
    import h5py
    import numpy as np
except ImportError as missing:
    skip(f"comparing results needs {missing.name}")

DECK = """\
seed: 7
stages: [synthesize, characterize, deform]
synthesize:
  atoms: 1500
  thickness: 5 nm
  scan: {shape: [18, 17], step: 0.5 nm}
  detector: {shape: [96, 96], k_per_pixel: 0.0125 1/Angstrom, dead_pixels: 4}
  dose: 100000 e
  descan: {along_y: [0.6 px, -0.3 px], along_x: [0.2 px, 0.7 px]}
  ellipse: {e: 0.01, angle: 20 deg}
  clusters:
    - {lattice: bcc, zone: "100", diameter: 1.6 nm, count: 3}
calibration: {sample: 306}
detectors:
  ring: {type: annulus, k: [0.36 1/Angstrom, 0.46 1/Angstrom]}
bands:
  - {name: ring, k: [0.36 1/Angstrom, 0.46 1/Angstrom]}
thickness: 5 nm
domains: {types: [4, 6], surrogates: 20}
microstructure: {source: maps, grid: [40, 36], preset: mro_softer}
deform:
  load: {max_strain: 0.03}
"""
FILES = ("scan.h5", "mro.h5", "deformation.h5")
EXEMPT = ("provenance", "stage")  # what the design page exempts: who made it, where and when


def contents(directory):
    """{path: bytes} of all datasets and attributes of all results, but the exempt groups."""
    found = {}
    for name in FILES:
        with h5py.File(os.path.join(directory, name), "r") as file:

            def keep(path, node, name=name):
                if path.split("/")[0] in EXEMPT:
                    return
                for key, value in node.attrs.items():
                    found[f"{name}:{path}@{key}"] = repr(np.asarray(value).tolist())
                if isinstance(node, h5py.Dataset):
                    found[f"{name}:{path}"] = repr(node[()].tolist())

            file.visititems(keep)
    return found


def ranks_that_ran(directory):
    with h5py.File(os.path.join(directory, "deformation.h5"), "r") as file:
        return int(file["provenance"].attrs["ranks"])


class Promise(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = scratch()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.deck = write(cls.folder.name, "deck.yaml", DECK)
        cls.reference = cls.run_on(1)

    @classmethod
    def run_on(cls, ranks, threads=1, *more):
        directory = os.path.join(cls.folder.name, f"out-{ranks}-{threads}-{len(more)}")
        outcome = vitrum("run", cls.deck, "--output", directory, "--quiet", *more, ranks=ranks,
                         env={"OMP_NUM_THREADS": str(threads)})
        assert outcome.status == 0, outcome
        assert ranks_that_ran(directory) == ranks, f"asked for {ranks} ranks, {ranks_that_ran(directory)} ran"
        return contents(directory)

    def same(self, other):
        self.assertEqual(sorted(self.reference), sorted(other))
        differing = [path for path, value in self.reference.items() if other[path] != value]
        self.assertEqual(differing, [])

    def test_something_was_compared(self):
        for path in ("scan.h5:datacube/data", "mro.h5:symmetry/power/data", "mro.h5:variance/map/data",
                     "mro.h5:domains/table", "deformation.h5:events", "deformation.h5:curve"):
            self.assertIn(path, self.reference)
        self.assertGreater(self.reference["deformation.h5:events"].count("("), 100)

    def test_two_ranks(self):
        self.same(self.run_on(2))

    def test_four_ranks(self):
        self.same(self.run_on(4))

    def test_two_threads(self):
        self.same(self.run_on(1, 2))

    def test_a_smaller_memory_budget(self):
        self.same(self.run_on(2, 1, "--set", "memory_per_rank=16 MiB"))

    def test_another_seed_changes_every_stage(self):
        other = self.run_on(1, 1, "--set", "seed=8", "--quiet")
        for path in ("scan.h5:datacube/data", "mro.h5:symmetry/power/data", "deformation.h5:events"):
            self.assertNotEqual(self.reference[path], other[path], path)


if __name__ == "__main__":
    unittest.main()
