#include "priority.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>

namespace atelier::overlap {

Priority::Priority(const Options& options) : order_(options.order) {
  for (size_t i = 0; i < order_.size(); ++i)
    if (std::find(order_.begin(), order_.begin() + i, order_[i]) != order_.begin() + i)
      throw Error(ATELIER_E_INVALID, text("`order` names `", order_[i], "` twice"));
}

std::vector<size_t> Priority::ranks(const atelier_overlap_input& input) const {
  std::vector<std::string_view> names;
  for (uint64_t i = 1; i < input.class_count; ++i) names.push_back(view(input.class_names[i]));
  std::vector<size_t> ranks(input.class_count, 0);
  for (size_t place = 0; place < order_.size(); ++place) {
    bool known = false;
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] != order_[place]) continue;
      ranks[i + 1] = order_.size() - place;
      known = true;
    }
    if (!known)
      throw Error(ATELIER_E_INVALID, text("`order` names `", order_[place], "`, which is no class of this dataset",
                                          suggestion(order_[place], names, "the classes")));
  }
  return ranks;
}

void Priority::compose(const Call&, const atelier_overlap_input& input, atelier_canvas& canvas) const {
  const std::vector<size_t> rank = ranks(input);
  std::vector<const atelier_overlap_instance*> painting(input.instances, input.instances + input.instance_count);
  std::stable_sort(painting.begin(), painting.end(),
                   [&](auto* a, auto* b) { return rank.at(a->label) < rank.at(b->label); });
  for (const atelier_overlap_instance* in : painting)
    atelier_canvas_paint(&canvas, in->runs, in->run_count, static_cast<uint16_t>(in->label));
}

}  // namespace atelier::overlap
