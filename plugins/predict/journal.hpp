// What is known of each finished picture, kept on the disk: an interrupted run goes on after it, and in the end it
// becomes the results.
//
// A journal::JournalFile in the stage's folder: its first line says what the results depend on beside the options and
// the pictures, then comes one for each picture whose files are all written:
//   {"image":"sub/a.jpg","stamp":"61034 1795782350947547755","files":{"labels":812,"overlays":40213},
//    "classes":[{"label":0,"pixels":300000},{"label":1,"pixels":7200,"counts":"…","score":0.91}]}
// A line counts only when it is whole, is of a picture of this run that has not changed since, and its files are there,
// of those sizes. Files that no line accounts for are removed. What has memory is a place in the file for each picture.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "journal/journal_file.hpp"
#include "label_runs.hpp"
#include "picture_list.hpp"

namespace atelier::predict {

// A file that was written for a picture.
struct WrittenFile {
  std::string kind;  // "labels"
  std::string name;  // below the stage's folder: "labels/sub/a.png"
  uint64_t bytes = 0;
};

class Journal {
 public:
  // depends: a line of JSON; another one, and nothing of the journal counts. files: those that each picture gets,
  // without sizes. `pictures` must outlive this. Throws ATELIER_E_IO.
  Journal(const std::filesystem::path& folder, const std::string& depends, const std::vector<Picture>& pictures,
          std::vector<std::vector<WrittenFile>> files);

  bool is_done(size_t picture) const { return lines_[picture].size != 0; }
  // How many an earlier run did.
  size_t done_before() const { return done_before_; }

  // Writes down a picture whose files are written. [any]
  void add(size_t picture, const std::vector<WrittenFile>& files, const std::vector<ClassPixels>& classes,
           bool has_scores);
  // The line of a picture that is done.
  nlohmann::ordered_json read(size_t picture) const;

  // Removes the file: all is done.
  void finish() { file_.remove(); }

 private:
  struct Line {
    uint64_t offset = 0;
    uint64_t size = 0;  // 0: there is none
  };
  void restore();
  // What earlier runs wrote that does not count.
  void remove_others() const;
  // The picture that a line is of, when it counts; else pictures_.size().
  size_t picture_of(const std::string& line) const;

  std::filesystem::path folder_;
  journal::JournalFile file_;
  const std::vector<Picture>& pictures_;
  std::vector<std::vector<WrittenFile>> files_;
  std::vector<Line> lines_;
  size_t done_before_ = 0;
};

}  // namespace atelier::predict
