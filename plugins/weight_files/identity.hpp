// Which network a set of names and shapes is. [any]
#pragma once

#include <string>

#include "weight_files/network_names.hpp"

namespace atelier::weight_files {

// A phrase of one line. The entries have the file's names, without a shared prefix.
std::string identity(const NetworkNames& names);

}  // namespace atelier::weight_files
