// Sizes in words. [any]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atelier::host {

// "512 bytes", "3.4 MB", "20 GB": thousands, as disks are sold.
std::string size_text(uint64_t bytes);
// "20G", "20 GB", "1.5GiB", "800000": a number and K, M, G or T, of thousands, or Ki, Mi, Gi, Ti, of 1,024. Nothing
// when it is none.
std::optional<uint64_t> read_size(std::string_view text);

}  // namespace atelier::host
