// For the host's tests: the pages that say what is in the files it writes, held against what it writes.
#pragma once

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "places.hpp"

namespace atelier::host::test_bench {

// The first column of the table under that heading of a page, `page` relative to host/.
inline std::set<std::string> documented(const std::string& page, const std::string& heading) {
  std::istringstream lines(read_file(test::source_dir() / "host" / page));
  std::set<std::string> out;
  bool here = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) here = line == heading;
    if (here && line.starts_with("| `")) out.insert(line.substr(3, line.find('`', 3) - 3));
  }
  EXPECT_FALSE(out.empty()) << page << " has no table under " << heading;
  return out;
}

// The fields of a document, "plugins[].id" for those of objects in a list; of those alone that are `documented` deeper
// what is in an object.
inline void add_fields(const nlohmann::json& document, const std::set<std::string>& documented,
                       const std::string& prefix, std::set<std::string>& to) {
  for (const auto& [key, value] : document.items()) {
    const std::string name = prefix + key, below = name + (value.is_array() ? "[]." : ".");
    const auto next = documented.lower_bound(below);
    if (next == documented.end() || !next->starts_with(below)) {
      to.insert(name);
    } else if (value.is_array()) {
      for (const nlohmann::json& item : value) add_fields(item, documented, below, to);
    } else {
      add_fields(value, documented, below, to);
    }
  }
}

// That these documents together have the fields that the page says, and no others.
inline void expect_documented(const std::string& page, const std::string& heading,
                              const std::vector<nlohmann::json>& documents) {
  const std::set<std::string> wanted = documented(page, heading);
  std::set<std::string> found;
  for (const nlohmann::json& document : documents) add_fields(document, wanted, "", found);
  EXPECT_EQ(found, wanted) << page << ": " << heading;
}

}  // namespace atelier::host::test_bench
