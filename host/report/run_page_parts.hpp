// The tables of the page of a run. Each is "" when there is nothing in it. [any]
#pragma once

#include <string>
#include <vector>

#include "run_page.hpp"

namespace atelier::host {

std::string file_links(const RunFacts& facts, const PageOptions& options);
std::string stage_table(const RunFacts& facts, const PageOptions& options);
// Those of groups ("evaluate/iou/cat") in tables of a row for each member, of groups with the same members in one.
std::string number_tables(const std::vector<Number>& numbers);
std::string picture_row(const Pictures& pictures, const std::filesystem::path& folder);
std::string option_table(const std::vector<GivenOption>& options);
std::string input_table(const RunFacts& facts);
std::string program_tables(const nlohmann::json& record);

// "file: /data/w.toml:3:9" without the folders: "file: w.toml:3:9".
std::string short_origin(const std::string& origin);

}  // namespace atelier::host
