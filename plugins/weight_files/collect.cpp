#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>

#include "contents.hpp"

namespace atelier::weight_files {
namespace {

constexpr size_t kDeepest = 100;
constexpr size_t kMostVisits = Objects::kMost;
constexpr size_t kMostPath = 1024;
constexpr size_t kShownText = 60;

// Where the weights of a network lie in checkpoints, the likeliest first: torchvision's references, mmsegmentation and
// Lightning, others.
constexpr std::array<const char*, 8> kNetworkSections = {"model", "state_dict", "model_state_dict", "model_state",
                                                         "net",   "network",    "weights",          "params"};

bool is_container(const Value& value) {
  return value.kind == Value::kDict || value.kind == Value::kList || value.kind == Value::kTuple ||
         value.kind == Value::kBag;
}

class Collector {
 public:
  Collector(const FileBytes& file, const Objects& objects, const std::vector<StoragePlace>& places)
      : file_(file), objects_(objects), places_(places) {}

  void walk_root(const Value& root) {
    const bool sections = root.kind == Value::kDict && !has_tensor_items(root);
    if (!is_container(root)) {
      walk(root, "tensor", 0);
    } else if (!sections) {
      walk(root, "", 0);
    } else {
      for (size_t i = 0; i + 1 < root.items.size(); i += 2) {
        const std::string key = key_text(root.items[i]);
        const size_t before = out.entries.size();
        section_ = key;
        walk(objects_[root.items[i + 1]], "", 1);
        if (out.entries.size() == before) out.metadata.emplace(key, short_text(objects_[root.items[i + 1]]));
      }
      choose_section();
    }
    find_class_names(root);
  }

  Contents out;

 private:
  bool has_tensor_items(const Value& dict) const {
    for (size_t i = 1; i < dict.items.size(); i += 2)
      if (objects_[dict.items[i]].kind == Value::kTensor) return true;
    return false;
  }

  std::string key_text(Id id) const {
    const Value& key = objects_[id];
    if (key.kind == Value::kText && key.text.size() <= kMostPath) return key.text;
    if (key.kind == Value::kInt) return std::to_string(key.integer);
    if (key.kind == Value::kBool) return key.integer ? "True" : "False";
    return "?";
  }

  std::string short_text(const Value& value) const {
    switch (value.kind) {
      case Value::kNone:
        return "None";
      case Value::kBool:
        return value.integer ? "True" : "False";
      case Value::kInt:
        return std::to_string(value.integer);
      case Value::kReal:
        return text(value.real);
      case Value::kText:
        return value.text.size() <= kShownText ? value.text : value.text.substr(0, kShownText) + "…";
      case Value::kGlobal:
        return value.text;
      case Value::kDict:
        return text("a dictionary of ", value.items.size() / 2);
      case Value::kList:
      case Value::kTuple:
        return text("a list of ", value.items.size());
      case Value::kBag:
        return objects_[value.items.at(0)].text;
      default:
        return "a value";
    }
  }

  void walk(const Value& value, const std::string& path, size_t depth) {
    if (++visits_ > kMostVisits || depth > kDeepest || path.size() > kMostPath)
      file_.refuse_damaged("is damaged: its values lie in each other without end");
    const auto below = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
    switch (value.kind) {
      case Value::kTensor:
        return add(path, objects_.tensors[static_cast<size_t>(value.integer)]);
      case Value::kDict:
        for (size_t i = 0; i + 1 < value.items.size(); i += 2) {
          const Value& item = objects_[value.items[i + 1]];
          if (item.kind == Value::kTensor || is_container(item)) walk(item, below(key_text(value.items[i])), depth + 1);
        }
        return;
      case Value::kList:
      case Value::kTuple:
        for (size_t i = 0; i < value.items.size(); ++i) {
          const Value& item = objects_[value.items[i]];
          if (item.kind == Value::kTensor || is_container(item)) walk(item, below(std::to_string(i)), depth + 1);
        }
        return;
      case Value::kBag:  // the members are its state's
        for (size_t i = 2; i < value.items.size(); ++i)
          if (is_container(objects_[value.items[i]])) walk(objects_[value.items[i]], path, depth + 1);
        return;
      default:
        return;
    }
  }

  void add(const std::string& path, const TensorClaim& tensor) {
    if (out.entries.size() == Objects::kMostTensors) file_.refuse_damaged("is damaged: it names too many tensors");
    const StoragePlace& place = places_[tensor.storage];
    Entry entry;
    entry.name = path;
    entry.section = section_;
    entry.dtype = tensor.dtype;
    entry.shape = tensor.shape;
    entry.strides = tensor.strides;
    entry.storage_at = place.at;
    entry.storage_bytes = place.bytes;
    entry.at = place.at + tensor.offset * info(tensor.dtype).bytes;
    out.entries.push_back(std::move(entry));
  }

  // A known name that holds tensors; or the only section that does.
  void choose_section() {
    std::vector<std::string> names;
    for (const Entry& entry : out.entries)
      if (std::find(names.begin(), names.end(), entry.section) == names.end()) names.push_back(entry.section);
    for (const char* known : kNetworkSections)
      if (std::find(names.begin(), names.end(), known) != names.end()) {
        out.network_section = known;
        return;
      }
    if (names.size() == 1) out.network_section = names[0];
  }

  // mmsegmentation 0.x: meta.CLASSES; 1.x: meta.dataset_meta.classes.
  void find_class_names(const Value& root) {
    const Value* meta = objects_.find(root, "meta");
    const Value* dataset = meta ? objects_.find(*meta, "dataset_meta") : nullptr;
    const Value* names = dataset ? objects_.find(*dataset, "classes") : nullptr;
    if (!names && meta) names = objects_.find(*meta, "CLASSES");
    if (!names || (names->kind != Value::kTuple && names->kind != Value::kList)) return;
    for (const Id id : names->items)
      if (objects_[id].kind == Value::kText) out.class_names.push_back(objects_[id].text);
    if (out.class_names.size() != names->items.size()) out.class_names.clear();
  }

  const FileBytes& file_;
  const Objects& objects_;
  const std::vector<StoragePlace>& places_;
  std::string section_;
  size_t visits_ = 0;
};

}  // namespace

Contents collect(const FileBytes& file, const Objects& objects, Id root, const std::vector<StoragePlace>& places) {
  Collector collector(file, objects, places);
  collector.walk_root(objects[root]);
  return std::move(collector.out);
}

}  // namespace atelier::weight_files
