// The label map of one picture: which instances are painted, their runs, the crowds below them, the policy on top.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "class_plan.hpp"
#include "journal.hpp"
#include "label_map.hpp"
#include "options.hpp"
#include "overlap_survey.hpp"
#include "tally.hpp"
#include "writing/drawn_instance.hpp"

namespace atelier::masks {

// Keeps its buffers between pictures: one for each thread.
class Painter {
 public:
  Painter(const Options& options, const ClassPlan& classes);

  // The PNG file of picture `index`, whose sides were checked; empty when nothing is painted on it and such pictures
  // are left out. What was painted and left out goes to `tally`.
  std::string paint(const Call& call, uint64_t index, Tally& tally);

  // Only counts what would be painted and left out.
  void survey(const Call& call, uint64_t index, Tally& tally);

  // Only looks at what it would be painted from.
  void look(const Call& call, uint64_t index);

  // A digest of what the pictures were painted from, or looked at, since this was asked last.
  std::string take_made_from();

 private:
  struct Shape {
    geometry::Runs runs;
    uint32_t label = 0;
    int64_t id = 0;
    double area = 0;
    uint64_t pixels = 0;
    uint64_t place = 0;
  };
  // The picture's instances as a policy takes them.
  struct Claims {
    std::vector<atelier_overlap_instance> instances;
    std::vector<const atelier_overlap_instance*> pointers;
  };

  bool nothing_to_paint() const { return instances_.empty() && crowds_.empty() && voids_.empty(); }
  // Sorts one instance into instances_, crowds_ or voids_, or counts why not.
  void consider(const atelier_instance& instance, Tally& tally);
  void note_picture(const Call& call, uint64_t index);
  void note_instance(const atelier_instance& instance);
  void keep(const atelier_instance& instance, Fate fate, Shape shape, Tally& tally);
  const Category& category_of(const atelier_instance& instance) const;
  // Why the instance cannot be painted, or "". Its pixels are in `out` when it can.
  std::string draw(const atelier_instance& instance, bool needs_class, Shape& out);
  writing::Place here() const { return {index_, place_, view(picture_.file_name)}; }
  // Background, void regions and crowds: what lies below the instances.
  atelier_canvas prepare(std::vector<uint16_t>& labels) const;
  Claims claims() const;
  void compose(const Call& call, const OverlapPolicyRef& policy, const Claims& claims, atelier_canvas& canvas) const;
  void count_overlaps(const Call& call, const Claims& claims, const atelier_canvas& canvas, Tally& tally);

  const Options& options_;
  const ClassPlan& classes_;
  std::string palette_;  // bytes of a PLTE chunk, or empty: grey files
  std::vector<atelier_str> class_views_;
  writing::DrawnInstance drawn_;
  OverlapSurvey overlaps_;
  LabelMapWriter writer_;
  std::vector<uint16_t> labels_;
  std::vector<uint16_t> other_labels_;  // as a compared policy paints them
  std::vector<Shape> instances_;
  std::vector<Shape> crowds_;
  std::vector<Shape> voids_;
  atelier_picture picture_{};
  Fingerprint made_from_;
  uint64_t index_ = 0;
  uint64_t place_ = 0;
};

}  // namespace atelier::masks
