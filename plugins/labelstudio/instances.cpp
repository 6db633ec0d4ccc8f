#include "instances.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "tag_names.hpp"

namespace atelier::labelstudio {

namespace {

// Sets of numbers that are joined two at a time.
class Sets {
 public:
  explicit Sets(size_t count) : above_(count) { std::iota(above_.begin(), above_.end(), size_t{0}); }
  size_t find(size_t i) {
    while (above_[i] != i) i = above_[i] = above_[above_[i]];
    return i;
  }
  void join(size_t a, size_t b) { above_[find(a)] = find(b); }

 private:
  std::vector<size_t> above_;
};

// may_lack: a shape without labels has those of the other.
bool is_same_object(const Region& a, const Region& b, bool may_lack = false) {
  if (a.to_name != b.to_name || a.page != b.page) return false;
  return a.labels == b.labels || (may_lack && (a.labels.empty() || b.labels.empty()));
}

}  // namespace

std::vector<std::vector<size_t>> instances_of(const std::vector<Region>& regions) {
  std::unordered_map<std::string, size_t> by_id;
  for (size_t i = 0; i < regions.size(); ++i)
    if (!regions[i].id.empty()) by_id.emplace(regions[i].id, i);
  Sets sets(regions.size());
  for (size_t i = 0; i < regions.size(); ++i) {
    const auto parent = by_id.find(regions[i].parent), first = by_id.find(regions[i].id);
    if (parent != by_id.end() && is_same_object(regions[parent->second], regions[i])) sets.join(i, parent->second);
    if (first != by_id.end() && is_same_object(regions[first->second], regions[i], true)) sets.join(i, first->second);
  }
  std::vector<std::vector<size_t>> instances;
  std::unordered_map<size_t, size_t> of_set;
  for (size_t i = 0; i < regions.size(); ++i) {
    const auto [known, is_new] = of_set.emplace(sets.find(i), instances.size());
    if (is_new) instances.emplace_back();
    instances[known->second].push_back(i);
  }
  return instances;
}

void InstanceTaker::take(const Annotation& annotation) {
  for (const std::vector<size_t>& members : instances_of(annotation.regions)) take(annotation, members);
}

void InstanceTaker::take(const Annotation& annotation, const std::vector<size_t>& members) {
  const auto place = [&](size_t member) {
    const Region& region = annotation.regions[member];
    return text(tasks_.files[picture_.file].string(), ": ", picture_.task, ", region ",
                region.id.empty() ? std::to_string(member + 1) : region.id, " (", region.type, ")");
  };
  outline_.clear(picture_.height, picture_.width);
  Outline::Defect defect;
  std::string why;
  for (const size_t member : members) {
    const Region& region = annotation.regions[member];
    Outline::Defect found =
        is_on_picture(tasks_, picture_, region.to_name)
            ? outline_.add(region)
            : Outline::Defect{"picture_other", text("is on `", region.to_name, "`, another picture of its task")};
    if (found.word.empty() || !defect.word.empty()) continue;
    defect = std::move(found);
    why = text(place(member), " ", defect.sentence);
  }
  outline_.finish();
  const auto labelled = std::find_if(members.begin(), members.end(),
                                     [&](size_t member) { return !annotation.regions[member].labels.empty(); });
  const std::vector<std::string>& labels =
      annotation.regions[labelled == members.end() ? members.front() : *labelled].labels;
  if (labels.empty()) give("", defect, why, place(members.front()));
  for (const std::string& label : labels) give(label, defect, why, place(members.front()));
}

void InstanceTaker::give(const std::string& name, const Outline::Defect& defect, std::string why,
                         const std::string& place) {
  const auto label = tasks_.labels.find(name);
  const bool is_known = label != tasks_.labels.end();
  if (!is_known && why.empty())
    why = name.empty() ? text(place, " has no label") : text(place, " has the label `", name, "`, which is no class");
  auto out = blank<atelier_instance>();
  out.label = is_known ? label->second : 0;
  out.id = static_cast<int64_t>((index_ + 1) * 1000000 + ++given_);
  out.category_id = is_known ? label->second : -1;
  out.area = std::numeric_limits<double>::quiet_NaN();
  out.rings = outline_.rings().data();
  out.ring_count = outline_.rings().size();
  out.runs = outline_.runs().data();
  out.run_count = outline_.runs().size();
  if (out.run_count != 0) out.runs_height = picture_.height, out.runs_width = picture_.width;
  out.offset = UINT64_MAX;
  out.defect = c_str(defect.word);
  out.defect_text = c_str(why);
  take_(out);
}

}  // namespace atelier::labelstudio
