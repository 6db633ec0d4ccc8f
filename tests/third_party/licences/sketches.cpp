// A dataset of two pictures without instances that tells their licences.
#include <atelier/cpp/dataset.hpp>

#include "licences.h"

namespace acme {

constexpr std::string_view kNames[] = {"cat.png", "dog.png"};
constexpr std::string_view kLicences[] = {"CC BY 4.0", "CC0 1.0"};

class Sketches : public atelier::Dataset {
 public:
  static constexpr atelier::Component kComponent{"acme.sketches", 1, "Two pictures of known licence."};

  atelier::DatasetCounts describe(const atelier::Call&) const override { return {1, std::size(kNames)}; }
  atelier_class class_at(const atelier::Call&, uint64_t) const override {
    auto out = atelier::blank<atelier_class>();
    out.name = ATELIER_STR("animal");
    return out;
  }
  atelier_picture picture_at(const atelier::Call&, uint64_t index) const override {
    auto out = atelier::blank<atelier_picture>();
    out.height = out.width = 8;
    out.file_name = atelier::c_str(kNames[index]);
    return out;
  }
  void instances(const atelier::Call&, uint64_t, const Take&) const override {}

  const void* extension(std::string_view id) const override {
    static constexpr acme_dataset_licences_v1 licences = {
        sizeof licences, 0, [](const atelier_call*, void*, uint64_t index, atelier_str* out) noexcept -> int32_t {
          *out = atelier::c_str(kLicences[index]);
          return ATELIER_OK;
        }};
    return id == ACME_EXTENSION_DATASET_LICENCES ? &licences : Dataset::extension(id);
  }
};

}  // namespace acme

ATELIER_PLUGIN("acme.sketches", "1.0.0", acme::Sketches)
