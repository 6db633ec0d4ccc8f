// Batches of one sample each, in the samples' order.
#include <atelier/cpp/loader.hpp>

#include "../generation.h"

class OneByOne : public atelier::Loader {
 public:
  static constexpr atelier::Component kComponent{"small.loader", 1, "One at a time."};
  atelier::LoadInfo describe(const atelier::Call& call, const atelier_load_plan& plan) override {
    SAW(call, atelier_load_plan, plan);
    const atelier_samples_info info = atelier::SamplesRef(plan.samples).describe(call);
    return {info.count, info.count, info.void_label, info.form};
  }
  std::unique_ptr<Pass> begin(const atelier::Call& call, const atelier_load_plan& plan) override {
    struct Walk : Pass {
      atelier::SamplesRef samples;
      uint64_t index, end, given = 0;
      Walk(const atelier_load_plan& of, uint64_t count) : samples(of.samples), index(of.first_batch), end(count) {}
      std::optional<atelier::Batch> next(const atelier::Call& call) override {
        if (index == end) return std::nullopt;
        const atelier::Sample sample = samples.load(call, index);
        given = index++;
        return atelier::Batch{stacked(sample.picture), stacked(sample.labels), {&given, 1}};
      }
    };
    return std::make_unique<Walk>(plan, describe(call, plan).batches);
  }

 private:
  static atelier::Tensor stacked(const atelier::Tensor& one) {
    std::vector<int64_t> shape{1};
    shape.insert(shape.end(), one.get().shape, one.get().shape + one.ndim());
    auto made = atelier::Tensor::make(one.get().dtype, shape);
    std::memcpy(made.get().data, one.get().data, one.bytes());
    return made;
  }
};
ATELIER_PLUGIN("small.cpp.loader", "1.0.0", OneByOne)
