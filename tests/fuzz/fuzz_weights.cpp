// Damaged files of weights through everything that reads one: the containers, the pickles, the tensors, the names.
#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/files.hpp>
#include <vector>

#include "places.hpp"
#include "run_cases.hpp"
#include "weight_files/network_names.hpp"

namespace fuzz {
namespace {

using atelier::weight_files::Entry;
using atelier::weight_files::WeightFile;

constexpr uint64_t kMostRead =
    4096;  // bytes of a tensor; the fixtures have more only where one number is in many places

// The fixtures, by their endings. "deeplabv3" and the like hold hundreds of tensors each, and get less often a turn.
std::vector<Input> fixtures(std::string_view part, bool with_networks) {
  const fs::path folder = test::source_dir() / "plugins/weight_files/tests/fixtures";
  std::vector<Input> inputs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find(part) == std::string::npos || (entry.file_size() > 20'000) != with_networks) continue;
    inputs.push_back({{name, atelier::read_file(entry.path())}});
  }
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}
std::vector<Input> archives(const fs::path&) {
  std::vector<Input> inputs = fixtures(".torch", false);
  std::erase_if(inputs, [](const Input& input) { return input[0].second.compare(0, 2, "PK") != 0; });
  return inputs;
}
std::vector<Input> older(const fs::path&) { return fixtures(".legacy.", false); }
std::vector<Input> networks(const fs::path&) { return fixtures(".torch", true); }
std::vector<Input> safetensors(const fs::path&) { return fixtures(".safetensors", false); }

void check(bool right, const char* what) {
  if (!right) throw Finding(what);
}

// What the header promises of an entry; and its bytes are touched.
void look_at(const WeightFile& file, const Entry& entry) {
  check(entry.shape.size() == entry.strides.size(), "strides of another length than the shape");
  check(std::all_of(entry.strides.begin(), entry.strides.end(), [](int64_t s) { return s >= 0; }), "a negative stride");
  check(entry.storage_at <= entry.at && entry.storage_at + entry.storage_bytes <= file.file_size(),
        "a storage beyond the file");
  if (entry.count() == 0 || entry.bytes() > kMostRead) return;
  std::vector<char> bytes(entry.bytes());
  file.read(entry, bytes.data());
  volatile int sum = 0;
  for (const char byte : bytes) sum = sum + byte;
  if (info(entry.dtype).is_float) {
    std::vector<float> floats(entry.count());
    file.read_floats(entry, floats.data());
  }
  if (info(entry.dtype).is_integer) {
    std::vector<int64_t> integers(entry.count());
    file.read_integers(entry, integers.data());
  }
}

bool read(const fs::path& work, Random&) {
  const fs::path path = fs::directory_iterator(work / "in")->path();
  try {
    const WeightFile file(path);
    for (const Entry& entry : file.entries()) look_at(file, entry);
    const auto names = atelier::weight_files::network_names(file);
    check(!names.what.empty(), "a file that is nothing");
    check(names.entries.size() + names.left_out.size() == file.network_entries().size(), "an entry lost its name");
  } catch (const atelier::Error& e) {
    if (e.code() != ATELIER_E_DATA) throw Finding(std::string("refused with another code: ") + e.what());
    if (std::string_view(e.what()).find(path.string()) == std::string_view::npos)
      throw Finding(std::string("an error that does not name the file: ") + e.what());
    return false;
  }
  return true;
}

}  // namespace
}  // namespace fuzz

int main(int argc, char** argv) {
  return fuzz::run_cases(argc, argv,
                         {{"archives", fuzz::archives, fuzz::read},
                          {"older container", fuzz::older, fuzz::read},
                          {"networks", fuzz::networks, fuzz::read},
                          {"safetensors", fuzz::safetensors, fuzz::read}});
}
