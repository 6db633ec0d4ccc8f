// Text without the blanks around it, the no-break space of UTF-8 among them.
#pragma once

#include <string_view>

namespace sources {

std::string_view trimmed(std::string_view text);

}  // namespace sources
