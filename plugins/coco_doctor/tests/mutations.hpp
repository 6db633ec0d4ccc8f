// Random annotation files, damaged in the ways that other tools and accidents damage them, and what can still be told
// of each annotation.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace mutations {

using Json = nlohmann::ordered_json;
using Random = std::mt19937_64;

// Whose pixels those are: "a.png|cat|0 12 4 …".
using Pixels = std::string;
Pixels pixels_of(const std::string& picture, const std::string& category, const Json& segmentation, uint32_t height,
                 uint32_t width);

// Annotations by their key `tag`.
struct Known {
  std::map<int64_t, Pixels> painted;  // must be in the fixed file with these pixels
  std::map<int64_t, Json> left;       // must be there with these `segmentation`, `bbox` and `area`
};

// One round: a file that is written below `folder`, with its pictures if it has some.
class Mutant {
 public:
  explicit Mutant(Random& random) : random_(random) {}

  void write(const std::filesystem::path& folder);
  const Known& known() const { return known_; }
  bool has_pictures() const { return with_pictures_; }
  // What was done, for the message of a failure.
  const std::string& story() const { return story_; }

 private:
  struct Text {
    std::string bytes;
    bool broken = false;
  };
  uint64_t below(uint64_t bound) { return random_() % bound; }
  bool once_in(uint64_t times) { return below(times) == 0; }
  void say(const std::string& what) { story_ += what + "; "; }

  void make_sound();
  void add_annotation(size_t picture);
  bool is_fresh(const Json& annotation);
  void know();
  void mutate_ids();
  void mutate_fields(Json& annotation);
  void mutate_shape(Json& annotation);
  void mutate_rings(Json& annotation);
  void mutate_counts(Json& annotation);
  void mis_scale(Json& annotation);
  void lose(Json& annotation);
  void mutate_names(const std::filesystem::path& folder);
  std::string assemble();
  void damage(std::string& entry);
  void forget(size_t list, size_t index);
  std::string wrap(std::string whole);

  Random& random_;
  Json file_;
  Known known_;
  std::string story_;
  bool with_pictures_ = false;
  std::map<std::string, std::string> latin_;  // texts of the file, and what stands for them
};

}  // namespace mutations
