// What the files of tasks hold, as far as it must be known before the shapes are read: pictures with what was chosen of
// their annotations, labels, and what was noticed on the way.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "options.hpp"
#include "task.hpp"

namespace atelier::labelstudio {

struct Picture {
  // Where an item lies that tells of it.
  struct FileOffset {
    uint32_t file = 0;
    uint64_t offset = 0;
  };
  // An annotation or a prediction of an item.
  struct Chosen {
    FileOffset item;
    bool prediction = false;
    uint32_t index = 0;
  };
  std::string task;  // for messages: "task 7", "the task at byte 900"
  int64_t id = 0;
  std::string written;   // name or address, as the task has it; of a picture inside the JSON a name for it
  bool inside = false;   // the picture stands in the JSON
  bool several = false;  // the task has others
  std::string file_name;
  std::string path;
  uint32_t height = 0;  // 0: not given, until find_pictures
  uint32_t width = 0;
  int orientation = 1;
  uint32_t file = 0;  // of the first item
  std::vector<Chosen> chosen;
};

struct TaskIndex {
  std::vector<std::filesystem::path> files;
  std::vector<Picture> pictures;
  std::vector<std::string> classes;
  std::map<std::string, uint32_t, std::less<>> labels;  // by class name
  std::vector<std::string> to_names;                    // by which regions are on the picture; empty: all are
  bool to_names_given = false;                          // as an option, so that they hold for tasks of one picture, too
  std::vector<DatasetNote> notes;
};

// Errors: as of TaskFile; ATELIER_E_DATA also where there is no picture, no region, or a picture without a size.
TaskIndex make_index(const Call& call, const Options& options);

}  // namespace atelier::labelstudio
