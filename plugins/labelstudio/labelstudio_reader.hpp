// The component `labelstudio.reader`: a dataset out of Label Studio's JSON.
//
// The file, or the files of a folder, are read once, by the first call and the threads it allows, for labels and
// pictures; the regions of a picture are read again when asked for, so memory does not grow with what is drawn. What
// cannot be read gives the same error to everybody who asks. [any]
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/once.hpp>

#include "options.hpp"
#include "task_index.hpp"

namespace atelier::labelstudio {

class LabelstudioReader : public Dataset, public DatasetOrientation, public DatasetNotes {
 public:
  static constexpr Component kComponent{
      .id = "labelstudio.reader",
      .summary = "Pictures and instances out of Label Studio's JSON.",
      .doc =
          "Polygons, brush regions, rectangles and ellipses, of annotations or predictions. Classes are the labels "
          "found, sorted, or those of the option `classes`."};
  using Options = labelstudio::Options;
  static constexpr Rule kRules[] = {
      folder_rule("images", "`images` must be a folder, not a file"),
      rule("`classes` names a label twice", "take one of the two out").must(condition::distinct("classes")),
  };

  explicit LabelstudioReader(const Options& options) : options_(options) {}

  DatasetCounts describe(const Call& call) const override;
  atelier_class class_at(const Call& call, uint64_t index) const override;
  atelier_picture picture_at(const Call& call, uint64_t index) const override;
  void instances(const Call& call, uint64_t picture, const Take& take) const override;
  uint32_t orientation(const Call& call, uint64_t picture) const override;
  void notes(const Call& call, const TakeNote& take) const override;
  std::string_view remedy(const Call& call) const override;

 private:
  const TaskIndex& index(const Call& call) const;
  const Picture& picture(const Call& call, uint64_t index) const;

  Options options_;
  Once<TaskIndex> index_;
};

}  // namespace atelier::labelstudio
