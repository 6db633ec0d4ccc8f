// Texts as they stand in XML and HTML. [any]
#pragma once

#include <string>
#include <string_view>

namespace atelier::host {

// `text` between tags or in a quoted attribute: markup is escaped, lines and tabs stay, and what XML cannot say (other
// control characters, U+FFFE, bytes that are no UTF-8) or what changes how its neighbours are read (marks of direction)
// becomes U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace atelier::host
