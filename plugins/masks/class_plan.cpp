#include "class_plan.hpp"

#include <algorithm>
#include <atelier/cpp/suggest.hpp>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace atelier::masks {
namespace {

constexpr uint64_t kMostClasses = 65534;  // labels are 16 bits; the highest is void
constexpr uint32_t kNarrowVoid = 255, kWideVoid = 65535;

template <class... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  throw Error(ATELIER_E_INVALID, text(parts...));
}

uint32_t void_label_of(uint64_t labels) { return labels <= 254 ? kNarrowVoid : kWideVoid; }

std::optional<int64_t> as_id(const std::string& word) {
  int64_t id = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  return error == std::errc() && end == word.data() + word.size() ? std::optional(id) : std::nullopt;
}

void refuse_twice(const std::vector<std::string>& words, const char* option) {
  std::set<std::string_view> seen;
  for (const std::string& word : words)
    if (!seen.insert(word).second) refuse('`', option, "` names `", word, "` twice");
}

class Planner {
 public:
  Planner(const Call& call, const Options& options) : options_(options) {
    const DatasetRef& dataset = options.dataset;
    const uint64_t count = dataset.describe(call).classes;
    for (uint64_t i = 0; i < count; ++i) {
      const atelier_class each = dataset.class_at(call, i);
      plan_.categories.push_back({each.id, str(each.name), Fate::kPaint, 0});
      groups_.push_back(str(each.group));
      by_name_[plan_.categories.back().name].push_back(i);
      by_id_[each.id] = i;
      if (!groups_.back().empty()) by_group_[groups_.back()].push_back(i);
    }
  }

  ClassPlan plan() {
    plan_.names.push_back("background");
    if (!options_.categories->empty() && !options_.remap->empty())
      refuse("`categories` and `remap` both say which labels there are; give one of them");
    if (options_.remap->empty() && !options_.labels->empty())
      refuse("`labels` names the labels of `remap`, which is empty");
    if (!options_.remap->empty())
      plan_remap();
    else if (!options_.categories->empty())
      plan_chosen();
    else
      plan_all();
    return std::move(plan_);
  }

 private:
  Fate unlisted() const { return *options_.unlisted == Unlisted::kVoid ? Fate::kVoid : Fate::kNotChosen; }

  void plan_all() {
    const size_t count = plan_.categories.size();
    if (count > kMostClasses)
      throw Error(ATELIER_E_DATA, text("the dataset has ", count, " classes; label maps hold at most ", kMostClasses));
    for (size_t i = 0; i < count; ++i) paint(i, static_cast<uint32_t>(i + 1), plan_.categories[i].name);
    plan_.void_label = void_label_of(count);
  }

  void plan_chosen() {
    refuse_twice(options_.categories, "categories");
    for (Category& category : plan_.categories) category.fate = unlisted();
    for (size_t i = 0; i < options_.categories->size(); ++i) {
      const std::string& word = (*options_.categories)[i];
      const std::vector<size_t> found = of_name_or_id(word);
      if (found.empty()) refuse_unknown("categories", word, "category", false);
      if (found.size() > 1)
        refuse("`categories` names `", word, "`, but ", found.size(),
               " categories have that name; give their ids: ", listed(found));
      if (plan_.categories[found[0]].fate == Fate::kPaint)
        refuse("`categories` names category ", plan_.categories[found[0]].id, " twice, by name and by id");
      paint(found[0], static_cast<uint32_t>(i + 1), plan_.categories[found[0]].name);
    }
    plan_.void_label = void_label_of(options_.categories->size());
  }

  // The label of a category comes from its name, else its id, else its group.
  void plan_remap() {
    refuse_twice(options_.labels, "labels");
    plan_.merges = true;
    const uint32_t labels = count_labels();
    for (Category& category : plan_.categories) category.fate = unlisted();
    std::vector<int> rank(plan_.categories.size(), 0);
    for (const auto& [word, label] : *options_.remap) {
      const std::vector<size_t>* named = find(by_name_, word);
      const std::vector<size_t>* grouped = find(by_group_, word);
      const std::vector<size_t> found = of_name_or_id(word);
      if (found.empty() && !grouped) refuse_unknown("remap", word, "category and no group", true);
      for (const size_t i : found) send(i, label, named ? 3 : 2, rank[i]);
      if (grouped)
        for (const size_t i : *grouped) send(i, label, 1, rank[i]);
    }
    name_labels(labels);
  }

  // How many labels `remap` speaks of; decides what the void label is, and checks each label against that.
  uint32_t count_labels() {
    int64_t highest = static_cast<int64_t>(options_.labels->size());
    if (options_.labels->empty())
      for (const auto& [word, label] : *options_.remap)
        if (label != kNarrowVoid && label != kWideVoid) highest = std::max(highest, label);
    plan_.void_label = void_label_of(static_cast<uint64_t>(highest));
    for (const auto& [word, label] : *options_.remap) {
      if (label == plan_.void_label || (label >= 0 && label <= highest)) continue;
      refuse("`remap` sends `", word, "` to ", label, "; the labels here are 0 (background) to ", highest, ", and ",
             plan_.void_label, " (void)");
    }
    if (highest == 0) refuse("`remap` leaves no class: all of its labels are background or void");
    if (static_cast<uint64_t>(highest) > kMostClasses)
      refuse("`labels` has ", highest, " names; label maps hold at most ", kMostClasses, " classes");
    return static_cast<uint32_t>(highest);
  }

  void send(size_t category, int64_t label, int rank, int& before) {
    if (rank == before && target(category) != label)
      refuse("`remap` sends category ", plan_.categories[category].id, " to two labels");
    if (rank <= before) return;
    before = rank;
    Category& to = plan_.categories[category];
    to.fate = label == 0 ? Fate::kBackground : label == plan_.void_label ? Fate::kVoid : Fate::kPaint;
    to.label = to.fate == Fate::kPaint ? static_cast<uint32_t>(label) : 0;
  }
  int64_t target(size_t category) const {
    const Category& at = plan_.categories[category];
    return at.fate == Fate::kVoid ? plan_.void_label : at.label;
  }

  void name_labels(uint32_t labels) {
    plan_.names.resize(labels + size_t{1});
    if (!options_.labels->empty()) {
      std::copy(options_.labels->begin(), options_.labels->end(), plan_.names.begin() + 1);
      return;
    }
    for (const Category& category : plan_.categories)
      if (category.fate == Fate::kPaint) {
        std::string& name = plan_.names[category.label];
        name += (name.empty() ? "" : "+") + category.name;
      }
    for (uint32_t label = 1; label <= labels; ++label)
      if (plan_.names[label].empty())
        refuse("`remap` uses labels up to ", labels, ", but no category gets label ", label,
               "; give the names of all labels with `labels` when that is meant");
  }

  void paint(size_t category, uint32_t label, std::string name) {
    plan_.categories[category].fate = Fate::kPaint;
    plan_.categories[category].label = label;
    plan_.names.push_back(std::move(name));
  }

  static const std::vector<size_t>* find(const std::map<std::string, std::vector<size_t>>& in, const std::string& key) {
    const auto found = in.find(key);
    return found == in.end() ? nullptr : &found->second;
  }
  // Digits are an id unless a category is called so.
  std::vector<size_t> of_name_or_id(const std::string& word) const {
    if (const auto* named = find(by_name_, word)) return *named;
    const std::optional<int64_t> id = as_id(word);
    const auto found = id ? by_id_.find(*id) : by_id_.end();
    return found == by_id_.end() ? std::vector<size_t>() : std::vector<size_t>{found->second};
  }
  std::string listed(const std::vector<size_t>& found) const {
    std::string ids;
    for (const size_t i : found) ids += text(ids.empty() ? "" : ", ", plan_.categories[i].id);
    return ids;
  }
  [[noreturn]] void refuse_unknown(const char* option, const std::string& word, const char* what, bool with_groups) {
    std::vector<std::string_view> names;
    for (const Category& category : plan_.categories) names.push_back(category.name);
    if (with_groups)
      for (const auto& [group, members] : by_group_)
        if (!by_name_.count(group)) names.push_back(group);
    refuse('`', option, "` names `", word, "`, which is no ", what, " of this dataset",
           suggestion(word, names, with_groups ? "its categories and groups" : "its categories"));
  }

  const Options& options_;
  ClassPlan plan_;
  std::vector<std::string> groups_;
  std::map<std::string, std::vector<size_t>> by_name_, by_group_;
  std::map<int64_t, size_t> by_id_;
};

}  // namespace

std::vector<std::vector<size_t>> ClassPlan::by_label() const {
  std::vector<std::vector<size_t>> out(names.size());
  for (size_t i = 0; i < categories.size(); ++i)
    if (categories[i].fate == Fate::kPaint) out[categories[i].label].push_back(i);
  return out;
}

ClassPlan plan_classes(const Call& call, const Options& options) { return Planner(call, options).plan(); }

}  // namespace atelier::masks
