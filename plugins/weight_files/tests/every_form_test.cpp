// Files as PyTorch 1.13 and 2.x write them; make_fixtures.py says what is in them.
#include <map>

#include "built_files.hpp"

namespace atelier::weight_files {
namespace {

struct Form {
  const char* dtype;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;
  double start = 0;  // of the elements, which count on
  double step = 1;
};

const std::map<std::string, Form>& forms() {
  static const std::map<std::string, Form> all = {
      {"float32", {"float32", {2, 3}, {3, 1}}},
      {"float64", {"float64", {2, 3}, {3, 1}}},
      {"float16", {"float16", {2, 3}, {3, 1}}},
      {"bfloat16", {"bfloat16", {2, 3}, {3, 1}}},
      {"int64", {"int64", {2, 3}, {3, 1}}},
      {"int32", {"int32", {2, 3}, {3, 1}}},
      {"int16", {"int16", {2, 3}, {3, 1}}},
      {"int8", {"int8", {2, 3}, {3, 1}}},
      {"uint8", {"uint8", {2, 3}, {3, 1}}},
      {"bool", {"bool", {2}, {1}}},
      {"complex64", {"complex64", {2}, {1}}},
      {"scalar", {"int64", {}, {}, 5}},
      {"none", {"float32", {0, 3}, {3, 1}}},
      {"base", {"float32", {10}, {1}}},
      {"tail", {"float32", {6}, {1}, 4}},
      {"every_other", {"float32", {5}, {2}, 0, 2}},
      {"transposed", {"float32", {2, 3}, {1, 2}}},
      {"channels_last", {"float32", {1, 2, 3, 4}, {24, 1, 8, 2}}},
      {"expanded", {"float32", {2, 3}, {0, 0}, 7, 0}},
      {"parameter", {"float32", {3}, {1}}},
      {"frozen", {"float32", {3}, {1}}},
      {"layer.half.tail", {"float16", {5}, {1}, 3}},
  };
  return all;
}

std::vector<double> values_of(const WeightFile& file, const Entry& entry) {
  if (info(entry.dtype).is_float) {
    std::vector<float> values(entry.count());
    file.read_floats(entry, values.data());
    return {values.begin(), values.end()};
  }
  std::vector<int64_t> values(entry.count());
  file.read_integers(entry, values.data());
  return {values.begin(), values.end()};
}

class EveryForm : public testing::TestWithParam<const char*> {};

TEST_P(EveryForm, HasItsTypeShapeAndValues) {
  const WeightFile file(test::fixture(GetParam()));
  const bool safetensors = file.container() == Container::kSafetensors;  // stores copies, row by row
  EXPECT_EQ(file.entries().size(), forms().size() - safetensors);
  for (const Entry& entry : file.entries()) {
    ASSERT_TRUE(forms().count(entry.name)) << entry.name;
    const Form& form = forms().at(entry.name);
    EXPECT_EQ(info(entry.dtype).name, form.dtype) << entry.name;
    EXPECT_EQ(entry.shape, form.shape) << entry.name;
    if (!safetensors && entry.count() > 1) {
      EXPECT_EQ(entry.strides, form.strides) << entry.name;
    }
    if (entry.dtype == Dtype::kComplex64) continue;
    const std::vector<double> values = values_of(file, entry);
    for (size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(values[i], form.start + form.step * static_cast<double>(i)) << entry.name << " at " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, EveryForm,
                         testing::Values("every_form.torch1.pth", "every_form.torch2.pth",
                                         "every_form.legacy.torch1.pth", "every_form.legacy.torch2.pth",
                                         "plain_dict.torch1.pth", "plain_dict.torch2.pth", "protocol4.torch1.pth",
                                         "protocol4.torch2.pth", "every_form.torch2.safetensors"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(WeightFile, SaysWhichContainerItIs) {
  EXPECT_EQ(WeightFile(test::fixture("every_form.torch2.pth")).container(), Container::kTorchZip);
  EXPECT_EQ(WeightFile(test::fixture("every_form.legacy.torch1.pth")).container(), Container::kTorchLegacy);
  EXPECT_EQ(WeightFile(test::fixture("scripted.torch1.pt")).container(), Container::kTorchScript);
  EXPECT_EQ(WeightFile(test::fixture("every_form.torch2.safetensors")).container(), Container::kSafetensors);
}

TEST(WeightFile, ViewsShareTheirStorage) {
  for (const char* name : {"every_form.torch1.pth", "every_form.legacy.torch2.pth"}) {
    const WeightFile file(test::fixture(name));
    std::map<std::string, const Entry*> entries;
    for (const Entry& entry : file.entries()) entries[entry.name] = &entry;
    EXPECT_EQ(entries["tail"]->storage_at, entries["base"]->storage_at);
    EXPECT_EQ(entries["tail"]->at, entries["base"]->at + 16);
    EXPECT_EQ(entries["every_other"]->storage_at, entries["base"]->storage_at);
    EXPECT_NE(entries["transposed"]->storage_at, entries["base"]->storage_at);
    EXPECT_EQ(entries["base"]->storage_bytes, 40u);
  }
}

TEST(WeightFile, ReadsTheTypesOfNewerPyTorch) {
  const WeightFile file(test::fixture("newer_types.torch2.pth"));
  ASSERT_EQ(file.entries().size(), 3u);
  EXPECT_EQ(form_of(file.entries()[0]), "uint16 [4]");
  EXPECT_EQ(form_of(file.entries()[1]), "float8_e4m3fn [4]");
  uint16_t values[4];
  file.read(file.entries()[0], values);
  EXPECT_EQ(values[3], 3);
  float none[4];
  EXPECT_THROW(file.read_floats(file.entries()[1], none), Error);
}

TEST(WeightFile, FindsTheNetworkInACheckpoint) {
  for (const char* name : {"references.torch1.pth", "references.torch2.pth", "references.legacy.torch1.pth",
                           "references.legacy.torch2.pth"}) {
    const WeightFile file(test::fixture(name));
    EXPECT_EQ(file.network_section(), "model");
    EXPECT_EQ(file.network_entries().size(), 7u);
    EXPECT_EQ(file.entries().size(), 11u);  // with the optimizer's momenta
    EXPECT_EQ(file.entries()[7].section, "optimizer");
    EXPECT_EQ(file.entries()[7].name, "state.0.momentum_buffer");
    EXPECT_EQ(file.metadata().at("epoch"), "29");
    EXPECT_EQ(file.metadata().at("args"), "argparse Namespace");
  }
  EXPECT_EQ(WeightFile(test::fixture("parallel.torch1.pth")).network_section(), "state_dict");
}

TEST(WeightFile, ReadsMmenginesCheckpoints) {
  for (const char* name : {"mmengine.torch1.pth", "mmengine.torch2.pth"}) {
    const WeightFile file(test::fixture(name));
    ASSERT_EQ(file.network_entries().size(), 1u);
    EXPECT_EQ(file.network_entries()[0]->name, "conv.weight");
    EXPECT_EQ(file.class_names(), (std::vector<std::string>{"background", "cat", "dog"}));
  }
}

TEST(WeightFile, ReadsParametersAndBuffersOfTorchScriptByTheirPaths) {
  for (const char* name : {"scripted.torch1.pt", "scripted.torch2.pt"}) {
    const WeightFile file(test::fixture(name));
    std::map<std::string, std::string> forms;
    for (const Entry& entry : file.entries()) forms[entry.name] = form_of(entry);
    const std::map<std::string, std::string> expected = {{"first.weight", "float32 [3,2]"},
                                                         {"first.bias", "float32 [3]"},
                                                         {"blocks.0.weight", "float32 [1,1,3,3]"},
                                                         {"blocks.0.bias", "float32 [1]"},
                                                         {"blocks.1.weight", "float32 [1]"},
                                                         {"blocks.1.bias", "float32 [1]"},
                                                         {"blocks.1.running_mean", "float32 [1]"},
                                                         {"blocks.1.running_var", "float32 [1]"},
                                                         {"blocks.1.num_batches_tracked", "int64 []"},
                                                         {"steps", "int64 [4]"},
                                                         {"scale", "float32 [3]"}};
    EXPECT_EQ(forms, expected);
    for (const Entry& entry : file.entries()) {
      const std::vector<double> due = {0, 1, 2};
      if (entry.name == "scale") {
        EXPECT_EQ(values_of(file, entry), due);
      }
    }
  }
}

// Names are strings of bytes there, and an OrderedDict is made from a list of pairs.
TEST(WeightFile, ReadsWhatPython2Wrote) {
  const auto old = [](std::string pickle) {
    for (size_t at = 0; (at = pickle.find('X', at)) != std::string::npos;) pickle.replace(at, 5, {'U', pickle[at + 1]});
    return pickle;
  };
  namespace p = test::pickle;
  const std::string tensor = p::tensor(p::storage("FloatStorage", "77", 2), 0, {2}, {1});
  const std::string pairs =
      p::global("collections", "OrderedDict") + "](](" + p::text("conv.weight") + tensor + "ee\x85R";
  test::TemporaryFolder folder;
  write_file(folder / "w.pth", old(test::legacy(pairs, {{"77", std::string(8, '\0')}})));
  const WeightFile file(folder / "w.pth");
  ASSERT_EQ(file.entries().size(), 1u);
  EXPECT_EQ(file.entries()[0].name, "conv.weight");
  EXPECT_EQ(form_of(file.entries()[0]), "float32 [2]");
}

TEST(WeightFile, ReadsATensorThatStandsAlone) {
  const WeightFile file(test::fixture("tensor.torch2.pth"));
  ASSERT_EQ(file.entries().size(), 1u);
  EXPECT_EQ(file.entries()[0].name, "tensor");
}

TEST(WeightFile, RefusesAWholeModuleWithTheRemedy) {
  for (const char* name : {"module.torch1.pth", "module.torch2.pth"}) try {
      WeightFile file(test::fixture(name));
      FAIL() << name;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find("torch.nn.modules.container Sequential"), std::string::npos) << e.what();
      EXPECT_NE(std::string(e.what()).find("state_dict()"), std::string::npos) << e.what();
    }
}

TEST(WeightFile, NamesAFileThatIsNotThere) {
  try {
    WeightFile file("/no/such/weights.pth");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_IO);
    EXPECT_NE(std::string(e.what()).find("/no/such/weights.pth"), std::string::npos);
  }
  EXPECT_THROW(WeightFile("/tmp"), Error);
}

}  // namespace
}  // namespace atelier::weight_files
