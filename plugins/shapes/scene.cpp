#include "scene.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <atelier/cpp/random.hpp>

namespace atelier::shapes {

namespace {

constexpr double kLeastSize = 0.3, kMostSize = 0.6;  // of the shorter side
constexpr double kHueSpread = 11;                    // degrees to either side
constexpr uint64_t kScenesForAnEmptyOne = 50, kScenesForACrowd = 25, kObjectsForACut = 8;
constexpr int kTries = 12;  // to find a place that does not hide another object

struct Disc {
  Point centre;
  double radius;
};

double random_angle(Random& random) { return random.uniform(0, 2 * std::numbers::pi); }

Colour class_colour(Random& random, int shape) {
  const double hue = shape_hue(shape) + random.uniform(-kHueSpread, kHueSpread);
  const double saturation = random.uniform(0.65, 0.95);
  return from_hsv(hue, saturation, random.uniform(0.55, 0.95));
}

Point random_place(Random& random, const Settings& settings, double radius) {
  const double x = random.uniform(radius, static_cast<double>(settings.width) - radius);
  return {x, random.uniform(radius, static_cast<double>(settings.height) - radius)};
}

// Where the middles of any two objects are at least 0.6 of their radii apart, if such a place turns up.
Disc find_place(Random& random, const Settings& settings, const std::vector<Disc>& taken) {
  const double side = static_cast<double>(std::min(settings.height, settings.width));
  const double radius = side * random.uniform(kLeastSize, kMostSize) / 2;
  Disc disc{random_place(random, settings, radius), radius};
  for (int i = 1; i < kTries; ++i) {
    const bool is_free = std::none_of(taken.begin(), taken.end(), [&](const Disc& other) {
      const double apart = std::hypot(disc.centre.x - other.centre.x, disc.centre.y - other.centre.y);
      return apart < 0.6 * (disc.radius + other.radius);
    });
    if (is_free) break;
    disc.centre = random_place(random, settings, radius);
  }
  return disc;
}

// Two pieces with a gap between them.
std::vector<Ring> cut_in_two(Random& random, const Ring& ring, const Disc& disc) {
  const double angle = random_angle(random), gap = std::max(1.0, 0.12 * disc.radius);
  const Point normal{std::cos(angle), std::sin(angle)};
  return {cut(ring, disc.centre, normal, gap), cut(ring, disc.centre, {-normal.x, -normal.y}, gap)};
}

Object make_object(Random& random, const Settings& settings, const Disc& disc) {
  Object object;
  object.class_index = random.below(settings.classes.size());
  const int shape = settings.classes[object.class_index];
  const Ring ring = outline(shape, disc.centre, disc.radius, random_angle(random));
  if (is_convex(shape) && random.below(kObjectsForACut) == 0)
    object.rings = cut_in_two(random, ring, disc);
  else
    object.rings = {ring};
  object.colour = class_colour(random, shape);
  object.light = random_angle(random);
  return object;
}

Object make_crowd(Random& random, const Settings& settings) {
  Object crowd;
  crowd.is_crowd = true;
  crowd.class_index = random.below(settings.classes.size());
  const int shape = settings.classes[crowd.class_index];
  const double side = static_cast<double>(std::min(settings.height, settings.width)), reach = 0.2 * side;
  const Point middle = random_place(random, settings, 0.3 * side);
  const uint64_t count = 5 + random.below(4);
  for (uint64_t i = 0; i < count; ++i) {
    const double radius = side * random.uniform(0.05, 0.08);
    const double x = middle.x + random.uniform(-reach, reach);
    const Point centre{x, middle.y + random.uniform(-reach, reach)};
    crowd.rings.push_back(outline(shape, centre, radius, random_angle(random)));
  }
  crowd.colour = class_colour(random, shape);
  crowd.light = random_angle(random);
  return crowd;
}

}  // namespace

Colour from_hsv(double hue, double saturation, double value) {
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue / 60 + 6, 6);
    return 255 * (value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
  };
  return {channel(5), channel(3), channel(1)};
}

Scene make_scene(const Settings& settings, uint64_t seed) {
  Random random(seed);
  Scene scene;
  const double hue = random.uniform(0, 360), saturation = random.uniform(0, 0.18);
  scene.background = from_hsv(hue, saturation, random.uniform(0.25, 0.8));
  scene.light = random_angle(random);
  scene.texture_seed = random.next();
  if (random.below(kScenesForACrowd) == 0) scene.objects.push_back(make_crowd(random, settings));
  if (random.below(kScenesForAnEmptyOne) == 0) return scene;
  std::vector<Disc> taken;
  const uint64_t count = 1 + random.below(static_cast<uint64_t>(settings.max_instances));
  for (uint64_t i = 0; i < count; ++i) {
    taken.push_back(find_place(random, settings, taken));
    scene.objects.push_back(make_object(random, settings, taken.back()));
  }
  return scene;
}

}  // namespace atelier::shapes
