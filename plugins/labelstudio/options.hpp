// The options of `labelstudio.reader`.
#pragma once

#include <atelier/cpp/options.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "sources/name_finder.hpp"

namespace atelier::labelstudio {

enum class Which { kAnnotations, kPredictions, kEither };
inline constexpr atelier_str kWhich[] = {ATELIER_STR("annotations"), ATELIER_STR("predictions"),
                                         ATELIER_STR("annotations_else_predictions")};
enum class Several { kLast, kFirst, kAll };
inline constexpr atelier_str kSeveral[] = {ATELIER_STR("last"), ATELIER_STR("first"), ATELIER_STR("all")};
enum class Unannotated { kSkip, kEmpty };
inline constexpr atelier_str kUnannotated[] = {ATELIER_STR("skip"), ATELIER_STR("empty")};

struct Options {
  Option<std::filesystem::path> annotations{option(
      "annotations", "The exported JSON or JSON_MIN file, or a folder of JSON files, as a storage writes them.")};
  Option<std::filesystem::path> images{
      option("images", "Folder of the pictures; empty: annotations only.").by_default("''")};
  Option<sources::Names> names{sources::names_option().by_default("'lenient'")};
  Option<std::vector<std::string>> classes{
      option("classes", "The labels in the order of their numbers; with none, those found, sorted.").by_default("[]")};
  Option<Which> which{option("which", "What people drew, what models predicted, or predictions where nobody annotated.")
                          .one_of(kWhich)
                          .by_default("'annotations'")};
  Option<Several> several{
      option("several",
             "Of several annotations of a task: the last one or the first one, of those marked as ground truth where "
             "there are such; or all, one over the other.")
          .one_of(kSeveral)
          .by_default("'last'")};
  Option<Unannotated> unannotated{
      option("unannotated", "Tasks that nobody annotated, or all skipped: left out, or pictures of nothing.")
          .one_of(kUnannotated)
          .by_default("'skip'")};
  Option<std::string> image_key{
      option("image_key", "The member of `data` that holds the picture; empty: `image`, or the only picture there.")
          .by_default("''")};
  Option<std::vector<std::string>> to_name{
      option(
          "to_name",
          "Of tasks with several pictures: which regions are on the picture of `image_key`, by the name of its tag in "
          "the labelling configuration (`to_name` of the results; in JSON-MIN, the names of the controls).")
          .by_default("[]")};
};

}  // namespace atelier::labelstudio
