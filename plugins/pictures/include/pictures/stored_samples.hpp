// Samples whose pictures and label maps lie in files. Contract: atelier/kinds/samples.h.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "atelier/cpp/once.hpp"
#include "atelier/cpp/options.hpp"
#include "atelier/cpp/samples.hpp"
#include "pictures/picture_file.hpp"

namespace pictures {

class FileDigests;

// The option `pixels` of whatever gives StoredSamples: Option<Pixels> pixels{pixels_option()}.
inline constexpr atelier_str kPixelsChoices[] = {ATELIER_STR("rgb"), ATELIER_STR("as_stored")};
constexpr atelier::Param pixels_option() {
  return atelier::option("pixels", "What pictures become: uint8 RGB, or what their files hold, of one form.")
      .one_of(kPixelsChoices)
      .by_default("'rgb'");
}
// And `range`, which goes with it: Option<std::vector<double>> range{range_option()}.
constexpr atelier::Param range_option() {
  return atelier::option("range",
                         "With pixels = 'rgb', of files deeper than 8 bits: the two values that become 0 and 255, as "
                         "in [0, 4095]; 8-bit files stay as they are.")
      .by_default("[]")
      .items(0, 2);
}
// What goes with what in them, for the rules of a component that has both.
inline constexpr atelier::Rule kRangeIsTwo =
    atelier::rule("`range` must be two numbers, the value that becomes 0 and the one that becomes 255",
                  "write for instance range = [0, 4095]")
        .must(atelier::condition::items("range", {"0", "2"}));
inline constexpr atelier::Rule kRangeRises =
    atelier::rule("the value of `range` that becomes 255 must be greater than the one that becomes 0",
                  "write for instance range = [0, 4095]")
        .must(atelier::condition::rising("range"));
inline constexpr atelier::Rule kRangeNeedsRgb =
    atelier::rule("`range` says which values become 0 and 255, but pixels = \"as_stored\" keeps those of the files",
                  "leave one of the two out")
        .when(atelier::condition::equal("pixels", {"'as_stored'"}))
        .must(atelier::condition::not_given("range"));
// What the two say. Throws ATELIER_E_INVALID for a range that is none, or has nothing to do.
PixelRules pixel_rules(Pixels pixels, const std::vector<double>& range);

// Where it stands how a picture has to be turned to go with its label map.
enum class Turning {
  kRecorded,  // in its Entry
  kBySize,    // nowhere: by EXIF, when the label map has the size of the turned picture and not that of the stored one
};

// Pairs of files. `load` checks that both have one size and that each label is a class or void; its errors name the
// files, and the pixel of a wrong label. Labels come as uint8 when void is at most 255, else as uint16. Pictures as
// stored have the form of the first one's file; one of another form is ATELIER_E_DATA, told by `describe`, which reads
// the headers of all files once, with the threads of its call. [any]
class StoredSamples : public atelier::Samples,
                      public atelier::ResizedSamples,
                      public atelier::SamplesContent,
                      public atelier::LabelSamples {
 public:
  struct Entry {
    std::string key;
    std::filesystem::path picture;
    std::filesystem::path labels;
    int orientation = 1;  // by which the stored pixels are turned, see exif.hpp
  };

  // What relabel gives for a value that must not occur.
  static constexpr uint32_t kNoLabel = UINT32_MAX;

  // class_names[label]; 0 is the background. relabel[value] is the label of a value of the files; values beyond it are
  // labels as they are. Throws ATELIER_E_INVALID when void would be a class, or above 65535.
  StoredSamples(std::vector<std::string> class_names, uint32_t void_label, std::vector<Entry> entries,
                std::vector<uint32_t> relabel = {}, const PixelRules& rules = {}, Turning turning = Turning::kRecorded);
  ~StoredSamples() override;

  atelier_samples_info describe(const atelier::Call& call) const override;
  std::string_view key(const atelier::Call& call, uint64_t index) const override;
  atelier::Sample load(const atelier::Call& call, uint64_t index) const override;
  std::optional<atelier::Sample> load_resized(const atelier::Call& call, uint64_t index,
                                              atelier::Extent size) const override;
  // Of the picture only the header is read, for its size, its depth and its EXIF orientation.
  std::optional<atelier::LabelMap> load_labels(const atelier::Call& call, uint64_t index) const override;
  // Of both files' bytes, the classes, void, pixels, range, orientation and the decoders' revision. Files that did not
  // change are read once.
  std::optional<atelier::Digest> content(const atelier::Call& call, uint64_t index) const override;

 private:
  const Entry& at(uint64_t index) const;
  atelier_form form(const atelier::Call& call) const;
  void check_form(const atelier::Call& call, const Entry& entry, atelier_form found) const;
  void check_forms(const atelier::Call& call) const;
  void check_depth(const Entry& entry) const;
  void check_exif(const atelier::Call& call, const Entry& entry, int orientation) const;
  void warn_if_lost(const atelier::Call& call, const Entry& entry, const atelier::Tensor& picture) const;
  // By which a picture is turned, of which labels and stored pixels have these sizes. Throws when they cannot go
  // together.
  int orientation_of(const Entry& entry, Size labels, Size stored) const;
  atelier::Tensor known_labels(const Entry& entry, atelier::Tensor labels) const;

  std::vector<std::string> class_names_;
  std::vector<atelier_str> class_views_;
  uint32_t void_label_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> relabel_;
  PixelRules rules_;
  Turning turning_;
  mutable std::atomic<bool> told_lost_{false};
  mutable std::atomic<bool> told_turned_{false};
  mutable std::atomic<bool> told_not_turned_{false};
  atelier::Once<atelier_form> form_;  // of pictures as stored
  atelier::Once<bool> all_alike_;
  std::unique_ptr<FileDigests> digests_;
};

}  // namespace pictures
