// What differs between two runs, as data for people and their scripts.
#pragma once

#include <nlohmann/json.hpp>

#include "past_runs.hpp"

namespace atelier::host {

// Both have a record. Only what differs is in it, but for `a`, `b` and `stages`:
//   a, b         {id, status}
//   program      [{name, a, b}]: versions, device, threads, host
//   options      [{name, a, b}]: of resolved.toml, by the names of --set; null where one has it not. Instead of the
//                list null when one cannot be read
//   notes        [text]: what could not be compared
//   plugins      [{id, a, b}]: version and build
//   inputs       [{path, a, b}]: digests; null where one did not read it
//   environment  [{name, a, b}]
//   gates        [{name, a, b}]: status
//   stages       [{name, status: [a, b], key: "same" | "differs" | "unknown", left: "equal" | "differs" |
//                "not compared", deterministic: false (only when one key left two things), made_from: [text],
//                files: [text], why: text, numbers: [{name, a, b, difference}], equal_numbers: count}]
// [main]
nlohmann::json diff_runs(const Disk& disk, const PastRun& a, const PastRun& b);

}  // namespace atelier::host
