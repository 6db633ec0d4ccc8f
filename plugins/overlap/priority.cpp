#include "priority.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace atelier::overlap {
namespace {

// Insertions, deletions and replacements that make one word the other, whatever their case.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t k = 1; k <= b.size(); ++k) {
      const bool same =
          std::tolower(static_cast<unsigned char>(a[i - 1])) == std::tolower(static_cast<unsigned char>(b[k - 1]));
      const size_t here = std::min({row[k] + 1, row[k - 1] + 1, diagonal + (same ? 0 : 1)});
      diagonal = row[k];
      row[k] = here;
    }
  }
  return row.back();
}

// "; did you mean `person`?" with the names nearest to the wrong one, or all when nothing is near.
std::string suggestion(const std::string& wrong, span<const std::string_view> names) {
  size_t nearest = wrong.size() / 3 + 1;
  for (const auto& name : names) nearest = std::min(nearest, edit_distance(wrong, name));
  std::string near, all;
  for (const auto& name : names) {
    if (edit_distance(wrong, name) == nearest) near += text(near.empty() ? "" : ", ", '`', name, '`');
    all += text(all.empty() ? "" : ", ", name);
  }
  return near.empty() ? text("; the classes are ", all) : text("; did you mean ", near, "?");
}

}  // namespace

Priority::Priority(const Params& params) : order_(params.strings("order")) {
  for (size_t i = 0; i < order_.size(); ++i)
    if (std::find(order_.begin(), order_.begin() + i, order_[i]) != order_.begin() + i)
      throw Error(ATELIER_E_INVALID, text("overlap.priority: `order` names `", order_[i], "` twice"));
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
      throw Error(ATELIER_E_INVALID, text("overlap.priority: `order` names `", order_[place],
                                          "`, which is no class of this dataset", suggestion(order_[place], names)));
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
