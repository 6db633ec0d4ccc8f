#include "weight_files/network_names.hpp"

#include <algorithm>
#include <array>
#include <atelier/cpp/core.hpp>
#include <optional>
#include <string_view>

#include "identity.hpp"

namespace atelier::weight_files {
namespace {

constexpr std::array<std::string_view, 3> kPrefixes = {"module.", "model.", "_orig_mod."};

struct Renamed {
  std::string_view from;
  std::string_view to;
};
// mmsegmentation's names of what DeepLabV3 has there and here; the longest that fits counts.
// Source: mmseg/models/decode_heads/aspp_head.py and fcn_head.py; torchvision/models/segmentation.
constexpr std::array<Renamed, 15> kFromMmseg = {{
    {"backbone.", "backbone."},
    {"decode_head.image_pool.1.conv.", "classifier.0.convs.4.1."},
    {"decode_head.image_pool.1.bn.", "classifier.0.convs.4.2."},
    {"decode_head.aspp_modules.0.conv.", "classifier.0.convs.0.0."},
    {"decode_head.aspp_modules.0.bn.", "classifier.0.convs.0.1."},
    {"decode_head.aspp_modules.1.conv.", "classifier.0.convs.1.0."},
    {"decode_head.aspp_modules.1.bn.", "classifier.0.convs.1.1."},
    {"decode_head.aspp_modules.2.conv.", "classifier.0.convs.2.0."},
    {"decode_head.aspp_modules.2.bn.", "classifier.0.convs.2.1."},
    {"decode_head.aspp_modules.3.conv.", "classifier.0.convs.3.0."},
    {"decode_head.aspp_modules.3.bn.", "classifier.0.convs.3.1."},
    {"decode_head.conv_seg.", "classifier.4."},
    {"auxiliary_head.convs.0.conv.", "aux_classifier.0."},
    {"auxiliary_head.convs.0.bn.", "aux_classifier.1."},
    {"auxiliary_head.conv_seg.", "aux_classifier.4."},
}};

std::optional<std::string> from_mmseg(const std::string& name) {
  for (const Renamed& r : kFromMmseg)
    if (name.starts_with(r.from)) return std::string(r.to) + name.substr(r.from.size());
  return std::nullopt;
}

// All prefixes that all names share, one after the other: DataParallel around a Lightning module has two.
std::string shared_prefix(const std::vector<const Entry*>& entries) {
  std::string prefix;
  for (bool found = !entries.empty(); found;) {
    found = false;
    for (const std::string_view next : kPrefixes) {
      const std::string longer = prefix + std::string(next);
      if (!std::all_of(entries.begin(), entries.end(), [&](const Entry* e) { return e->name.starts_with(longer); }))
        continue;
      prefix = longer;
      found = true;
    }
  }
  return prefix;
}

Source source_of(const std::vector<NamedEntry>& entries) {
  const auto any = [&](std::string_view start) {
    return std::any_of(entries.begin(), entries.end(), [&](const NamedEntry& e) { return e.name.starts_with(start); });
  };
  if (any("backbone.") && any("decode_head.")) return Source::kMmsegmentation;
  if (any("backbone.") && any("classifier.")) return Source::kSegmentation;
  const bool resnet = any("layer1.0.") && any("layer4.") && any("conv1.weight");
  if (resnet || (any("backbone.layer1.0.") && any("backbone.layer4."))) return Source::kBackbone;
  return Source::kOther;
}

}  // namespace

const Entry* NetworkNames::find(const std::string& name) const {
  const auto it = std::find_if(entries.begin(), entries.end(), [&](const NamedEntry& e) { return e.name == name; });
  return it == entries.end() ? nullptr : it->entry;
}

std::optional<uint64_t> NetworkNames::classes() const {
  const Entry* last = find("classifier.4.weight");
  if (!last || last->shape.empty()) return std::nullopt;
  return static_cast<uint64_t>(last->shape[0]);
}

NetworkNames network_names(const WeightFile& file) {
  NetworkNames out;
  const std::vector<const Entry*> given = file.network_entries();
  out.prefix = shared_prefix(given);
  for (const Entry* entry : given) out.entries.push_back({entry->name.substr(out.prefix.size()), entry});
  out.source = source_of(out.entries);
  out.what = identity(out);
  const bool bare = out.source == Source::kBackbone && !out.find("backbone.conv1.weight");
  std::vector<NamedEntry> named;
  for (NamedEntry& each : out.entries) {
    std::optional<std::string> name = each.name;
    if (out.source == Source::kMmsegmentation) name = from_mmseg(each.name);
    if (name && bare) name = name->starts_with("fc.") ? std::nullopt : std::optional("backbone." + *name);
    if (name && name->starts_with("backbone.fc.")) name.reset();
    if (out.source != Source::kOther && each.name.starts_with("backbone.stem.")) out.deep_stem = true;
    if (name)
      named.push_back({std::move(*name), each.entry});
    else
      out.left_out.push_back(each.name);
  }
  out.entries = std::move(named);
  return out;
}

std::string no_head(const WeightFile& file) {
  return text(
      "it has no head, so there is nothing that labels pixels: train first, as in `atelier run "
      "workflows/coco-deeplabv3.toml --set params.weights=",
      file.path().string(), "`, and take the best.safetensors that training leaves");
}

}  // namespace atelier::weight_files
