# SPDX-License-Identifier: Apache-2.0
# tests/cli/test_mistakes.py: the commonest mistakes give one message, once, that says where and what to do.
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import scratch, vitrum, write  # noqa: E402

DEFORM = """\
seed: 1
microstructure:
  source: homogeneous
  voxel: 1.8 nm
  grid: [16, 16]
deform:
  load:
    max_strain: 0.001
"""


class Mistakes(unittest.TestCase):
    def setUp(self):
        self.folder = scratch()
        self.addCleanup(self.folder.cleanup)

    def deck(self, text):
        return write(self.folder.name, "deck.yaml", text)

    def refused(self, status, words, *arguments, ranks=0):
        """Exit status, exactly one error line, all words in it, and no result left under a final name."""
        outcome = vitrum(*arguments, ranks=ranks, cwd=self.folder.name)
        self.assertEqual(outcome.status, status, outcome)
        self.assertEqual(len(outcome.errors), 1, outcome)
        for word in words:
            self.assertIn(word, outcome.errors[0], outcome)
        for root, _, files in os.walk(self.folder.name):
            self.assertFalse([f for f in files if f in ("mro.h5", "deformation.h5", "scan.h5")], root)
        return outcome

    def test_unknown_command(self):
        self.refused(2, ["--help"], "caracterize", "deck.yaml")

    def test_no_command(self):
        self.refused(2, ["--help"])

    def test_missing_deck(self):
        self.refused(2, ["nowhere.yaml", "no such deck"], "deform", "nowhere.yaml")

    def test_malformed_yaml(self):
        self.refused(2, ["deck.yaml:3:1", "not valid YAML"], "deform", self.deck("seed: 1\ndeform: [1, 2\n"))

    def test_unknown_key_names_the_nearest(self):
        deck = self.deck(DEFORM.replace("max_strain", "max_strian"))
        self.refused(2, ["deck.yaml:8:5", "max_strian", "did you mean", "max_strain"], "deform", deck)

    def test_bare_number_names_the_unit(self):
        deck = self.deck(DEFORM.replace("1.8 nm", "1.8"))
        self.refused(2, ["deck.yaml:4:10", "microstructure.voxel", "nm"], "deform", deck)

    def test_unit_of_another_dimension(self):
        deck = self.deck(DEFORM.replace("1.8 nm", "1.8 GPa"))
        self.refused(2, ["deck.yaml:4:10", "GPa", "nm"], "deform", deck)

    def test_value_out_of_range(self):
        deck = self.deck(DEFORM.replace("0.001", "-0.001"))
        self.refused(2, ["deck.yaml:8:", "max_strain", "-0.001"], "deform", deck)

    def test_wrong_type(self):
        deck = self.deck(DEFORM.replace("seed: 1", "seed: many"))
        self.refused(2, ["deck.yaml:1:", "seed", "many"], "deform", deck)

    def test_unknown_choice_names_the_nearest(self):
        deck = self.deck(DEFORM + "  engine: dirct\n")
        self.refused(2, ["deform.engine", "dirct", "direct"], "deform", deck)

    def test_rotated_operator_is_refused_with_its_reason(self):
        deck = self.deck(DEFORM + "elasticity:\n  operator: rotated\n")
        self.refused(2, ["rotated"], "deform", deck)

    def test_incompressible_glass(self):
        deck = self.deck(DEFORM + "elasticity:\n  poisson_ratio: 0.5\n")
        self.refused(2, ["deck.yaml:10:", "elasticity.poisson_ratio", "0.5"], "deform", deck)

    def test_grid_without_voxels(self):
        self.refused(2, ["deck.yaml:5:", "microstructure.grid", "0"], "deform", self.deck(DEFORM.replace("16, 16", "16, 0")))
        self.refused(2, ["deck.yaml:5:", "microstructure.grid"], "deform", self.deck(DEFORM.replace("[16, 16]", "[]")))

    def test_zone_that_does_not_suit_the_grid(self):
        self.refused(2, ["stz.radius", "smaller than a voxel"], "deform", self.deck(DEFORM + "  stz: {radius: 0.5 nm}\n"))
        self.refused(2, ["stz.radius", "wider than the grid"], "deform", self.deck(DEFORM + "  stz: {radius: 20 nm}\n"))

    def test_glass_that_runs_away_under_stress(self):
        load = "    segments: [{control: creep, stress: 1.5 GPa, temperature: 1500 K, until: {time: 1e6 s}}]\n"
        deck = self.deck(DEFORM.replace("    max_strain: 0.001\n", load + "    strain_limit: 20 %\n"))
        self.refused(2, ["segment 1", "runs away", "strain_limit", "until"], "deform", deck, ranks=2)

    def test_override_of_an_unknown_key(self):
        self.refused(2, ["deform.temperatur", "did you mean", "temperature"], "deform", self.deck(DEFORM), "--set",
                     "deform.temperatur=300 K")

    def test_override_without_a_value(self):
        self.refused(2, ["--set", "key=value"], "deform", self.deck(DEFORM), "--set", "deform.temperature")

    def test_missing_scan(self):
        self.refused(3, ["nothing.h5"], "characterize", self.deck("scan:\n  file: nothing.h5\n"))

    def test_scan_of_no_known_format(self):
        path = write(self.folder.name, "scan.xyz", "not a scan")
        outcome = self.refused(3, ["scan.xyz", "Known formats"], "characterize", self.deck(f"scan:\n  file: {path}\n"))
        for name in ("EMPAD", "Merlin", "py4DSTEM", "HyperSpy"):
            self.assertIn(name, outcome.err)

    def test_truncated_hdf5(self):
        path = os.path.join(self.folder.name, "cut.h5")
        with open(path, "wb") as file:
            file.write(b"\x89HDF\r\n\x1a\n" + bytes(20))
        self.refused(3, ["cut.h5"], "characterize", self.deck(f"scan:\n  file: {path}\n"))

    def test_one_message_from_several_ranks(self):
        self.refused(2, ["microstructure.voxel"], "deform", self.deck(DEFORM.replace("1.8 nm", "1.8")), ranks=2)
        self.refused(3, ["nothing.h5"], "characterize", self.deck("scan:\n  file: nothing.h5\n"), ranks=2)

    def test_report_without_results(self):
        os.makedirs(os.path.join(self.folder.name, "empty"))
        self.refused(3, ["empty", "no results"], "report", "empty")
        self.refused(3, ["nowhere"], "report", "nowhere")

    def test_inspect_of_a_missing_file(self):
        self.refused(3, ["nothing.h5"], "inspect", "nothing.h5")


if __name__ == "__main__":
    unittest.main()
