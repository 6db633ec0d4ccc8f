// samples.folder: pairs from a folder of pictures and a folder of label maps.
//
// Reads the layouts of VOC and of mmsegmentation as they are. Pairs have one name but for the extension or the
// suffixes; the key is that name, with the folders below it ("sub/a"). The order is that of the keys, or of the list.
// Errors: ATELIER_E_INVALID (options), ATELIER_E_DATA (names the files), ATELIER_E_IO.
#pragma once

#include "pictures/stored_samples.hpp"

namespace atelier::samples {

class Folder : public pictures::StoredSamples {
 public:
  static constexpr Component kComponent{
      .id = "samples.folder",
      .revision = 2,
      .summary = "Pairs of pictures and label maps from two folders, matched by name."};
  struct Options {
    Option<std::filesystem::path> images{
        option("images", "The folder of the pictures; folders below it are read too.")};
    Option<std::filesystem::path> masks{
        option("masks", "The folder of the label maps: one channel, PNG or another lossless format.")};
    Option<std::vector<std::string>> classes{
        option("classes", "The class names; the first is label 0.").by_default("[]")};
    Option<std::filesystem::path> classes_file{
        option("classes_file",
               "The class names in a text file instead, one a line, or as the list `classes` of a TOML file such as "
               "model.toml.")
            .by_default("''")};
    Option<std::filesystem::path> list{
        option("list", "A text file of the names to take, one a line, or of pictures and label maps; empty: all.")
            .by_default("''")};
    Option<std::string> image_suffix{
        option("image_suffix",
               "How the pictures' names end, such as '_leftImg8bit.png'; empty: any picture's extension.")
            .by_default("''")};
    Option<std::string> mask_suffix{
        option("mask_suffix",
               "How the label maps' names end, such as '_gtFine_labelTrainIds.png'; empty: any picture's extension.")
            .by_default("''")};
    Option<std::vector<std::pair<std::string, uint16_t>>> label_map{
        option("label_map", "Labels for values of the files: { 7 = 0, 8 = 1 }; other values stay.").optional()};
    Option<bool> reduce_zero_label{
        option("reduce_zero_label", "Whether the label 0 becomes void and all others one less, after label_map.")
            .by_default("false")};
    Option<uint16_t> void_label{
        option("void", "The label of pixels that count as nothing; at least the number of classes.")
            .by_default("255")
            .at_least(1)};
    Option<bool> strict{
        option("strict", "Whether a picture without a label map is an error; else it is left out, with a warning.")
            .by_default("false")};
    Option<pictures::Pixels> pixels{pictures::pixels_option()};
    Option<std::vector<double>> range{pictures::range_option()};
  };
  static constexpr Rule kRules[] = {
      rule("the classes have no names", "give them by `classes` or by `classes_file`, the one for label 0 first")
          .when(condition::not_given("classes"))
          .must(condition::given("classes_file")),
      rule("the classes are named by both `classes` and `classes_file`", "give one of the two")
          .when(condition::given("classes"))
          .must(condition::not_given("classes_file")),
      rule("the label `void` would be one of the classes", "give `void` at least their number")
          .must(condition::at_least_of("void", "classes")),
      folder_rule("images", "`images` must be a folder, not a file"),
      folder_rule("masks", "`masks` must be a folder, not a file"),
      file_rule("classes_file", "`classes_file` must be a file, not a folder"),
      file_rule("list", "`list` must be a file, not a folder"),
      pictures::kRangeIsTwo,
      pictures::kRangeRises,
      pictures::kRangeNeedsRgb,
  };

  Folder(const Options& options, const Call& call);
};

}  // namespace atelier::samples
