// coco.stuff_png: pairs of COCO pictures and COCO-Stuff's pixel maps (stuffthingmaps).
//
// A map is a grey PNG of category id - 1, 0 to 181, and 255 where nothing is labelled. The order is that of the keys,
// or of the list. Errors: ATELIER_E_DATA (names the files, and the line of labels.txt), ATELIER_E_IO.
#pragma once

#include "pictures/stored_samples.hpp"

namespace coco_stuff {

class StuffPng : public pictures::StoredSamples {
 public:
  static constexpr atelier::Component kComponent{
      .id = "coco.stuff_png",
      .revision = 1,
      .summary = "Pairs of COCO pictures and COCO-Stuff's pixel maps.",
      .doc = "The maps hold category id - 1, and 255 where nothing is labelled; class names come from labels.txt.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier_str kUnlabelled[] = {ATELIER_STR("void"), ATELIER_STR("background")};
  static constexpr atelier::Param kParams[] = {
      atelier::param::path_in("images").about("The folder of the pictures; folders below it are read too."),
      atelier::param::path_in("masks").about("The folder of the pixel maps."),
      atelier::param::path_in("labels").about("COCO-Stuff's labels.txt, lines such as '1: person'."),
      atelier::param::choice("unlabelled", kUnlabelled)
          .by_default("'void'")
          .about("Where nothing is labelled: void, with person as label 0; or label 0, with person as label 1."),
      atelier::param::boolean("compact").by_default("false").about(
          "Whether the 11 categories that are never labelled get no label: 171 classes, as in mmsegmentation."),
      atelier::param::path_in("list").by_default("''").about(
          "A text file of the names to take, one a line; empty: all."),
      atelier::param::boolean("strict").by_default("false").about(
          "Whether a picture without a pixel map is an error; else it is left out, with a warning."),
  };

  StuffPng(const atelier::Params& params, const atelier::Call& call);

 private:
  struct Classes;
  static Classes read_classes(const atelier::Params& params);
  StuffPng(Classes classes, const atelier::Params& params, const atelier::Call& call);
};

}  // namespace coco_stuff
