#include "painter.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <atelier/cpp/random.hpp>

namespace atelier::shapes {

namespace {

constexpr int kFine = 4;         // sample points along a pixel's side
constexpr double kShade = 0.16;  // how much the light changes an object from one side of the picture to the other
constexpr double kCloud = 26;    // brightness of the background's clouds, of 255
constexpr double kGrain = 9;     // of each pixel
constexpr int kClouds = 6;       // across the picture

// A smooth random field: values on a coarse grid, linear between.
class Clouds {
 public:
  explicit Clouds(Random& random) {
    for (double& value : grid_) value = random.uniform(-1, 1);
  }
  // u, v: 0 to 1 across and down the picture.
  double at(double u, double v) const {
    const double x = u * kClouds, y = v * kClouds;
    const int column = std::min(static_cast<int>(x), kClouds - 1), row = std::min(static_cast<int>(y), kClouds - 1);
    const double right = x - column, down = y - row;
    return (value(row, column) * (1 - right) + value(row, column + 1) * right) * (1 - down) +
           (value(row + 1, column) * (1 - right) + value(row + 1, column + 1) * right) * down;
  }

 private:
  double value(int row, int column) const { return grid_[static_cast<size_t>(row * (kClouds + 1) + column)]; }
  std::array<double, (kClouds + 1) * (kClouds + 1)> grid_{};
};

struct Canvas {
  int64_t height, width;
  std::vector<Colour> pixels;
};

// Runs each(pixel, u, v) over the canvas, u and v from 0 to 1 across and down.
template <class Each>
void for_pixels(Canvas& canvas, Each each) {
  for (int64_t y = 0; y < canvas.height; ++y)
    for (int64_t x = 0; x < canvas.width; ++x)
      each(static_cast<size_t>(y * canvas.width + x),
           (static_cast<double>(x) + 0.5) / static_cast<double>(canvas.width),
           (static_cast<double>(y) + 0.5) / static_cast<double>(canvas.height));
}

// 1 on average; brighter on the side the light comes from.
double lit(double light, double u, double v) {
  return 1 + kShade * ((u - 0.5) * std::cos(light) + (v - 0.5) * std::sin(light));
}

void paint_object(Canvas& canvas, const Object& object) {
  for (const Ring& ring : object.rings) {
    const std::vector<float> covered = coverage(ring, canvas.height, canvas.width, kFine);
    for_pixels(canvas, [&](size_t i, double u, double v) {
      const double share = covered[i], light = lit(object.light, u, v) * share;
      Colour& c = canvas.pixels[i];
      c = {c.red * (1 - share) + object.colour.red * light, c.green * (1 - share) + object.colour.green * light,
           c.blue * (1 - share) + object.colour.blue * light};
    });
  }
}

}  // namespace

Tensor paint(const Scene& scene, int64_t height, int64_t width) {
  Random random(scene.texture_seed);
  const Clouds clouds(random);
  Canvas canvas{height, width, std::vector<Colour>(static_cast<size_t>(height * width))};
  for_pixels(canvas, [&](size_t i, double u, double v) {
    const double light = lit(scene.light, u, v), cloud = kCloud * clouds.at(u, v);
    const Colour& c = scene.background;
    canvas.pixels[i] = {c.red * light + cloud, c.green * light + cloud, c.blue * light + cloud};
  });
  for (const Object& object : scene.objects) paint_object(canvas, object);

  Tensor picture = Tensor::make<uint8_t>({height, width, 3});
  uint8_t* out = picture.data<uint8_t>();
  for (const Colour& c : canvas.pixels)
    for (const double channel : {c.red, c.green, c.blue}) {
      const double grain = kGrain * (random.uniform(-1, 1) + random.uniform(-1, 1));
      *out++ = static_cast<uint8_t>(std::clamp(channel + grain, 0.0, 255.0));
    }
  return picture;
}

}  // namespace atelier::shapes
