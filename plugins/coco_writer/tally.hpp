// What was written and what was left out: the content of writer_report.json. Each thread counts for itself; merging the
// tallies in any order gives the same report.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "segmentation_text.hpp"
#include "writing/verdict.hpp"

namespace atelier::coco_writer {

struct Tally {
  uint64_t crowds = 0;                   // that were written
  std::array<uint64_t, 4> written_as{};  // by Written, kNothing left out
  writing::Toll toll;
  writing::Listed without_pixels;  // that were written
  writing::Listed turned_back;     // pictures whose shapes were turned to the pixels as they are stored
  writing::Listed renumbered;      // annotations; the examples have their old ids
  uint64_t pictures = 0;
  uint64_t pictures_renumbered = 0;
  uint64_t categories_renumbered = 0;

  void merge(const Tally& other);
  uint64_t written() const;
};

// writer_report.json; `asked` is the option.
std::string report_json(const Tally& tally, Form asked, const writing::Verdict& verdict);

// Lines for the screen: "66 pictures, 552 annotations written, 8 of them crowds, 3 skipped (ring_odd 3)".
std::string summary(const Tally& tally);

}  // namespace atelier::coco_writer
