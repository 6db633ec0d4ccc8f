// Which file of a folder a name seems to mean that was written by another tool or on another machine.
//
// What is seen through: an address (its last part, %-escapes decoded; the value of `?d=`), a query, back-slashes, an
// absolute path of another machine, folders too many or too few, another case, .jpeg for .jpg, accents composed
// otherwise (NFC, NFD), blanks at the ends, the prefix "xxxxxxxx-" that Label Studio puts before uploaded files.
#pragma once

#include <atelier/cpp/options.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sources {

class FolderListing;

// The option `names` of readers: Option<Names> names{names_option()}.
enum class Names { kExact, kLenient };
inline constexpr atelier_str kNamesChoices[] = {ATELIER_STR("exact"), ATELIER_STR("lenient")};
constexpr atelier::Param names_option() {
  return atelier::option("names",
                         "Names of pictures: as written, or, where there is no such file, the one file that a name "
                         "seems to mean.")
      .one_of(kNamesChoices)
      .by_default("'exact'");
}

// Lists the folder and all below it once, when first asked for a name that is not there. [any]
class NameFinder {
 public:
  explicit NameFinder(std::filesystem::path folder);
  NameFinder(NameFinder&&) noexcept;
  ~NameFinder();

  struct Found {
    std::string name;     // below the folder, with `/`: the file itself, or the only one that is meant; "" for none
    std::string oddity;   // what is odd about the name: "is an address (URL)", "differs in case"; "" for nothing
    size_t matches = 0;   // files that seem meant; 1 when `name` is given, and when one lies in quite other folders
    bool exact = false;   // the file is there under the name as written
    std::string example;  // the first of the files that seem meant; "" for none
  };
  Found find(std::string_view name) const;
  // Whether there is such a file, under the name as written.
  bool is_there(std::string_view name) const;
  // Lists now, which is quicker for many names than to look for each.
  void list() const;

  // For a message about a file that is not there: "its name is an address (URL), and `5c-gear.jpg` in the folder seems
  // meant; names = \"lenient\" takes it", "no file of that base name is in …", in one sentence without a full stop.
  // names: what the reader was told; kLenient has left the file because another entry means it too.
  std::string sentence(std::string_view name, Names names = Names::kExact) const;

 private:
  struct Listing;
  const FolderListing& files() const;
  std::filesystem::path folder_;
  std::unique_ptr<Listing> listing_;
};

}  // namespace sources
