// Names of classes that a person takes for one name.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sources {

// Appends a warning, `names_alike`, where names are the same but for case, blanks and how accents are composed: each
// stays a class of its own. `where`: what holds the names, as a sentence begins with it. [any]
void note_namesakes(std::string_view where, const std::vector<std::string>& names,
                    std::vector<atelier::DatasetNote>& notes);

}  // namespace sources
