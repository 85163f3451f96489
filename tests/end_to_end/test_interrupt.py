# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_interrupt.py: a run told to stop exits with 75, and its continuation is the uninterrupted run.
import os
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import VITRUM, scratch, skip, vitrum, write  # noqa: E402

try:
    import h5py
except ImportError as missing:
    skip(f"comparing results needs {missing.name}")

DECK = """\
seed: 3
microstructure: {source: homogeneous, grid: [96, 96]}
deform:
  engine: reference
  checkpoint_interval: 0.002
  load: {max_strain: 0.025}
"""


def tables(directory):
    with h5py.File(os.path.join(directory, "deformation.h5"), "r") as file:
        return {name: file[name][()].tolist() for name in ("events", "curve")}


class Interrupt(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)
        self.deck = write(self.folder.name, "deck.yaml", DECK)

    def out(self, name):
        return os.path.join(self.folder.name, name)

    def stop_when(self, directory, name):
        """Starts a run, sends SIGTERM once `name` is in its directory, returns its status (None: it was too fast)."""
        run = subprocess.Popen([VITRUM, "deform", self.deck, "--output", directory, "--quiet"],
                               stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 120
        while run.poll() is None and time.monotonic() < deadline:
            if os.path.exists(os.path.join(directory, name)):
                run.send_signal(signal.SIGTERM)
                break
            time.sleep(0.02)
        _, self.stderr = run.communicate(timeout=120)
        return run.returncode

    def test_a_stopped_run_goes_on_to_the_same_events(self):
        self.assertEqual(vitrum("deform", self.deck, "--output", self.out("whole"), "--quiet").status, 0)
        stopped = self.out("stopped")
        self.assertEqual(self.stop_when(stopped, "checkpoint.h5"), 75, self.stderr)
        self.assertTrue(os.path.exists(os.path.join(stopped, "resumable")))
        self.assertFalse(os.path.exists(os.path.join(stopped, "deformation.h5")))
        outcome = vitrum("deform", self.deck, "--output", stopped, "--restart", "--quiet", ranks=2)
        self.assertEqual(outcome.status, 0, outcome)
        self.assertFalse(os.path.exists(os.path.join(stopped, "resumable")))
        self.assertEqual(tables(stopped), tables(self.out("whole")))

    def test_a_finished_run_is_not_run_again(self):
        directory = self.out("twice")
        deck = write(self.folder.name, "short.yaml", DECK.replace("0.025", "0.002"))
        self.assertEqual(vitrum("deform", deck, "--output", directory, "--quiet").status, 0)
        before = os.stat(os.path.join(directory, "deformation.h5")).st_mtime_ns
        outcome = vitrum("deform", deck, "--output", directory, "--restart")
        self.assertEqual(outcome.status, 0, outcome)
        self.assertIn("not run again", outcome.err)
        self.assertEqual(os.stat(os.path.join(directory, "deformation.h5")).st_mtime_ns, before)
        changed = vitrum("deform", deck, "--output", directory, "--restart", "--set", "seed=4", "--quiet")
        self.assertEqual(changed.status, 0, changed)
        self.assertNotEqual(os.stat(os.path.join(directory, "deformation.h5")).st_mtime_ns, before)


if __name__ == "__main__":
    unittest.main()
