// One class, `n` pictures with a dot in each, and a dot that belongs to none.
#include <atelier/cpp/dataset.hpp>

#include "../generation.h"

class Dots : public atelier::Dataset, public atelier::DatasetOrphans {
 public:
  static constexpr atelier::Component kComponent{"small.dataset", 1, "Dots."};
  struct Options {
    atelier::Option<uint64_t> n{atelier::option("n", "How many pictures.").by_default("2")};
  };
  explicit Dots(const Options& options) : n_(options.n) {}
  atelier::DatasetCounts describe(const atelier::Call&) const override { return {1, n_}; }
  atelier_class class_at(const atelier::Call& call, uint64_t index) const override {
    SAW(call, atelier_call, *atelier::Attempt(call).call().raw());
    if (index != 0) throw atelier::Error(ATELIER_E_INVALID, "there is one class");
    auto made = atelier::blank<atelier_class>();
    SAY(atelier_class, made);
    made.id = 7;
    made.name = ATELIER_STR("dot");
    return made;
  }
  atelier_picture picture_at(const atelier::Call&, uint64_t index) const override {
    auto made = atelier::blank<atelier_picture>();
    SAY(atelier_picture, made);
    made.id = static_cast<int64_t>(index);
    made.height = 4;
    made.width = 6;
    made.file_name = ATELIER_STR("dot.png");
    return made;
  }
  void instances(const atelier::Call&, uint64_t picture, const Take& take) const override {
    give_dot(10 + static_cast<int64_t>(picture), 1, take);
  }
  void orphans(const atelier::Call&, const Take& take) const override { give_dot(99, 0, take); }

 private:
  static void give_dot(int64_t id, uint32_t label, const Take& take) {
    static constexpr double kSquare[] = {1, 1, 2, 1, 2, 2, 1, 2};
    const atelier_ring ring = {kSquare, 8};
    auto dot = atelier::blank<atelier_instance>();
    SAY(atelier_instance, dot);
    dot.id = id;
    dot.label = label;
    dot.area = 1;
    dot.offset = UINT64_MAX;
    dot.rings = &ring;
    dot.ring_count = 1;
    take(dot);
  }
  uint64_t n_;
};
ATELIER_PLUGIN("small.cpp.dataset", "1.0.0", Dots)
