#include "weight_plan.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <set>

#include "class_rows.hpp"
#include "first_names.hpp"

namespace atelier::torch_models {
namespace {

using weight_files::Entry;
using weight_files::NamedEntry;
using weight_files::NetworkNames;
using weight_files::Source;
using weight_files::WeightFile;

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string out = "[";
  for (size_t i = 0; i < shape.size(); ++i) out += text(i ? "," : "", shape[i]);
  return out + "]";
}

// "12 missing: a, b, c, …", or nothing.
std::string some_of(const std::vector<std::string>& names, const char* what) {
  return names.empty() ? std::string() : text("\n  ", names.size(), " ", what, ": ", first_of(names));
}

bool is_main_head(const std::string& name) { return name.starts_with("classifier."); }
bool is_aux_head(const std::string& name) { return name.starts_with("aux_classifier."); }
// The layers whose rows are the classes.
bool is_last_layer(const std::string& name) {
  return name.starts_with("classifier.4.") || name.starts_with("aux_classifier.4.");
}

class Planner {
 public:
  Planner(const WeightFile& file, const NetworkNames& names, const std::vector<Needed>& needed, const Wanted& wanted)
      : file_(file), names_(names), needed_(needed), wanted_(wanted) {}

  WeightPlan plan() {
    refuse_other_networks();
    main_fresh_ = !wanted_.exact && (names_.source == Source::kBackbone || names_.source == Source::kMmsegmentation);
    aux_fresh_ = !wanted_.exact && !has_aux() && (names_.source == Source::kBackbone || wanted_.head != Head::kFile);
    if (wanted_.head == Head::kMatch && !main_fresh_) find_rows();
    for (const Needed& each : needed_) plan_.starts.push_back(start_of(each));
    find_unexpected();
    report();
    note_what_is_new();
    return std::move(plan_);
  }

 private:
  bool has_aux() const { return names_.find("aux_classifier.4.weight") != nullptr; }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ATELIER_E_DATA, text(file_.path().string(), ": ", why));
  }

  void refuse_other_networks() const {
    std::set<std::string> sections;
    for (const Entry& entry : file_.entries()) sections.insert(entry.section);
    if (sections.size() > 1 && file_.network_section().empty()) {
      std::string all;
      for (const std::string& section : sections) all += text(all.empty() ? "" : ", ", section);
      refuse(text("has tensors in several sections, and none of them is known to be a network's: ", all));
    }
    if (wanted_.exact) return;
    if (names_.deep_stem)
      refuse(text("is ", names_.what,
                  ": its backbone begins with three convolutions where this network has one, so the weights cannot be "
                  "used; take a checkpoint whose config has backbone type `ResNet`"));
    if (names_.source == Source::kMmsegmentation && wanted_.head != Head::kFresh)
      refuse(text("is ", names_.what,
                  ": its main head is built otherwise than torchvision's, so only the backbone and the auxiliary head "
                  "fit; set head = \"fresh\" to train the main head anew"));
  }

  void find_rows() {
    const Entry* last = names_.find("classifier.4.weight");
    const auto rows = last && !last->shape.empty() ? static_cast<size_t>(last->shape[0]) : size_t{0};
    std::vector<std::string> from = wanted_.file_class_names, to = wanted_.class_names;
    if (from.size() != rows) from.clear();
    if (from.empty() && !wanted_.written_here && rows == voc_classes().size()) from = voc_classes();
    const size_t classes = class_count();
    if (from.empty() && rows == classes) return take_rows_in_order();
    if (from.empty())
      refuse(
          text("head = \"match\" needs the names of the file's ", rows,
               " classes, which are known of 21 classes (Pascal VOC's, as torchvision orders them) and where the file "
               "tells them; set head = \"fresh\""));
    if (to.empty() && classes == coco_classes().size()) to = coco_classes();
    if (to.empty() && classes == voc_classes().size()) to = voc_classes();
    if (to.size() != classes)
      throw Error(ATELIER_E_INVALID,
                  text("head = \"match\" needs `class_names`, the names of all ", classes, " classes, background first",
                       to.empty() ? "" : text("; it has ", to.size())));
    plan_.rows = matching_rows(from, to);
    const auto matched = std::count_if(plan_.rows.begin(), plan_.rows.end(), [](int64_t row) { return row >= 0; });
    if (matched == 0) refuse("head = \"match\": no class of the file has the name of a class of the network");
    std::string unused;
    for (size_t i = 0; i < from.size(); ++i)
      if (std::find(plan_.rows.begin(), plan_.rows.end(), static_cast<int64_t>(i)) == plan_.rows.end())
        unused += text(unused.empty() ? "" : ", ", from[i]);
    plan_.notes.emplace_back(text(
        "the heads start with ", matched, " of their ", classes, " classes from the file's rows of the same name, ",
        static_cast<int64_t>(classes) - matched, " anew", unused.empty() ? "" : "; not used of the file: " + unused));
  }

  void take_rows_in_order() {
    for (size_t i = 0; i < class_count(); ++i) plan_.rows.push_back(static_cast<int64_t>(i));
    plan_.notes.emplace_back(
        "the file does not name its classes, but has as many as the network: they are taken in order");
  }

  const std::vector<int64_t>& needed_shape(const std::string& name) const {
    for (const Needed& each : needed_)
      if (each.name == name) return each.shape;
    throw Error(ATELIER_E_INTERNAL, text("a network without ", name));
  }
  size_t class_count() const { return static_cast<size_t>(needed_shape("classifier.4.weight")[0]); }

  Start start_of(const Needed& each) {
    const Entry* entry = names_.find(each.name);
    if (is_last_layer(each.name) && wanted_.head == Head::kFresh) return {Start::kFresh, nullptr};
    const bool fits = entry && entry->shape == each.shape;
    if (main_fresh_ && is_main_head(each.name)) {
      // Of mmsegmentation's head the branches are the same where its width is; what follows them never is.
      const bool branch = each.name.starts_with("classifier.0.convs.") && branches_fit();
      return branch && fits ? Start{Start::kFile, entry} : Start{Start::kFresh, nullptr};
    }
    if (aux_fresh_ && is_aux_head(each.name)) return {Start::kFresh, nullptr};
    if ((!entry || !info(entry->dtype).is_integer) && is_counter_of_a_norm(each.name)) {
      ++counters_;
      return {Start::kZero, nullptr};
    }
    if (!entry) {
      missing_.push_back(each.name);
      return {};
    }
    const bool rows = is_last_layer(each.name) && wanted_.head == Head::kMatch;
    std::vector<int64_t> due = each.shape;
    if (rows && !entry->shape.empty()) due[0] = file_rows();
    if (entry->shape != due) {
      other_.push_back(text(each.name, " is ", shape_text(entry->shape), " but should be ", shape_text(due)));
      if (is_last_layer(each.name)) class_counts_differ_ = true;
    } else if (each.whole_numbers ? !info(entry->dtype).is_integer : !info(entry->dtype).is_float) {
      other_.push_back(text(each.name, " has type ", info(entry->dtype).name));
    }
    return {rows ? Start::kRows : Start::kFile, entry};
  }

  bool branches_fit() const {
    const std::string first = "classifier.0.convs.0.0.weight";
    const Entry* entry = names_.find(first);
    return entry && entry->shape == needed_shape(first);
  }

  // PyTorch's norms count their batches since 0.4.1; files before that have the norms without it. Whoever halves all
  // that is in a file halves the counters too.
  bool is_counter_of_a_norm(const std::string& name) const {
    const size_t at = name.rfind("num_batches_tracked");
    return at != std::string::npos && names_.find(name.substr(0, at) + "running_mean");
  }

  int64_t file_rows() const {
    const Entry* last = names_.find("classifier.4.weight");
    return last && !last->shape.empty() ? last->shape[0] : 0;
  }

  void find_unexpected() {
    std::set<std::string> known;
    for (const Needed& each : needed_) known.insert(each.name);
    bool aux_left_out = false;
    for (const NamedEntry& each : names_.entries) {
      if (known.count(each.name)) continue;
      const bool aux = wanted_.leave_out_aux && is_aux_head(each.name);
      aux_left_out = aux_left_out || aux;
      if (!aux) unexpected_.push_back(each.name);
    }
    if (aux_left_out) plan_.notes.emplace_back("the file's auxiliary head is left out");
  }

  void report() const {
    if (missing_.empty() && unexpected_.empty() && other_.empty()) return;
    std::string why = "the weights do not fit this network: ";
    why += text("the file is ", names_.what);
    if (!file_.network_section().empty()) why += text(" (in `", file_.network_section(), "`)");
    why +=
        some_of(missing_, "missing") + some_of(unexpected_, "unexpected") + some_of(other_, "of another shape or type");
    refuse(why + remedy());
  }

  std::string remedy() const {
    if (names_.source == Source::kOther) return {};
    if (wanted_.exact && names_.source == Source::kBackbone) return "\n  " + weight_files::no_head(file_);
    const bool only_aux_missing = std::all_of(missing_.begin(), missing_.end(), is_aux_head);
    const bool only_aux_more = std::all_of(unexpected_.begin(), unexpected_.end(), is_aux_head);
    if (!only_aux_missing || !only_aux_more) return {};
    if (wanted_.exact)
      return text("\n  the network has classes = ", class_count(), ", aux = ", needs_aux() ? "true" : "false",
                  " and channels = ", needed_shape("backbone.conv1.weight")[1],
                  "; set them as when the file was written");
    std::string out;
    if (!missing_.empty())
      out = text("\n  the file has no auxiliary head: set aux = false, or head = \"fresh\" to train one");
    if (!unexpected_.empty()) out += text("\n  the file has an auxiliary head: set aux = true");
    if (class_counts_differ_)
      out += text("\n  the file has ", file_rows(), " classes, this network classes = ", class_count(),
                  ": set head = \"match\" to take the rows of classes of the same name, head = \"fresh\" for new ones, "
                  "or leave out `classes`");
    const Entry* first = names_.find("backbone.conv1.weight");
    if (first && first->shape.size() == 4 && needed_shape("backbone.conv1.weight")[1] != first->shape[1])
      out += text("\n  the file is for pictures of ", first->shape[1], " channels: set channels = ", first->shape[1],
                  " or leave it out");
    return out;
  }

  void note_what_is_new() {
    if (names_.source == Source::kBackbone)
      plan_.notes.emplace_back(text("the file is ", names_.what, ": the backbone starts from it, the heads anew"));
    else if (names_.source == Source::kMmsegmentation)
      plan_.notes.emplace_back(text("the file is ", names_.what, ": the main head starts anew", branches_taken()));
    else if (wanted_.head == Head::kFresh)
      plan_.notes.emplace_back("the last layers of the heads start anew");
    if (names_.source != Source::kBackbone && aux_fresh_ && needs_aux())
      plan_.notes.emplace_back("the file has no auxiliary head: it starts anew");
    if (!names_.left_out.empty() && names_.source == Source::kBackbone)
      plan_.notes.emplace_back(text("not used of the file: ", names_.left_out[0],
                                    names_.left_out.size() > 1 ? " and " : "",
                                    names_.left_out.size() > 1 ? text(names_.left_out.size() - 1, " more") : ""));
    if (counters_ > 0)
      plan_.notes.emplace_back(
          text(counters_, " counters num_batches_tracked start at 0: the file has none, or not as whole numbers"));
  }

  std::string branches_taken() const {
    for (size_t i = 0; i < needed_.size(); ++i)
      if (needed_[i].name.starts_with("classifier.0.convs.") && plan_.starts[i].from == Start::kFile)
        return " but for the branches of ASPP";
    return "";
  }
  bool needs_aux() const {
    return std::any_of(needed_.begin(), needed_.end(), [](const Needed& each) { return is_aux_head(each.name); });
  }

  const WeightFile& file_;
  const NetworkNames& names_;
  const std::vector<Needed>& needed_;
  const Wanted& wanted_;
  WeightPlan plan_;
  bool main_fresh_ = false, aux_fresh_ = false, class_counts_differ_ = false;
  size_t counters_ = 0;
  std::vector<std::string> missing_, unexpected_, other_;
};

}  // namespace

WeightPlan plan_weights(const WeightFile& file, const NetworkNames& names, const std::vector<Needed>& needed,
                        const Wanted& wanted) {
  return Planner(file, names, needed, wanted).plan();
}

}  // namespace atelier::torch_models
