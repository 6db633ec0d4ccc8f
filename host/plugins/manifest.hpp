// Who a plugin file says it is, read from the file without loading it.
//
// Any file may be given, damaged or hostile: reading is bounded, and what is wrong comes back as a sentence. [any]
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace atelier::host {

struct Manifest {
  uint32_t abi_major = 0;
  uint32_t abi_minor = 0;
  std::string id;
  std::string version;
  std::string build;     // what made it
  std::string build_id;  // the linker's, hexadecimal; "" when there is none
};

struct ManifestResult {
  std::optional<Manifest> manifest;  // also set when only the ABI does not fit
  std::string refusal;               // "" or why the file is of no use; reads well after the file's name
};

ManifestResult read_manifest(const std::filesystem::path& file);

// Why a plugin made for this ABI cannot be used here, or "".
std::string refuse_abi(uint32_t major, uint32_t minor);

}  // namespace atelier::host
