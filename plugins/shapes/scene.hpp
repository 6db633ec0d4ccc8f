// A scene: what one picture shows, before it is painted. A function of the settings and a seed. [any]
#pragma once

#include <cstdint>
#include <vector>

#include "outline.hpp"

namespace atelier::shapes {

struct Settings {
  int64_t height = 0;
  int64_t width = 0;
  std::vector<int> classes;  // shape numbers
  int64_t max_instances = 0;
};

struct Colour {
  double red = 0, green = 0, blue = 0;  // 0 to 255
};

// hue in degrees, the others 0 to 1.
Colour from_hsv(double hue, double saturation, double value);

struct Object {
  size_t class_index = 0;  // into Settings::classes
  bool is_crowd = false;   // a crowd is a cluster of small shapes of one class
  std::vector<Ring> rings;
  Colour colour;
  double light = 0;  // direction of the light in radians
};

struct Scene {
  std::vector<Object> objects;  // from the back to the front
  Colour background;
  double light = 0;
  uint64_t texture_seed = 0;
};

// One to max_instances objects, in one of 50 scenes none; in one of 25 a crowd behind them. One of 8 convex objects is
// cut in two. Objects are 0.3 to 0.6 of the shorter side across, lie inside the picture, and may cover one another.
Scene make_scene(const Settings& settings, uint64_t seed);

}  // namespace atelier::shapes
