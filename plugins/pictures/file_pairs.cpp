#include "pictures/file_pairs.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/words.hpp>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "pictures/folder_walk.hpp"
#include "sources/outside.hpp"
#include "sources/text_file.hpp"

namespace pictures {

using atelier::Call;
using atelier::Error;
using atelier::text;
using std::filesystem::path;

namespace {

using Entry = StoredSamples::Entry;

constexpr std::array<std::string_view, 8> kExtensions = {".jpg",  ".jpeg", ".png",  ".bmp",
                                                         ".webp", ".tif",  ".tiff", ".jpe"};

bool ends_with(std::string_view name, std::string_view suffix) {
  return name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
}

// What a name has in common with its partner's, or nothing when it is none of a pair.
std::optional<std::string> key_of(const path& below, const std::string& suffix) {
  std::string name = below.generic_string();
  if (below.filename().string().front() == '.') return std::nullopt;
  if (suffix.empty())
    return has_picture_extension(below) ? std::optional(path(below).replace_extension().generic_string())
                                        : std::nullopt;
  if (!ends_with(name, suffix)) return std::nullopt;
  name.resize(name.size() - suffix.size());
  return name;
}

// The files of a folder by key. Two of one key matter only when the key is asked for.
class Files {
 public:
  Files(const path& folder, const std::string& suffix) {
    walk(folder, [&](const std::filesystem::directory_entry& entry, bool) {
      const path below = entry.path().lexically_relative(folder);
      const std::optional<std::string> key = key_of(below, suffix);
      std::error_code none;  // of a link that leads nowhere
      if (!key || !entry.is_regular_file(none)) return true;
      const auto [other, is_new] = files_.emplace(*key, entry.path());
      if (is_new) return true;
      const auto [first, second] = std::minmax(other->second, entry.path());
      twice_[*key] = text(first.string(), " and ", second.string());
      return true;
    });
  }
  const std::map<std::string, path>& all() const { return files_; }
  // Null when there is none.
  const path* find(const std::string& key) const {
    if (const auto clash = twice_.find(key); clash != twice_.end())
      throw Error(ATELIER_E_DATA, text(clash->second,
                                       " differ in their extension alone, so it is not clear which one to take; "
                                       "rename or remove one"));
    const auto found = files_.find(key);
    return found == files_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, path> files_;
  std::map<std::string, std::string> twice_;
};

class PairFinder {
 public:
  PairFinder(const PairRules& rules, const Call& call)
      : rules_(rules), call_(call), images_(rules.images, rules.image_suffix), masks_(rules.masks, rules.mask_suffix) {}

  std::vector<Entry> find() {
    if (rules_.list.empty())
      for (const auto& [key, file] : images_.all()) add(key, *images_.find(key));
    else
      for (const Line& line : lines_of(rules_.list)) read_line(line);
    report();
    for (const Entry& entry : entries_) {
      sources::note_outside(call_, rules_.images, entry.picture);
      sources::note_outside(call_, rules_.masks, entry.labels);
    }
    return std::move(entries_);
  }

 private:
  void read_line(const Line& line) {
    if (add_named(line.text, line)) return;
    // Written on Windows. A name with a back-slash of its own has been found by now.
    if (line.text.find('\\') != std::string::npos) {
      Line turned = line;
      std::replace(turned.text.begin(), turned.text.end(), '\\', '/');
      return read_line(turned);
    }
    const size_t first_end = line.text.find_first_of(" \t"), second = line.text.find_last_of(" \t");
    if (first_end != std::string::npos) {
      const std::string name = line.text.substr(0, first_end), other = line.text.substr(second + 1);
      if (other == "-1") {
        ++absent_;
        return;
      }
      if (other == "1" || other == "0") {
        if (add_named(name, line)) return;
        fail(line, text("there is no picture named ", name));
      }
      add_two(name, other, line);
      return;
    }
    fail(line, text("there is no picture named ", line.text));
  }

  // Whether there is a picture of that name, with or without what names end in.
  bool add_named(const std::string& name, const Line& line) {
    if (const path* file = images_.find(name)) {
      claim(name, line);
      add(name, *file);
      return true;
    }
    const std::optional<std::string> key = key_of(name, rules_.image_suffix);
    const path* file = key ? images_.find(*key) : nullptr;
    if (!file || *file != rules_.images / name) return false;
    claim(*key, line);
    add(*key, *file);
    return true;
  }

  void add_two(const std::string& picture, const std::string& mask, const Line& line) {
    const path picture_file = below(rules_.images, picture, line), mask_file = below(rules_.masks, mask, line);
    const size_t start = picture.find_first_not_of("./");
    const std::string name = picture.substr(start == std::string::npos ? 0 : start);
    const std::string key = key_of(name, rules_.image_suffix).value_or(path(name).replace_extension().generic_string());
    claim(key, line);
    entries_.push_back({key, picture_file, mask_file});
  }

  path below(const path& folder, std::string name, const Line& line) const {
    std::error_code ignored;
    if (path(name).is_absolute() && std::filesystem::is_regular_file(name, ignored)) return name;
    const path file = folder / name.substr(std::min(name.find_first_not_of('/'), name.size()));
    if (!std::filesystem::is_regular_file(file, ignored)) fail(line, text("there is no file ", file.string()));
    return file;
  }

  void claim(const std::string& key, const Line& line) {
    if (!seen_.insert(key).second) fail(line, text(key, " is listed twice"));
  }
  void add(const std::string& key, const path& picture) {
    if (const path* mask = masks_.find(key))
      entries_.push_back({key, picture, *mask});
    else if (alone_++ == 0)
      first_alone_ = picture;
  }

  void report() const {
    if (alone_ != 0) {
      const std::string message = text(atelier::counted(alone_, "picture has", "pictures have"), " no label map in ",
                                       rules_.masks.string(), ", the first is ", first_alone_.string());
      if (rules_.strict) throw Error(ATELIER_E_DATA, message);
      call_.warn(message);
    }
    if (entries_.empty())
      throw Error(ATELIER_E_DATA,
                  text("there is no pair: ", images_.all().size(), " pictures in ", rules_.images.string(), ", ",
                       masks_.all().size(), " label maps in ", rules_.masks.string(), "; a pair has one name but for ",
                       rules_.image_suffix.empty() && rules_.mask_suffix.empty() ? "the extension" : "the suffixes"));
    if (absent_ != 0) call_.info(text(absent_, " lines of ", rules_.list.string(), " end in -1 and are left out"));
  }
  [[noreturn]] void fail(const Line& line, const std::string& sentence) const {
    throw Error(ATELIER_E_DATA, text(rules_.list.string(), ":", line.number, ": ", sentence));
  }

  const PairRules& rules_;
  const Call& call_;
  Files images_;
  Files masks_;
  std::set<std::string> seen_;
  std::vector<Entry> entries_;
  size_t absent_ = 0;
  size_t alone_ = 0;
  path first_alone_;
};

}  // namespace

bool has_picture_extension(const path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

std::vector<Line> lines_of(const path& file) {
  const std::string bytes = sources::read_text(file);
  std::vector<Line> lines;
  for (const sources::Line& line : sources::lines_of(bytes)) lines.push_back({std::string(line.text), line.number});
  return lines;
}

std::vector<Entry> find_pairs(const PairRules& rules, const Call& call) { return PairFinder(rules, call).find(); }

}  // namespace pictures
