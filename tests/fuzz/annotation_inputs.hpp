// Annotation files of the test data, cut into pieces of a few pictures so that a case takes milliseconds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run_cases.hpp"

namespace fuzz {

// Each input is one file, annotations.json.
std::vector<Input> coco_polygons(const fs::path& data);  // crowds as runs among them
std::vector<Input> coco_compressed_runs(const fs::path& data);
std::vector<Input> fruits(const fs::path& data);
std::vector<Input> taco_edges(const fs::path& data);  // odd annotations, on pictures made too small for their rings
std::vector<Input> json_texts(const fs::path& data);  // the suite of JSON texts, as a file and within one

// One input each: the small data sets that the tests of these plugins read, whatever the test data.
std::vector<Input> labelme_folder(const fs::path& data);
std::vector<Input> yolo_folder(const fs::path& data);
std::vector<Input> panoptic_folder(const fs::path& data);

}  // namespace fuzz
