// SPDX-License-Identifier: Apache-2.0
// tests/unit/storage/test_tables.cpp: tables, attributes and provenance, and that h5py reads them too.
#include <cstdlib>

#include "storage_folder.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/version.hpp"

namespace vitrum::storage {
namespace {

using testing::data_error;
using Tables = testing::StorageFolder;
using Texts = std::vector<std::string>;

std::vector<Column> domains() {
  return {{"id", "", std::vector<std::int64_t>{1, 2, -3}},
          {"diameter_nm", "nm", std::vector<double>{1.5, 2.25, 1e-300}},
          {"type", "", Texts{"icosahedral", "", "größer"}}};
}

void expect_same(const std::vector<Column>& a, const std::vector<Column>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t c = 0; c < a.size(); ++c) {
    EXPECT_EQ(a[c].name, b[c].name);
    EXPECT_EQ(a[c].units, b[c].units);
    EXPECT_EQ(a[c].values, b[c].values);
  }
}

TEST_F(Tables, ReadBackTheSame) {
  File file = File::create(mine("a.h5"));
  file.write_table("/domains/table", domains(), {{"about", std::string("MRO domains")}});
  expect_same(file.read_table("/domains/table"), domains());
  const auto attributes = file.read_attributes("/domains/table");
  EXPECT_EQ(std::get<std::string>(attributes.at("about")), "MRO domains");
  EXPECT_EQ(std::get<std::string>(attributes.at("diameter_nm_units")), "nm");
}

TEST_F(Tables, MayHaveNoRows) {
  File file = File::create(mine("b.h5"));
  const std::vector<Column> empty{{"id", "", std::vector<std::int64_t>{}}, {"type", "", Texts{}}};
  file.write_table("/t", empty);
  expect_same(file.read_table("/t"), empty);
}

TEST_F(Tables, OfACollectiveFileComeFromTheFirstRank) {
  const std::string path = shared("c.h5");
  File file = File::create(world, path);
  file.write_table("/t", world.is_root() ? domains() : std::vector<Column>{});
  file.commit();
  expect_same(File::open(path).read_table("/t"), domains());
}

TEST_F(Tables, MistakesNameThem) {
  File file = File::create(mine("d.h5"));
  file.write_table("/t", domains());
  EXPECT_EQ(data_error([&] { file.write_table("/t", domains()); }), file.path() + ": /t: is in the file already");
  EXPECT_EQ(data_error([&] { file.read<double>("/t"); }), file.path() + ": /t: does not hold numbers");
  EXPECT_THROW(file.write_table("/u", {}), Fault);
  EXPECT_THROW(file.write_table("/u", {{"a", "", std::vector<double>{1}}, {"b", "", Texts{}}}), Fault);
  file.write<double>({"/x", "", {linear_axis("x", "", 1)}, {}, {}}, std::vector<double>{1.0});
  EXPECT_EQ(data_error([&] { file.read_table("/x"); }), file.path() + ": /x: is not a table");
}

TEST(Columns, AreFoundByNameAndConverted) {
  const auto table = domains();
  EXPECT_EQ(as_integers(column(table, "id")), (std::vector<std::int64_t>{1, 2, -3}));
  EXPECT_EQ(as_doubles(column(table, "id")), (std::vector<double>{1, 2, -3}));
  EXPECT_EQ(data_error([&] { column(table, "nfold"); }),
            "the table has no column \"nfold\"; its columns: id, diameter_nm, type");
  EXPECT_EQ(data_error([&] { as_doubles(column(table, "type")); }),
            "column \"type\" holds texts where numbers are needed");
  EXPECT_THROW(as_integers(column(table, "diameter_nm")), DataError);
}

TEST_F(Tables, AttributesOfEveryKind) {
  const Attributes attributes{{"count", std::int64_t{-5}},
                              {"empty", std::string()},
                              {"fraction", 0.1},
                              {"list", std::vector<double>{0.1, 0.2}},
                              {"long", std::string(200000, 'x')},
                              {"nothing", std::vector<std::int64_t>{}},
                              {"numbers", std::vector<std::int64_t>{1, 2, 3}},
                              {"units", std::string("1/Å")}};
  File file = File::create(mine("e.h5"));
  file.write_attributes("/some/group", attributes);
  EXPECT_EQ(file.read_attributes("some/group"), attributes);
  file.write_attributes("/some/group", {{"count", std::string("replaced")}});
  EXPECT_EQ(std::get<std::string>(file.read_attributes("/some/group").at("count")), "replaced");
  file.write_attributes("/", {{"large", std::vector<double>(10000, 0.5)}});
  EXPECT_EQ(std::get<std::vector<double>>(file.read_attributes("/").at("large")), std::vector<double>(10000, 0.5));
}

TEST_F(Tables, AttributesOfACollectiveFileAreThoseOfTheFirstRank) {
  const std::string path = shared("f.h5");
  File file = File::create(world, path);
  for (int i = 0; i < 50; ++i)
    file.write_attributes("/g" + std::to_string(i), {{"text", "from " + std::to_string(world.rank())},
                                                     {"rank", std::int64_t{world.rank()}},
                                                     {"long", std::string(5000, 'y')}});
  file.commit();
  const File result = File::open(path);
  for (int i = 0; i < 50; ++i) {
    const auto attributes = result.read_attributes("/g" + std::to_string(i));
    EXPECT_EQ(std::get<std::string>(attributes.at("text")), "from 0");
    EXPECT_EQ(std::get<std::int64_t>(attributes.at("rank")), 0);
    EXPECT_EQ(std::get<std::string>(attributes.at("long")), std::string(5000, 'y'));
  }
}

TEST_F(Tables, ProvenanceIsWritten) {
  const std::string path = shared("g.h5");
  auto provenance = comm::begin_provenance(world, "vitrum characterize deck.yaml", "scan: {}\n", 2, "Serial");
  provenance.inputs.push_back({"scan.h5", std::uint64_t{1} << 40, "2024-01-02T03:04:05Z"});
  File file = File::create(world, path);
  file.write_provenance(provenance);
  file.commit();
  const File result = File::open(path);
  const auto facts = result.read_attributes("/provenance");
  EXPECT_EQ(std::get<std::string>(facts.at("version")), version());
  EXPECT_EQ(std::get<std::string>(facts.at("deck")), "scan: {}\n");
  EXPECT_EQ(std::get<std::int64_t>(facts.at("ranks")), world.size());
  EXPECT_EQ(std::get<std::int64_t>(facts.at("threads_per_rank")), 2);
  EXPECT_GE(std::get<double>(facts.at("duration_s")), 0.0);
  const auto inputs = result.read_table("/provenance/inputs");
  EXPECT_EQ(as_integers(column(inputs, "bytes")).at(0), std::int64_t{1} << 40);
}

// Reads with h5py what vitrum wrote, and writes for vitrum what h5py users write.
const char* const script = R"(
import sys, h5py, numpy as np
with h5py.File(sys.argv[1], "r") as f:
    g = f["/variance/map"]
    assert g.attrs["emd_group_type"] == 1, dict(g.attrs)
    assert g["data"].attrs["units"] == "1" and g["data"].shape == (2, 3)
    assert np.array_equal(g["data"][...], np.arange(6, dtype="f4").reshape(2, 3))
    assert g["dim1"].attrs["name"] == "y" and g["dim2"].attrs["units"] == "nm"
    assert g.attrs["formula"] == "\u27e8I\u27e9"
    t = f["/domains/table"][...]
    assert t.dtype.names == ("id", "diameter_nm", "type")
    assert t["type"][2].decode("utf-8") == "gr\u00f6\u00dfer" and t["id"][2] == -3
    assert isinstance(f["/provenance"].attrs["deck"], str)
with h5py.File(sys.argv[2], "w") as f:
    t = np.zeros(2, dtype=[("n", "i2"), ("x", "f4"), ("s", h5py.string_dtype()), ("b", "?")])
    t[0] = (6, 0.5, "six \u00e9", True)
    t[1] = (4, 1.5, "four", False)
    f["t"] = t
    f["mask"] = np.array([[True, False]])
    f["big_endian"] = np.array([1, 2, 3], dtype=">u2")
    f.attrs["text"] = "\u00c5"
    f.attrs["fixed"] = np.bytes_("abc")
    f.attrs["list"] = [1, 2]
    f.attrs["half"] = np.float32(0.5)
    f.attrs["texts"] = ["a", "b"]
)";

void write_for_h5py(const comm::Communicator& world, const std::string& path) {
  File file = File::create(world, path);
  ArrayInfo info{"/variance/map", "1", {linear_axis("y", "nm", 2), linear_axis("x", "nm", 3)}, {}, {}};
  info.attributes = {{"formula", std::string("⟨I⟩")}};
  file.write<float>(info, std::vector<float>{0, 1, 2, 3, 4, 5});
  file.write_table("/domains/table", domains());
  file.write_provenance(comm::begin_provenance(world, "vitrum", "a: 1\n", 1, "Serial"));
  file.commit();
}

void expect_h5py_file(const std::string& path) {
  const File file = File::open(path);
  const auto table = file.read_table("/t");
  EXPECT_EQ(as_integers(column(table, "n")), (std::vector<std::int64_t>{6, 4}));
  EXPECT_EQ(as_doubles(column(table, "x")), (std::vector<double>{0.5, 1.5}));
  EXPECT_EQ(std::get<Texts>(column(table, "s").values), (Texts{"six é", "four"}));
  EXPECT_EQ(as_integers(column(table, "b")), (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(file.read<std::uint8_t>("/mask").values, (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(file.read<double>("/big_endian").values, (std::vector<double>{1, 2, 3}));
  const auto attributes = file.read_attributes("/");
  EXPECT_EQ(std::get<std::string>(attributes.at("text")), "Å");
  EXPECT_EQ(std::get<std::string>(attributes.at("fixed")), "abc");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(attributes.at("list")), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(std::get<double>(attributes.at("half")), 0.5);
  EXPECT_FALSE(attributes.contains("texts"));
}

TEST_F(Tables, H5pyAgrees) {
  const char* python = std::getenv("VITRUM_PYTHON");
  if (python == nullptr) GTEST_SKIP() << "VITRUM_PYTHON names no Python with h5py";
  write_for_h5py(world, shared("ours.h5"));
  if (!world.is_root()) return;
  write_whole_file(shared("check.py"), script);
  const std::string command =
      std::string(python) + " '" + shared("check.py") + "' '" + shared("ours.h5") + "' '" + shared("theirs.h5") + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  expect_h5py_file(shared("theirs.h5"));
}

}  // namespace
}  // namespace vitrum::storage
