// Which option of the workflow a component's failure is on account of, by what the failure says.
//
// A text names an option as `lr`, as "lr = 3" or "lr is 3", or repeats the path or text that it was given. A path
// counts as much as `lr`, and of these the first in the text: what comes before is what it is about. Nothing is guessed
// beyond that: of a failure that names no option of its component nothing is said.
#pragma once

#include <optional>
#include <string>

#include "language/resolved.hpp"
#include "system/disk.hpp"

namespace atelier::host {

// Where the workflow gives the value of the option of `node` that the text names. Nothing when it names none, or one
// that is not written in the workflow.
std::optional<Position> blamed_place(const Node& node, const std::string& text);

// The same of a stage that failed, or of a part that it uses, which the text then begins with, or whose path it
// repeats; as a line for people, "flow.toml:14:11: weights = \"net.pth\"", or "". `disk`: where the line is read again.
std::string blamed_line(const ResolvedWorkflow& workflow, int stage, const std::string& text, const Disk& disk);

}  // namespace atelier::host
