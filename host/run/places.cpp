#include "places.hpp"

#include <atelier/param.h>
#include <atelier/value.h>

#include <charconv>
#include <map>
#include <set>

#include "language/param_type.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

// Without "." and "..", and without a "/" at the end.
fs::path plain(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() || !normal.has_relative_path() ? normal : normal.parent_path();
}

class Gatherer {
 public:
  Gatherer(const ResolvedWorkflow& workflow, const std::function<fs::path(const Node&)>& output_of, PlacesOf whose)
      : workflow_(workflow), output_of_(output_of), whose_(whose) {}

  std::vector<fs::path> gather(int stage) {
    visit(stage);
    return std::move(places_);
  }

 private:
  // By the options' names, and a part as often as it is used: as in the key, which must have the same order.
  void visit(int index) {
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    std::map<std::string_view, const ResolvedValue*> by_name;
    for (size_t i = 0; i < node.values.size(); ++i)
      if (const ParamInfo& param = node.component->params[i]; !param.has(ATELIER_PARAM_NO_RESULT))
        by_name[param.name] = &node.values[i];
    for (const auto& [name, value] : by_name) visit(*value);
  }

  void visit(const ResolvedValue& value) {
    if (value.is_wire()) return follow(value.wire);
    if (value.type == ATELIER_TYPE_PATH_IN && !value.text.empty()) places_.emplace_back(value.text);
    for (const ResolvedValue& item : value.items) visit(item);
  }

  void follow(const Wire& wire) {
    const Node& node = workflow_.nodes[static_cast<size_t>(wire.node)];
    if (!node.stage) return visit(wire.node);
    // A number or text counts as what it is, whoever gave it.
    const OutputInfo* output = node.component->output(wire.port);
    if (!output || is_object(output->type) || output->type == ATELIER_TYPE_PATH_IN) places_.push_back(output_of_(node));
    if (whose_ == PlacesOf::kAllBefore && seen_.insert(wire.node).second) visit(wire.node);
  }

  const ResolvedWorkflow& workflow_;
  const std::function<fs::path(const Node&)>& output_of_;
  PlacesOf whose_;
  std::vector<fs::path> places_;
  std::set<int> seen_;
};

// What leads from a place to a path in it.
std::optional<std::string> way(const std::string& place, const std::string& path) {
  if (!path.starts_with(place)) return std::nullopt;
  if (path.size() == place.size() || path[place.size()] == '/') return path.substr(place.size());
  return place == "/" ? std::optional("/" + path.substr(1)) : std::nullopt;
}

}  // namespace

Places::Places(std::vector<fs::path> places) : places_(std::move(places)) {
  for (fs::path& place : places_) place = plain(place);
}

std::optional<std::string> Places::name_of(const fs::path& path) const {
  const std::string text = plain(path).string();
  size_t longest = 0;
  std::optional<std::string> name;
  for (size_t i = 0; i < places_.size(); ++i) {
    const std::string& place = places_[i].native();
    if (place.empty() || place.size() <= longest) continue;
    if (const std::optional<std::string> rest = way(place, text)) {
      longest = place.size();
      name = "@" + std::to_string(i) + *rest;
    }
  }
  return name;
}

std::optional<fs::path> Places::find(std::string_view name) const {
  if (name.empty() || name.front() != '@') return std::nullopt;
  size_t index = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), index);
  const std::string_view rest = name.substr(static_cast<size_t>(end - name.data()));
  if (error != std::errc() || index >= places_.size() || (!rest.empty() && rest.front() != '/')) return std::nullopt;
  const fs::path below(rest.substr(rest.empty() ? 0 : 1));
  if (below.is_absolute() || (!below.empty() && *below.lexically_normal().begin() == "..")) return std::nullopt;
  return rest.size() < 2 ? places_[index] : places_[index] / below;
}

Places places_of(const ResolvedWorkflow& workflow, int stage, const std::function<fs::path(const Node&)>& output_of,
                 PlacesOf whose) {
  return Places(Gatherer(workflow, output_of, whose).gather(stage));
}

std::string record_of_input(const Places& all, const fs::path& path) {
  const std::optional<std::string> name = all.name_of(path);
  return name ? name->substr(0, name->find('/')) : plain(path).string();
}

std::optional<fs::path> input_of_record(const Places& all, const std::string& record) {
  if (fs::path(record).is_absolute()) return record;
  return all.find(record);
}

PlaceNames names_by(Places places) {
  return {[places](const std::string& path) { return places.name_of(path).value_or(""); },
          [places](const std::string& name) { return places.find(name).value_or(fs::path()).string(); }};
}

}  // namespace atelier::host
