// The label map of one picture: which instances are painted, their runs, the crowds below them, the policy on top.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "class_plan.hpp"
#include "conversion/drawn_instance.hpp"
#include "journal.hpp"
#include "label_map.hpp"
#include "options.hpp"
#include "overlap_survey.hpp"
#include "totals.hpp"

namespace atelier::masks {

// Keeps its buffers between pictures: one for each thread.
class Painter {
 public:
  Painter(const Options& options, const ClassPlan& classes);

  // The PNG file of picture `index`, whose sides were checked; empty when nothing is painted on it and such pictures
  // are left out. What was painted and left out goes to `totals`.
  std::string paint(const Call& call, uint64_t index, Totals& totals);

  // Only counts what would be painted and left out.
  void survey(const Call& call, uint64_t index, Totals& totals);

  // Only looks at what it would be painted from.
  void look(const Call& call, uint64_t index);

  // A digest of what the pictures were painted from, or looked at, since this was asked last.
  std::string take_made_from();

 private:
  // An instance's pixels, and what of it is needed to paint them.
  struct Region {
    geometry::Runs runs;
    uint32_t label = 0;
    int64_t id = 0;
    double area = 0;
    uint64_t pixels = 0;
    uint64_t position = 0;  // within the picture
  };
  // The picture's instances as a policy takes them.
  struct PolicyInstances {
    std::vector<atelier_overlap_instance> instances;
    std::vector<const atelier_overlap_instance*> pointers;
  };

  bool nothing_to_paint() const { return instances_.empty() && crowds_.empty() && voids_.empty(); }
  // Sorts one instance into instances_, crowds_ or voids_, or counts why not.
  void consider(const atelier_instance& instance, Totals& totals);
  void note_picture(const Call& call, uint64_t index);
  void note_instance(const atelier_instance& instance);
  void keep(const atelier_instance& instance, Fate fate, Region region, Totals& totals);
  const Category& category_of(const atelier_instance& instance) const;
  // Why the instance cannot be painted, or "". Its pixels are in `out` when it can.
  std::string draw(const atelier_instance& instance, bool needs_class, Region& out);
  conversion::AnnotationPlace here() const { return {index_, position_, view(picture_.file_name)}; }
  // Background, void regions and crowds: what lies below the instances.
  atelier_canvas prepare(std::vector<uint16_t>& labels) const;
  PolicyInstances policy_instances() const;
  void compose(const Call& call, const OverlapPolicyRef& policy, const PolicyInstances& claims,
               atelier_canvas& canvas) const;
  void count_overlaps(const Call& call, const PolicyInstances& claims, const atelier_canvas& canvas, Totals& totals);

  const Options& options_;
  const ClassPlan& classes_;
  std::string palette_;  // bytes of a PLTE chunk, or empty: grey files
  std::vector<atelier_str> class_views_;
  conversion::DrawnInstance drawn_;
  OverlapSurvey overlaps_;
  LabelMapWriter writer_;
  std::vector<uint16_t> labels_;
  std::vector<uint16_t> other_labels_;  // as a compared policy paints them
  std::vector<Region> instances_;
  std::vector<Region> crowds_;
  std::vector<Region> voids_;
  atelier_picture picture_{};
  Fingerprint made_from_;
  uint64_t index_ = 0;
  uint64_t position_ = 0;
};

}  // namespace atelier::masks
