// What became of every annotation that a stage was given: kept, left out as the options say, or lost to a defect of its
// source. assessment.hpp says what a stage makes of it.
//
// Each thread counts for itself; merging in any order gives the same.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "conversion/counts_by_reason.hpp"
#include "conversion/drawn_instance.hpp"

namespace conversion {

// Where an annotation stands.
struct AnnotationPlace {
  uint64_t picture = 0;   // index
  uint64_t position = 0;  // within the picture
  std::string_view file_name;
};
Example example_of(const AnnotationPlace& place, const atelier_instance& instance, std::string why = "");

class Outcomes {
 public:
  // Something of the annotation is in the result. One whose source says `area: 0` is noted, since a shape with pixels
  // outweighs that.
  void keep(const AnnotationPlace& place, const atelier_instance& instance);
  // Likewise; one that was drawn without some of its rings, out of which rings cut holes, or whose `pixels` are far
  // from the `area` of its source, is noted.
  void keep(const AnnotationPlace& place, const atelier_instance& instance, const DrawnInstance& drawn,
            uint64_t pixels);
  // The options leave it out; that is no defect.
  void leave_out(const std::string& reason, const AnnotationPlace& place, const atelier_instance& instance);
  void leave_out_crowd(const AnnotationPlace& place, const atelier_instance& instance);
  // Nothing of it is in the result; `why` is a sentence, or "".
  void lose(const std::string& reason, const AnnotationPlace& place, const atelier_instance& instance, std::string why);
  // Lists the annotations that belong to no picture: lost, as "no_picture".
  void count_orphans(const atelier::Call& call, const atelier::DatasetRef& dataset);

  void merge(const Outcomes& other);

  // All annotations of the pictures, and those of no picture.
  uint64_t given() const { return of_pictures() + orphans_.count(); }
  uint64_t of_pictures() const;
  uint64_t kept() const;

  // What the options leave out, crowds among it.
  const CountsByReason& left_out() const { return left_out_; }
  // What is lost of the pictures.
  const CountsByReason& lost() const { return lost_; }
  // What is kept without some of its rings.
  const CountsByReason& rings_skipped() const { return rings_skipped_; }
  const CountWithExamples& orphans() const { return orphans_; }
  // What is kept although its source says `area: 0`.
  const CountWithExamples& area_zero() const { return area_zero_; }
  // What holes = "even_odd" paints otherwise than the union of its rings.
  const CountWithExamples& holes_cut_out() const { return holes_cut_out_; }
  // All that is not in the result but the orphans and the crowds that the options leave out, which reports give apart.
  CountsByReason skipped() const;

  // Of each label of the dataset; at 0 those of unknown categories.
  struct OfClass {
    uint64_t kept = 0;
    uint64_t left_out = 0;
    uint64_t lost = 0;
    uint64_t orphans = 0;
  };
  const std::vector<OfClass>& by_class() const { return by_class_; }

  // Of what is kept: how many say an `area` other than 0, and those whose pixels are far more or far fewer.
  uint64_t areas() const { return areas_; }
  const CountWithExamples& area_far_off() const { return area_far_off_; }

  // What a check or a comparison of runs asks for, as scalars: write/instances (of the pictures), write/written,
  // write/skipped, write/orphans.
  void emit(const atelier::Call& call) const;

  // All of it, for a journal, and back.
  nlohmann::ordered_json record() const;
  static Outcomes of_record(const nlohmann::ordered_json& record);

 private:
  OfClass& of(uint32_t label);
  void compare_area(const AnnotationPlace& place, const atelier_instance& instance, double pixels);

  std::vector<OfClass> by_class_;
  CountsByReason left_out_;
  CountsByReason lost_;
  CountsByReason rings_skipped_;
  CountWithExamples orphans_;
  CountWithExamples area_zero_;
  CountWithExamples holes_cut_out_;
  uint64_t areas_ = 0;
  CountWithExamples area_far_off_;
};

}  // namespace conversion
