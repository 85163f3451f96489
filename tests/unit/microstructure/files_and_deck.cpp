// SPDX-License-Identifier: Apache-2.0
// tests/unit/microstructure/files_and_deck.cpp: domains to a file and back to voxels; the decks of both rooms.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "vitrum/core/error.hpp"
#include "vitrum/domains/deck.hpp"
#include "vitrum/microstructure/deck.hpp"
#include "vitrum/microstructure/microstructure.hpp"

namespace vitrum::microstructure {
namespace {

domains::Result made_result(std::size_t ny, std::size_t nx) {
  domains::Result result;
  result.significance.resize(order::n_max);
  result.significance_surrogates.assign(order::n_max, 20);
  for (const int n : {4, 6}) {
    auto& type = result.types.emplace_back();
    type.n = n;
    type.count = {3.0, 1.7};
    result.significance[static_cast<std::size_t>(n - 1)].assign(ny * nx, 0.5 * n);
    result.coverage.emplace_back(ny * nx);
    for (std::size_t r = 0; r < ny * nx; ++r) result.coverage.back()[r] = double((r * n) % 7) / 20.0;
    result.nulls.emplace_back().n = n;
  }
  result.label.assign(ny * nx, 0);
  result.label[5] = 1;
  result.domains.emplace_back().id = 1;
  result.domains.back().n = 6;
  result.domains.back().fwhm_nm = std::nan("");
  result.limits = {"Probe: a sentence."};
  result.area_nm2 = double(ny * nx) * 0.25;
  return result;
}

class InAFile : public ::testing::Test {
 protected:
  std::string path(const std::string& name) {
    const std::string where = std::filesystem::temp_directory_path() / (name + std::to_string(comm_.size()) + ".h5");
    return comm_.broadcast(where);
  }
  comm::Communicator comm_;
};

TEST_F(InAFile, CoverageComesBackAsItWasWritten) {
  const auto file_name = path("vitrum_domains_roundtrip_");
  const auto result = made_result(6, 9);
  {
    auto file = storage::File::create(comm_, file_name);
    domains::write(file, result, {{4, 3, 2, 2, 0.6, 1.0, 2.0, 0.01, 0.01}}, 6, 9, 0.5);
    file.commit();
  }
  comm_.barrier();
  const auto file = storage::File::open(file_name);
  const MeasuredMaps maps = read_measured_maps(file);
  EXPECT_EQ(maps.ny, 6u);
  EXPECT_EQ(maps.nx, 9u);
  EXPECT_EQ(maps.step_nm, 0.5);
  EXPECT_EQ(maps.types, (std::vector<int>{4, 6}));
  EXPECT_EQ(maps.coverage, result.coverage);
  EXPECT_EQ(file.read<std::int32_t>("/domains/label").values, result.label);
  EXPECT_EQ(file.shape("/symmetry/significance"), (std::vector<std::size_t>{2, 6, 9}));
  EXPECT_EQ(storage::as_integers(storage::column(file.read_table("/domains/table"), "n")),
            (std::vector<std::int64_t>{6}));
  EXPECT_EQ(storage::as_doubles(storage::column(file.read_table("/summary/table"), "count_error")),
            (std::vector<double>{1.7, 1.7}));
  EXPECT_EQ(storage::as_doubles(storage::column(file.read_table("/comparison/table"), "recall")),
            (std::vector<double>{0.6}));
  EXPECT_EQ(std::get<std::string>(file.read_attributes("/summary").at("limit_01")), "Probe: a sentence.");
  comm_.barrier();
  if (comm_.is_root()) std::filesystem::remove(file_name);
}

TEST_F(InAFile, AResultWithoutDomainsCanBeWritten) {
  const auto file_name = path("vitrum_domains_none_");
  auto result = made_result(4, 4);
  result.domains.clear();
  {
    auto file = storage::File::create(comm_, file_name);
    domains::write(file, result, {}, 4, 4, 0.5);
    file.commit();
  }
  comm_.barrier();
  const auto file = storage::File::open(file_name);
  EXPECT_TRUE(storage::as_doubles(storage::column(file.read_table("/domains/table"), "y_nm")).empty());
  EXPECT_FALSE(file.has("/comparison/table"));
  comm_.barrier();
  if (comm_.is_root()) std::filesystem::remove(file_name);
}

TEST_F(InAFile, MicrostructureIsWrittenWithItsNotes) {
  const auto file_name = path("vitrum_microstructure_");
  const auto m = from_description({8, 9, 1.8, 1.8, 1.0}, {{4, 0.1, 3.0}}, {{4, 1.3, 1.0, 1.0}}, 1);
  {
    auto file = storage::File::create(comm_, file_name);
    write(file, m);
    file.commit();
  }
  comm_.barrier();
  const auto file = storage::File::open(file_name);
  EXPECT_EQ(file.read<double>("/microstructure/log_barrier_factor").values, m.log_barrier_factor);
  EXPECT_EQ(file.read<std::int32_t>("/microstructure/type").values, m.dominant_type);
  EXPECT_EQ(file.read<double>("/microstructure/coverage").values, m.coverage[0]);
  EXPECT_EQ(std::get<std::string>(file.read_attributes("/microstructure").at("note_01")), m.notes[0]);
  comm_.barrier();
  if (comm_.is_root()) std::filesystem::remove(file_name);
}

TEST_F(InAFile, AFileWithoutCoverageIsRefusedByName) {
  const auto file_name = path("vitrum_empty_");
  {
    auto file = storage::File::create(comm_, file_name);
    file.write_attributes("/summary", {{"domains", std::int64_t{0}}});
    file.commit();
  }
  comm_.barrier();
  try {
    read_measured_maps(storage::File::open(file_name));
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find(file_name), std::string::npos);
  }
  comm_.barrier();
  if (comm_.is_root()) std::filesystem::remove(file_name);
}

TEST(DomainsDeck, ReadsThicknessAsAValueOrWithItsError) {
  auto plain = Deck::from_text("thickness: 12 nm\n");
  EXPECT_EQ(domains::read_thickness(plain.root()).value, 12.0);
  plain.finish();
  auto both = Deck::from_text("thickness: {value: 120 Angstrom, error: 0.5 nm}\n");
  const auto t = domains::read_thickness(both.root());
  EXPECT_NEAR(t.value, 12.0, 1e-12);
  EXPECT_EQ(t.error, 0.5);
  both.finish();
  auto none = Deck::from_text("domains: {types: [4]}\n");
  EXPECT_EQ(domains::read_thickness(none.root()).value, 8.0);
  EXPECT_THROW(domains::read_thickness(Deck::from_text("thickness: 12\n").root()), InputError);
  EXPECT_THROW(domains::read_thickness(Deck::from_text("thickness: {error: 1 nm}\n").root()), InputError);
}

TEST(DomainsDeck, FillsInTheProbeAndReadsEveryKey) {
  auto deck = Deck::from_text(
      "domains:\n  types: [2, 4, 6]\n  smoothing: 0.3\n  false_discovery_rate: 0.1\n  surrogates: 500\n"
      "  acceptance: 5 deg\n  detection:\n  - {n: 4, efficiency: 0.8, false_positives: 0.001 1/nm^2}\n");
  const auto p = domains::read_deck(deck.root(), 0.8, 9);
  deck.finish();
  EXPECT_EQ(p.types, (std::vector<int>{2, 4, 6}));
  EXPECT_EQ(p.probe_fwhm_nm, 0.8);
  EXPECT_EQ(p.smoothing, 0.3);
  EXPECT_EQ(p.surrogates, 500);
  EXPECT_EQ(p.acceptance_deg, 5.0);
  EXPECT_EQ(p.seed, 9u);
  ASSERT_EQ(p.detection.size(), 1u);
  EXPECT_EQ(p.detection[0].efficiency.value, 0.8);
  for (const char* bad : {"domains: {types: []}", "domains: {types: [13]}", "domains: {types: [4, 4]}",
                          "domains: {false_discovery_rate: 1}", "domains: {surrogates: 3}"}) {
    EXPECT_THROW(domains::read_deck(Deck::from_text(bad).root(), {}, 1), InputError) << bad;
  }
}

TEST(MicrostructureDeck, TakesMapsWhereThereIsAFileAndElseNoMro) {
  auto none = Deck::from_text("microstructure: {grid: [16, 32]}\n");
  auto choice = read_deck(none.root().section("microstructure"), "", 1);
  EXPECT_EQ(choice.source, Source::homogeneous);
  const auto glass = build(choice, {});
  EXPECT_EQ(glass.grid.ny, 16u);
  EXPECT_EQ(glass.grid.nx, 32u);

  auto deck =
      Deck::from_text("microstructure:\n  grid: [4, 4]\n  preset: mro_harder\n  coupling: [{n: 6, barrier: 0.9}]\n");
  choice = read_deck(deck.root().section("microstructure"), "out/mro.h5", 1);
  deck.finish();
  EXPECT_EQ(choice.source, Source::maps);
  const auto m = build(choice, [](const std::string& file) {
    EXPECT_EQ(file, "out/mro.h5");
    return MeasuredMaps{1, 1, 1.8, {4, 6}, {{0.5}, {0.25}}};
  });
  EXPECT_NEAR(m.log_barrier_factor[0], 0.5 * std::log(1.3) + 0.25 * std::log(0.9), 1e-15);
  EXPECT_NE(m.notes.back().find("assumed, not measured"), std::string::npos);
}

TEST(MicrostructureDeck, TellsWhatIsMissingOrTwice) {
  for (const char* bad : {"{source: maps}", "{source: described}", "{grid: [4]}", "{voxel: 1.8}",
                          "{coupling: [{n: 4}, {n: 4}]}", "{source: mapps}", "{preset: harder}"}) {
    auto deck = Deck::from_text(std::string("microstructure: ") + bad + "\n");
    EXPECT_THROW(read_deck(deck.root().section("microstructure"), "", 1), InputError) << bad;
  }
}

}  // namespace
}  // namespace vitrum::microstructure
