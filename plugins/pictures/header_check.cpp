#include "pictures/header_check.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <atelier/cpp/words.hpp>
#include <filesystem>
#include <optional>

#include "pictures/deep_pictures.hpp"
#include "pictures/exif.hpp"

namespace pictures {

using atelier::Call;
using atelier::Error;
using atelier::text;

namespace {

enum class Found { kNothing, kDeep, kNotRead, kNotOpened, kDamaged, kOtherSize, kTurned, kNotTurned };

struct Header {
  Found found = Found::kNothing;
  std::string detail;
  bool is_deep = false;
  std::optional<atelier_form> form = std::nullopt;  // of a picture that stays as stored
  bool is_readable() const {
    return found != Found::kNotRead && found != Found::kNotOpened && found != Found::kDamaged;
  }
};

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
    if (rules.pixels == Pixels::kAsStored) header.form = read_form(target.path, rules);
    return header;
  } catch (const Error& e) {
    return {e.code() == ATELIER_E_UNSUPPORTED ? Found::kNotRead
            : e.code() == ATELIER_E_IO        ? Found::kNotOpened
                                              : Found::kDamaged,
            e.what()};
  }
}

[[noreturn]] void refuse(const std::vector<Target>& targets, const std::vector<Header>& headers) {
  std::vector<std::filesystem::path> deep;
  for (size_t i = 0; i < targets.size(); ++i)
    if (headers[i].found == Found::kDeep) deep.emplace_back(targets[i].path);
  refuse_deep(deep.at(0), deep);
}

struct Warning {
  Found found;
  const char *one, *many;  // what follows the count and the first file
};

constexpr const char* kRemedy =
    " If they do not match (preview.samples shows it), turn the pixels with `exiftran -ai` or `mogrify -auto-orient` "
    "(coco-doctor: D705)";
constexpr Warning kWarnings[] = {
    {Found::kNotRead, "is of a kind that is not read and will be refused when it is loaded",
     "are of kinds that are not read and will be refused when they are loaded"},
    {Found::kNotOpened, "will be refused when it is loaded", "will be refused when they are loaded"},
    {Found::kDamaged, "cannot be read and will be refused when it is loaded",
     "cannot be read and will be refused when they are loaded"},
    {Found::kOtherSize, "has another size than its annotations say and will be refused when it is loaded",
     "have another size than their annotations say and will be refused when they are loaded"},
    {Found::kTurned,
     "is turned as EXIF asks when it is loaded: its annotations have the turned size (coco-doctor: D704)",
     "are turned as EXIF asks when they are loaded: their annotations have the turned size (coco-doctor: D704)"},
    {Found::kNotTurned, "asks viewers by EXIF to turn it; its annotations are taken to mean the pixels as stored.",
     "ask viewers by EXIF to turn them; their annotations are taken to mean the pixels as stored."}};

void warn_of_useless_range(const Call& call, const std::vector<Header>& headers) {
  const auto readable = std::count_if(headers.begin(), headers.end(), [](const Header& h) { return h.is_readable(); });
  const bool any_deep = std::any_of(headers.begin(), headers.end(), [](const Header& each) { return each.is_deep; });
  if (readable != 0 && !any_deep)
    call.warn(text("`range` has nothing to do: none of ", readable, " pictures",
                   static_cast<size_t>(readable) == headers.size() ? "" : " that can be read",
                   " is deeper than 8 bits"));
}

// Training looks at them again, before its first epoch, and refuses.
void warn_of_unlike(const Call& call, const std::vector<Target>& targets, const std::vector<Header>& headers) {
  const auto of_form = [](const Header& each) { return each.form.has_value(); };
  const auto first = std::find_if(headers.begin(), headers.end(), of_form);
  const auto is_unlike = [&](const Header& each) { return each.form && !atelier::same_form(*each.form, *first->form); };
  const auto other = std::find_if(first, headers.end(), is_unlike);
  if (other == headers.end()) return;
  const auto count = std::count_if(other, headers.end(), is_unlike);
  const auto path = [&](auto header) { return targets[static_cast<size_t>(header - headers.begin())].path; };
  call.warn(text(atelier::counted(static_cast<uint64_t>(count), "picture is", "pictures are"),
                 " not like the first and will be refused when a ",
                 "training begins: ", unlike_the_first(path(other), *other->form, path(first), *first->form)));
}

}  // namespace

std::string unlike_the_first(const std::filesystem::path& picture, atelier_form found,
                             const std::filesystem::path& first, atelier_form expected) {
  const bool is_deep = found.dtype.bits > 8 || expected.dtype.bits > 8;
  return text(picture.string(), " is ", atelier::describe(found), ", but all pictures must be ",
              atelier::describe(expected), " as the first of them, ", first.string(),
              ", is; take the file out, or read all of them with pixels = \"rgb\"", is_deep ? " and a `range`" : "");
}

void check_headers(const Call& call, const PixelRules& rules, std::vector<Target>& targets, bool strict) {
  std::vector<Header> headers(targets.size());
  atelier::for_each_index(targets.size(), call.threads(), [&](unsigned, uint64_t i) {
    call.stop_if_cancelled();
    headers[i] = look_at(rules, targets[i]);
  });
  for (const Header& header : headers)
    if (header.found == Found::kDeep) refuse(targets, headers);
  if (rules.range.given()) warn_of_useless_range(call, headers);
  warn_of_unlike(call, targets, headers);
  for (const Warning& warning : kWarnings) {
    uint64_t count = 0;
    size_t first = 0;
    for (size_t i = headers.size(); i-- > 0;)
      if (headers[i].found == warning.found) {
        ++count;
        first = i;
      }
    if (count == 0) continue;
    const std::string& detail = headers[first].detail;
    const std::string name = headers[first].is_readable() ? targets[first].path + detail : detail;
    const std::string sentence =
        text(count == 1 ? "1 picture, " : text(count, " pictures, the first "), name, ", ",
             count == 1 ? warning.one : warning.many, warning.found == Found::kNotTurned ? kRemedy : "");
    if (strict && (warning.found == Found::kOtherSize || !headers[first].is_readable()))
      throw Error(ATELIER_E_DATA, text(sentence, ". Take the right files, or set strict = false to go on without"));
    call.warn(sentence);
  }
}

}  // namespace pictures
