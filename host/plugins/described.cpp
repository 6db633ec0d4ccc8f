#include "described.hpp"

#include <atelier/cpp/utf8.hpp>

#include "words/utf8.hpp"

namespace atelier::host {
namespace {

constexpr uint32_t kLargestStruct = 1 << 16;
constexpr uint64_t kLongestText = 1 << 20;

}  // namespace

std::string take(atelier_str from, std::string_view field, std::string_view what) {
  if (from.size > kLongestText) bad("the {} of {} is longer than {} bytes", field, what, kLongestText);
  if (from.size && !from.data) bad("the {} of {} is no text: it has a size, but no bytes", field, what);
  std::string out(from.data ? from.data : "", from.size);
  if (!is_utf8(out)) bad("the {} of {} is not UTF-8", field, what);
  return out;
}

std::string take_line(atelier_str from, std::string_view field, std::string_view what) {
  return one_line(take(from, field, what), kLongestLine);
}

std::string shown(std::string_view name) { return one_line(name, 80); }

void check_size(uint32_t struct_size, size_t least, const std::string& what) {
  if (struct_size < least) bad("{} has struct_size {}, where at least {} is needed", what, struct_size, least);
  if (struct_size > kLargestStruct)
    bad("{} has struct_size {}, where at most {} makes sense", what, struct_size, kLargestStruct);
}

}  // namespace atelier::host
