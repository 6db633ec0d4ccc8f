#include "sources/name_finder.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atomic>
#include <mutex>
#include <optional>
#include <tuple>

#include "folded_name.hpp"
#include "folder_listing.hpp"
#include "written_name.hpp"

namespace sources {

using atelier::text;

namespace {

using Parts = std::vector<std::string>;

// How a file's base name is spelled beside the one that was written; the nearer comes first.
enum class Spelling { kSame, kComposed, kCase, kExtensionSpelling, kUpload, kOtherExtension, kNone };

// Only where no file of a group is there, the next one counts.
int group_of(Spelling spelling) {
  if (spelling <= Spelling::kExtensionSpelling) return 0;
  return spelling == Spelling::kUpload ? 1 : 2;
}

bool is_same_but_extension(std::string_view a, std::string_view b) {
  const SplitName first = split_extension(a), second = split_extension(b);
  return folded(first.stem) == folded(second.stem) && same_extension(first.extension, second.extension);
}

Spelling spelling_of(std::string_view written, std::string_view file) {
  if (written == file) return Spelling::kSame;
  if (composed(written) == composed(file)) return Spelling::kComposed;
  if (folded(written) == folded(file)) return Spelling::kCase;
  if (is_same_but_extension(written, file)) return Spelling::kExtensionSpelling;
  const std::string_view bare = without_upload_prefix(written), bare_file = without_upload_prefix(file);
  if ((bare.size() != written.size() && is_same_but_extension(bare, file)) ||
      (bare_file.size() != file.size() && is_same_but_extension(written, bare_file)))
    return Spelling::kUpload;
  const SplitName first = split_extension(written), second = split_extension(file);
  const bool is_picture = !second.extension.empty() && folded(first.stem) == folded(second.stem);
  return is_picture ? Spelling::kOtherExtension : Spelling::kNone;
}

Parts folders_of(std::string_view file) {
  Parts parts;
  for (size_t at = 0, end; (end = file.find('/', at)) != std::string_view::npos; at = end + 1)
    parts.emplace_back(file.substr(at, end - at));
  return parts;
}

// The first `some` of the parts, in this order and folded, are among the first `others` of the other.
bool is_subsequence(const Parts& a, size_t some, const Parts& b, size_t others) {
  size_t next = 0;
  for (size_t i = 0; i < others && next < some; ++i)
    if (folded(a[next]) == folded(b[i])) ++next;
  return next == some;
}

struct Match {
  uint32_t file = 0;
  Spelling spelling = Spelling::kNone;
  size_t tail = 0;   // folders before the base name in which both agree, folded
  size_t exact = 0;  // of these, those written just so
  size_t too_many = 0;
  size_t too_few = 0;
  bool disagrees = false;  // each names folders that the other does not

  // Less is nearer.
  auto rank() const { return std::tuple(group_of(spelling), -ssize(tail), disagrees, -ssize(exact), spelling); }

 private:
  static ptrdiff_t ssize(size_t n) { return static_cast<ptrdiff_t>(n); }
};

Match compare(const Parts& written, std::string_view file, uint32_t number) {
  Match match;
  match.file = number;
  match.spelling = spelling_of(written.back(), base_name(file));
  const Parts folders = folders_of(file);
  const size_t count = written.size() - 1;
  bool is_exact = true;
  while (match.tail < count && match.tail < folders.size()) {
    const std::string& mine = written[count - 1 - match.tail];
    const std::string& other = folders[folders.size() - 1 - match.tail];
    if (folded(mine) != folded(other)) break;
    is_exact = is_exact && mine == other;
    ++match.tail;
    if (is_exact) ++match.exact;
  }
  match.too_many = count - match.tail;
  match.too_few = folders.size() - match.tail;
  match.disagrees = !is_subsequence(written, match.too_many, folders, match.too_few) &&
                    !is_subsequence(folders, match.too_few, written, match.too_many);
  return match;
}

std::string folders_too(size_t count, std::string_view what) {
  return count == 1 ? text("has a folder too ", what) : text("has ", count, " folders too ", what);
}

void add_oddities(const Match& match, const Parts& written, bool is_foreign, Parts& out) {
  if (match.spelling == Spelling::kComposed) out.push_back("composes accents otherwise (NFC, NFD)");
  if (match.spelling == Spelling::kCase || match.exact != match.tail) out.push_back("differs in case");
  if (match.spelling == Spelling::kExtensionSpelling || match.spelling == Spelling::kOtherExtension)
    out.push_back(split_extension(written.back()).extension.empty() ? "lacks the extension" : "has another extension");
  if (match.spelling == Spelling::kUpload) {
    const bool has_prefix = without_upload_prefix(written.back()).size() != written.back().size();
    out.push_back(text(has_prefix ? "has" : "lacks", " the prefix of an upload to Label Studio"));
  }
  if (is_foreign) return;
  if (match.disagrees)
    out.push_back("names other folders");
  else if (match.too_many > match.too_few)
    out.push_back(folders_too(match.too_many - match.too_few, "many"));
  else if (match.too_few > match.too_many)
    out.push_back(folders_too(match.too_few - match.too_many, "few"));
}

std::string joined(const Parts& parts) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? " and " : ", ";
    out += parts[i];
  }
  return out;
}

// The nearest of the files, all of one rank.
std::vector<Match> nearest(const FolderListing& files, const Parts& written) {
  std::vector<Match> best;
  const auto look = [&](std::string_view stem) {
    for (const uint32_t file : files.of_stem(folded(stem))) {
      const Match match = compare(written, files.at(file), file);
      if (match.spelling == Spelling::kNone || (!best.empty() && best.front().rank() < match.rank())) continue;
      if (!best.empty() && match.rank() < best.front().rank()) best.clear();
      if (best.empty() || best.back().file != file) best.push_back(match);
    }
  };
  const std::string& base = written.back();
  look(split_extension(base).stem);
  const std::string_view bare = without_upload_prefix(base);
  if (best.empty() && bare.size() != base.size()) look(split_extension(bare).stem);
  return best;
}

}  // namespace

struct NameFinder::Listing {
  std::once_flag once;
  std::optional<FolderListing> files;
  std::atomic<bool> is_made{false};
};

NameFinder::NameFinder(std::filesystem::path folder)
    : folder_(std::move(folder)), listing_(std::make_unique<Listing>()) {}
NameFinder::NameFinder(NameFinder&&) noexcept = default;
NameFinder::~NameFinder() = default;

const FolderListing& NameFinder::files() const {
  std::call_once(listing_->once, [this] {
    listing_->files.emplace(folder_);
    listing_->is_made = true;
  });
  return *listing_->files;
}

void NameFinder::list() const { files(); }

bool NameFinder::is_there(std::string_view name) const {
  if (folder_.empty() || name.empty() || name.find('\0') != std::string_view::npos) return false;
  if (listing_->is_made && listing_->files->holds(name)) return true;
  std::error_code none;
  return std::filesystem::is_regular_file(folder_ / name, none);
}

NameFinder::Found NameFinder::find(std::string_view name) const {
  if (is_there(name)) return {std::string(name), "", 1, true, std::string(name)};
  const WrittenName written = read_name(name);
  Found found;
  Parts oddities = written.oddities;
  if (!folder_.empty()) {
    for (const Parts& reading : written.readings) {
      const std::vector<Match> best = nearest(files(), reading);
      if (best.empty()) continue;
      const Match& first = best.front();
      found.matches = best.size();
      found.example = files().at(first.file);
      // Folders that disagree altogether may mean another picture: cam1/0001.jpg is not cam2/0001.jpg.
      const bool is_other = first.disagrees && first.tail == 0 && !written.is_foreign;
      if (best.size() == 1 && !is_other) found.name = found.example;
      add_oddities(first, reading, written.is_foreign, oddities);
      break;
    }
  }
  found.oddity = joined(oddities);
  return found;
}

std::string NameFinder::sentence(std::string_view name, Names names) const {
  const Found found = find(name);
  if (found.exact) return "";
  const std::string odd = found.oddity.empty() ? "" : text("its name ", found.oddity);
  if (!found.name.empty())
    return text(odd, odd.empty() ? "`" : ", and `", found.name, "` in the folder seems meant; names = \"lenient\" ",
                names == Names::kExact ? "takes it" : "leaves it, since another entry means that file too");
  if (found.matches == 1)
    return text(odd, odd.empty() ? "`" : ", and `", found.example, "` in the folder may be another picture");
  if (found.matches > 1)
    return text(odd, odd.empty() ? "" : ", and ", found.matches, " files in the folder may be meant, the first `",
                found.example, "`");
  const std::string lead = odd.empty() ? "" : odd + ", and ";
  std::error_code none;
  if (!std::filesystem::is_directory(folder_, none)) return text(lead, "there is no folder ", folder_.string());
  if (files().size() == 0) return text(lead, "there is no file in ", folder_.string());
  return text(lead, "no file of that base name is in ", folder_.string());
}

}  // namespace sources
