// Pairs of picture and label files, and an augmenter that resizes them, for the tests of resizing and of the cache.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "atelier/cpp/files.hpp"
#include "atelier/cpp/loader.hpp"
#include "atelier/cpp/random.hpp"
#include "pictures/picture_file.hpp"
#include "pictures/resize.hpp"
#include "pictures/stored_samples.hpp"
#include "test_data.hpp"

namespace loader_test {

// Files with pictures of different sizes, and their samples, which count what is asked of them.
class PairsOnDisk : public atelier::Samples, public atelier::ResizedSamples, public atelier::SamplesContent {
 public:
  explicit PairsOnDisk(size_t count, int64_t least = 70) : samples_(files(count, least)) {}

  std::filesystem::path picture(size_t i) const { return folder_ / atelier::text("p", i, ".jpg"); }
  std::filesystem::path labels(size_t i) const { return folder_ / atelier::text("p", i, ".png"); }
  void write(size_t i, uint64_t seed, int64_t height, int64_t width) const {
    atelier::Random random(seed);
    atelier::Tensor pixels = atelier::Tensor::make<uint8_t>({height, width, 3});
    atelier::Tensor map = atelier::Tensor::make<uint8_t>({height, width});
    const auto step = static_cast<int64_t>(1 + random.below(9));
    for (int64_t at = 0; at < height * width; ++at) {
      const int64_t y = at / width, x = at % width;
      for (int64_t c = 0; c < 3; ++c) pixels.data<uint8_t>()[3 * at + c] = static_cast<uint8_t>(x + y * step + 40 * c);
      map.data<uint8_t>()[at] = static_cast<uint8_t>((x / 7 + y / 5 * step) % 3);
    }
    atelier::write_file(picture(i), pictures::encode_jpeg(pixels, 90), false);
    atelier::write_file(labels(i), pictures::encode_png(map), false);
  }

  atelier_samples_info describe(const atelier::Call& call) const override { return samples_.describe(call); }
  std::string_view key(const atelier::Call& call, uint64_t i) const override { return samples_.key(call, i); }
  atelier::Sample load(const atelier::Call& call, uint64_t i) const override {
    ++loads;
    return samples_.load(call, i);
  }
  std::optional<atelier::Sample> load_resized(const atelier::Call& call, uint64_t i,
                                              atelier::Extent size) const override {
    if (is_plain) return std::nullopt;
    ++resized_loads;
    return samples_.load_resized(call, i, size);
  }
  std::optional<atelier::Digest> content(const atelier::Call& call, uint64_t i) const override {
    return samples_.content(call, i);
  }
  atelier_object object() { return atelier::object_of(*this); }

  bool is_plain = false;  // whether there is nothing but `load`
  mutable std::atomic<int> loads{0}, resized_loads{0};

 private:
  pictures::StoredSamples files(size_t count, int64_t least) const {
    std::vector<pictures::StoredSamples::Entry> entries;
    for (size_t i = 0; i < count; ++i) {
      const auto n = static_cast<int64_t>(i);
      write(i, i, least + 3 * n, least + 10 + n % 4 * 9);
      entries.push_back({atelier::text("p", i), picture(i), labels(i)});
    }
    return {{"background", "one", "two"}, 255, std::move(entries)};
  }
  test::TemporaryFolder folder_;
  pictures::StoredSamples samples_;
};

class Resize : public atelier::Augmenter, public atelier::ResizingAugmenter {
 public:
  Resize(uint32_t height, uint32_t width) : size_{height, width} {}
  bool is_random() const override { return false; }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input& in) const override {
    ++applied;
    return {pictures::resize_picture(in.sample->picture->tensor, size_.height, size_.width),
            pictures::resize_labels(in.sample->labels->tensor, size_.height, size_.width)};
  }
  std::optional<atelier::Extent> resizes_to() const override { return size_; }
  atelier_object object() { return atelier::object_of(*this); }

  mutable std::atomic<int> applied{0};

 private:
  atelier::Extent size_;
};

// What a loader gives for a plan of samples and augmenters, as bytes.
inline std::string walk(const atelier::Call& call, const atelier_object& loader, PairsOnDisk& samples,
                        const std::vector<atelier_object>& augmenters, uint64_t epoch = 0) {
  auto plan = atelier::blank<atelier_load_plan>();
  plan.samples = samples.object();
  plan.augmenters = augmenters.data();
  plan.augmenter_count = augmenters.size();
  plan.seed = 17;
  plan.epoch = epoch;
  std::string out;
  auto pass = atelier::LoaderRef(loader).begin(call, plan);
  while (const auto batch = pass.next(call)) {
    out += atelier::describe(batch->pictures) + atelier::describe(batch->labels);
    out.append(static_cast<const char*>(batch->pictures.get().data), batch->pictures.bytes());
    out.append(static_cast<const char*>(batch->labels.get().data), batch->labels.bytes());
  }
  return out;
}

}  // namespace loader_test
