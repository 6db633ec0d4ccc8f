// What a run is called: "20261123-014512-my-pages-7f3a", when it began (UTC), a slug of the workflow's name, and four
// hexadecimal digits by chance.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atelier::host {

// The name of a run that begins at `now` (nanoseconds since 1970), where runs of the names `there` are already. Names
// sort as the runs began, also when the clock was set back meanwhile or several begin in one second: the time in the
// name is never before one second after the newest of `there`. `chance`: any number.
std::string run_name(int64_t now, const std::vector<std::string>& there, std::string_view workflow, uint32_t chance);

// Whether a run may be called so: by the rule of today, or without seconds and slug as earlier versions did it.
bool is_run_name(std::string_view name);

// Whether the name says a time more than an hour after `now`: there was a run of a time to come.
bool is_ahead(std::string_view name, int64_t now);

// Small letters and digits of `text`, with single hyphens between, at most 40: "Pages, 21 of them" gives
// "pages-21-of-them". "run" when there is none.
std::string slug(std::string_view text);

}  // namespace atelier::host
