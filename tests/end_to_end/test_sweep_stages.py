# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_sweep_stages.py: what members share is done once, nothing is done twice, what stopped goes on.
import os
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import MPIEXEC, VITRUM  # noqa: E402
from sweeps import SweepCase, table  # noqa: E402

COUPLED = """\
seed: 1
stages: [synthesize, characterize, deform]
synthesize:
  model: phantom
  scan: {shape: [16, 16], step: 0.5 nm}
  detector: {shape: [64, 64], k_per_pixel: 0.02 1/Angstrom}
  clusters: [{lattice: bcc, zone: "100", diameter: 2 nm, count: 3, max_tilt: 4 deg}]
domains: {types: [4, 6]}
microstructure: {source: maps, voxel: 1.8 nm, grid: [32, 32]}
deform:
  load: {max_strain: 0.02}
sweep:
  vary: {deform.temperature: [200 K, 300 K]}
  replicas: 2
"""

LONG = """\
seed: 1
stages: [deform]
microstructure: {source: homogeneous, grid: [48, 48]}
deform:
  engine: reference
  checkpoint_interval: 0.0005
  load: {max_strain: 0.022}
sweep: {replicas: 2}
"""


def times(directory):
    """When every result was made."""
    return {os.path.join(folder, name): os.lstat(os.path.join(folder, name)).st_mtime_ns
            for folder, _, names in os.walk(directory) for name in names
            if name.startswith(("mro", "scan", "deformation")) or (name == "timing.json" and folder != directory)}


class SweepStages(SweepCase):
    def test_the_same_stage_is_run_once_and_gives_the_same(self):
        deck = self.deck(COUPLED)
        shared, apart = self.out("shared"), self.out("apart")
        self.sweep(deck, shared, ranks=2)
        self.sweep(deck, apart, "--set", "sweep.share_stages=false")
        self.assertEqual(len(os.listdir(os.path.join(shared, "stages"))), 2)  # one synthesis, one characterization
        self.assertFalse(os.path.exists(os.path.join(apart, "stages")))
        self.assertEqual(table(shared), table(apart))
        points = table(shared, "sweep-ensembles.csv")
        self.assertEqual([row["members"] for row in points], ["2", "2"])
        self.assertEqual([row["deform.seed"] for row in table(shared)], ["1", "2"] * 2)
        before = times(shared)
        self.sweep(deck, shared, ranks=2)
        self.assertEqual(times(shared), before)  # nothing was made again

    def test_array_tasks_at_once_share_a_stage(self):
        deck = self.deck(COUPLED)
        out = self.out("array")
        tasks = [subprocess.Popen([VITRUM, "sweep", deck, "--output", out, "--quiet", "--member", str(n)],
                                  stderr=subprocess.PIPE, text=True) for n in (1, 2, 3, 4)]
        for task in tasks:
            _, errors = task.communicate(timeout=200)
            self.assertEqual(task.returncode, 0, errors)
        self.assertEqual(len(os.listdir(os.path.join(out, "stages"))), 2)
        self.sweep(deck, out, "--collect")
        self.sweep(deck, self.out("one"), ranks=2)
        self.assertEqual(table(out), table(self.out("one")))

    def test_a_stopped_sweep_goes_on_to_the_same_table(self):
        deck = self.deck(LONG)
        out = self.out("stopped")
        run = subprocess.Popen([*MPIEXEC, "-n", "2", VITRUM, "sweep", deck, "--output", out, "--quiet"],
                               stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 100
        while run.poll() is None and time.monotonic() < deadline:
            if os.path.exists(os.path.join(out, "member-0001", "checkpoint.h5")):
                run.send_signal(signal.SIGUSR2)
                break
            time.sleep(0.02)
        _, errors = run.communicate(timeout=100)
        self.assertEqual(run.returncode, 75, errors)
        self.assertTrue(os.path.exists(os.path.join(out, "resumable")))
        self.assertTrue(os.path.exists(os.path.join(out, "member-0001", "resumable")))
        self.sweep(deck, out, "--restart", ranks=2)
        self.assertFalse(os.path.exists(os.path.join(out, "resumable")))
        self.sweep(deck, self.out("whole"), ranks=2)
        self.assertEqual(table(out), table(self.out("whole")))

if __name__ == "__main__":
    unittest.main()
