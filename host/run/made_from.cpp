#include "made_from.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <set>

#include "language/resolved_toml.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr size_t kLongestValue = 120;  // code points
constexpr size_t kMostChanges = 4;

// The stage and all it is made from, as data.
class Walk {
 public:
  Walk(const Disk& disk, const ResolvedWorkflow& workflow, int stage, const KeySources& sources, bool extending)
      : disk_(disk), workflow_(workflow), sources_(sources), stage_(stage), extending_(extending) {
    visit(stage);
  }

  MadeFrom take() {
    made_.document = {{"components", components_}, {"revisions", revisions_}, {"options", options_},
                      {"files", files_},           {"left", left_},           {"libraries", libraries_}};
    return std::move(made_);
  }

 private:
  const Node& root() const { return workflow_.nodes[static_cast<size_t>(stage_)]; }

  void visit(int index) {
    if (!seen_.insert(index).second) return;
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    const ComponentInfo& component = *node.component;
    const uint32_t left_out = ATELIER_PARAM_NO_RESULT | (index == stage_ && !extending_ ? ATELIER_PARAM_EXTENDS : 0);
    if (const FileFacts facts = disk_.facts(component.library); facts.is_file())
      libraries_[component.library.string()] = {facts.size, facts.changed};
    components_[label(node)] = component.id;
    revisions_[component.id] = fmt::format("revision {} of plugin {}", component.revision, component.plugin_id);
    for (size_t i = 0; i < node.values.size(); ++i) {
      const ParamInfo& param = component.params[i];
      if (param.has(left_out)) continue;
      visit(node.values[i]);
      if (is_slot(node.values[i])) continue;
      const std::string of = label(node), name = of.empty() ? param.name : of + "." + param.name;
      options_[name] = brief_toml(workflow_, node.values[i]);
      made_.origins[name] = node.values[i].origin;
    }
  }
  void visit(const ResolvedValue& value) {
    if (value.is_wire()) visit_wire(value.wire.node);
    if (value.type == ATELIER_TYPE_PATH_IN && !value.is_wire() && !value.text.empty())
      if (const Result<std::string> digest = sources_.content(value.text)) files_[value.text] = *digest;
    for (const ResolvedValue& item : value.items) visit(item);
  }
  void visit_wire(int index) {
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    if (const OutputFacts* facts = node.stage ? sources_.output(index) : nullptr) left_[node.name] = facts->digest;
    visit(index);
  }
  bool is_slot(const ResolvedValue& value) const {
    return value.is_wire() && workflow_.nodes[static_cast<size_t>(value.wire.node)].in_slot;
  }

  // "" for the stage itself, "optimizer" for what its slots hold, "net" for another table; "@net" where the stage has
  // an option of that name.
  std::string label(const Node& node) const {
    const std::string own = root().name + ".";
    if (&node == &root()) return "";
    if (node.name.starts_with(own)) return node.name.substr(own.size());
    return root().component->param(node.name) ? "@" + node.name : node.name;
  }

  const Disk& disk_;
  const ResolvedWorkflow& workflow_;
  const KeySources& sources_;
  int stage_;
  bool extending_;
  std::set<int> seen_;
  MadeFrom made_;
  json components_ = json::object();
  json revisions_ = json::object();
  json options_ = json::object();
  json files_ = json::object();
  json left_ = json::object();
  json libraries_ = json::object();
};

// The changes between two such documents, the most telling first.
class Changes {
 public:
  Changes(const json& was, const json& now) : was_(was), now_(now) {
    each("components", [&](const std::string& label, const std::string& old, const std::string& fresh) {
      if (old.empty() || fresh.empty()) return;  // the option that it hangs on tells
      replaced_.insert(label);
      add(label.empty() ? "use" : label, old, fresh);
    });
    each("options", [&](const std::string& label, const std::string& old, const std::string& fresh) {
      if (!hangs_on_another(label)) add(label, old, fresh, true);
    });
    each("revisions", [&](const std::string& id, const std::string& old, const std::string& fresh) {
      if (!old.empty() && !fresh.empty()) add("`" + id + "`", old, fresh);
    });
    for (const char* part : {"files", "libraries"})
      for (const auto& [path, state] : now.at(part).items())
        if (const json& before = was.at(part); before.contains(path) && before.at(path) != state)
          all_.push_back({printable(path), "", "", false, before.at(path).is_string() ? before.at(path) : json("")});
    if (!all_.empty()) return;
    for (const auto& [stage, digest] : now.at("left").items())
      if (const json& before = was.at("left"); before.contains(stage) && before.at(stage) != digest)
        all_.push_back({"what `" + printable(stage) + "` left", "", ""});
  }

  std::vector<Change> take() { return std::move(all_); }

 private:
  static std::string entry(const json& document, const std::string& name) {
    return document.contains(name) ? document.at(name).get<std::string>() : "";
  }
  void each(const char* part, const auto& tell) const {
    std::set<std::string> names;
    for (const json* document : {&was_, &now_})
      for (const auto& [name, value] : document->at(part).items()) names.insert(name);
    for (const std::string& name : names) {
      const std::string old = entry(was_.at(part), name), fresh = entry(now_.at(part), name);
      if (old != fresh) tell(name, old, fresh);
    }
  }
  // Whether the option belongs to a part that was replaced by another component, or came or went, or is a list that
  // holds one that was replaced.
  bool hangs_on_another(const std::string& option) const {
    if (replaced_.count("")) return true;
    if (const auto it = replaced_.lower_bound(option + "["); it != replaced_.end() && it->starts_with(option + "["))
      return true;
    for (size_t dot = option.find('.'); dot != std::string::npos; dot = option.find('.', dot + 1)) {
      const std::string node = option.substr(0, dot);
      const bool before = was_.at("components").contains(node), after = now_.at("components").contains(node);
      if (replaced_.count(node) || before != after) return true;
    }
    return false;
  }
  void add(const std::string& name, const std::string& old, const std::string& fresh, bool option = false) {
    all_.push_back({name, one_line(old, kLongestValue), one_line(fresh, kLongestValue), option});
  }

  const json& was_;
  const json& now_;
  std::set<std::string> replaced_;
  std::vector<Change> all_;
};

std::string in_words(const Change& change, const std::string& where) {
  const auto shown = [](const std::string& value) { return value.empty() ? "not given" : value; };
  if (!change.was.empty() || !change.now.empty())
    return fmt::format("{} was {}{}{}, now {}", printable(change.name), shown(change.was), where.empty() ? "" : " in",
                       where, shown(change.now));
  const std::string name = change.name.starts_with("/") ? fs::path(change.name).filename().string() : change.name;
  return name + " has changed" + (where.empty() ? "" : " since" + where);
}

}  // namespace

MadeFrom made_from(const Disk& disk, const ResolvedWorkflow& workflow, int stage, const KeySources& sources,
                   bool extending) {
  return Walk(disk, workflow, stage, sources, extending).take();
}

std::vector<Change> changes(const json& was, const json& now) {
  try {
    return Changes(was, now).take();
  } catch (const json::exception&) {  // somebody else wrote it
    return {};
  }
}

std::string arrow_words(const Change& change) {
  if (change.was.empty() && change.now.empty())
    return printable(change.name) + " has changed" + (change.what.empty() ? "" : ": " + change.what);
  const auto shown = [](const std::string& value) { return value.empty() ? "not given" : value; };
  return fmt::format("{}: {} → {}", printable(change.name), shown(change.was), shown(change.now));
}

std::string differences(const json& was, const json& now, const std::string& was_in) {
  const std::vector<Change> all = changes(was, now);
  if (all.empty()) return "what it is made from has changed since " + was_in;
  std::string out;
  for (size_t i = 0; i < all.size() && i < kMostChanges; ++i)
    out += (i ? "; " : "") + in_words(all[i], i ? "" : " " + was_in);
  if (all.size() > kMostChanges) out += fmt::format("; and {} more", all.size() - kMostChanges);
  return out;
}

}  // namespace atelier::host
