#include "digest.hpp"

#include <gtest/gtest.h>

namespace atelier::host {
namespace {

TEST(Digests, AreThoseOfXxh3) {
  EXPECT_EQ(digest_of("").text(), "99aa06d3014798d86001c324468d497f") << "as xxhsum -H128 says";
  const std::string bytes(1'000'000, 'a');
  DigestStream stream;
  for (size_t at = 0; at < bytes.size(); at += 777) stream.add(std::string_view(bytes).substr(at, 777));
  EXPECT_EQ(stream.digest(), digest_of(bytes));
}

TEST(Digests, AreReadFromTheirText) {
  const Digest digest = digest_of("x");
  EXPECT_EQ(Digest::parse(digest.text()), digest);
  for (const char* other : {"", "99aa06d3014798d86001c324468d497", "99AA06D3014798D86001C324468D497F",
                            "99aa06d3014798d86001c324468d497g", "99aa06d3014798d86001c324468d497f "})
    EXPECT_FALSE(Digest::parse(other)) << other;
}

TEST(Digests, TextsInARowAreNotMistaken) {
  DigestStream one, other;
  one.add_text("ab");
  one.add_text("c");
  other.add_text("a");
  other.add_text("bc");
  EXPECT_NE(one.digest(), other.digest());
}

}  // namespace
}  // namespace atelier::host
