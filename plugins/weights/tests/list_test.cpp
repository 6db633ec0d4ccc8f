#include "../list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "test_data.hpp"

namespace atelier::weights {
namespace {

namespace fs = std::filesystem;
using testing::Bench;

fs::path fixture(const std::string& name) { return test::source_dir() / "plugins/weight_files/tests/fixtures" / name; }

struct Listed {
  explicit Listed(const std::string& name) {
    Bench bench;
    const testing::Part part = bench.make<List>({{"file", fixture(name).string()}});
    part.as<List>().run(bench.call(), folder.path());
    lines = bench.lines();
    json = nlohmann::json::parse(read_file(folder / "weights.json"));
    const auto opened = List::open(bench.call(), folder.path());
    tensors = opened->output(bench.call(), "tensors").integer;
    EXPECT_EQ(str(opened->output(bench.call(), "list").text), (folder / "weights.json").string());
  }
  bool says(const std::string& line) const { return std::find(lines.begin(), lines.end(), line) != lines.end(); }

  test::TemporaryFolder folder;
  std::vector<std::string> lines;
  nlohmann::json json;
  int64_t tensors = 0;
};

TEST(List, TellsWhatATorchvisionNetworkIs) {
  const Listed list("deeplabv3.torch1.pth");
  EXPECT_EQ(list.tensors, 370);
  EXPECT_EQ(list.json.at("what"), "torchvision's deeplabv3_resnet50, 21 classes, aux");
  EXPECT_EQ(list.json.at("container"), "torch.save, the older container");
  // 168,245,648 bytes: 61 counters of 8, all others of 4
  EXPECT_TRUE(list.says("370 tensors, 42,061,351 numbers, 160.5 MiB")) << list.lines[list.lines.size() - 2];
  EXPECT_EQ(list.json.at("numbers"), 42'061'351);
  EXPECT_NE(list.lines.back().find("deeplabv3.torch1.pth: torch.save, the older container, 48.2 KiB; torchvision's"),
            std::string::npos)
      << list.lines.back();
}

TEST(List, ListsACheckpointsSectionsAndWhatStandsBesideThem) {
  const Listed list("references.torch2.pth");
  EXPECT_EQ(list.json.at("network_section"), "model");
  EXPECT_TRUE(list.says("args = argparse Namespace"));
  EXPECT_TRUE(list.says("epoch = 29"));
  EXPECT_TRUE(list.says("model: 7 tensors, 17 numbers, 72 bytes"));
  EXPECT_TRUE(list.says("optimizer: 4 tensors, 12 numbers, 48 bytes"));
  EXPECT_EQ(list.json.at("tensors").at(7).at("name"), "state.0.momentum_buffer");
}

TEST(List, TellsStridesAndSharedMemory) {
  const Listed list("every_form.legacy.torch2.pth");
  EXPECT_TRUE(list.says("tail             float32    [6]  shares memory"));
  EXPECT_TRUE(list.says("every_other      float32    [5]  strided  shares memory"));
  EXPECT_TRUE(list.says("channels_last    float32    [1,2,3,4]  strided"));
  EXPECT_TRUE(list.says("none             float32    [0,3]"));
  for (const auto& tensor : list.json.at("tensors"))
    if (tensor.at("name") == "channels_last") {
      EXPECT_EQ(tensor.at("strides"), nlohmann::json({24, 1, 8, 2}));
    }
}

TEST(List, NamesTheFileThatItCannotRead) {
  Bench bench;
  test::TemporaryFolder folder;
  write_file(folder / "page.pth", "<html>");
  const testing::Part part = bench.make<List>({{"file", (folder / "page.pth").string()}});
  try {
    part.as<List>().run(bench.call(), folder.path());
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("page.pth: is a text such as a web page"), std::string::npos) << e.what();
  }
  EXPECT_FALSE(fs::exists(folder / "weights.json"));
}

}  // namespace
}  // namespace atelier::weights
