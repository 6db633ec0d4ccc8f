#include "random_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "geometry/rasteriser.hpp"

namespace roundtrip {
namespace {

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  Set set() {
    Set out;
    const size_t categories = upto(1, 4);
    std::set<int64_t> ids;
    for (size_t i = 0; i < categories; ++i) out.categories.push_back({unique_id(ids), category_name(i)});
    std::set<int64_t> picture_ids, instance_ids;
    const size_t pictures = upto(1, 3);
    for (size_t i = 0; i < pictures; ++i) {
      Picture picture{unique_id(picture_ids), picture_name(i), side(), side(), {}};
      const size_t instances = upto(0, 6);
      for (size_t n = 0; n < instances; ++n) {
        Instance instance = this->instance(picture);
        instance.category = upto(0, categories - 1);
        instance.id = unique_id(instance_ids);
        if (geometry::area_of(instance.covered) != 0) picture.instances.push_back(std::move(instance));
      }
      out.pictures.push_back(std::move(picture));
    }
    return out;
  }

 private:
  size_t upto(size_t least, size_t most) { return std::uniform_int_distribution<size_t>(least, most)(random_); }
  bool now_and_then() { return upto(0, 3) == 0; }
  uint32_t side() { return static_cast<uint32_t>(now_and_then() ? upto(1, 4) : upto(5, 70)); }

  int64_t unique_id(std::set<int64_t>& given) {
    for (;;) {
      const int64_t most = std::numeric_limits<int64_t>::max();
      const int64_t id =
          now_and_then() ? most - static_cast<int64_t>(upto(0, 1000)) : static_cast<int64_t>(upto(0, 5000));
      if (given.insert(id).second) return id;
    }
  }

  std::string word() {
    static const char* const kWords[] = {"a",      "Shot 1", "50%",   "x#y", "b&c",    "d'e", "f\"g",       "ü",
                                         "日本",   "v1.2.3", "-dash", "a+b", "(copy)", "q=1", "semi;colon", "ПРИВЕТ",
                                         "comma,", "a  b",   "<tag>", "[1]", "100%20", "~",   "$HOME",      "at@2x"};
    return kWords[upto(0, std::size(kWords) - 1)];
  }
  // Told apart by the number, so that no two differ in the ending, the case or the folder alone.
  std::string picture_name(size_t number) {
    std::string name;
    for (size_t folders = upto(0, 2); folders > 0; --folders) name += word() + "/";
    return name + word() + std::to_string(number) + ".png";
  }
  std::string category_name(size_t number) { return word() + " " + std::to_string(number); }

  Instance instance(const Picture& picture) {
    Instance out;
    if (upto(0, 2) == 0) {
      out.runs = runs(uint64_t{picture.height} * picture.width);
      out.covered = out.runs;
      return out;
    }
    for (size_t rings = now_and_then() ? upto(2, 3) : 1; rings > 0; --rings) out.rings.push_back(ring(picture));
    std::vector<atelier_ring> views;
    for (const Ring& ring : out.rings) views.push_back({ring.data(), ring.size()});
    geometry::Rasteriser().paint(views, picture.height, picture.width, out.covered);
    return out;
  }

  // Hundredths of a pixel, as COCO's; whole ones and tenths, where the last bit may decide on a pixel; or any number.
  double coordinate(uint32_t side) {
    if (now_and_then()) return std::uniform_real_distribution<double>(0, side)(random_);
    const size_t parts = now_and_then() ? 10 : 100;
    return static_cast<double>(upto(0, size_t{side} * parts)) / static_cast<double>(parts);
  }
  Ring ring(const Picture& picture) {
    Ring out;
    for (size_t points = upto(3, 9); points > 0; --points) {
      out.push_back(coordinate(picture.width));
      out.push_back(coordinate(picture.height));
    }
    return out;
  }
  geometry::Runs runs(uint64_t pixels) {
    geometry::Runs out;
    uint64_t left = pixels;
    if (now_and_then()) out.push_back(0);
    while (left > 0) {
      const uint64_t run = std::min<uint64_t>(left, upto(1, std::max<size_t>(pixels / 3, 1)));
      out.push_back(static_cast<uint32_t>(run));
      left -= run;
    }
    return out;
  }

  std::mt19937_64 random_;
};

}  // namespace

Set random_set(uint64_t seed) { return Maker(seed).set(); }

}  // namespace roundtrip
