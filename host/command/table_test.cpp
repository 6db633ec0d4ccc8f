#include "table.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(Table, CountsTheColumnsOfAScreen) {
  EXPECT_EQ(table_text({{"日本", "x", "1"}, {"ab", "e\u0301e"}, {"", "yyy"}}, 1),
            " 日本  x    1\n ab    e\u0301e\n       yyy\n");
}

}  // namespace
}  // namespace atelier::host
