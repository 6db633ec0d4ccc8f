#include "lineage.hpp"

#include <atelier/param.h>
#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <set>
#include <vector>

#include "language/resolved_toml.hpp"
#include "stage_key.hpp"
#include "words/json_text.hpp"
#include "words/utf8.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr int kFormat = 1;
constexpr size_t kLongestValue = 120;  // code points
constexpr size_t kMostChanges = 4;

// The stage and all it is made from, as data.
class Walk {
 public:
  Walk(const Disk& disk, const ResolvedWorkflow& workflow, int stage)
      : disk_(disk), workflow_(workflow), stage_(stage) {
    visit(stage);
  }

  const json& files() const { return files_; }
  json made_from() const {
    return {{"components", components_}, {"revisions", revisions_}, {"options", options_}, {"files", files_}};
  }

 private:
  const Node& root() const { return workflow_.nodes[static_cast<size_t>(stage_)]; }

  void visit(int index) {
    if (!seen_.insert(index).second) return;
    const Node& node = workflow_.nodes[static_cast<size_t>(index)];
    const ComponentInfo& component = *node.component;
    const uint32_t left_out = ATELIER_PARAM_NO_RESULT | (index == stage_ ? ATELIER_PARAM_EXTENDS : 0);
    add_file(component.library);
    components_[label(node)] = component.id;
    revisions_[component.id] =
        fmt::format("revision {}, plugin {} {}", component.revision, component.plugin_id, component.plugin_version);
    for (size_t i = 0; i < node.values.size(); ++i) {
      const ParamInfo& param = component.params[i];
      if (param.has(left_out)) continue;
      visit(node.values[i]);
      if (is_slot(node.values[i])) continue;
      const std::string of = label(node);
      options_[of.empty() ? param.name : of + "." + param.name] = brief_toml(workflow_, node.values[i]);
    }
  }
  void visit(const ResolvedValue& value) {
    if (value.is_wire()) visit(value.wire.node);
    if (value.type == ATELIER_TYPE_PATH_IN && !value.is_wire()) add_file(value.text);
    for (const ResolvedValue& item : value.items) visit(item);
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

  void add_file(const fs::path& path) {
    if (const FileFacts facts = disk_.facts(path); facts.is_file()) files_[path.string()] = {facts.size, facts.changed};
  }

  const Disk& disk_;
  const ResolvedWorkflow& workflow_;
  int stage_;
  std::set<int> seen_;
  json components_ = json::object();
  json revisions_ = json::object();
  json options_ = json::object();
  json files_ = json::object();
};

// The changes between two such documents, the most telling first.
class Changes {
 public:
  Changes(const json& was, const json& now, std::string was_in) : was_(was), now_(now), was_in_(std::move(was_in)) {
    each("components", [&](const std::string& label, const std::string& old, const std::string& fresh) {
      if (old.empty() || fresh.empty()) return;  // the option that it hangs on tells
      replaced_.insert(label);
      add(label.empty() ? "use" : label, old, fresh);
    });
    each("options", [&](const std::string& label, const std::string& old, const std::string& fresh) {
      if (!hangs_on_another(label)) add(label, old, fresh);
    });
    each("revisions", [&](const std::string& id, const std::string& old, const std::string& fresh) {
      if (!old.empty() && !fresh.empty()) add("`" + id + "`", old, fresh);
    });
    for (const auto& [path, state] : now.at("files").items())
      if (const json& before = was.at("files"); before.contains(path) && before.at(path) != state)
        all_.push_back(printable(fs::path(path).filename().string()) + " has changed");
  }

  std::string text() const {
    if (all_.empty()) return "what it is made from has changed since " + was_in_;
    std::string out;
    for (size_t i = 0; i < all_.size() && i < kMostChanges; ++i) out += (i ? "; " : "") + all_[i];
    if (all_.size() > kMostChanges) out += fmt::format("; and {} more", all_.size() - kMostChanges);
    return out;
  }

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
  void add(const std::string& name, const std::string& old, const std::string& fresh) {
    const auto shown = [](const std::string& value) {
      return value.empty() ? "not given" : one_line(value, kLongestValue);
    };
    all_.push_back(fmt::format("{} was {}{}, now {}", printable(name), shown(old), all_.empty() ? " in " + was_in_ : "",
                               shown(fresh)));
  }

  const json& was_;
  const json& now_;
  std::string was_in_;
  std::set<std::string> replaced_;
  std::vector<std::string> all_;
};

// The folders in `folder`; links do not count.
std::vector<std::string> folders_in(const Disk& disk, const fs::path& folder) {
  const Result<std::vector<std::string>> all = disk.list(folder);
  std::vector<std::string> names = all ? *all : std::vector<std::string>();
  std::erase_if(names, [&](const std::string& name) { return !disk.facts(folder / name, Links::kKeep).is_folder(); });
  return names;
}

}  // namespace

Lineage lineage_of(const Disk& disk, const ResolvedWorkflow& workflow, int stage) {
  const Walk walk(disk, workflow, stage);
  return {key_digest({{"stage", extendable_key(workflow, stage)}, {"files", walk.files()}}), walk.made_from()};
}

std::string differences(const json& was, const json& now, const std::string& was_in) {
  try {
    return Changes(was, now, was_in).text();
  } catch (const json::exception&) {  // somebody else wrote it
    return "what it is made from has changed since " + was_in;
  }
}

EarlierResults earlier_results(const Disk& disk, const fs::path& workspace, const Lineage& lineage,
                               const std::string& workflow, const std::string& stage) {
  EarlierResults found;
  std::string same_at, other_at;
  const auto look_at = [&](const fs::path& run, const std::string& name) {
    const fs::path file = run / "stages" / name / "lineage.json", folder = run / "outputs" / name;
    if (!disk.facts(file).is_file() || !disk.facts(folder, Links::kKeep).is_folder()) return;
    try {
      const Result<std::string> text = disk.read(file);
      const json record = text ? json::parse(*text) : json();
      if (record.value("format", json(1)) != kFormat) return;  // older ones do not say it
      const bool same = record.at("key") == lineage.key;
      if (!same && (record.at("workflow") != workflow || record.at("stage") != stage)) return;
      const std::string at = record.at("finished").get<std::string>() + run.filename().string();
      if (at <= (same ? same_at : other_at)) return;
      (same ? same_at : other_at) = at;
      (same ? found.same : found.other) = Finished{run.filename().string(), folder, record.at("made_from")};
    } catch (const json::exception&) {  // not there
    }
  };
  for (const std::string& run : folders_in(disk, workspace / "runs"))
    for (const std::string& name : folders_in(disk, workspace / "runs" / run / "stages"))
      look_at(workspace / "runs" / run, name);
  return found;
}

Result<void> record_lineage(const RunFolder& run, const Lineage& lineage, const std::string& workflow,
                            const std::string& stage) {
  const json record = {{"format", kFormat},
                       {"key", lineage.key},
                       {"workflow", workflow},
                       {"stage", stage},
                       {"finished", utc_text(run.system().clock.now())},
                       {"made_from", lineage.made_from}};
  return run.system().disk.write(run.stage(stage) / "lineage.json", dump(record, 2) + "\n", Sync::kYes);
}

}  // namespace atelier::host
