// JSON of tasks, small enough to be seen through, and what the reader makes of it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <string>
#include <vector>

#include "labelstudio_reader.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace task_json {

using atelier::labelstudio::LabelstudioReader;
using Options = atelier::testing::Bench::Options;

inline const std::string kFixtures = (test::source_dir() / "plugins/labelstudio/tests/fixtures").string();
inline const std::string kTriangle = R"("points":[[0,0],[50,0],[50,50]])";

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline reading::Dataset read_file(const std::string& annotations, Options more = {}) {
  more.emplace_back("annotations", annotations);
  return reading::read<LabelstudioReader>(more);
}

inline std::string result(const std::string& id, const std::string& type, const std::string& value,
                          const std::string& more = "") {
  return R"({"id":")" + id + R"(","type":")" + type + R"(","original_width":20,"original_height":10)" + more +
         R"(,"value":{)" + value + "}}";
}

inline std::string polygon(const std::string& id, const std::string& label, const std::string& more = "") {
  return result(id, "polygonlabels", kTriangle + R"(,"polygonlabels":[")" + label + "\"]", more);
}

inline std::string annotation(const std::string& results, const std::string& more = "") {
  return R"({"result":[)" + results + "]" + more + "}";
}

inline std::string task(const std::string& annotations, const std::string& more = "") {
  return R"({"id":7,"data":{"image":"/data/upload/1/a.jpg"},"annotations":[)" + annotations + "]" + more + "}";
}

// A file in a folder of its own.
class OneFile {
 public:
  explicit OneFile(const std::string& json, const std::string& name = "tasks.json") : path_(folder / name) {
    atelier::write_file(path_, json, false);
  }
  std::string path() const { return path_.string(); }
  reading::Dataset read(const Options& more = {}) const { return read_file(path(), more); }
  std::string error(const Options& more = {}) const { return read(more).error; }

  test::TemporaryFolder folder;

 private:
  std::filesystem::path path_;
};

inline std::vector<reading::Instance> instances_of(const std::string& results) {
  const reading::Dataset dataset = OneFile("[" + task(annotation(results)) + "]").read();
  EXPECT_EQ(dataset.error, "");
  return dataset.pictures.empty() ? std::vector<reading::Instance>() : dataset.pictures[0].instances;
}

// Word, number, whether it is a defect, and the sentence of each note.
inline std::string notes_of(const Options& options) {
  atelier::testing::Bench bench;
  const auto part = bench.make<LabelstudioReader>(options);
  std::string out;
  atelier::DatasetRef(part.object()).notes(bench.call(), [&](const atelier::DatasetNote& note) {
    out += atelier::text(note.word, " ", note.count, note.level == atelier::NoteLevel::kDefect ? " defect: " : ": ",
                         note.text, "\n");
  });
  return out;
}

}  // namespace task_json
