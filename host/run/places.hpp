// Names of files by what led to them (atelier/places.h): the files and folders that options of a stage and of its parts
// name, and the folders of the stages that it takes from. "@0/sub/a.jpg" is the file sub/a.jpg of the first of these,
// "@1" the second itself. The order is that of the key's document, and knows no names and no paths: where only these
// differ, the names are the same.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/resolved.hpp"
#include "plugins/this_host.hpp"

namespace atelier::host {

class Places {
 public:
  // Absolute.
  explicit Places(std::vector<std::filesystem::path> places);

  // By the nearest of the places; nothing for what lies in none. [any]
  std::optional<std::string> name_of(const std::filesystem::path& path) const;
  // Nothing for what is no name, or is one of a place that there is not. [any]
  std::optional<std::filesystem::path> find(std::string_view name) const;

 private:
  std::vector<std::filesystem::path> places_;
};

// Whose options count: the stage's and its parts', or those of the stages before it as well, in the same order.
enum class PlacesOf { kStage, kAllBefore };

// `output_of` gives the folder of a finished stage.
Places places_of(const ResolvedWorkflow& workflow, int stage,
                 const std::function<std::filesystem::path(const Node&)>& output_of, PlacesOf whose = PlacesOf::kStage);

// For PlaceScope.
PlaceNames names_by(Places places);

// What to record of an input that a component noted (atelier/inputs.h), so that it is looked for again where it belongs
// by then: the place that it lies in, as "@0", or else its path. Of many files of one folder there is one record, and a
// file that an earlier stage left is one of whatever result of that stage is there next time. `all` are the places of
// PlacesOf::kAllBefore. [any]
std::string record_of_input(const Places& all, const std::filesystem::path& path);
// What is to be looked at for it; nothing for what is no such record. [any]
std::optional<std::filesystem::path> input_of_record(const Places& all, const std::string& record);

}  // namespace atelier::host
