// SPDX-License-Identifier: Apache-2.0
// tests/unit/domains/thickness_map.cpp: thickness maps are read, used and written; bad ones are refused.
#include "vitrum/domains/thickness_map.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "verification/domains/featureless.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/domains/deck.hpp"

namespace vitrum::domains {
namespace {

std::string own_file(const comm::Communicator& comm, const std::string& name) {
  return ::testing::TempDir() + "vitrum_thickness_" + std::to_string(comm.size()) + "_" + std::to_string(comm.rank()) +
         "_" + name;
}

template <class Error>
std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

order::Maps some_maps() {
  testing::Scan scan;
  scan.ny = 26;
  scan.nx = 31;
  auto maps = testing::featureless(scan, {2, 4, 6, 8, 10, 12}, 161, 0);
  for (int i = 0; i < 6; ++i)
    testing::plant(maps, {4, 2.0 + 4.5 * (i / 3), 2.5 + 5.0 * (i % 3), 1.127, 0.3, 20.0 * i, 0.1});
  testing::expose(maps, 162, 0);
  auto& band = maps.bands.front();
  for (std::size_t r = 0; r < band.variance_xy.size(); ++r) band.variance_xy[r] = 2.0 * band.power[3][r] + 0.05;
  return maps;
}

std::vector<double> some_map(const order::Maps& maps) {
  std::vector<double> t;
  for (std::size_t r = 0; r < maps.ny * maps.nx; ++r) t.push_back(9.0 + 0.1 * double(r % maps.nx));
  return t;
}

Parameters quick() {
  Parameters p;
  p.surrogates = 20;
  p.surrogates_unsought = p.point_simulations = 0;
  p.toroidal_shifts = 99;
  p.thickness_nm = {8.0, 0.5};
  return p;
}

TEST(ThicknessMap, GivesTheStereologyItsMeanAndIsTheSameOnAnyNumberOfRanks) {
  const comm::Communicator world, alone(MPI_COMM_SELF);
  const auto maps = some_maps();
  Parameters with = quick(), mean = quick();
  with.thickness_map_nm = some_map(maps);
  mean.thickness_nm.value = 10.5;
  const Result a = find(world, maps, with), b = find(alone, maps, with), c = find(world, maps, mean);
  EXPECT_NEAR(a.parameters.thickness_nm.value, 10.5, 1e-12);
  EXPECT_EQ(a.parameters.thickness_nm.error, 0.5);
  ASSERT_GT(a.types[0].volume_fraction.value, 0.0);
  EXPECT_NEAR(a.types[0].volume_fraction.value / c.types[0].volume_fraction.value, 1.0, 1e-12);
  EXPECT_NEAR(a.types[0].volume_fraction.error / c.types[0].volume_fraction.error, 1.0, 1e-12);
  ASSERT_EQ(a.following.size(), 7u);  // V(x,y) and even n: odd ones are not there
  EXPECT_EQ(a.following[0].map, "V_xy");
  EXPECT_EQ(a.following[2].map, "P_4");
  for (std::size_t i = 0; i < a.following.size(); ++i) {
    EXPECT_EQ(a.following[i].pearson.z, b.following[i].pearson.z);
    EXPECT_EQ(a.following[i].q, b.following[i].q);
    EXPECT_GE(a.following[i].q, a.following[i].pearson.p);
  }
  ASSERT_EQ(a.cross_k.size(), 4u);  // n = 4, 6 and all with V(x,y); 4 with 6
  EXPECT_EQ(a.cross_k[3].other, "P_6");
  for (std::size_t i = 0; i < a.cross_k.size(); ++i) {
    EXPECT_EQ(a.cross_k[i].points, b.cross_k[i].points);
    if (std::isnan(a.cross_k[i].dclf_p)) continue;
    EXPECT_EQ(a.cross_k[i].lo_nm, b.cross_k[i].lo_nm);
  }
  EXPECT_FALSE(std::isnan(a.cross_k[0].dclf_p));
  EXPECT_TRUE(c.following.empty());
  with.thickness_map_nm.assign(with.thickness_map_nm.size(), 9.3);  // one value: nothing to follow
  EXPECT_TRUE(find(world, maps, with).following.empty());
}

TEST(ThicknessMap, IsWrittenWithWhatItCameFrom) {
  const comm::Communicator comm;
  const auto maps = some_maps();
  Parameters p = quick();
  p.thickness_map_nm = some_map(maps);
  p.thickness_from = "thickness.map (t.h5:/t)";
  const Result result = find(comm, maps, p);
  const auto path = own_file(comm, "mro.h5");
  {
    auto file = storage::File::create(path);
    write(file, result, {}, maps.ny, maps.nx, maps.step_nm);
    file.commit();
  }
  const auto file = storage::File::open(path);
  EXPECT_EQ(file.shape("/thickness/map"), (std::vector<std::size_t>{maps.ny, maps.nx}));
  EXPECT_EQ(std::get<std::string>(file.read_attributes("/thickness/map").at("from")), p.thickness_from);
  EXPECT_NEAR(std::get<double>(file.read_attributes("/thickness").at("value_nm")), 10.5, 1e-12);
  for (const char* table : {"/summary/thickness", "/colocalization/cross_k", "/colocalization/cross_k_4_V_xy"})
    EXPECT_TRUE(file.has(table)) << table;
  std::filesystem::remove(path);
}

TEST(ThicknessMap, WithoutAThicknessAtAUsedPositionIsRefusedAndElsewhereTaken) {
  const comm::Communicator comm;
  const auto maps = some_maps();
  for (const double bad : {0.0, -3.0, std::nan("")}) {
    Parameters p = quick();
    p.thickness_from = "thickness.map (t.h5:/t)";
    p.thickness_map_nm = some_map(maps);
    p.thickness_map_nm[4 * maps.nx + 7] = bad;
    const auto told = message_of<DataError>([&] { find(comm, maps, p); });
    EXPECT_NE(told.find("thickness.map (t.h5:/t): 1 of the 806 positions"), std::string::npos) << told;
    EXPECT_NE(told.find("row 4, column 7"), std::string::npos) << told;
    if (std::isfinite(bad)) continue;
    auto part = maps;
    part.selected.assign(maps.ny * maps.nx, 1);
    part.selected[4 * maps.nx + 7] = 0;
    EXPECT_NO_THROW(find(comm, part, p));
  }
  Parameters p = quick();
  p.thickness_map_nm.assign(12, 8.0);
  EXPECT_NE(message_of<DataError>([&] { find(comm, maps, p); }).find("12 positions for a scan of 806"),
            std::string::npos);
}

TEST(ThicknessMap, ComesFromAFileOrAVirtualDetector) {
  const comm::Communicator comm;
  order::Maps maps;
  maps.ny = 3;
  maps.nx = 4;
  maps.images = {{"haadf", "annulus", std::vector<double>(12, 250.0), "counts"}};
  ThicknessSource source;
  EXPECT_TRUE(thickness_map(source, 0, maps).empty());
  source.detector = "haadf";
  source.black = 50.0;
  source.slope_per_nm = 20.0;
  EXPECT_EQ(thickness_map(source, 0, maps), std::vector<double>(12, 10.0));
  source.detector = "adf";
  EXPECT_THROW(thickness_map(source, 0, maps), InputError);

  const auto path = own_file(comm, "map.h5");
  std::vector<double> values;
  for (int i = 0; i < 12; ++i) values.push_back(i == 5 ? std::nan("") : 5.0 + i);
  {
    auto file = storage::File::create(path);
    file.write<double>(
        {"/t", "nm", {storage::linear_axis("y", "nm", 3, 0.5), storage::linear_axis("x", "nm", 4, 0.5)}, {}, {}},
        values);
    file.commit();
  }
  ThicknessSource of_file;
  of_file.maps = {"nowhere.h5:/t/data", path + ":/t/data"};
  const auto read = thickness_map(of_file, 1, maps);
  ASSERT_EQ(read.size(), 12u);
  EXPECT_EQ(read[11], 16.0);
  EXPECT_TRUE(std::isnan(read[5]));
  EXPECT_THROW(thickness_map(of_file, 0, maps), DataError);
  maps.nx = 5;
  const auto told = message_of<DataError>([&] { thickness_map(of_file, 1, maps); });
  EXPECT_NE(told.find("3 x 5"), std::string::npos) << told;
  EXPECT_NE(told.find("3 x 4"), std::string::npos) << told;
  std::filesystem::remove(path);
}

ThicknessSource source_of(const std::string& text) { return read_thickness_source(Deck::from_text(text).root()); }

TEST(ThicknessDeck, NamesAValueAMapOrADetector) {
  EXPECT_FALSE(source_of("thickness: 8 nm\n").given());
  EXPECT_FALSE(source_of("thickness: {value: 8 nm, error: 1 nm}\n").given());
  EXPECT_FALSE(source_of("seed: 1\n").given());
  EXPECT_EQ(source_of("thickness: {map: t.h5:/t}\n").maps, (std::vector<std::string>{"t.h5:/t"}));
  EXPECT_EQ(source_of("thickness: {map: [a.npy, b.npy]}\n").maps.size(), 2u);
  const auto h = source_of("thickness: {detector: haadf, black: 3, slope: 440 1/nm}\n");
  EXPECT_EQ(h.detector, "haadf");
  EXPECT_EQ(h.black, 3.0);
  EXPECT_EQ(h.slope_per_nm, 440.0);
  EXPECT_EQ(read_thickness(Deck::from_text("thickness: {map: t.npy, error: 0.5 nm}\n").root()).error, 0.5);
  for (const char* bad : {"thickness: {map: t.npy, value: 8 nm}\n", "thickness: {map: t.npy, detector: a}\n",
                          "thickness: {detector: a, slope: 0 1/nm}\n", "thickness: {detector: a}\n",
                          "thickness: {map: {a: 1}}\n", "thickness: {map: t.npy, slope: 1}\n"}) {
    auto deck = Deck::from_text(bad);
    EXPECT_THROW(
        {
          read_thickness(deck.root());
          read_thickness_source(deck.root());
          deck.finish();
        },
        InputError)
        << bad;
  }
}

}  // namespace
}  // namespace vitrum::domains
