// An annotation file in COCO's instances form: an index of it, not a copy.
//
// One pass over the file checks all of its JSON and keeps the categories, the pictures, and where each annotation
// lies. The annotations of a picture are read from the file again whenever they are asked for. Nothing of an annotation
// makes reading fail: what is wrong with it is its defect. A damaged file, picture or category does: ATELIER_E_DATA
// with the byte, line and column of the first fault, whatever the number of threads.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "annotation_parser.hpp"
#include "source_file.hpp"
#include "sources/id_range.hpp"
#include "sources/match_names.hpp"

namespace atelier::coco {

struct Category {
  int64_t id = 0;
  std::string name;
  std::string group;
};

struct Picture {
  int64_t id = 0;
  uint32_t height = 0;
  uint32_t width = 0;
  const char* path_text = nullptr;  // the folder of the pictures and the file name
  uint32_t path_size = 0;
  uint32_t name_size = 0;  // the file name is the end of the path

  std::string_view path() const { return {path_text, path_size}; }
  std::string_view file_name() const { return path().substr(path_size - name_size); }
};

// Where an annotation lies in the file.
struct ByteRange {
  uint64_t offset = 0;
  uint32_t size = 0;
};

// What was noticed while the index was made.
struct Noticed {
  // Entries with an id that is the text of a number, and the byte of the first.
  uint64_t text_ids = 0;
  uint64_t first_text_id = UINT64_MAX;
  // The image_ids of all annotations; annotations whose image_id is of no picture.
  sources::IdRange image_ids;
  uint64_t unmet = 0;
  sources::IdRange unmet_ids;
  // Likewise of categories; annotations without the id of one.
  sources::IdRange category_ids;
  uint64_t unmet_categories = 0;
  sources::IdRange unmet_category_ids;
  uint64_t without_category = 0;
  sources::MatchedNames names;

  void merge(const Noticed& other);  // but for the names
};

class AnnotationFile {
 public:
  struct Options {
    bool accept_nan = false;     // NaN and Infinity, which Python writes though they are not JSON, are missing numbers
    std::string images;          // folder of the pictures, or empty
    unsigned threads = 1;        // that read the file
    const Call* call = nullptr;  // that may interrupt the reading
    const sources::NameFinder* finder = nullptr;  // names are matched to the files of the folder with it
    std::string mend = {};                        // the command that mends the file, for messages
  };
  using TakeAnnotation = std::function<void(const Annotation& annotation, uint32_t label, uint64_t offset)>;

  AnnotationFile(const std::filesystem::path& path, const Options& options);
  ~AnnotationFile();

  const std::vector<Category>& categories() const { return categories_; }
  const std::vector<Picture>& pictures() const { return pictures_; }
  uint64_t annotations() const { return ranges_.size(); }
  const Noticed& noticed() const { return noticed_; }
  // The annotations of a picture, or those that name no picture of the file, in the order of the file. Throws
  // ATELIER_E_DATA when the file has changed. An annotation is borrowed for the call of `take`. [any]
  void of_picture(uint64_t picture, const TakeAnnotation& take) const;
  void orphans(const TakeAnnotation& take) const;

 private:
  friend class AnnotationFileReader;
  struct ReadBuffers;  // what one thread needs to read annotations

  void read(span<const ByteRange> ranges, const Picture* picture, const TakeAnnotation& take) const;
  void read_together(span<const ByteRange> ranges, const Picture* picture, ReadBuffers& buffers,
                     const TakeAnnotation& take) const;
  std::unique_ptr<ReadBuffers> take_buffers() const;
  void give_back(std::unique_ptr<ReadBuffers> buffers) const;

  bool accept_nan_;
  std::vector<Category> categories_;
  std::unordered_map<int64_t, uint32_t> label_of_id_;
  std::vector<Picture> pictures_;
  std::vector<std::unique_ptr<char[]>> texts_;  // of the pictures' paths
  std::vector<ByteRange> ranges_;               // of all annotations, by picture and by place; last the orphans
  std::vector<uint64_t> first_of_picture_;      // [pictures + 1], into ranges_; the last is the first orphan's
  std::unique_ptr<SourceFile> source_;
  Noticed noticed_;

  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<ReadBuffers>> idle_buffers_;  // that nobody uses now
};

}  // namespace atelier::coco
