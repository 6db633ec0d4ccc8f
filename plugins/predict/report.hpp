// predictions.json, index.json and the lines on the screen, out of what the journal holds.
//
// Both files are written picture by picture, in the order of the list. index.json is an annotation file in COCO's form
// without annotations, so that pycocotools' COCO("index.json").loadRes("predictions.json") reads both.
#pragma once

#include <atelier/cpp/core.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "classes.hpp"
#include "journal.hpp"
#include "picture_list.hpp"

namespace atelier::predict {

inline constexpr const char* kPredictions = "predictions.json";
inline constexpr const char* kIndex = "index.json";

// What the results are of.
struct ReportHead {
  std::string model;    // the component
  std::string weights;  // the file's name; empty: those that the model came with
  NetworkSize size;
};

struct ClassShare {
  uint64_t pixels = 0;
  uint64_t pictures = 0;
};

// A list of {"image_id", "category_id", "segmentation": {"size", "counts"}}, and "score" where there are scores.
void write_predictions(const std::filesystem::path& folder, const std::vector<Picture>& pictures,
                       const std::vector<ClassInfo>& classes, const Journal& journal);

// What came of each picture and class. Gives the shares of all classes.
std::vector<ClassShare> write_index(const std::filesystem::path& folder, const ReportHead& head,
                                    const std::vector<Picture>& pictures, const std::vector<ClassInfo>& classes,
                                    const Journal& journal, const std::vector<std::vector<WrittenFile>>& files);

// A table of the classes that occur, the largest first: at most 25 rows.
std::vector<std::string> share_table(const std::vector<ClassInfo>& classes, const std::vector<ClassShare>& shares);

}  // namespace atelier::predict
