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

// What reading these bytes fails with.
std::string refusal(const std::string& bytes) {
  test::TemporaryFolder folder;
  write_file(folder / "w.safetensors", bytes);
  try {
    SafetensorsFile file(folder / "w.safetensors");
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_DATA);
    EXPECT_NE(std::string(e.what()).find("w.safetensors: "), std::string::npos) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "was read";
  return {};
}

void expect_refusal(const std::string& bytes, const std::string& part) {
  const std::string text = refusal(bytes);
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(Safetensors, ReadsBytesWrittenByHand) {
  test::TemporaryFolder folder;
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},)"
      R"("a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"none":{"dtype":"U8","shape":[0,3],"data_offsets":[8,8]}} )";
  write_file(folder / "w", file_of(header, std::string("\x00\x00\x80\x3f\x01\x00\xfe\xff", 8)));
  const SafetensorsFile file(folder / "w");
  ASSERT_EQ(file.entries().size(), 3u);
  EXPECT_EQ(file.metadata().at("format"), "pt");
  const at::Tensor a = file.read(*file.find("a"));
  EXPECT_EQ(a.sizes(), (at::IntArrayRef{1, 1}));
  EXPECT_EQ(a.item<float>(), 1);
  const at::Tensor b = file.read(*file.find("b"));
  EXPECT_EQ(b[0].item<int>(), 1);
  EXPECT_EQ(b[1].item<int>(), -2);
  EXPECT_EQ(file.read(*file.find("none")).sizes(), (at::IntArrayRef{0, 3}));
  EXPECT_EQ(file.find("c"), nullptr);
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
  const SafetensorsFile file(folder / "w");
  ASSERT_EQ(file.entries().size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    const at::Tensor back = file.read(*file.find(name));
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

TEST(Safetensors, RefusesDamagedFilesWithTheReason) {
  const std::string f = R"({"f":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const std::string eight(8, 'x');
  expect_refusal("short", "only 5 bytes");
  expect_refusal(file_of(f, eight).substr(0, 20), "cut short");
  expect_refusal(std::string(8, '\xff') + "{}", "no safetensors file");
  expect_refusal(file_of("{nonsense", ""), "not JSON");
  expect_refusal(file_of("[1]", ""), "not a JSON object");
  expect_refusal(file_of(f, "xxxx"), "cut short");
  expect_refusal(file_of(f, eight + "y"), "1 bytes after");
  expect_refusal(file_of(R"({"f":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}})", eight), "`f` has dtype F9");
  expect_refusal(file_of(R"({"f":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", eight), "needs 12 bytes");
  expect_refusal(file_of(R"({"f":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", eight), "whole numbers");
  expect_refusal(file_of(R"({"f":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", eight), "data_offsets");
  expect_refusal(file_of(R"({"f":{"dtype":"F32","shape":[2]}})", eight), "needs dtype, shape and data_offsets");
  expect_refusal(file_of(R"({"f":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", ""),
                 "too large");
  expect_refusal(file_of(R"({"f":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},)"
                         R"("g":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
                         eight),
                 "overlaps");
  expect_refusal(file_of(R"({"g":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", eight), "belong to nothing");
  expect_refusal(file_of(R"({"__metadata__":{"a":1}})", ""), "map of texts");
}

TEST(Safetensors, SaysHowToConvertAPthFile) {
  expect_refusal(std::string("PK\x03\x04xxxxxxxx"), "python3 -c");
  expect_refusal(std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20"), "convert it to safetensors");
}

TEST(Safetensors, NamesAFileThatIsNotThere) {
  try {
    SafetensorsFile file("/no/such/weights.safetensors");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_IO);
    EXPECT_NE(std::string(e.what()).find("/no/such/weights.safetensors"), std::string::npos);
  }
}

}  // namespace
}  // namespace atelier::torch_models
