# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_killed.py: a run killed at any moment goes on from a whole checkpoint, on any number of ranks;
# signals, a wall limit and a full disk end it in order.
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import MPIEXEC, VITRUM, scratch, skip, vitrum, write  # noqa: E402

try:
    import h5py
except ImportError as missing:
    skip(f"comparing results needs {missing.name}")

KILLS = 30
DECK = """\
seed: 5
microstructure: {source: homogeneous, grid: [80, 64]}
deform:
  temperature: 400 K
  checkpoint_events: 40
  load:
    strain_step: 2e-4
    segments:
      - until: {strain: 2.6 %}
      - {control: creep, until: {time: 20 s, strain: 3 %}}
      - {control: cyclic, amplitude: [0.2 %]}
      - {control: quasistatic, temperature: 0 K, until: {strain: 3.4 %}}
  output: {curve_interval: 0.001}
"""


def tables(directory):
    with h5py.File(os.path.join(directory, "deformation.h5"), "r") as file:
        return {name: file[name][()].tolist() for name in ("events", "curve")}


def descendants(pid):
    """All processes below one, from /proc: mpiexec gives its ranks process groups of their own."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                parents.setdefault(int(stat.read().rsplit(")", 1)[1].split()[1]), []).append(int(entry))
        except OSError:
            pass
    found, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def kill_all(process):
    for pid in descendants(process.pid) + [process.pid]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.communicate(timeout=60)


class Killed(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)
        self.deck = write(self.folder.name, "deck.yaml", DECK)
        # What Open MPI leaves behind when it is killed goes with the folder.
        self.environment = {**os.environ, "TMPDIR": self.folder.name,
                            "OMPI_MCA_btl_vader_backing_directory": self.folder.name}

    def out(self, name):
        return os.path.join(self.folder.name, name)

    def start(self, directory, *arguments, ranks=1, **options):
        launcher = [] if ranks == 1 else [*MPIEXEC, "-n", str(ranks)]
        return subprocess.Popen([*launcher, VITRUM, "deform", self.deck, "--output", directory, "--restart", "--quiet",
                                 *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                env=self.environment, **options)

    def wait_for_a_checkpoint(self, run, directory):
        """A new one, so that the run is on its way."""
        def stamp():
            try:
                return os.stat(os.path.join(directory, "checkpoint.h5")).st_mtime_ns
            except FileNotFoundError:
                return 0
        before = stamp()
        while run.poll() is None and stamp() == before:
            time.sleep(0.002)

    def whole(self):
        began = time.monotonic()
        self.assertEqual(vitrum("deform", self.deck, "--output", self.out("whole"), "--quiet").status, 0)
        return time.monotonic() - began

    def test_thirty_kills_at_any_moment_do_not_change_a_bit(self):
        seconds = self.whole()
        chance = random.Random(20260101)
        killed, beyond = 0, 0
        directory = self.out("killed")
        while killed < KILLS:
            ranks = chance.randint(1, 4)
            run = self.start(directory, ranks=ranks)
            began = time.monotonic()
            wait = chance.uniform(0.0, 0.3 + 0.5 * seconds)  # from before the first line of work to well into it
            while run.poll() is None and time.monotonic() - began < wait:
                time.sleep(0.005)
            if run.poll() is not None:
                self.assertEqual(run.returncode, 0, run.stderr.read())
                run.communicate()
                beyond += 1
                self.assertEqual(tables(directory), tables(self.out("whole")))
                shutil.rmtree(directory)  # the next kill hits a new run
                continue
            kill_all(run)
            killed += 1
        outcome = vitrum("deform", self.deck, "--output", directory, "--restart", "--quiet", ranks=3)
        self.assertEqual(outcome.status, 0, outcome)
        print(f"{killed} kills, {beyond} runs finished meanwhile, the whole run takes {seconds:.1f} s")
        self.assertEqual(tables(directory), tables(self.out("whole")))
        self.assertFalse([name for name in os.listdir(directory) if name.startswith(("events-", "checkpoint"))])

    def test_signals_and_the_wall_limit_leave_something_to_go_on_from(self):
        self.whole()
        directory = self.out("stopped")
        for name in ("SIGUSR2", "SIGUSR1", "SIGTERM"):
            run = self.start(directory)
            self.wait_for_a_checkpoint(run, directory)
            run.send_signal(getattr(signal, name))
            _, text = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 75, (name, text))
            self.assertTrue(os.path.exists(os.path.join(directory, "resumable")), name)
        limited = vitrum("deform", self.deck, "--output", directory, "--restart", "--quiet",
                         "--set", "deform.wall_limit=0.5 s", "--set", "deform.wall_margin=0.4999 s")
        self.assertEqual(limited.status, 75, limited)
        self.assertTrue(os.path.exists(os.path.join(directory, "resumable")))
        outcome = vitrum("deform", self.deck, "--output", directory, "--restart", "--quiet", ranks=2)
        self.assertEqual(outcome.status, 0, outcome)
        self.assertFalse(os.path.exists(os.path.join(directory, "resumable")))
        self.assertEqual(tables(directory), tables(self.out("whole")))

    def test_a_full_disk_is_said_and_the_last_checkpoint_stays_good(self):
        self.whole()
        directory = self.out("full")
        run = self.start(directory, preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
                         restore_signals=False)
        self.wait_for_a_checkpoint(run, directory)
        size = os.path.getsize(os.path.join(directory, "checkpoint.h5")) // 2
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (size, size))  # from now on write() fails as on a full disk
        _, text = run.communicate(timeout=120)
        self.assertNotIn(run.returncode, (0, -signal.SIGXFSZ), text)
        self.assertEqual(text.count("error:"), 1, text)
        self.assertIn(directory, text)
        outcome = vitrum("deform", self.deck, "--output", directory, "--restart", "--quiet")
        self.assertEqual(outcome.status, 0, outcome)
        self.assertEqual(tables(directory), tables(self.out("whole")))


if __name__ == "__main__":
    unittest.main()
