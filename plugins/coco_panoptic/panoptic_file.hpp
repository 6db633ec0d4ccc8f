// The JSON file of a panoptic data set, read into compact tables.
//
// Read once, through a small window. A damaged file, picture, category or annotation is ATELIER_E_DATA with the byte,
// line and column; what is wrong with one segment is its fault.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace atelier::coco_panoptic {

struct Category {
  int64_t id = 0;
  std::string name;
  std::string group;
  bool is_thing = true;
};

struct Picture {
  int64_t id = 0;
  uint32_t height = 0;
  uint32_t width = 0;
  std::string file_name;
  int64_t annotation = -1;  // index; -1: none
};

struct Segment {
  uint32_t id = 0;  // 1 to 2^24-1, as coloured in the PNG; 0: missing or none of these
  bool crowd = false;
  int64_t category_id = -1;
  double area = 0;  // NaN when missing
};

// Of one picture: its PNG and its segments.
struct Annotation {
  int64_t image_id = 0;
  std::string file_name;
  std::vector<Segment> segments;
  uint64_t offset = 0;  // byte of the file
};

struct PanopticFile {
  std::vector<Category> categories;
  std::vector<Picture> pictures;
  std::vector<Annotation> annotations;
  // Annotations of a picture that the file does not list, and second ones of a picture.
  std::vector<uint32_t> orphans;
  // Entries and segments with an id that is the text of a number, and the byte of the entry of the first.
  uint64_t text_ids = 0;
  uint64_t first_text_id = 0;
};

// A file of another kind is ATELIER_E_DATA with its kind and what reads it. needs_isthing: whether a category that does
// not say if it is a thing is an error; else it is taken for one.
PanopticFile read_panoptic_file(const Call& call, const std::filesystem::path& path, bool needs_isthing);

}  // namespace atelier::coco_panoptic
