#include "listing.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/words.hpp>
#include <iomanip>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "weight_files/network_names.hpp"

namespace atelier::weights {
namespace {

using Json = nlohmann::ordered_json;
using weight_files::Entry;
using weight_files::WeightFile;

// How many tensors lie in the same memory, by where it begins.
std::map<uint64_t, int> uses_of(const WeightFile& file) {
  std::map<uint64_t, int> uses;
  for (const Entry& entry : file.entries())
    if (entry.storage_bytes > 0) ++uses[entry.storage_at];
  return uses;
}

// "160.5 MiB", "4.1 KiB", "765 bytes".
std::string size_text(uint64_t bytes) {
  if (bytes < 1024) return text(bytes, " bytes");
  std::ostringstream out;
  const bool large = bytes >= (uint64_t{1} << 20);
  out << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / (large ? 1 << 20 : 1 << 10)
      << (large ? " MiB" : " KiB");
  return out.str();
}

std::string full_name(const Entry& entry) {
  return entry.section.empty() ? entry.name : entry.name.empty() ? entry.section : entry.section + "." + entry.name;
}

std::string shape_of(const Entry& entry) {
  const std::string form = form_of(entry);
  return form.substr(form.find('['));
}

struct Sum {
  size_t tensors = 0;
  uint64_t numbers = 0;
  uint64_t bytes = 0;
};

Sum sum_of(const WeightFile& file, const std::string& section) {
  Sum sum;
  for (const Entry& entry : file.entries()) {
    if (entry.section != section) continue;
    ++sum.tensors;
    sum.numbers += entry.count();
    sum.bytes += entry.bytes();
  }
  return sum;
}

// In the order of their first tensors.
std::vector<std::string> sections_of(const WeightFile& file) {
  std::vector<std::string> sections;
  for (const Entry& entry : file.entries())
    if (std::find(sections.begin(), sections.end(), entry.section) == sections.end()) sections.push_back(entry.section);
  return sections;
}

}  // namespace

std::vector<std::string> listing_lines(const WeightFile& file) {
  std::vector<std::string> lines;
  size_t name_width = 4, type_width = 0;
  for (const Entry& entry : file.entries()) {
    name_width = std::max(name_width, full_name(entry).size());
    type_width = std::max(type_width, info(entry.dtype).name.size());
  }
  const std::map<uint64_t, int> uses = uses_of(file);
  for (const Entry& entry : file.entries()) {
    const auto use = uses.find(entry.storage_at);
    std::string notes = entry.is_contiguous() ? "" : "  strided";
    if (use != uses.end() && use->second > 1) notes += "  shares memory";
    std::ostringstream line;
    line << std::left << std::setw(static_cast<int>(name_width)) << full_name(entry) << "  "
         << std::setw(static_cast<int>(type_width)) << info(entry.dtype).name << "  " << shape_of(entry) << notes;
    lines.push_back(line.str());
  }
  for (const auto& [name, value] : file.metadata()) lines.push_back(text(name, " = ", value));
  for (const std::string& section : sections_of(file)) {
    const Sum sum = sum_of(file, section);
    lines.push_back(text(section.empty() ? "" : section + ": ", sum.tensors,
                         sum.tensors == 1 ? " tensor, " : " tensors, ", grouped(sum.numbers), " numbers, ",
                         size_text(sum.bytes)));
  }
  lines.push_back(text(file.path().string(), ": ", name_of(file.container()), ", ", size_text(file.file_size()), "; ",
                       weight_files::network_names(file).what));
  return lines;
}

std::string listing_json(const WeightFile& file) {
  const weight_files::NetworkNames names = weight_files::network_names(file);
  const std::map<uint64_t, int> uses = uses_of(file);
  Json tensors = Json::array();
  uint64_t numbers = 0;
  for (const Entry& entry : file.entries()) {
    Json one = {{"name", entry.name},   {"section", entry.section}, {"dtype", std::string(info(entry.dtype).name)},
                {"shape", entry.shape}, {"strides", entry.strides}, {"offset", entry.at}};
    const auto use = uses.find(entry.storage_at);
    one["shares"] = use != uses.end() && use->second > 1;
    tensors.push_back(std::move(one));
    numbers += entry.count();
  }
  const Json all = {{"format", "atelier.weights/1"},
                    {"file", file.path().filename().string()},
                    {"bytes", file.file_size()},
                    {"container", name_of(file.container())},
                    {"what", names.what},
                    {"network_section", file.network_section()},
                    {"prefix", names.prefix},
                    {"class_names", file.class_names()},
                    {"metadata", file.metadata()},
                    {"tensors", std::move(tensors)},
                    {"numbers", numbers}};
  return all.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace atelier::weights
