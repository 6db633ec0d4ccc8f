// coco.stuff_png: pairs of COCO pictures and COCO-Stuff's pixel maps (stuffthingmaps).
//
// A map is a grey PNG of category id - 1, 0 to 181, and 255 where nothing is labelled. The order is that of the keys,
// or of the list. Errors: ATELIER_E_DATA (names the files, and the line of labels.txt), ATELIER_E_IO.
#pragma once

#include "pictures/stored_samples.hpp"

namespace atelier::coco_stuff {

class StuffPng : public pictures::StoredSamples {
 public:
  static constexpr Component kComponent{
      .id = "coco.stuff_png",
      .revision = 1,
      .summary = "Pairs of COCO pictures and COCO-Stuff's pixel maps.",
      .doc = "The maps hold category id - 1, and 255 where nothing is labelled; class names come from labels.txt."};
  enum class Unlabelled { kVoid, kBackground };
  static constexpr atelier_str kUnlabelled[] = {ATELIER_STR("void"), ATELIER_STR("background")};
  struct Options {
    Option<std::filesystem::path> images{
        option("images", "The folder of the pictures; folders below it are read too.")};
    Option<std::filesystem::path> masks{option("masks", "The folder of the pixel maps.")};
    Option<std::filesystem::path> labels{option("labels", "COCO-Stuff's labels.txt, lines such as '1: person'.")};
    Option<Unlabelled> unlabelled{
        option("unlabelled",
               "Where nothing is labelled: void, with person as label 0; or label 0, with person as label 1.")
            .one_of(kUnlabelled)
            .by_default("'void'")};
    Option<bool> compact{
        option("compact",
               "Whether the 11 categories that are never labelled get no label: 171 classes, as in mmsegmentation.")
            .by_default("false")};
    Option<std::filesystem::path> list{
        option("list", "A text file of the names to take, one a line; empty: all.").by_default("''")};
    Option<bool> strict{
        option("strict", "Whether a picture without a pixel map is an error; else it is left out, with a warning.")
            .by_default("false")};
    Option<pictures::Pixels> pixels{pictures::pixels_option()};
    Option<std::vector<double>> range{pictures::range_option()};
  };
  static constexpr Rule kRules[] = {
      folder_rule("images", "`images` must be a folder, not a file"),
      folder_rule("masks", "`masks` must be a folder, not a file"),
      file_rule("labels", "`labels` must be a file, not a folder"),
      file_rule("list", "`list` must be a file, not a folder"),
      pictures::kRangeIsTwo,
      pictures::kRangeRises,
      pictures::kRangeNeedsRgb,
  };

  StuffPng(const Options& options, const Call& call);

 private:
  struct Classes;
  static Classes read_classes(const Options& options);
  StuffPng(Classes classes, const Options& options, const Call& call);
};

}  // namespace atelier::coco_stuff
