// The task of one picture as a JSON object.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "geometry/outline.hpp"
#include "label_config.hpp"
#include "totals.hpp"

namespace atelier::labelstudio_writer {

// Keeps its buffers between pictures: one for each thread.
class TaskWriter {
 public:
  TaskWriter(const Options& options, const std::vector<std::string>& class_names)
      : options_(options), class_names_(class_names), controls_(controls_of(options)), drawn_(*options.holes) {}

  // Of picture `index`, whose size and name were checked.
  std::string write(const Call& call, uint64_t index, Totals& totals);

 private:
  using Json = nlohmann::ordered_json;

  void take_picture(const Call& call, uint64_t index, Totals& totals);
  void write(const atelier_instance& instance, Json& results, Totals& totals);
  // The rings to be written as polygons, or none where it is to be a brush region; as the tool shows the picture.
  void take_rings();
  void add_polygons(const std::string& label, Json& results, Totals& totals);
  void add_brush(const std::string& label, Json& results, Totals& totals);
  Json& add_region(const std::string& control, const char* type, const std::string& label, Json& results);
  conversion::AnnotationPlace here() const { return {index_, position_, view(picture_.file_name)}; }

  const Options& options_;
  const std::vector<std::string>& class_names_;
  Controls controls_;
  conversion::DrawnInstance drawn_;
  geometry::Outliner outliner_;
  std::vector<geometry::Ring> rings_;
  atelier_picture picture_{};
  int turns_ = 1;  // from the dataset's pixels to those that the tool shows
  uint32_t shown_height_ = 0;
  uint32_t shown_width_ = 0;
  uint64_t index_ = 0;
  uint64_t position_ = 0;
  uint64_t regions_ = 0;
};

}  // namespace atelier::labelstudio_writer
