// Pictures that promise more pixels than are read, and grey PNG files by both decoders.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstring>
#include <functional>
#include <opencv2/imgcodecs.hpp>

#include "../codecs.hpp"
#include "../decode_grey_png.hpp"
#include "atelier/cpp/files.hpp"
#include "atelier/cpp/random.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Error;
using atelier::Tensor;
using std::filesystem::path;

std::string encoded(const char* type, const cv::Mat& pixels) {
  std::vector<uint8_t> bytes;
  EXPECT_TRUE(cv::imencode(type, pixels, bytes)) << type;
  return {bytes.begin(), bytes.end()};
}

void put(std::string& bytes, size_t at, const std::string& what) { bytes.replace(at, what.size(), what); }

// Sets a tag of one number in the first directory of a little-endian TIFF.
void set_tag(std::string& bytes, uint16_t tag, uint32_t value) {
  uint32_t directory = 0;
  std::memcpy(&directory, &bytes[4], 4);
  uint16_t count = 0;
  std::memcpy(&count, &bytes[directory], 2);
  for (uint16_t i = 0; i < count; ++i) {
    char* entry = &bytes[directory + 2 + 12u * i];
    if (std::memcmp(entry, &tag, 2) != 0) continue;
    std::memcpy(entry + 2, "\4\0\1\0\0\0", 6);
    std::memcpy(entry + 8, &value, 4);
    return;
  }
  ADD_FAILURE() << "no tag " << tag;
}

// The sum of a PNG's header, so that its size is what is looked at.
void put_sum(std::string& bytes) {
  uint32_t sum = 0xffffffff;
  for (size_t i = 12; i < 29; ++i) {
    sum ^= static_cast<unsigned char>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) sum = sum & 1 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
  }
  sum = ~sum;
  for (size_t i = 0; i < 4; ++i) bytes[29 + i] = static_cast<char>(sum >> (24 - 8 * i));
}

// Files of 65,535 x 65,535 pixels, by their headers. (WebP knows none of more than 16,383.)
std::vector<std::pair<std::string, std::string>> giants() {
  cv::Mat pixels(8, 8, CV_8UC1, cv::Scalar(7));
  std::vector<std::pair<std::string, std::string>> out;
  std::string bytes = encoded(".png", pixels);
  put(bytes, 16, std::string("\0\0\xff\xff\0\0\xff\xff", 8));
  put_sum(bytes);
  out.emplace_back("giant.png", bytes);
  bytes = encoded(".jpg", pixels);
  put(bytes, bytes.find("\xff\xc0") + 5, "\xff\xff\xff\xff");
  out.emplace_back("giant.jpg", bytes);
  bytes = encoded(".bmp", pixels);
  put(bytes, 18, std::string("\xff\xff\0\0\xff\xff\0\0", 8));
  out.emplace_back("giant.bmp", bytes);
  put(bytes, 22, std::string("\1\0\xff\xff", 4));  // top down: minus 65535
  out.emplace_back("upside_down.bmp", bytes);
  bytes = encoded(".tiff", pixels);
  set_tag(bytes, 256, 65535);
  set_tag(bytes, 257, 65535);
  out.emplace_back("giant.tiff", bytes);
  return out;
}

int32_t code_of(const std::function<void()>& read, std::string& why) {
  try {
    read();
  } catch (const Error& e) {
    why = e.what();
    return e.code();
  }
  return ATELIER_OK;
}

TEST(Giants, AreRefusedByTheirHeadersBeforeMemoryIsTaken) {
  test::TemporaryFolder folder;
  // With 2 GiB of addresses more than now, taking 4 GB or 12 GB fails in another way than the one expected.
  std::string status = atelier::read_file("/proc/self/statm");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  const rlimit tight{std::stoull(status) * 4096 + (2ull << 30), before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_AS, &tight), 0);
  for (const auto& [name, bytes] : giants()) {
    SCOPED_TRACE(name);
    const path file = folder / name;
    atelier::write_file(file, bytes, false);
    for (const auto& read : std::vector<std::function<void()>>{
             [&] { pictures::read_picture(file); }, [&] { pictures::read_picture_resized(file, 256, 256); },
             [&] { pictures::read_labels(file); }, [&] { pictures::read_size(file); }}) {
      std::string why;
      const int32_t code = code_of(read, why);
      EXPECT_EQ(why.find(file.string() + ": "), 0u) << why;
      if (why.find("JPEG file cannot hold labels") != std::string::npos) continue;
      EXPECT_EQ(code, ATELIER_E_UNSUPPORTED) << why;
      EXPECT_NE(why.find("65535 rows of 65535 pixels"), std::string::npos) << why;
      EXPECT_NE(why.find("ATELIER_MAX_PIXELS"), std::string::npos) << why;
    }
  }
  setrlimit(RLIMIT_AS, &before);
}

// OpenCV's strategies make libpng choose among the filters; a byte changed anywhere must be seen.
TEST(GreyPng, UndoesFiltersAndNeverTakesDamage) {
  atelier::Random random(5);
  for (const int type : {CV_8UC1, CV_16UC1})
    for (const int strategy : {cv::IMWRITE_PNG_STRATEGY_DEFAULT, cv::IMWRITE_PNG_STRATEGY_FILTERED}) {
      cv::Mat pixels(23, 31, type);
      for (int y = 0; y < pixels.rows; ++y)
        for (size_t x = 0; x < static_cast<size_t>(pixels.cols) * pixels.elemSize(); ++x)
          pixels.ptr(y)[x] = static_cast<uint8_t>(static_cast<uint64_t>(y) * x / 3 + random.below(4));
      std::vector<uint8_t> bytes;
      cv::imencode(".png", pixels, bytes, {cv::IMWRITE_PNG_STRATEGY, strategy});
      const pictures::File whole{{bytes.begin(), bytes.end()}, "whole"};
      const auto ours = pictures::decode_grey_png(whole);
      ASSERT_TRUE(ours);
      EXPECT_EQ(std::memcmp(ours->get().data, pixels.data, ours->bytes()), 0);
      for (size_t at = 0; at < bytes.size(); ++at) {
        pictures::File damaged = whole;
        damaged.bytes[at] = static_cast<char>(damaged.bytes[at] ^ 1 << random.below(8));
        EXPECT_FALSE(pictures::decode_grey_png(damaged)) << at;
      }
    }
}

}  // namespace
