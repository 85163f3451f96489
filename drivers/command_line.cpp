// SPDX-License-Identifier: Apache-2.0
// drivers/command_line.cpp: the command line of vitrum and of its nine commands.
#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>

#include "version_text.hpp"

namespace vitrum::drivers {
namespace {

struct Entry {
  Command command;
  const char* name;
  const char* what;
  const char* more;
  bool takes_deck;
  bool runs_long;
};

constexpr std::array entries{
    Entry{Command::synthesize, "synthesize", "Make a 4D-STEM scan, from atoms, of a glass whose MRO is known",
          "Reads the `synthesize:` section; writes scan.h5 with the counts and, under /truth, what was put in.", true,
          true},
    Entry{Command::calibrate, "calibrate", "Measure detection efficiency and false positives by synthesis",
          "Synthesizes the scan of `synthesize:` with its clusters and a featureless twin without them, characterizes "
          "both, and writes detection.h5 for `domains: {detection: FILE}`.",
          true, true},
    Entry{Command::characterize, "characterize", "Turn a 4D-STEM scan into MRO maps and statistics",
          "Reads the scan of `scan:`; writes mro.h5. Without a diffraction ring it writes mean pattern and virtual "
          "images, says so and exits with 3.",
          true, true},
    Entry{Command::deform, "deform", "Turn a microstructure into stress-strain curve, strain fields and events",
          "Reads `microstructure:`, `elasticity:` and `deform:`; writes deformation.h5 and deformation.xmf.", true,
          true},
    Entry{Command::run, "run", "Run the stages that the deck names, coupled, in one job",
          "`stages: [synthesize, characterize, deform, report]` or a part of it, in that order.", true, true},
    Entry{Command::sweep, "sweep", "Run many variations of a deck side by side",
          "`sweep:` names deck keys and their values; every combination is a member with its own directory. Writes "
          "sweep.h5 and sweep.csv, one row a member, and sweep-ensembles.csv, means and standard errors over seeds. "
          "What is done already is not run again.",
          true, true},
    Entry{Command::check, "check", "Validate a deck and its data, print the plan, run nothing",
          "Prints what would run, the memory a rank needs and how the work divides.", true, false},
    Entry{Command::inspect, "inspect", "Show what is in a 4D-STEM file or a vitrum result",
          "FILE may be of any supported detector format or a result file (mro.h5, deformation.h5, ...).", false, false},
    Entry{Command::report, "report", "Make figures and a self-contained report.html from results",
          "DIR is the --output of an earlier command; needs Python with h5py, numpy and matplotlib.", false, false},
};

void add_options(CLI::App& sub, const Entry& entry, CommandLine& line) {
  const char* what = entry.takes_deck ? "deck.yaml" : entry.command == Command::inspect ? "FILE" : "DIR";
  sub.add_option(what, line.target,
                 entry.takes_deck                    ? "The deck: a YAML file (docs/deck.md lists all keys)"
                 : entry.command == Command::inspect ? "The file to look into"
                                                     : "The directory with the results")
      ->required();
  sub.add_option("--output", line.output, "Directory for results (default: out/<name of the deck>)")->type_name("DIR");
  sub.add_option("--set", line.set, "Override a deck key: path.to.key=value; may be repeated")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  sub.add_flag("--quiet", line.quiet, "Show warnings and errors only, no progress");
  sub.add_option("--log-level", line.log_level, "debug, info, warning or error")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
  if (entry.runs_long)
    sub.add_flag("--restart", line.restart, "Pick up where an earlier run into the same directory stopped");
  if (entry.command == Command::sweep) {
    auto* member = sub.add_option("--member", line.member, "Run this member alone, from 1 (for array jobs)")
                       ->type_name("N")
                       ->check(CLI::PositiveNumber);
    sub.add_flag("--collect", line.collect, "Run nothing: gather what members left into table and figures")
        ->excludes(member);
  }
  sub.footer(entry.more);
}

std::string one_line(std::string text) {
  for (auto& c : text)
    if (c == '\n') c = ' ';
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

const char* name_of(Command command) {
  for (const auto& entry : entries)
    if (entry.command == command) return entry.name;
  return "";
}

int rank_from_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"})
    if (const char* value = std::getenv(name)) return std::atoi(value);
  return 0;
}

std::variant<CommandLine, Answer> parse(int argc, char** argv) {
  CommandLine line;
  CLI::App app{"vitrum: from the detector counts of a 4D-STEM scan of a metallic glass to its stress-strain curve"};
  app.name("vitrum");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.failure_message([](const CLI::App*, const CLI::Error& error) { return std::string(error.what()); });
  app.footer(
      "Exit status: 0 done; 2 wrong input (arguments, deck); 3 wrong data; 75 stopped early, resume with --restart; "
      "1 a fault of vitrum.\nRuns alone or under mpirun and srun: mpirun -n 4 vitrum run deck.yaml");
  for (const auto& entry : entries) {
    auto* sub = app.add_subcommand(entry.name, entry.what);
    add_options(*sub, entry, line);
    sub->callback([&line, &entry] { line.command = entry.command; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto subs = app.get_subcommands();
    return Answer{subs.empty() ? app.help() : subs.front()->help("vitrum"), 0};
  } catch (const CLI::CallForVersion&) {
    return Answer{version_text() + "\n", 0};
  } catch (const CLI::ParseError& error) {
    return Answer{"vitrum: error: " + one_line(error.what()) + "; see vitrum --help or vitrum COMMAND --help\n", 2};
  }
  return line;
}

}  // namespace vitrum::drivers
