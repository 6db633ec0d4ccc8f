#include "rehearsal.hpp"

#include <spdlog/fmt/fmt.h>

#include "plugin_library.hpp"
#include "system/child_output.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
namespace {

using Set = std::vector<fs::path>;

// What the child says when all went well: one that a plugin ended says nothing.
constexpr const char* kLoaded = "loaded";
// What it says after the name of a plugin that gives no description; the reason is on its stderr.
constexpr std::string_view kRefused = "\x01";

// "" or what went wrong.
std::string try_together(const Set& files, const RehearsalOptions& options) {
  std::vector<std::string> arguments = {options.program.string(), "--rehearse-plugins"};
  for (const fs::path& file : files) arguments.push_back(file.string());
  const ChildResult child = run_child(arguments, options.timeout);
  if (!child.ok()) return "loading " + std::string(files.size() == 1 ? "it " : "them ") + child.describe();
  if (child.out.empty()) return "loading " + std::string(files.size() == 1 ? "it " : "them ") + "ended the process";
  if (child.out.ends_with(kRefused))
    return child.out.substr(0, child.out.size() - kRefused.size()) + refusal_by_plugin(child);
  return child.out == kLoaded ? "" : child.out;
}

std::string find_culprit(const Set& files, const std::string& reason, const RehearsalOptions& options) {
  for (const fs::path& file : files)
    if (const std::string why = try_together({file}, options); !why.empty())
      return fmt::format("{}: {}", file.string(), why);
  for (size_t b = 1; b < files.size(); ++b)
    for (size_t a = 0; a < b; ++a)
      if (const std::string why = try_together({files[a], files[b]}, options); !why.empty())
        return fmt::format(
            "{} and {} cannot be loaded into one process, though each loads alone: {}\n"
            "Build both against the same libraries, or use them in separate workflows.",
            files[a].string(), files[b].string(), why);
  std::string all;
  for (const fs::path& file : files) all += (all.empty() ? "" : ", ") + file.string();
  return fmt::format("{} cannot be loaded into one process: {}", all, reason);
}

}  // namespace

std::string rehearse(const std::vector<const PluginInfo*>& plugins, Registry& registry,
                     const RehearsalOptions& options) {
  std::vector<FileState> states;
  Set files;
  for (const PluginInfo* plugin : plugins) {
    states.push_back(file_state(plugin->library, plugin->build_id));
    files.push_back(plugin->library);
  }
  if (registry.rehearsed(states)) return {};
  const std::string reason = try_together(files, options);
  if (!reason.empty())
    return files.size() == 1 ? files[0].string() + ": " + reason : find_culprit(files, reason, options);
  registry.put_rehearsed(states);
  registry.save();
  return {};
}

int rehearse_as_child(const std::vector<fs::path>& files) {
  ChildOutput output;
  for (const fs::path& file : files) {
    std::string who = files.size() > 1 ? file.string() + " " : "";
    try {
      if (!PluginLibrary::load(file).plugin()) output.finish(who.append(kRefused));
    } catch (const LoadError& e) {
      output.finish(who + e.what());
    }
  }
  output.finish(kLoaded);
}

}  // namespace atelier::host
