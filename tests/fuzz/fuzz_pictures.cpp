// Damaged pictures through everything that reads a picture file.
#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstdlib>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "pictures/exif.hpp"
#include "pictures/picture_file.hpp"
#include "run_cases.hpp"

namespace fuzz {
namespace {

constexpr uintmax_t kMostBytes = 75'000;
constexpr const char* kMostPixels = "400000";

std::vector<fs::path> files_below(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == extension && entry.file_size() <= kMostBytes)
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// The bytes alone: what they are called must not matter.
Input as_input(std::string bytes) { return {{"picture", std::move(bytes)}}; }

std::vector<Input> inputs_of(const std::vector<fs::path>& files) {
  std::vector<Input> inputs;
  for (const fs::path& file : files) inputs.push_back(as_input(atelier::read_file(file)));
  return inputs;
}

std::vector<Input> jpegs(const fs::path& data) {
  std::vector<fs::path> files = files_below(data / "coco", ".jpg");
  for (const fs::path& file : files_below(data / "img_torchvision", ".jpg")) files.push_back(file);
  return inputs_of(files);
}

// Progressive, with restart markers, of the smallest sizes: coded from a photograph.
std::vector<Input> coded_jpegs(const fs::path& data) {
  std::vector<Input> inputs;
  const cv::Mat photo = cv::imread(files_below(data / "coco", ".jpg").front().string());
  for (const int side : {1, 7, 8, 17, 64})
    for (const int progressive : {0, 1})
      for (const int restart : {0, 1, 3}) {
        std::vector<uint8_t> bytes;
        cv::imencode(".jpg", photo(cv::Rect(20, 30, side + 3, side)), bytes,
                     {cv::IMWRITE_JPEG_PROGRESSIVE, progressive, cv::IMWRITE_JPEG_RST_INTERVAL, restart});
        inputs.push_back(as_input(std::string(bytes.begin(), bytes.end())));
      }
  return inputs;
}

std::vector<Input> pngs(const fs::path& data) {
  std::vector<fs::path> files = files_below(data / "img_pngsuite", ".png");
  for (const fs::path& file : files_below(data / "img_torchvision", ".png")) files.push_back(file);
  return inputs_of(files);
}

std::vector<Input> other_formats(const fs::path& data) {
  constexpr int kLzw = 5, kDeflate = 8, kPackBits = 32773;
  std::vector<Input> inputs;
  const cv::Mat photo = cv::imread(files_below(data / "coco", ".jpg").front().string());
  cv::Mat grey;
  cv::extractChannel(photo, grey, 0);
  const auto add = [&](const char* format, const cv::Mat& picture, const std::vector<int>& options = {}) {
    std::vector<uint8_t> bytes;
    cv::imencode(format, picture, bytes, options);
    inputs.push_back(as_input(std::string(bytes.begin(), bytes.end())));
  };
  for (const cv::Mat& whole : {photo, grey})
    for (const int side : {5, 32, 61}) {
      const cv::Mat picture = whole(cv::Rect(20, 30, side + 4, side));
      add(".bmp", picture);
      add(".webp", picture);
      add(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});  // without loss
      for (const int packing : {1, kLzw, kDeflate, kPackBits})
        add(".tiff", picture, {cv::IMWRITE_TIFF_COMPRESSION, packing});
    }
  return inputs;
}

// 16 bits, float32 and other numbers of channels than RGB has.
std::vector<Input> deep_formats(const fs::path& data) {
  constexpr int kNone = 1, kLzw = 5, kDeflate = 8;
  std::vector<Input> inputs;
  const cv::Mat photo = cv::imread(files_below(data / "coco", ".jpg").front().string());
  const auto add = [&](const char* format, const cv::Mat& picture, const std::vector<int>& options = {}) {
    std::vector<uint8_t> bytes;
    cv::imencode(format, picture, bytes, options);
    inputs.push_back(as_input(std::string(bytes.begin(), bytes.end())));
  };
  for (const int side : {5, 32, 61})
    for (const int channels : {1, 3, 4}) {
      cv::Mat narrow, wide, real;
      const cv::Mat part = photo(cv::Rect(20, 30, side + 4, side));
      if (channels == 3)
        narrow = part;
      else
        cv::cvtColor(part, narrow, channels == 1 ? cv::COLOR_BGR2GRAY : cv::COLOR_BGR2BGRA);
      narrow.convertTo(wide, CV_16U, 257);
      narrow.convertTo(real, CV_32F, 0.1, -3);
      add(".png", wide);
      if (channels == 4) add(".png", narrow), add(".bmp", narrow), add(".webp", narrow);
      for (const int packing : {kNone, kLzw, kDeflate}) {
        add(".tiff", narrow, {cv::IMWRITE_TIFF_COMPRESSION, packing});
        add(".tiff", wide, {cv::IMWRITE_TIFF_COMPRESSION, packing});
      }
      add(".tiff", real);
    }
  return inputs;
}

// What `run` gives, or nothing when it refused the file by name.
template <class Run>
auto outcome(const fs::path& file, Run run) -> std::optional<decltype(run())> {
  try {
    return run();
  } catch (const atelier::Error& e) {
    const std::string why = e.what();
    if (e.code() == ATELIER_E_INTERNAL) throw Finding("refused as a defect of the library: " + why);
    if (why.find(file.string()) == std::string::npos) throw Finding("an error that does not name the file: " + why);
    return std::nullopt;
  }
}

uint64_t sum_of(const atelier::Tensor& pixels) {
  const auto* bytes = static_cast<const uint8_t*>(pixels.get().data);
  uint64_t sum = 0;
  for (size_t i = 0; i < pixels.bytes(); ++i) sum += bytes[i];
  return sum;
}

// As stored: one form in the header and in the pixels, at any size.
void read_as_stored(const fs::path& file, const std::optional<pictures::Size>& size) {
  constexpr auto kStored = pictures::Pixels::kAsStored;
  const auto form = outcome(file, [&] { return pictures::read_form(file, kStored); });
  const auto picture = outcome(file, [&] { return pictures::read_picture(file, kStored); });
  const auto resized = outcome(file, [&] { return pictures::read_picture_resized(file, 40, 30, kStored); });
  if (resized.has_value() != picture.has_value()) throw Finding("as stored: read at one size, refused at the other");
  if (!picture) return;
  if (!form || !size) throw Finding("as stored: the pixels can be read, but not the form or the size");
  for (const atelier_tensor* pixels : {&picture->get(), &resized->pixels.get()})
    if (!atelier::same_form({pixels->dtype, static_cast<uint32_t>(pixels->shape[2])}, *form))
      throw Finding("as stored: another form than the header's");
  if (picture->dim(0) != size->height || picture->dim(1) != size->width)
    throw Finding("as stored: the size is not that of the pixels");
  volatile uint64_t sum = sum_of(*picture) + sum_of(resized->pixels);
  sum = sum + 1;
}

bool read(const fs::path& work, Random&) {
  const fs::path file = work / "in/picture";
  const auto size = outcome(file, [&] { return pictures::read_size(file); });
  outcome(file, [&] { return pictures::exif_orientation(file); });
  // By a range, as deep pictures have to be; without one they are refused with a look at what they hold.
  const pictures::PixelRules rules(pictures::Pixels::kRgb, {0, 4095});
  const auto picture = outcome(file, [&] { return pictures::read_picture(file, rules); });
  const auto undecided = outcome(file, [&] { return pictures::read_picture(file); });
  if (undecided && !picture) throw Finding("read without a range, refused with one");
  const auto labels = outcome(file, [&] { return pictures::read_labels(file); });
  for (const auto& [height, width] : {std::pair(40, 30), {5, 200}}) {
    const auto resized = outcome(file, [&] { return pictures::read_picture_resized(file, height, width, rules); });
    if (resized.has_value() != picture.has_value()) throw Finding("read at one size, refused at the other");
    if (resized && resized->stored != *size) throw Finding("another size when it is read resized");
  }
  read_as_stored(file, size);
  volatile uint64_t sum = (picture ? sum_of(*picture) : 0) + (labels ? sum_of(*labels) : 0);
  sum = sum + 1;
  if (picture && !size) throw Finding("the pixels can be read, but not the size");
  for (const auto* pixels : {&picture, &labels})
    if (*pixels &&
        pictures::Size{static_cast<uint32_t>((*pixels)->dim(0)), static_cast<uint32_t>((*pixels)->dim(1))} != *size)
      throw Finding("the size is not that of the pixels");
  return picture.has_value();
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) {
  setenv("ATELIER_MAX_PIXELS", fuzz::kMostPixels, 1);
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  return fuzz::run_cases(argc, argv,
                         {{"jpeg", fuzz::jpegs, fuzz::read},
                          {"coded jpeg", fuzz::coded_jpegs, fuzz::read},
                          {"png", fuzz::pngs, fuzz::read},
                          {"other formats", fuzz::other_formats, fuzz::read},
                          {"deep formats", fuzz::deep_formats, fuzz::read}});
}
