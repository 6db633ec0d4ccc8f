// The labelling interface that fits the tasks: a Label Studio configuration in XML.
#pragma once

#include <string>
#include <vector>

#include "options.hpp"

namespace atelier::labelstudio_writer {

// The names of the controls for polygons and for brush regions. One that the form does not need is "".
struct Controls {
  std::string polygons;
  std::string brush;
};
Controls controls_of(const Options& options);

// Labels have the colours that label maps have here. Throws ATELIER_E_DATA for a name that is not UTF-8, or that XML or
// the tool cannot hold: empty, given twice, with control characters. [any]
std::string label_config(const std::vector<std::string>& class_names, const Controls& controls,
                         const std::string& to_name);

}  // namespace atelier::labelstudio_writer
