#include "places.hpp"

namespace test {

std::filesystem::path source_dir() { return ATELIER_SOURCE_DIR; }
std::string program() { return ATELIER_BINARY_DIR "/bin/atelier"; }
std::string plugin_folder() { return ATELIER_PLUGIN_FOLDER; }
std::string test_plugins() { return ATELIER_BINARY_DIR "/test_plugins"; }

}  // namespace test
