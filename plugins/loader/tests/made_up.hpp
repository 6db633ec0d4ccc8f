// Samples made out of nothing, an augmenter that shows its seed, and walks of plans over them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "../threads.hpp"
#include "atelier/testing.hpp"
#include "samplers.hpp"

namespace loader_test {

using atelier::Call;
using atelier::Sample;
using atelier::Tensor;

// Samples made from their index: sizes differ, each pixel is the index. `before_load` may wait or throw.
class MadeUp : public atelier::Samples {
 public:
  explicit MadeUp(uint64_t count, uint32_t void_label = 255, atelier_form form = atelier::kRgb8)
      : void_label_(void_label), form_(form) {
    for (uint64_t i = 0; i < count; ++i) keys_.push_back(atelier::text("k", i));
  }
  atelier_samples_info describe(const Call&) const override {
    auto info = atelier::blank<atelier_samples_info>();
    info.void_label = void_label_;
    info.count = keys_.size();
    info.class_names = &name_;
    info.class_count = 1;
    info.form = form_;
    return info;
  }
  std::string_view key(const Call&, uint64_t index) const override { return keys_.at(index); }
  Sample load(const Call&, uint64_t index) const override {
    ++loads;
    if (before_load) before_load(index);
    const int64_t height = 3 + static_cast<int64_t>(index % 3), width = 2 + static_cast<int64_t>(index % 2);
    const int64_t shape[] = {height, width, form_.channels};
    Sample out{Tensor::make(form_.dtype, {shape, 3}), Tensor::make<uint8_t>({height, width})};
    atelier::for_pictures(form_.dtype, [&](auto type) {
      std::fill_n(out.picture.data<decltype(type)>(), atelier::element_count(out.picture),
                  static_cast<decltype(type)>(index % 200 + 1));
    });
    std::memset(out.labels.data<uint8_t>(), static_cast<int>(index % 5), out.labels.bytes());
    return out;
  }
  atelier_object object() { return atelier::object_of(*this); }

  std::function<void(uint64_t)> before_load;
  mutable std::atomic<uint64_t> loads{0};

 private:
  std::vector<std::string> keys_;
  uint32_t void_label_;
  atelier_form form_;
  atelier_str name_ = ATELIER_STR("background");
};

// Writes its seed into the first pixels, 8 bytes from `at` on.
class WritesSeed : public atelier::Augmenter {
 public:
  WritesSeed(size_t at, bool random) : at_(at), random_(random) {}
  bool is_random() const override { return random_; }
  Sample apply(const Call&, const atelier_augmenter_input& in) const override {
    const atelier_tensor &picture = in.sample->picture->tensor, &labels = in.sample->labels->tensor;
    Sample out{Tensor::make(picture.dtype, {picture.shape, 3}), Tensor::make(labels.dtype, {labels.shape, 2})};
    std::memcpy(out.picture.get().data, picture.data, out.picture.bytes());
    std::memcpy(out.labels.get().data, labels.data, out.labels.bytes());
    std::memcpy(out.picture.data<uint8_t>() + at_, &in.seed, sizeof in.seed);
    return out;
  }
  atelier_object object() { return atelier::object_of(*this); }

 private:
  size_t at_;
  bool random_;
};

struct Plan : atelier_load_plan {
  explicit Plan(atelier::Samples& from, bool shuffled = false)
      : atelier_load_plan(atelier::blank<atelier_load_plan>()) {
    in_order = shuffled ? 0 : 1;
    samples = atelier::object_of(from);
    seed = 17;
  }
  void set(const std::vector<atelier_object>& objects) {
    augmenters = objects.data();
    augmenter_count = objects.size();
  }
};

// All batches of a plan as bytes, and the indices of each.
struct Walk {
  std::string bytes;
  std::vector<std::vector<uint64_t>> indices;
  bool operator==(const Walk&) const = default;
};

class Loading : public testing::Test {
 protected:
  explicit Loading(unsigned threads = 3) : bench(threads) {}
  atelier::testing::Part make(int batch, int workers, int prefetch = 2) {
    return bench.make<atelier::loader::Threads>(
        {{"batch", batch}, {"sampler", sampler}, {"workers", workers}, {"prefetch", prefetch}});
  }
  Walk walk(const atelier::testing::Part& part, const atelier_load_plan& plan) {
    Walk out;
    atelier::LoaderRef::Pass pass = atelier::LoaderRef(part.object()).begin(bench.call(), plan);
    while (const auto batch = pass.next(bench.call())) {
      out.bytes += describe(batch->pictures) + describe(batch->labels);
      out.bytes.append(static_cast<const char*>(batch->pictures.get().data), batch->pictures.bytes());
      out.bytes.append(static_cast<const char*>(batch->labels.get().data), batch->labels.bytes());
      out.indices.emplace_back(batch->indices.begin(), batch->indices.end());
    }
    return out;
  }
  static std::vector<uint64_t> flat(const Walk& walk) {
    std::vector<uint64_t> out;
    for (const auto& batch : walk.indices) out.insert(out.end(), batch.begin(), batch.end());
    return out;
  }
  atelier::testing::Bench bench;
  const atelier::testing::Part sampler = bench.make<loader_test::Shuffled>();
};

}  // namespace loader_test
