#include "digest.hpp"

#include <spdlog/fmt/fmt.h>
#include <xxhash.h>

namespace atelier::host {
namespace {

Digest digest_from(const XXH128_hash_t& hash) { return {hash.high64, hash.low64}; }

std::optional<uint64_t> hexadecimal(std::string_view digits) {
  uint64_t value = 0;
  for (const char c : digits) {
    const bool is_number = c >= '0' && c <= '9';
    if (!is_number && (c < 'a' || c > 'f')) return std::nullopt;
    value = value << 4 | static_cast<uint64_t>(is_number ? c - '0' : c - 'a' + 10);
  }
  return value;
}

}  // namespace

std::string Digest::text() const { return fmt::format("{:016x}{:016x}", high, low); }

std::optional<Digest> Digest::parse(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  const auto high = hexadecimal(text.substr(0, 16)), low = hexadecimal(text.substr(16));
  if (!high || !low) return std::nullopt;
  return Digest{*high, *low};
}

Digest digest_of(std::string_view bytes) { return digest_from(XXH3_128bits(bytes.data(), bytes.size())); }

// The vector units want it aligned to 64 bytes.
struct DigestStream::State {
  alignas(64) XXH3_state_t state;
};

DigestStream::DigestStream() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->state); }
DigestStream::DigestStream(DigestStream&&) noexcept = default;
DigestStream& DigestStream::operator=(DigestStream&&) noexcept = default;
DigestStream::~DigestStream() = default;

void DigestStream::add(std::string_view bytes) { XXH3_128bits_update(&state_->state, bytes.data(), bytes.size()); }

void DigestStream::add_text(std::string_view text) {
  unsigned char length[8];
  for (size_t i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(uint64_t{text.size()} >> (8 * i));
  add({reinterpret_cast<const char*>(length), 8});
  add(text);
}

void DigestStream::add(const Digest& digest) { add(digest.text()); }

Digest DigestStream::digest() const { return digest_from(XXH3_128bits_digest(&state_->state)); }

}  // namespace atelier::host
