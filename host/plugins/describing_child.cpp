#include "describing_child.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/time.h>

#include <cmath>
#include <mutex>

#include "describe.hpp"
#include "loaded_libraries.hpp"
#include "manifest.hpp"
#include "plugin_json.hpp"
#include "plugin_library.hpp"
#include "words/json_text.hpp"

namespace atelier::host {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

ChildSaid too_slow(const std::string& why) { return {{Failure{"cannot be used: " + why}, false, true}, {}}; }
ChildSaid refused(const std::string& why) { return {{Failure{"cannot be used: " + why}, true, false}, {}}; }

// What the child says of itself and of the plugin: see answer_for.
ChildSaid described(const ChildResult& child) {
  const json answer = json::parse(child.out);
  if (answer.contains("plugin")) return {{answer.at("plugin").get<PluginInfo>()}, answer.at("libraries")};
  if (answer.contains("refusal")) return {{Failure{answer.at("refusal")}, answer.at("may_pass")}, {}};
  return {{no_description(child.last_words())}, {}};
}

void limit_time(double seconds) {
  itimerval limit{};
  limit.it_value.tv_sec = static_cast<time_t>(seconds);
  limit.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  ::setitimer(ITIMER_REAL, &limit, nullptr);
}

json refusal(const Failure& why, bool may_pass) { return {{"refusal", why.reason}, {"may_pass", may_pass}}; }

// {"plugin": …, "libraries": …}, {"refusal": …, "may_pass": …}, or {} when the plugin gives no description, for which
// the parent has the words.
json answer_for(const fs::path& file, double entry_timeout) {
  const Result<Manifest> manifest = read_manifest(file);
  if (!manifest) return refusal(manifest.failure(), false);
  const Result<PluginLibrary> library = PluginLibrary::load(file, [&] { limit_time(entry_timeout); });
  limit_time(0);
  if (!library) return refusal(library.failure(), true);
  if (!library->plugin()) return json::object();
  const Result<PluginInfo> plugin = describe(library->plugin(), *manifest, file);
  if (!plugin) return refusal(plugin.failure(), false);
  return {{"plugin", *plugin}, {"libraries", loaded_files()}};
}

}  // namespace

ChildSaid describe_by_child(const fs::path& file, const DiscoveryOptions& options) {
  Patience patience{kSlow, {}};
  static std::mutex telling;
  if (options.slow)
    patience.lost = [&] {
      const std::lock_guard guard(telling);
      options.slow(file);
    };
  const ChildResult child = options.run_child(
      {options.program.string(), "--describe-plugin", file.string(), fmt::format("{}", options.entry_timeout)},
      options.timeout, patience);
  if (child.signal == SIGALRM)
    return too_slow(fmt::format("its entry function did not come back within {} s", options.entry_timeout));
  if (child.timed_out) return too_slow(fmt::format("loading it took more than {} s", options.timeout));
  if (!child.ok() || child.out.empty()) return refused("loading it " + child.describe());
  try {
    return described(child);
  } catch (const json::exception& e) {
    return refused(fmt::format("its description cannot be read ({})", e.what()));
  }
}

void describe_as_child(const fs::path& file, double entry_timeout) {
  ChildOutput output;
  output.finish(dump(answer_for(file, entry_timeout)));
}

}  // namespace atelier::host
