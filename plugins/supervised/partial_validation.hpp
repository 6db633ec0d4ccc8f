// A validation that is not done yet: what the metrics have counted so far, so that a long one need not begin anew.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "score.hpp"

namespace atelier::supervised {

// Writes it, complete or absent. place: where in which training it is, in a text that is another for each. Throws
// ATELIER_E_IO.
void write_partial(const std::filesystem::path& file, const std::string& place, const ScoreStart& so_far);

// Nothing when there is none of that place and as many metrics, or it is damaged: then validation begins anew.
std::optional<ScoreStart> read_partial(const std::filesystem::path& file, const std::string& place, size_t metrics);

}  // namespace atelier::supervised
