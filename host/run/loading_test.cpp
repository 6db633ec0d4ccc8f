#include <cstdlib>

#include "testing/program_bench.hpp"

namespace atelier::host {
namespace {

using test_bench::plugin_file;

class Environment : public test_bench::Program {
 protected:
  std::string found() {
    const ChildResult r = atelier({"run", workflow("[stage.a]\nuse = \"patient.stage\"\n"), "--workspace", workspace(),
                                   "--plugin", plugin_file("test_patient").string()});
    return r.err;
  }
};

TEST_F(Environment, IsSetBeforeAPluginThatWantsItIsLoaded) {
  ::unsetenv("ATELIER_TEST_PATIENCE");
  for (const char* known : {"not yet", "from the registry"})
    EXPECT_NE(found().find("its patience is much"), std::string::npos) << known;
}

TEST_F(Environment, WhatTheUserHasSetStands) {
  ::setenv("ATELIER_TEST_PATIENCE", "little", 1);
  EXPECT_NE(found().find("its patience is little"), std::string::npos);
  ::unsetenv("ATELIER_TEST_PATIENCE");
}

TEST_F(Environment, IsShown) {
  const ChildResult r = atelier({"plugins", "show", plugin_file("test_patient").string()});
  EXPECT_NE(r.out.find("set before it is loaded, unless it is set already\n"
                       "  ATELIER_TEST_PATIENCE=much\n      So that it waits.\n"),
            std::string::npos)
      << r.out << r.err;
}

}  // namespace
}  // namespace atelier::host
