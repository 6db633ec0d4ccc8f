// Digests of bytes: XXH3, 128 bits. They tell equal from different, not friend from foe: whoever makes two files of one
// digest on purpose can. [any]
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace atelier::host {

struct Digest {
  uint64_t high = 0;
  uint64_t low = 0;

  // 32 hexadecimal digits, the high half first.
  std::string text() const;
  static std::optional<Digest> parse(std::string_view text);
  auto operator<=>(const Digest&) const = default;
};

Digest digest_of(std::string_view bytes);

// Of bytes that come in pieces: the digest of all of them, however they are cut.
class DigestStream {
 public:
  DigestStream();
  DigestStream(DigestStream&&) noexcept;
  DigestStream& operator=(DigestStream&&) noexcept;
  ~DigestStream();

  void add(std::string_view bytes);
  // The length goes before it, so that texts one after the other cannot be mistaken for others.
  void add_text(std::string_view text);
  void add(const Digest& digest);
  Digest digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace atelier::host
