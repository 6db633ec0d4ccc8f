#include "batch_dump.hpp"

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <cstring>
#include <optional>
#include <utility>

#include "durable_files.hpp"
#include "json_text.hpp"
#include "pictures/picture_file.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

// Item i of a contiguous batch [N, …], copied.
template <class T>
Tensor item_of(const Tensor& batch, int64_t i, const std::vector<int64_t>& shape) {
  Tensor out = Tensor::make(dtype_of<T>(), shape);
  const int64_t count = element_count(out.get());
  std::memcpy(out.data<T>(), batch.data<T>() + i * count, static_cast<size_t>(count) * sizeof(T));
  return out;
}

Tensor labels_at(const Tensor& labels, int64_t i) {
  const std::vector<int64_t> shape = {labels.dim(1), labels.dim(2)};
  return labels.get().dtype.bits == 16 ? item_of<uint16_t>(labels, i, shape) : item_of<uint8_t>(labels, i, shape);
}

// Nothing where PNG has no such form.
std::optional<Tensor> picture_at(const Tensor& pictures, int64_t i) {
  const int64_t height = pictures.dim(1), width = pictures.dim(2), channels = pictures.dim(3);
  const bool bytes = same_dtype(pictures.get().dtype, dtype_of<uint8_t>());
  if (bytes && channels == 3) return item_of<uint8_t>(pictures, i, {height, width, 3});
  if (bytes && channels == 1) return item_of<uint8_t>(pictures, i, {height, width});
  if (same_dtype(pictures.get().dtype, dtype_of<uint16_t>()) && channels == 1)
    return item_of<uint16_t>(pictures, i, {height, width});
  return std::nullopt;
}

}  // namespace

SeenBatch seen(const Call& call, const SamplesRef& samples, Batch batch) {
  SeenBatch out;
  out.indices.assign(batch.indices.begin(), batch.indices.end());
  for (const uint64_t index : out.indices) out.keys.emplace_back(samples.key(call, index));
  out.batch = std::move(batch);
  out.batch.indices = out.indices;
  return out;
}

std::string names_of(const SeenBatch& batch) {
  constexpr size_t kShown = 16;
  std::string out;
  const size_t shown = std::min(batch.keys.size(), kShown);
  for (size_t i = 0; i < shown; ++i) out += text(i ? ", " : "", batch.keys[i]);
  return batch.keys.size() > shown ? text(out, " and ", batch.keys.size() - shown, " more") : out;
}

void dump(const SeenBatch& batch, const fs::path& folder, uint64_t epoch, uint64_t step, const std::string& why) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  Json items = Json::array();
  for (size_t i = 0; i < batch.keys.size(); ++i) {
    const auto at = static_cast<int64_t>(i);
    const std::string labels = text(i, ".labels.png");
    Json item = {{"sample", batch.keys[i]}, {"picture", nullptr}, {"labels", labels}};
    if (const std::optional<Tensor> picture = picture_at(batch.batch.pictures, at)) {
      const std::string name = text(i, ".png");
      write_file(folder / name, pictures::encode_png(picture->get()), false);
      item["picture"] = name;
    }
    write_file(folder / labels, pictures::encode_png(labels_at(batch.batch.labels, at).get()), false);
    items.push_back(std::move(item));
  }
  write_file(folder / "batch.json", json_text({{"why", why},
                                               {"epoch", epoch},
                                               {"step", step},
                                               {"pictures", describe(batch.batch.pictures.get())},
                                               {"samples", std::move(items)}}));
}

}  // namespace atelier::supervised
