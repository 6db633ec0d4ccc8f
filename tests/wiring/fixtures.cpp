#include "fixtures.hpp"

#include <atelier/param.h>
#include <atelier/rules.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <stdexcept>

#include "language/param_type.hpp"

namespace atelier::host::wiring {
namespace {

// 16 x 16 pixels of one grey channel: good for a picture and for a label map of the label 0.
constexpr unsigned char kPng[] = {0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
                                  0x44, 0x52, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x10, 0x08, 0x00, 0x00, 0x00,
                                  0x00, 0x3a, 0x98, 0xa0, 0xbd, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78,
                                  0x9c, 0x63, 0x60, 0x18, 0x05, 0xc8, 0x00, 0x00, 0x01, 0x10, 0x00, 0x01, 0xa0, 0x93,
                                  0x11, 0xa5, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

// What a component is given beyond what its table asks for.
const std::map<std::string, std::map<std::string, std::string>> kMore = {
    {"samples.folder", {{"classes", "['background', 'thing']"}}},
    {"deeplabv3.resnet50", {{"classes", "2"}, {"device", "'cpu'"}}},
};
// What of several components fills a slot or a wire.
const std::map<std::string, std::string> kUsual = {{"atelier.dataset/1", "coco.reader"},
                                                   {"atelier.samples/1", "samples.folder"}};

bool is_folder(const ComponentInfo& component, const std::string& option) {
  for (const RuleInfo& rule : component.rules)
    for (const ConditionInfo& c : rule.must)
      if (c.kind == ATELIER_CONDITION_IS_FOLDER && c.option == option) return true;
  return option == "images";
}

std::string path_for(const ComponentInfo& component, const std::string& option) {
  if (is_folder(component, option)) return option == "masks" ? "'maps'" : "'pictures'";
  if (option == "labels") return "'labels.txt'";
  return option == "weights" || option == "file" ? "'weights.safetensors'" : "'annotations.json'";
}

std::string number_for(const ParamInfo& param) {
  const double least = param.has(ATELIER_PARAM_HAS_MIN) ? param.min + param.has(ATELIER_PARAM_ABOVE_MIN) : 1;
  return std::to_string(static_cast<int64_t>(std::max(least, 1.0)));
}

}  // namespace

void write_files(const std::filesystem::path& folder) {
  const std::string png(reinterpret_cast<const char*>(kPng), sizeof kPng);
  for (const char* each : {"pictures", "maps"}) {
    std::filesystem::create_directories(folder / each);
    write_file(folder / each / "a.png", png, false);
    write_file(folder / each / "b.png", png, false);
  }
  write_file(folder / "annotations.json",
             R"({"images":[{"id":1,"file_name":"a.png","width":16,"height":16}],)"
             R"("categories":[{"id":1,"name":"thing"}],"annotations":[]})",
             false);
  write_file(folder / "labels.txt", "0: unlabeled\n1: thing\n2: other\n", false);
  write_file(folder / "weights.safetensors", std::string("\2\0\0\0\0\0\0\0{}", 10), false);
}

void Tables::add(const std::string& name, const ComponentInfo& component, const std::string& option,
                 const std::string& value) {
  std::string table =
      "[" + std::string(component.is_stage() ? "stage." : "part.") + name + "]\nuse = '" + component.id + "'\n";
  for (const ParamInfo& param : component.params) {
    const std::string given = param.name == option ? value : filling(component, param);
    if (!given.empty()) table += param.name + " = " + given + "\n";
  }
  toml_ += table;
}

void Tables::add_user_of(const std::string& name, const ComponentInfo& component) {
  std::string kind = component.kind, wire = "'@" + name + "'";
  if (!component.wirable) {
    kind = component.outputs.at(0).kind;
    wire = "'@" + name + "." + component.outputs.at(0).name + "'";
  }
  if (kind == "atelier.observer/1") {
    toml_ += "[run]\nobservers = [" + wire + "]\n";
    return;
  }
  for (const bool stage : {true, false})
    for (const ComponentInfo* user : catalog_.components())
      for (const ParamInfo& param : user->params) {
        if (user->is_stage() != stage || param.kind != kind || user->id == component.id) continue;
        const std::string own = "user_of_" + name;
        add(own, *user, param.name, param.has(ATELIER_PARAM_LIST) ? "[" + wire + "]" : wire);
        return stage ? void() : add_user_of(own, *user);
      }
  throw std::runtime_error("nothing shipped takes kind " + kind);
}

std::string Tables::filling(const ComponentInfo& component, const ParamInfo& param) {
  if (const auto more = kMore.find(component.id); more != kMore.end())
    if (const auto found = more->second.find(param.name); found != more->second.end()) return found->second;
  if (!param.has(ATELIER_PARAM_REQUIRED)) return "";
  std::string one = "'" + (param.choices.empty() ? "thing" : param.choices[0]) + "'";
  if (is_object(param.type)) one = "'@" + supplier(param.kind) + "'";
  if (param.type == ATELIER_TYPE_PATH_IN) one = path_for(component, param.name);
  if (param.type == ATELIER_TYPE_INT || param.type == ATELIER_TYPE_FLOAT) one = number_for(param);
  if (!param.has(ATELIER_PARAM_LIST)) return one;
  std::string items = one;
  for (uint64_t i = 1; i < param.min_items; ++i) items += ", " + one;
  return "[" + items + "]";
}

std::string Tables::supplier(const std::string& kind) {
  if (const auto made = suppliers_.find(kind); made != suppliers_.end()) return made->second;
  const auto usual = kUsual.find(kind);
  const ComponentInfo* component = usual == kUsual.end() ? nullptr : catalog_.find(usual->second);
  for (const ComponentInfo* each : catalog_.components())
    if (!component && each->kind == kind && each->wirable) component = each;
  if (!component) throw std::runtime_error("nothing shipped is of kind " + kind);
  const std::string name = "supplier_" + std::to_string(suppliers_.size());
  suppliers_[kind] = name;
  add(name, *component);
  return name;
}

}  // namespace atelier::host::wiring
