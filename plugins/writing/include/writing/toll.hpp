// What became of every annotation that a stage was given: kept, left out as the options say, or lost to a defect of its
// source. verdict.hpp says what a stage makes of it.
//
// Each thread counts for itself; merging in any order gives the same.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "writing/drawn_instance.hpp"
#include "writing/left_out.hpp"

namespace writing {

// Where an annotation stands.
struct Place {
  uint64_t picture = 0;    // index
  uint64_t place = 0;      // within the picture
  std::string_view image;  // file name
};
Listed::Example example_of(const Place& place, const atelier_instance& instance, std::string why = "");

class Toll {
 public:
  // Something of the annotation is in the result. One whose source says `area: 0` is noted, since a shape with pixels
  // outweighs that.
  void keep(const Place& place, const atelier_instance& instance);
  // Likewise; one that was drawn without some of its rings, out of which rings cut holes, or whose `pixels` are far
  // from the `area` of its source, is noted.
  void keep(const Place& place, const atelier_instance& instance, const DrawnInstance& drawn, uint64_t pixels);
  // The options leave it out; that is no defect.
  void choose_away(const std::string& reason, const Place& place, const atelier_instance& instance);
  void leave_out_crowd(const Place& place, const atelier_instance& instance);
  // Nothing of it is in the result; `why` is a sentence, or "".
  void lose(const std::string& reason, const Place& place, const atelier_instance& instance, std::string why);
  // Lists the annotations that belong to no picture: lost, as "no_picture".
  void take_orphans(const atelier::Call& call, const atelier::DatasetRef& dataset);

  void merge(const Toll& other);

  // All annotations of the pictures, and those of no picture.
  uint64_t given() const { return of_pictures() + orphans_.count(); }
  uint64_t of_pictures() const;
  uint64_t kept() const;

  // What the options leave out, crowds among it.
  const LeftOut& chosen_away() const { return chosen_away_; }
  // What is lost of the pictures.
  const LeftOut& lost() const { return lost_; }
  // What is kept without some of its rings.
  const LeftOut& rings_skipped() const { return rings_skipped_; }
  const Listed& orphans() const { return orphans_; }
  // What is kept although its source says `area: 0`.
  const Listed& area_zero() const { return area_zero_; }
  // What holes = "even_odd" paints otherwise than the union of its rings.
  const Listed& hollow() const { return hollow_; }
  // All that is not in the result but the orphans and the crowds that the options leave out, which reports give apart.
  LeftOut skipped() const;

  // Of each label of the dataset; at 0 those of unknown categories.
  struct OfClass {
    uint64_t kept = 0;
    uint64_t chosen_away = 0;
    uint64_t lost = 0;
    uint64_t orphans = 0;
  };
  const std::vector<OfClass>& by_class() const { return by_class_; }

  // Of what is kept: how many say an `area` other than 0, and those whose pixels are far more or far fewer.
  uint64_t areas() const { return areas_; }
  const Listed& area_far_off() const { return area_far_off_; }

  // All of it, for a journal, and back.
  nlohmann::ordered_json record() const;
  static Toll of_record(const nlohmann::ordered_json& record);

 private:
  OfClass& of(uint32_t label);
  void compare_area(const Place& place, const atelier_instance& instance, double pixels);

  std::vector<OfClass> by_class_;
  LeftOut chosen_away_;
  LeftOut lost_;
  LeftOut rings_skipped_;
  Listed orphans_;
  Listed area_zero_;
  Listed hollow_;
  uint64_t areas_ = 0;
  Listed area_far_off_;
};

// For the line on screen, behind what is in the result: ", 1 of them without some of its parts (ring_odd 1)", or "".
std::string without_parts(const Toll& toll);
// ", 3 skipped (ring_odd 2, no_pixels 1)", or "".
std::string skipped_words(const Toll& toll);

}  // namespace writing
