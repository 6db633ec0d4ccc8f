#include "run_texts.hpp"

#include <spdlog/fmt/fmt.h>

#include "language/named_options.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

Texts program_of(const PastRun& run) {
  Texts out = texts_in(run.record, "versions");
  for (const char* field : {"device", "host"})
    if (const std::string text = text_in(run.record, field); !text.empty()) out[field] = text;
  if (const auto threads = number_in(run.record, "threads")) out["threads"] = fmt::format("{}", *threads);
  return out;
}

// The builds that made what the stages left, where that is known.
Texts plugins_of(const PastRun& run) {
  Texts out;
  for (const json& plugin : list_in(run.record, "plugins"))
    out[text_in(plugin, "id")] =
        fmt::format("{}, build {}", text_in(plugin, "version"), text_in(plugin, "build_id").substr(0, 12));
  return out;
}

// By path alone. What has a place for a name (places.hpp) is what another stage left, or lies where an option says:
// that is compared as such.
Texts inputs_of(const PastRun& run) {
  Texts out;
  for (const json& stage : list_in(run.record, "stages"))
    for (auto& [path, digest] : texts_in(stage, "inputs"))
      if (!path.starts_with("@")) out.emplace(path, digest);
  return out;
}

Texts environment_of(const PastRun& run) {
  Texts out;
  for (const auto& [name, value] : object_in(run.record, "environment").items())
    out[name] = value.is_string() ? value.get<std::string>() : "(not set)";
  return out;
}

Texts gates_of(const PastRun& run) {
  Texts out;
  for (const json& gate : list_in(run.record, "gates")) out[text_in(gate, "name")] = text_in(gate, "status");
  return out;
}

}  // namespace

RunTexts texts_of(const Disk& disk, const PastRun& run) {
  RunTexts out{program_of(run), {}, {}, plugins_of(run), inputs_of(run), environment_of(run), gates_of(run)};
  const std::filesystem::path file = run.folder / "resolved.toml";
  const Result<std::string> text = disk.read(file);
  if (text) out.options = named_options(*text);
  if (out.options.empty())
    out.options_unread = fmt::format("options are not compared: {} cannot be read", file.string());
  return out;
}

}  // namespace atelier::host
