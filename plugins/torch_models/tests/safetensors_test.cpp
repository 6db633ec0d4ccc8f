#include "../safetensors.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "atelier/cpp/files.hpp"
#include "test_data.hpp"

namespace atelier::torch_models {
namespace {

std::string file_of(const std::string& header, const std::string& data) {
  std::string length(8, '\0');
  for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  return length + header + data;
}

const weight_files::Entry& entry_of(const weight_files::WeightFile& file, const std::string& name) {
  for (const auto& entry : file.entries())
    if (entry.name == name) return entry;
  throw std::runtime_error("no entry " + name);
}

TEST(Safetensors, ReadsBytesWrittenByHand) {
  test::TemporaryFolder folder;
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},)"
      R"("a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"none":{"dtype":"U8","shape":[0,3],"data_offsets":[8,8]}} )";
  write_file(folder / "w", file_of(header, std::string("\x00\x00\x80\x3f\x01\x00\xfe\xff", 8)));
  const weight_files::WeightFile file(folder / "w");
  ASSERT_EQ(file.entries().size(), 3u);
  EXPECT_EQ(file.metadata().at("format"), "pt");
  const at::Tensor a = read_tensor(file, entry_of(file, "a"));
  EXPECT_EQ(a.sizes(), (at::IntArrayRef{1, 1}));
  EXPECT_EQ(a.item<float>(), 1);
  const at::Tensor b = read_tensor(file, entry_of(file, "b"));
  EXPECT_EQ(b[0].item<int>(), 1);
  EXPECT_EQ(b[1].item<int>(), -2);
  EXPECT_EQ(read_tensor(file, entry_of(file, "none")).sizes(), (at::IntArrayRef{0, 3}));
}

TEST(Safetensors, WritesTheFormatToTheByte) {
  test::TemporaryFolder folder;
  write_safetensors(folder / "w", {{"n", at::full({}, 3, at::kByte)}, {"f", at::ones({1})}}, {{"k", "v"}});
  const std::string header = R"({"__metadata__":{"k":"v"},"f":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                             R"("n":{"dtype":"U8","shape":[],"data_offsets":[4,5]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(read_file(folder / "w"), file_of(padded, std::string("\x00\x00\x80\x3f\x03", 5)));
}

TEST(Safetensors, EveryTypeComesBack) {
  test::TemporaryFolder folder;
  NamedTensors tensors;
  for (const auto type : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kShort, at::kChar,
                          at::kByte, at::kBool})
    tensors.emplace_back(c10::toString(type), at::arange(6).remainder(2).to(type).view({2, 3}));
  tensors.emplace_back("transposed", at::arange(6, at::kFloat).view({2, 3}).t());
  tensors.emplace_back("last",
                       at::arange(24, at::kFloat).view({1, 2, 3, 4}).contiguous(at::MemoryFormat::ChannelsLast));
  write_safetensors(folder / "w", tensors, {});
  const weight_files::WeightFile file(folder / "w");
  ASSERT_EQ(file.entries().size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor back = read_tensor(file, entry_of(file, name));
    EXPECT_EQ(back.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(back.equal(tensor)) << name;
  }
}

TEST(Safetensors, LeavesNothingWhenItCannotWrite) {
  test::TemporaryFolder folder;
  EXPECT_THROW(write_safetensors(folder / "w", {{"c", at::zeros({1}, at::kComplexFloat)}}, {}), Error);
  EXPECT_THROW(write_safetensors(folder / "missing/w", {{"f", at::zeros({1})}}, {}), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace atelier::torch_models
