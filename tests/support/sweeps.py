# SPDX-License-Identifier: Apache-2.0
# tests/support/sweeps.py: a sweep in a folder of its own, and the tables that it left.
import csv
import os
import unittest

from program import scratch, vitrum, write


def table(directory, name="sweep.csv"):
    with open(os.path.join(directory, name), encoding="utf-8") as file:
        return list(csv.DictReader(file))


class SweepCase(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)

    def deck(self, text):
        return write(self.folder.name, "deck.yaml", text)

    def out(self, name):
        return os.path.join(self.folder.name, name)

    def sweep(self, deck, out, *more, ranks=0, status=0):
        outcome = vitrum("sweep", deck, "--output", out, "--quiet", *more, ranks=ranks)
        self.assertEqual(outcome.status, status, outcome)
        return outcome
