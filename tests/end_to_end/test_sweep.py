# SPDX-License-Identifier: Apache-2.0
# tests/end_to_end/test_sweep.py: members side by side, one row each; a failed member does not hold the others up.
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from sweeps import SweepCase, table  # noqa: E402

DECK = """\
seed: 1
stages: [deform]
microstructure: {source: homogeneous, grid: [16, 16]}
deform:
  load: {max_strain: 0.03}
sweep:
  vary:
    seed: [1, 2]
    deform.temperature: [200 K, 300 K]
"""


class Sweep(SweepCase):
    def test_every_member_has_a_row_whatever_the_number_of_ranks(self):
        deck = self.deck(DECK)
        tables = []
        for ranks in (1, 2, 4):
            self.sweep(deck, self.out(f"out-{ranks}"), ranks=ranks)
            tables.append(table(self.out(f"out-{ranks}")))
        self.assertEqual(len(tables[0]), 4)
        self.assertEqual({row["status"] for row in tables[0]}, {"done"})
        self.assertEqual([row["deform.temperature"] for row in tables[0]], ["200 K", "300 K"] * 2)
        self.assertTrue(all(float(row["modulus_GPa"]) > 50 for row in tables[0]))
        self.assertEqual(tables[0], tables[1])
        self.assertEqual(tables[0], tables[2])

    def test_a_failed_member_is_named_and_the_rest_is_complete(self):
        deck = self.deck(DECK.replace("[200 K, 300 K]", "[-5 K, 300 K]"))
        outcome = self.sweep(deck, self.out("out"), ranks=2, status=2)
        self.assertEqual(len(outcome.errors), 1, outcome)
        self.assertIn("2 of 4 members failed", outcome.errors[0])
        status = [row["status"] for row in table(self.out("out"))]
        self.assertEqual([s == "done" for s in status], [False, True, False, True], status)

    def test_an_unknown_key_is_one_error_before_anything_runs(self):
        for text in (DECK.replace("deform.temperature", "deform.temperatur"),
                     DECK.replace("seed: [1, 2]", "sede: [1, 2]"),
                     DECK.replace("  vary:", "  list: [{deform.temperature: 100 K}, {deform.hotness: 3 K}]\n  vary:").replace(
                         "    deform.temperature: [200 K, 300 K]\n", "")):
            outcome = self.sweep(self.deck(text), self.out("out"), ranks=2, status=2)
            self.assertEqual(len(outcome.errors), 1, outcome)
            self.assertIn("unknown key", outcome.errors[0])
            self.assertFalse([n for n in os.listdir(self.out("out")) if n.startswith("member")])

    def test_members_one_by_one_are_the_sweep(self):
        deck = self.deck(DECK)
        out = self.out("out")
        self.sweep(deck, out, "--member", "3")
        self.assertEqual(sorted(n for n in os.listdir(out) if n.startswith("member")), ["member-0003"])
        self.sweep(deck, out, "--member", "9", status=2)
        self.sweep(deck, out, "--collect", status=75)  # three are missing
        self.assertEqual([row["status"] for row in table(out)], ["not run", "not run", "done", "not run"])
        for member in (1, 2, 4):
            self.sweep(deck, out, "--member", member)
        self.sweep(deck, out, "--collect")
        self.sweep(deck, self.out("whole"))
        self.assertEqual(table(out), table(self.out("whole")))

if __name__ == "__main__":
    unittest.main()
