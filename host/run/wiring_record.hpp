// wiring.json: how the stages of a run and their parts were wired, so that it can be drawn when the plugins are gone.
// wiring_record.md says what is in it. [any]
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "language/wiring.hpp"

namespace atelier::host {

std::string wiring_json(const Wiring& wiring);
// Nothing of what is no such file, or of another version.
std::optional<Wiring> read_wiring(std::string_view text);

}  // namespace atelier::host
