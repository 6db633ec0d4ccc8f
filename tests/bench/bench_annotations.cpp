// Reads an annotation file through the reader's plugin file, as the program does, and nothing more.
//   bench_annotations PLUGIN ANNOTATIONS open    the counts, for which the whole file is read
//   bench_annotations PLUGIN ANNOTATIONS list    also every instance of every picture, all its numbers read
#include <dlfcn.h>

#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/parallel.hpp>
#include <atelier/testing.hpp>
#include <iostream>
#include <stdexcept>
#include <string>

namespace {

const atelier_component& reader_of(const std::string& plugin) {
  void* library = dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  const auto entry = reinterpret_cast<decltype(&atelier_plugin_entry)>(dlsym(library, ATELIER_ENTRY_SYMBOL));
  if (!entry) throw std::runtime_error(plugin + " is no plugin");
  auto host = atelier::blank<atelier_host>();
  host.abi_major = ATELIER_ABI_MAJOR;
  host.abi_minor = ATELIER_ABI_MINOR;
  host.name = ATELIER_STR("bench");
  host.version = ATELIER_STR("1");
  const atelier_plugin* described = entry(&host);
  for (uint64_t i = 0; i < described->component_count; ++i)
    if (atelier::view(described->components[i]->id) == "coco.reader") return *described->components[i];
  throw std::runtime_error(plugin + " has no coco.reader");
}

constexpr unsigned kThreads = 2;

struct Sums {
  uint64_t instances = 0;
  double coordinates = 0;
  uint64_t runs = 0;

  void add(const atelier_instance& instance) {
    ++instances;
    for (uint64_t r = 0; r < instance.ring_count; ++r)
      for (uint64_t i = 0; i < instance.rings[r].count; ++i) coordinates += instance.rings[r].xy[i];
    for (uint64_t i = 0; i < instance.run_count; ++i) runs += instance.runs[i];
  }
  void add(const Sums& other) {
    instances += other.instances;
    coordinates += other.coordinates;
    runs += other.runs;
  }
};

// As stages list them: by two threads, each of which asks for picture after picture.
Sums list_all(const atelier::Call& call, const atelier::DatasetRef& dataset, uint64_t pictures) {
  Sums sums;
  Sums of_thread[kThreads];
  atelier::for_each_index(pictures, kThreads, [&](unsigned thread, uint64_t picture) {
    dataset.instances(call, picture, [&](const atelier_instance& instance) { of_thread[thread].add(instance); });
  });
  for (const Sums& each : of_thread) sums.add(each);
  dataset.orphans(call, [&](const atelier_instance& instance) { sums.add(instance); });
  return sums;
}

void read(const std::string& plugin, const std::string& annotations, bool list) {
  atelier::testing::Bench bench(kThreads);
  const auto part = bench.make(reader_of(plugin), {{"annotations", annotations}});
  const atelier::DatasetRef dataset(part.object());
  atelier::DatasetCounts counts;
  Sums sums;
  try {
    counts = dataset.describe(bench.call());
    if (list) sums = list_all(bench.call(), dataset, counts.pictures);
  } catch (const atelier::Reported&) {
    throw std::runtime_error(bench.error());
  }
  std::cout << counts.classes << " classes, " << counts.pictures << " pictures\n";
  if (list)
    std::cout << sums.instances << " instances, coordinates add up to " << sums.coordinates << ", runs to " << sums.runs
              << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const std::string how = argc == 4 ? argv[3] : "";
  if (how != "open" && how != "list") {
    std::cerr << "usage: bench_annotations PLUGIN ANNOTATIONS open|list\n";
    return 2;
  }
  try {
    read(argv[1], argv[2], how == "list");
  } catch (const std::exception& e) {
    std::cerr << "bench_annotations: " << e.what() << '\n';
    return 1;
  }
}
