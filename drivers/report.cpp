// SPDX-License-Identifier: Apache-2.0
// drivers/report.cpp: vitrum report: figures and report.html by the Python tools.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "commands.hpp"
#include "runtime.hpp"
#include "vitrum/core/error.hpp"

#ifndef VITRUM_PYTHON
#define VITRUM_PYTHON ""
#endif
#ifndef VITRUM_TOOLS_SOURCE
#define VITRUM_TOOLS_SOURCE ""
#endif
#ifndef VITRUM_TOOLS_INSTALLED
#define VITRUM_TOOLS_INSTALLED ""
#endif

namespace vitrum::drivers {
namespace {

std::string python() {
  if (const char* chosen = std::getenv("VITRUM_PYTHON")) return chosen;
  return VITRUM_PYTHON;
}

std::string report_script() {
  for (const std::string directory : {VITRUM_TOOLS_SOURCE, VITRUM_TOOLS_INSTALLED}) {
    const std::string script = directory + "/report.py";
    if (!directory.empty() && std::filesystem::exists(script)) return script;
  }
  return "";
}

int run_and_wait(const std::string& program, const std::string& script, const std::string& argument) {
  const pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    for (const char* name : {"OMP_NUM_THREADS", "OMP_PROC_BIND"}) unsetenv(name);
    execlp(program.c_str(), program.c_str(), script.c_str(), argument.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int state = 0;
  if (waitpid(child, &state, 0) < 0) return -1;
  return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

int complain(Exit status, const std::string& message) {
  print_error(message);
  return static_cast<int>(status);
}

}  // namespace

int make_report(const std::string& directory) {
  if (!std::filesystem::is_directory(directory))
    return complain(Exit::bad_data, directory + ": no such directory; give the --output of an earlier command");
  const auto script = report_script();
  if (python().empty() || script.empty())
    return complain(Exit::bad_input,
                    "a report needs Python with h5py, numpy and matplotlib; set VITRUM_PYTHON to such an interpreter");
  const int status = run_and_wait(python(), script, directory);
  if (status == 0 || status == 1 || status == static_cast<int>(Exit::bad_data)) return status;  // it has told why
  if (status == 127)
    return complain(Exit::bad_input, python() + " cannot be run; set VITRUM_PYTHON to a Python interpreter");
  return complain(Exit::fault, "the report tool ended with status " + std::to_string(status));
}

}  // namespace vitrum::drivers
