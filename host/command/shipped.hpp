// Workflows that come with the program: *.toml in share/atelier/workflows beside its bin folder. [main]
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace atelier::host {

// Their names, sorted: "evaluate" for evaluate.toml. `program` is the program's own file.
std::vector<std::string> shipped_workflows(const std::filesystem::path& program);

// What a command line means by its workflow: the file, or, where there is no such file, the shipped workflow of that
// name.
std::filesystem::path workflow_file(const std::filesystem::path& given, const std::filesystem::path& program);

}  // namespace atelier::host
