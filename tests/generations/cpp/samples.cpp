// Two pairs, each of its index.
#include <atelier/cpp/samples.hpp>

#include "../generation.h"

class Pairs : public atelier::Samples,
              public atelier::ResizedSamples,
              public atelier::SamplesContent,
              public atelier::LabelSamples {
 public:
  static constexpr atelier::Component kComponent{"small.samples", 1, "Two pairs."};
  atelier_samples_info describe(const atelier::Call&) const override {
    static constexpr atelier_str kClasses[] = {ATELIER_STR("background"), ATELIER_STR("dot")};
    auto info = atelier::blank<atelier_samples_info>();
    SAY(atelier_samples_info, info);
    info.void_label = 255;
    info.count = 2;
    info.class_names = kClasses;
    info.class_count = 2;
    return info;
  }
  std::string_view key(const atelier::Call&, uint64_t index) const override { return index ? "second" : "first"; }
  atelier::Sample load(const atelier::Call&, uint64_t index) const override { return pair(index, {4, 6}); }
  std::optional<atelier::Sample> load_resized(const atelier::Call&, uint64_t index,
                                              atelier::Extent size) const override {
    return index == 0 ? std::optional(pair(0, size)) : std::nullopt;
  }
  std::optional<atelier::Digest> content(const atelier::Call&, uint64_t index) const override {
    atelier::Digest digest;
    digest.fill(static_cast<uint8_t>(index + 1));
    return digest;
  }
  std::optional<atelier::LabelMap> load_labels(const atelier::Call&, uint64_t index) const override {
    if (index != 1) return std::nullopt;
    return atelier::LabelMap{pair(1, {4, 6}).labels, "second.png"};
  }

 private:
  static atelier::Sample pair(uint64_t index, atelier::Extent size) {
    atelier::Sample made{atelier::Tensor::make<uint8_t>({size.height, size.width, 3}),
                         atelier::Tensor::make<uint8_t>({size.height, size.width})};
    std::fill_n(made.picture.data<uint8_t>(), made.picture.bytes(), static_cast<uint8_t>(index));
    std::fill_n(made.labels.data<uint8_t>(), made.labels.bytes(), static_cast<uint8_t>(index));
    return made;
  }
};
ATELIER_PLUGIN("small.cpp.samples", "1.0.0", Pairs)
