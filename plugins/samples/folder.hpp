// samples.folder: pairs from a folder of pictures and a folder of label maps.
//
// Reads the layouts of VOC and of mmsegmentation as they are. Pairs have one name but for the extension or the
// suffixes; the key is that name, with the folders below it ("sub/a"). The order is that of the keys, or of the list.
// Errors: ATELIER_E_INVALID (options), ATELIER_E_DATA (names the files), ATELIER_E_IO.
#pragma once

#include "pictures/stored_samples.hpp"

namespace samples {

class Folder : public pictures::StoredSamples {
 public:
  static constexpr atelier::Component kComponent{
      .id = "samples.folder",
      .revision = 2,
      .summary = "Pairs of pictures and label maps from two folders, matched by name.",
      .threading = ATELIER_THREADING_PARALLEL_CALLS};
  static constexpr atelier::Param kParams[] = {
      atelier::param::path_in("images").about("The folder of the pictures; folders below it are read too."),
      atelier::param::path_in("masks").about(
          "The folder of the label maps: one channel, PNG or another lossless format."),
      atelier::param::string("classes").list().by_default("[]").about("The class names; the first is label 0."),
      atelier::param::path_in("classes_file")
          .by_default("''")
          .about("The class names in a text file instead, one a line."),
      atelier::param::path_in("list").by_default("''").about(
          "A text file of the names to take, one a line, or of pictures and label maps; empty: all."),
      atelier::param::string("image_suffix")
          .by_default("''")
          .about("How the pictures' names end, such as '_leftImg8bit.png'; empty: any picture's extension."),
      atelier::param::string("mask_suffix")
          .by_default("''")
          .about("How the label maps' names end, such as '_gtFine_labelTrainIds.png'; empty: any picture's extension."),
      atelier::param::integer("label_map")
          .table()
          .optional()
          .at_least(0)
          .at_most(65535)
          .about("Labels for values of the files: { 7 = 0, 8 = 1 }; other values stay."),
      atelier::param::boolean("reduce_zero_label")
          .by_default("false")
          .about("Whether the label 0 becomes void and all others one less, after label_map."),
      atelier::param::integer("void").by_default("255").at_least(1).at_most(65535).about(
          "The label of pixels that count as nothing; at least the number of classes."),
      atelier::param::boolean("strict").by_default("false").about(
          "Whether a picture without a label map is an error; else it is left out, with a warning."),
  };

  Folder(const atelier::Params& params, const atelier::Call& call);
};

}  // namespace samples
