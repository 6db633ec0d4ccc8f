// The options of `labelstudio.writer`.
#pragma once

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/options.hpp>
#include <string>

#include "conversion/drawn_instance.hpp"

namespace atelier::labelstudio_writer {

enum class As { kPredictions, kAnnotations };
inline constexpr atelier_str kAs[] = {ATELIER_STR("predictions"), ATELIER_STR("annotations")};
enum class Form {
  kAsGiven,   // rings as polygons, runs as brush regions
  kPolygons,  // runs as rings along the borders of their pixels
  kBrush,
};
inline constexpr atelier_str kForms[] = {ATELIER_STR("as_given"), ATELIER_STR("polygons"), ATELIER_STR("brush")};
enum class Crowd { kSkip, kClass };
inline constexpr atelier_str kCrowds[] = {ATELIER_STR("skip"), ATELIER_STR("class")};

struct Options {
  Option<DatasetRef> dataset{option("dataset", "Pictures and their instances.").wired()};
  Option<As> write_as{
      option("write_as", "What they become: predictions, which people then take or mend, or annotations.")
          .one_of(kAs)
          .by_default("'predictions'")};
  Option<Form> form{
      option("form", "Rings as polygons and runs as brush regions; all as polygons; all as brush regions.")
          .one_of(kForms)
          .by_default("'as_given'")};
  Option<std::string> images_at{
      option("images_at",
             "What stands before a picture's file name, to make the address at which Label Studio finds it.")
          .by_default("'/data/local-files/?d='")};
  Option<std::string> from_name{
      option("from_name", "Name of the control with the labels; brush regions beside polygons have it with `_brush`.")
          .by_default("'label'")};
  Option<std::string> to_name{
      option("to_name", "Name of the picture in the labelling interface.").by_default("'image'")};
  Option<std::string> model_version{
      option("model_version", "What predictions say of the model they are from.").by_default("'atelier'")};
  Option<std::optional<double>> score{option("score", "Of all predictions; without it they have none.")};
  Option<Crowd> crowd{option("crowd", "Crowd regions: left out, or written as instances of their class.")
                          .one_of(kCrowds)
                          .by_default("'skip'")};
  Option<conversion::Holes> holes{conversion::holes_option()};
  Option<bool> strict{option("strict", "Fail when an annotation cannot be written in full.").by_default("false")};
};

}  // namespace atelier::labelstudio_writer
