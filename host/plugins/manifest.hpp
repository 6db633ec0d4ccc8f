// Who a plugin file says it is, read from the file without loading it.
//
// Any file may be given, damaged or hostile: reading is bounded, and what is wrong comes back as a sentence. [any]
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "words/result.hpp"

namespace atelier::host {

struct Manifest {
  uint32_t abi_major = 0;
  uint32_t abi_minor = 0;
  std::string id;
  std::string version;
  std::string build;     // what made it
  std::string build_id;  // the linker's, hexadecimal; "" when there is none
};

// Whatever ABI the file was made for, as long as its manifest can be read; check_abi says whether that fits.
Result<Manifest> read_manifest(const std::filesystem::path& file);

// The section in which a plugin file may carry a description of itself (embedded.hpp), and what stands there; "" when
// there is none.
inline constexpr const char* kDescriptionSection = ".atelier_description";
std::string read_description(const std::filesystem::path& file);

// The linker's build id of a shared library or program, hexadecimal; "" when it has none or is none.
std::string read_build_id(const std::filesystem::path& file);

// Whether a plugin made for this ABI can be used here.
Result<void> check_abi(uint32_t major, uint32_t minor);

}  // namespace atelier::host
