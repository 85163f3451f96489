# SPDX-License-Identifier: Apache-2.0
# tests/cli/test_help.py: --help of every command, --version, each printed once whatever the number of ranks.
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["VITRUM_SOURCE"], "tests", "support"))
from program import vitrum  # noqa: E402

COMMANDS = ["synthesize", "calibrate", "characterize", "deform", "run", "sweep", "check", "inspect", "report"]
LONG = {"synthesize", "calibrate", "characterize", "deform", "run", "sweep"}


class Help(unittest.TestCase):
    def test_help_lists_every_command_and_the_exit_statuses(self):
        outcome = vitrum("--help")
        self.assertEqual(outcome.status, 0, outcome)
        for word in COMMANDS + ["Exit status", "75", "--restart", "mpirun"]:
            self.assertIn(word, outcome.out)

    def test_help_of_each_command_names_its_options(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                outcome = vitrum(command, "--help")
                self.assertEqual(outcome.status, 0, outcome)
                for option in ["--output", "--set", "--quiet", "--log-level"]:
                    self.assertIn(option, outcome.out)
                self.assertEqual("--restart" in outcome.out, command in LONG, outcome.out)

    def test_version_names_the_libraries(self):
        outcome = vitrum("--version")
        self.assertEqual(outcome.status, 0, outcome)
        for word in ["vitrum 0.", "revision", "Kokkos", "Serial", "MPI", "HDF5"]:
            self.assertIn(word, outcome.out)

    def test_two_ranks_print_once(self):
        self.assertEqual(vitrum("--version", ranks=2).out.count("revision"), 1)


if __name__ == "__main__":
    unittest.main()
