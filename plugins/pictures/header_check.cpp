#include "pictures/header_check.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <filesystem>

#include "pictures/deep_pictures.hpp"
#include "pictures/exif.hpp"

namespace pictures {

using atelier::Call;
using atelier::Error;
using atelier::text;

namespace {

enum class Found { kNothing, kDeep, kUnreadable, kOtherSize, kTurned, kNotTurned };

struct Header {
  Found found = Found::kNothing;
  std::string detail;
  bool is_deep = false;
};

Size turned(Size size, int orientation) { return swaps_sides(orientation) ? Size{size.width, size.height} : size; }

Header look_at_size(Target& target) {
  const Size stored = read_size(target.path);
  const int asked = exif_orientation(target.path).value_or(1);
  if (turned(stored, target.orientation) == target.size)
    return {asked != 1 && target.orientation == 1 ? Found::kNotTurned : Found::kNothing, ""};
  if (target.orientation != 1 || turned(stored, asked) != target.size)
    return {Found::kOtherSize, text(" (", stored.width, " x ", stored.height, " pixels, and said to be ",
                                    target.size.width, " x ", target.size.height, ")")};
  target.orientation = asked;
  return {Found::kTurned, ""};
}

Header look_at(const PixelRules& rules, Target& target) {
  try {
    const bool is_deep = rules.pixels == Pixels::kRgb && needs_range(target.path, Pixels::kRgb);
    if (is_deep && !rules.range.given()) return {Found::kDeep, "", true};
    Header header = look_at_size(target);
    header.is_deep = is_deep;
    return header;
  } catch (const Error& e) {
    return {Found::kUnreadable, e.what()};
  }
}

[[noreturn]] void refuse(const std::vector<Target>& targets, const std::vector<Header>& headers) {
  std::vector<std::filesystem::path> deep;
  for (size_t i = 0; i < targets.size(); ++i)
    if (headers[i].found == Found::kDeep) deep.emplace_back(targets[i].path);
  refuse_deep(deep.at(0), deep);
}

struct Told {
  Found found;
  const char *one, *many;  // what follows the count and the first file
};

constexpr const char* kRemedy =
    " If they do not match (preview.samples shows it), turn the pixels with `exiftran -ai` or `mogrify -auto-orient` "
    "(coco-doctor: D705)";
constexpr Told kTold[] = {
    {Found::kUnreadable, "cannot be read and will be refused when it is loaded",
     "cannot be read and will be refused when they are loaded"},
    {Found::kOtherSize, "has another size than its annotations say and will be refused when it is loaded",
     "have another size than their annotations say and will be refused when they are loaded"},
    {Found::kTurned,
     "is turned as EXIF asks when it is loaded: its annotations have the turned size (coco-doctor: D704)",
     "are turned as EXIF asks when they are loaded: their annotations have the turned size (coco-doctor: D704)"},
    {Found::kNotTurned, "asks viewers by EXIF to turn it; its annotations are taken to mean the pixels as stored.",
     "ask viewers by EXIF to turn them; their annotations are taken to mean the pixels as stored."}};

}  // namespace

void check_headers(const Call& call, const PixelRules& rules, std::vector<Target>& targets) {
  std::vector<Header> headers(targets.size());
  atelier::for_each_index(targets.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    headers[i] = look_at(rules, targets[i]);
  });
  for (const Header& header : headers)
    if (header.found == Found::kDeep) refuse(targets, headers);
  const bool any_deep = std::any_of(headers.begin(), headers.end(), [](const Header& each) { return each.is_deep; });
  if (rules.range.given() && !any_deep && !targets.empty())
    call.warn(text("`range` has nothing to do: none of ", targets.size(), " pictures is deeper than 8 bits"));
  for (const Told& told : kTold) {
    uint64_t count = 0;
    size_t first = 0;
    for (size_t i = headers.size(); i-- > 0;)
      if (headers[i].found == told.found) ++count, first = i;
    if (count == 0) continue;
    const std::string& detail = headers[first].detail;
    const std::string name = told.found == Found::kUnreadable ? detail : targets[first].path + detail;
    call.warn(text(count == 1 ? "1 picture, " : text(count, " pictures, the first "), name, ", ",
                   count == 1 ? told.one : told.many, told.found == Found::kNotTurned ? kRemedy : ""));
  }
}

}  // namespace pictures
