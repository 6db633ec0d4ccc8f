// Where tests find their data: the folder ../shared/data beside the checkout, or $ATELIER_TEST_DATA.
//
// A test that needs it begins with ATELIER_NEEDS_DATA(): without the folder the test is skipped with a loud line, and
// in CI (CI=true) it fails.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "places.hpp"

namespace test {

inline std::filesystem::path data_root() {
  if (const char* set = std::getenv("ATELIER_TEST_DATA")) return set;
  return test::source_dir().parent_path() / "shared/data";
}
inline std::filesystem::path data(const std::string& below) { return data_root() / below; }

inline bool in_ci() {
  const char* ci = std::getenv("CI");
  return ci && std::string(ci) == "true";
}

// A folder of its own for one test, removed afterwards.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "atelier-test-XXXXXX").string();
    if (!mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& below) const { return path_ / below; }

 private:
  std::filesystem::path path_;
};

}  // namespace test

#define ATELIER_NEEDS_DATA()                                                                  \
  do {                                                                                        \
    if (!std::filesystem::is_directory(::test::data_root())) {                                \
      std::cerr << "*** TEST DATA MISSING: " << ::test::data_root() << " is not there ***\n"; \
      if (::test::in_ci()) FAIL() << "test data must be there in CI";                         \
      GTEST_SKIP() << "test data missing: " << ::test::data_root();                           \
    }                                                                                         \
  } while (0)
