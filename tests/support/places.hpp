// Where this build's tests find the checkout and what was built. Functions of one compiled file instead of definitions
// on the command lines of all: objects are the same whatever folder they are built in, and ccache finds them there.
#pragma once

#include <filesystem>
#include <string>

namespace test {

std::filesystem::path source_dir();  // of the checkout
std::string program();               // bin/atelier of the build
std::string plugin_folder();         // with the plugins that ship
std::string test_plugins();          // with those of host/testing/plugins

}  // namespace test
