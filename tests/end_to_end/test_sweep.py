# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_sweep.py: members side by side, one row each; a failed member does not hold the others up.
import csv
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import scratch, vitrum, write  # noqa: E402

DECK = """\
seed: 1
stages: [deform]
microstructure: {source: homogeneous, grid: [16, 16]}
deform:
  load: {max_strain: 0.002}
sweep:
  vary:
    seed: [1, 2]
    deform.temperature: [200 K, 300 K]
"""


class Sweep(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)

    def rows(self, directory):
        with open(os.path.join(directory, "sweep.csv"), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_every_member_has_a_row_whatever_the_number_of_ranks(self):
        deck = write(self.folder.name, "deck.yaml", DECK)
        tables = []
        for ranks in (1, 2):
            out = os.path.join(self.folder.name, f"out-{ranks}")
            outcome = vitrum("sweep", deck, "--output", out, "--quiet", ranks=ranks)
            self.assertEqual(outcome.status, 0, outcome)
            tables.append(self.rows(out))
        self.assertEqual(len(tables[0]), 4)
        self.assertEqual({row["status"] for row in tables[0]}, {"done"})
        self.assertEqual([row["deform.temperature"] for row in tables[0]], ["200 K", "300 K"] * 2)
        self.assertTrue(all(float(row["modulus_GPa"]) > 50 for row in tables[0]))
        self.assertEqual(tables[0], tables[1])

    def test_a_failed_member_is_named_and_the_rest_is_complete(self):
        deck = write(self.folder.name, "deck.yaml", DECK.replace("[200 K, 300 K]", "[-5 K, 300 K]"))
        out = os.path.join(self.folder.name, "out")
        outcome = vitrum("sweep", deck, "--output", out, "--quiet", ranks=2)
        self.assertEqual(outcome.status, 2, outcome)
        self.assertEqual(len(outcome.errors), 1, outcome)
        self.assertIn("2 of 4 members failed", outcome.errors[0])
        status = [row["status"] for row in self.rows(out)]
        self.assertEqual([s == "done" for s in status], [False, True, False, True], status)

    def test_one_member_alone(self):
        deck = write(self.folder.name, "deck.yaml", DECK)
        out = os.path.join(self.folder.name, "out")
        self.assertEqual(vitrum("sweep", deck, "--output", out, "--member", "3", "--quiet").status, 0)
        self.assertEqual(sorted(n for n in os.listdir(out) if n.startswith("member")), ["member-0003"])
        self.assertEqual(vitrum("sweep", deck, "--output", out, "--member", "9", "--quiet").status, 2)


if __name__ == "__main__":
    unittest.main()
