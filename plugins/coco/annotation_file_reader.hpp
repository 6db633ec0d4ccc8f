// Makes the index of an annotation file: the one pass over all of it.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "annotation_file.hpp"
#include "annotation_json/value_parser.hpp"
#include "entry_batches.hpp"
#include "id_counts.hpp"
#include "picture_index.hpp"

namespace atelier::coco {

class AnnotationFileReader {
 public:
  AnnotationFileReader(const std::filesystem::path& path, const AnnotationFile::Options& options, AnnotationFile& out);
  // Throws as AnnotationFile says.
  void run();

 private:
  static constexpr std::array<std::string_view, 3> kLists = {"images", "annotations", "categories"};

  struct IndexedAnnotation {
    uint64_t offset = 0;
    int64_t image_id = 0;
    uint32_t size = 0;
    uint32_t picture = PictureIndex::kNone;
    bool has_image() const { return picture != PictureIndex::kNone; }
  };
  // What became of a batch, as far as it went; `failed` when an entry ended it.
  struct PictureBatch {
    std::vector<Picture> pictures;
    std::vector<uint64_t> places;
    std::unique_ptr<char[]> texts;
    bool failed = false;
  };
  // One for each thread.
  struct Tools {
    explicit Tools(bool accept_nan) : values(accept_nan), annotations(accept_nan) {}
    annotation_json::ValueParser values;
    AnnotationParser annotations;
    std::string texts;
    Noticed noticed;
    IdCounts named_categories;
  };

  void read_all();
  // Refuses annotations that hold boxes, points or sentences alone.
  void require_shapes();
  void compare_categories();
  void match_names();
  void note_pictures() const;
  // for_each_batch of the list that comes next, which an interrupt ends.
  void for_each(unsigned threads, const TakeBatch& take);
  void read_member();
  void read_list(size_t list);
  void read_pictures();
  void read_picture_batch(Tools& tools, const std::vector<ListEntry>& entries, PictureBatch& out);
  Picture read_picture(Tools& tools, const ListEntry& entry);
  void keep_pictures(std::deque<PictureBatch>& batches);
  void read_annotations();
  void read_categories();
  void read_category(const ListEntry& entry);
  void sort_by_picture();

  // The value, or ATELIER_E_DATA with the byte that is wrong. [any]
  simdjson::dom::element parse(annotation_json::ValueParser& parser, const ListEntry& entry) const;
  simdjson::dom::element parse_next();

  annotation_json::JsonStream in_;
  const AnnotationFile::Options& options_;
  AnnotationFile& out_;
  std::deque<Tools> tools_;  // [threads]
  std::string folder_;       // what a path begins with
  uint64_t offset_ = 0;      // of the value that parse_next gave
  bool in_object_ = false;   // the file begins as one
  std::array<bool, kLists.size()> seen_{};
  PictureIndex picture_of_id_;
  std::deque<std::vector<IndexedAnnotation>> annotations_;  // a batch each
};

}  // namespace atelier::coco
