#include "rehearsal.hpp"

#include <spdlog/fmt/fmt.h>

#include <atelier/cpp/words.hpp>
#include <nlohmann/json.hpp>

#include "plugin_library.hpp"
#include "system/child_process.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

using Set = std::vector<fs::path>;

std::string names_of(const Set& files) {
  std::string all;
  for (const fs::path& file : files) all += (all.empty() ? "" : ", ") + file.string();
  return all;
}

Result<void> try_together(const Set& files, const RehearsalOptions& options) {
  std::vector<std::string> arguments = {options.program.string(), "--rehearse-plugins"};
  for (const fs::path& file : files) arguments.push_back(file.string());
  const ChildResult child = options.run_child(arguments, options.timeout, {});
  if (!child.ok() || child.out.empty())
    return Failure{fmt::format("loading {} {}", one_or_many(files.size(), "it", "them"), child.describe())};
  const json answer = json::parse(child.out, nullptr, false);  // see answer_for
  if (!answer.is_object()) return Failure{"the answer of the child that loaded it cannot be read"};
  if (!answer.contains("refused")) return {};
  const Failure why = answer.contains("why") ? Failure{answer.at("why")} : no_description(child.last_words());
  if (files.size() == 1) return why;
  return Failure{answer.at("refused").get<std::string>() + " " + why.reason};
}

Failure name_culprit(const Set& files, const Failure& together, const RehearsalOptions& options) {
  if (files.size() == 1) return together.of(files[0].string());
  for (const fs::path& file : files)
    if (const Result<void> alone = try_together({file}, options); !alone) return alone.failure().of(file.string());
  for (size_t b = 1; b < files.size(); ++b)
    for (size_t a = 0; a < b; ++a)
      if (const Result<void> pair = try_together({files[a], files[b]}, options); !pair)
        return {fmt::format("{} and {} cannot be loaded into one process, though each loads alone: {}",
                            files[a].string(), files[b].string(), pair.failure().reason),
                "Build both against the same libraries, or use them in separate workflows."};
  return {fmt::format("{} cannot be loaded into one process: {}", names_of(files), together.reason)};
}

// {}, or {"refused": FILE, "why": …}, without the reason when the plugin gives no description: the parent has the
// words.
json answer_for(const Set& files) {
  for (const fs::path& file : files) {
    const Result<PluginLibrary> library = PluginLibrary::load(file);
    if (!library) return {{"refused", file.string()}, {"why", library.failure().reason}};
    if (!library->plugin()) return {{"refused", file.string()}};
  }
  return json::object();
}

}  // namespace

Result<void> rehearse(const std::vector<const PluginInfo*>& plugins, Registry& registry,
                      const RehearsalOptions& options) {
  std::vector<FileState> states;
  Set files;
  for (const PluginInfo* plugin : plugins) {
    states.push_back(file_state(plugin->library, plugin->build_id));
    files.push_back(plugin->library);
  }
  if (registry.rehearsed(states)) return {};
  if (const Result<void> together = try_together(files, options); !together)
    return name_culprit(files, together.failure(), options);
  registry.put_rehearsed(states);
  registry.save();
  return {};
}

void rehearse_as_child(const Set& files) {
  ChildOutput output;
  output.finish(dump(answer_for(files)));
}

}  // namespace atelier::host
