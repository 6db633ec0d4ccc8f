#include "safetensors.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "atelier/cpp/files.hpp"

namespace atelier::torch_models {
namespace {

using Json = nlohmann::ordered_json;
using weight_files::Dtype;

struct TypePair {
  at::ScalarType type;
  Dtype dtype;
};
constexpr std::array<TypePair, 10> kTypes = {{{at::kDouble, Dtype::kFloat64},
                                              {at::kFloat, Dtype::kFloat32},
                                              {at::kHalf, Dtype::kFloat16},
                                              {at::kBFloat16, Dtype::kBfloat16},
                                              {at::kLong, Dtype::kInt64},
                                              {at::kInt, Dtype::kInt32},
                                              {at::kShort, Dtype::kInt16},
                                              {at::kChar, Dtype::kInt8},
                                              {at::kByte, Dtype::kUint8},
                                              {at::kBool, Dtype::kBool}}};

}  // namespace

at::Tensor read_tensor(const weight_files::WeightFile& file, const weight_files::Entry& entry) {
  const auto type =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypePair& t) { return t.dtype == entry.dtype; });
  if (type == kTypes.end())
    throw Error(ATELIER_E_DATA, text(file.path().string(), ": entry `", entry.name, "` has type ",
                                     info(entry.dtype).name, ", which is not supported"));
  at::Tensor out = at::empty(entry.shape, at::TensorOptions().dtype(type->type));
  if (out.numel()) file.read(entry, out.data_ptr());
  return out;
}

void write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors, const Metadata& metadata) {
  // Large elements first, so that every tensor is aligned to its element size.
  std::vector<const NamedTensors::value_type*> order;
  for (const auto& item : tensors) order.push_back(&item);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->second.element_size() > b->second.element_size(); });

  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t at = 0;
  for (const auto* item : order) {
    const auto& [name, tensor] = *item;
    const at::ScalarType wanted = tensor.scalar_type();
    const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypePair& t) { return t.type == wanted; });
    if (type == kTypes.end() || header.contains(name))
      throw Error(ATELIER_E_INTERNAL, text(path.string(), ": entry `", name, "` cannot be written"));
    header[name]["dtype"] = weight_files::info(type->dtype).safetensors;
    header[name]["shape"] = tensor.sizes().vec();
    header[name]["data_offsets"] = {at, at + tensor.nbytes()};
    at += tensor.nbytes();
  }
  std::string head = header.dump();
  head.resize((head.size() + 7) / 8 * 8, ' ');
  std::array<char, 8> length{};
  for (size_t i = 0; i < length.size(); ++i) length[i] = static_cast<char>(head.size() >> (8 * i) & 0xff);

  NewFile file(path, false);
  file.write(length.data(), length.size());
  file.write(head);
  for (const auto* item : order) {
    const at::Tensor flat = item->second.detach().to(at::kCPU).contiguous();
    if (flat.numel()) file.write(flat.data_ptr(), flat.nbytes());
  }
  file.commit();
}

}  // namespace atelier::torch_models
