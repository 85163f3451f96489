# SPDX-License-Identifier: Apache-2.0
# tests/support/program.py: runs vitrum as a user does, alone or under the MPI launcher.
import os
import re
import subprocess
import sys
import tempfile

VITRUM = os.environ.get("VITRUM", "")
MPIEXEC = os.environ.get("VITRUM_MPIEXEC", "").split()
SOURCE = os.environ.get("VITRUM_SOURCE", "")
DATA = os.environ.get("VITRUM_DATA", "")
SKIPPED = 77


def skip(reason):
    print(f"SKIPPED: {reason}")
    sys.exit(SKIPPED)


class Outcome:
    def __init__(self, completed):
        self.status = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr
        self.errors = re.findall(r"^vitrum: error: (.*)$", completed.stderr, re.MULTILINE)

    def __str__(self):
        return f"status {self.status}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def vitrum(*arguments, ranks=0, cwd=None, env=None, timeout=280):
    """Runs the program; ranks = 0 is without a launcher."""
    command = [VITRUM, *map(str, arguments)]
    if ranks:
        command = [*MPIEXEC, "-n", str(ranks), *command]
    completed = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=timeout,
                               env={**os.environ, **(env or {})}, check=False)
    return Outcome(completed)


def write(directory, name, text):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def scratch():
    return tempfile.TemporaryDirectory(prefix="vitrum-test-")
