// A folder with one JSON file made by hand, and what the reader says of it.
#pragma once

#include <atelier/cpp/files.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "labelme_reader.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace labelme_test {

using atelier::labelme::LabelmeReader;
using Options = atelier::testing::Bench::Options;

inline reading::Dataset read_folder(const std::string& annotations, Options more = {}) {
  more.emplace_back("annotations", annotations);
  return reading::read<LabelmeReader>(more);
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A folder with one JSON file that holds the shapes, of a picture of 20 x 10.
class OneFile {
 public:
  explicit OneFile(const std::string& shapes) {
    write(R"({"version":"6.3.1","flags":{},"shapes":[)" + shapes +
          R"(],"imagePath":"a.jpg","imageData":null,"imageHeight":10,"imageWidth":20})");
  }
  void write(const std::string& json) { atelier::write_file(folder / "a.json", json, false); }
  std::string file() const { return (folder / "a.json").string(); }
  reading::Dataset read(Options more = {}) const { return read_folder(folder.path().string(), std::move(more)); }

  test::TemporaryFolder folder;
};

// What a dataset notices, and by what its pictures are turned.
struct Noticed {
  std::map<std::string, atelier::DatasetNote> notes;
  std::vector<uint32_t> orientations;
  std::string error;
};
inline Noticed notice(Options options) {
  atelier::testing::Bench bench(2);
  const auto part = bench.make<LabelmeReader>(options);
  const atelier::DatasetRef dataset(part.object());
  Noticed out;
  try {
    const uint64_t pictures = dataset.describe(bench.call()).pictures;
    for (uint64_t i = 0; i < pictures; ++i) out.orientations.push_back(dataset.orientation(bench.call(), i));
    dataset.notes(bench.call(), [&](const atelier::DatasetNote& note) { out.notes[note.word] = note; });
  } catch (const atelier::Reported&) {
    out.error = bench.error();
  }
  return out;
}

}  // namespace labelme_test
