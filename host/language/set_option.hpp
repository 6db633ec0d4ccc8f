// `--set path=value`: the last layer.
//
// path: params.x, run.x, or <part or stage>.<option>…, with [name] or [0] behind a list to pick one of its slots, and
// one key more behind an option that is a table (in quotes, when it is not a plain word).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog.hpp"
#include "report.hpp"
#include "written.hpp"

namespace atelier::host {

struct SetStep {
  std::string key;
  std::optional<std::string> item;  // what stood in brackets
  Position at;
};

struct SetOption {
  std::vector<SetStep> path = {};
  std::string value = {};  // as written
  uint32_t column = 0;     // of the value
  std::shared_ptr<const Source> source = {};
  std::optional<Written> given = {};  // the value, where it was read already; `value` is "" then
  std::string label = {};             // "net=small": the axis of tables that it is in, and the word of its table; or ""
};

// The path alone, each step at `at`. Nothing when it is malformed.
std::optional<std::vector<SetStep>> parse_set_path(const std::string& text, const Position& at);

// Nothing when it is malformed, which is reported (E108). `directory`: what a relative path in the value starts from.
std::optional<SetOption> parse_set(const std::string& text, const std::filesystem::path& directory, Report& report);

// Lays them over the tree, those that change a `use` first.
void apply_settings(Written& root, std::vector<SetOption> settings, const Catalog& catalog, Report& report);

// Reads all of them and lays them over the tree. `directory`: what their relative paths start from.
void apply_set(Written& root, const std::vector<std::string>& set, const std::filesystem::path& directory,
               const Catalog& catalog, Report& report);

}  // namespace atelier::host
