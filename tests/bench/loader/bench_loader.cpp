// How many pictures a second loader.threads gives, at 256x256 in shuffled batches of 8.
//
// bench_loader IMAGES MASKS EPOCHS [--cache DIR] [--workers N]
// Pairs are IMAGES/<name>.jpg and MASKS/<name>.png. Prints a line for each epoch, and one for all.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "atelier/testing.hpp"
#include "loader/threads.hpp"
#include "pictures/resize.hpp"
#include "pictures/stored_samples.hpp"
#include "sampler/shuffled.hpp"

namespace {

namespace fs = std::filesystem;

constexpr uint32_t kSize = 256;

class Resize : public atelier::Augmenter, public atelier::ResizingAugmenter {
 public:
  bool is_random() const override { return false; }
  atelier::Sample apply(const atelier::Call&, const atelier_augmenter_input& in) const override {
    return {pictures::resize_picture(in.sample->picture->tensor, kSize, kSize),
            pictures::resize_labels(in.sample->labels->tensor, kSize, kSize)};
  }
  std::optional<atelier::Extent> resizes_to() const override { return atelier::Extent{kSize, kSize}; }
};

struct Arguments {
  fs::path images, masks;
  uint64_t epochs = 0;
  std::string cache;
  int workers = 2;
};

Arguments parsed(int count, char** values) {
  Arguments out;
  std::vector<std::string> plain;
  for (int i = 1; i < count; ++i) {
    const bool has_value = i + 1 < count;
    if (!std::strcmp(values[i], "--cache") && has_value)
      out.cache = values[++i];
    else if (!std::strcmp(values[i], "--workers") && has_value)
      out.workers = std::atoi(values[++i]);
    else
      plain.emplace_back(values[i]);
  }
  if (plain.size() != 3 || std::atoi(plain[2].c_str()) < 1 || out.workers < 1) {
    std::fputs("bench_loader IMAGES MASKS EPOCHS [--cache DIR] [--workers N]\n", stderr);
    std::exit(2);
  }
  out.images = plain[0];
  out.masks = plain[1];
  out.epochs = static_cast<uint64_t>(std::atoi(plain[2].c_str()));
  return out;
}

pictures::StoredSamples samples_of(const Arguments& arguments) {
  std::vector<pictures::StoredSamples::Entry> entries;
  for (const auto& mask : fs::directory_iterator(arguments.masks)) {
    if (mask.path().extension() != ".png") continue;
    const std::string name = mask.path().stem().string();
    entries.push_back({name, arguments.images / (name + ".jpg"), mask.path()});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  std::vector<std::string> classes(255);
  for (size_t i = 0; i < classes.size(); ++i) classes[i] = atelier::text("class ", i);
  return {std::move(classes), 255, std::move(entries)};
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

// Counts the pictures of an epoch.
uint64_t walk(const atelier::Call& call, const atelier_object& loader, const atelier_load_plan& plan) {
  uint64_t pictures = 0;
  auto pass = atelier::LoaderRef(loader).begin(call, plan);
  while (const auto batch = pass.next(call)) pictures += batch->indices.size();
  return pictures;
}

int run(const Arguments& arguments) {
  atelier::testing::Bench bench(static_cast<unsigned>(arguments.workers));
  pictures::StoredSamples samples = samples_of(arguments);
  Resize resize;
  const atelier_object augmenter = atelier::object_of(resize);
  const auto sampler = bench.make<atelier::sampler::Shuffled>();
  atelier::testing::Bench::Options options = {{"batch", 8}, {"sampler", sampler}, {"workers", arguments.workers}};
  if (!arguments.cache.empty()) {
    options.push_back({"cache", true});
    options.push_back({"cache_folder", fs::absolute(arguments.cache).string()});
  }
  const auto loader = bench.make<atelier::loader::Threads>(options);
  auto plan = atelier::blank<atelier_load_plan>();
  plan.samples = atelier::object_of(samples);
  plan.augmenters = &augmenter;
  plan.augmenter_count = 1;
  plan.seed = 17;
  uint64_t all = 0;
  const double start = seconds();
  for (plan.epoch = 0; plan.epoch < arguments.epochs; ++plan.epoch) {
    const double begin = seconds(), cpu = cpu_seconds();
    uint64_t pictures = 0;
    try {
      pictures = walk(bench.call(), loader.object(), plan);
    } catch (const std::exception&) {
      std::fprintf(stderr, "bench_loader: %s\n", bench.error().c_str());
      return 1;
    }
    all += pictures;
    const auto count = static_cast<double>(pictures);
    std::printf("epoch %llu: %llu pictures, %.1f pictures/s, %.3f ms of processor time each\n",
                static_cast<unsigned long long>(plan.epoch), static_cast<unsigned long long>(pictures),
                count / (seconds() - begin), 1e3 * (cpu_seconds() - cpu) / std::max(count, 1.0));
    std::fflush(stdout);
  }
  std::printf("%llu pictures, %.1f pictures/s\n", static_cast<unsigned long long>(all),
              static_cast<double>(all) / (seconds() - start));
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(parsed(count, values));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_loader: %s\n", e.what());
    return 1;
  }
}
