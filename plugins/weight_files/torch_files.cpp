// The two containers of torch.save. Source: torch/serialization.py and caffe2/serialize/inline_container.cc of 1.13.
#include <atelier/cpp/core.hpp>
#include <unordered_map>

#include "contents.hpp"
#include "stored_zip.hpp"
#include "unpickler.hpp"

namespace atelier::weight_files {
namespace {

constexpr uint64_t kMostPickle = uint64_t{64} << 20;
const std::string kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr int64_t kLegacyProtocol = 1001;

// The folder in the archive that holds data.pkl: "archive", "model". Several archives in one have no order.
std::string folder_of(const FileBytes& file, const StoredZip& zip) {
  std::string folder;
  for (const auto& [name, record] : zip.records()) {
    const size_t slash = name.find('/');
    if (slash == std::string::npos || name.substr(slash) != "/data.pkl") continue;
    if (!folder.empty()) file.refuse_damaged("is damaged: it has two records data.pkl");
    folder = name.substr(0, slash);
  }
  if (!folder.empty()) return folder;
  for (const auto& [name, record] : zip.records())
    if (name.ends_with("/model.json"))
      file.refuse("is a TorchScript archive of PyTorch 1.0 to 1.3; load and save it once with a newer PyTorch");
  file.refuse("is a zip archive, but none of torch.save: it has no record data.pkl");
}

void check_byte_order(const FileBytes& file, const StoredZip& zip, const std::string& folder) {
  const StoredZip::Record* order = zip.find(folder + "/byteorder");
  if (!order) return;
  const std::string name = file.some(order->at, std::min<uint64_t>(order->size, 16));
  if (name != "little") file.refuse(text("was written in byte order `", name, "`; only little-endian files are read"));
}

std::vector<StoragePlace> places_in_zip(const FileBytes& file, const StoredZip& zip, const std::string& folder,
                                        const Objects& objects) {
  std::vector<StoragePlace> places;
  for (const StorageClaim& storage : objects.storages) {
    const std::string name = folder + "/data/" + storage.key;
    const StoredZip::Record* record = zip.find(name);
    if (!record) file.refuse_damaged(text("is damaged: it has no record `", name, "`"));
    if (record->size < storage.view_offset || record->size - storage.view_offset < storage.bytes)
      file.refuse_damaged(text("is cut short, or damaged: the record `", name, "` has ", record->size, " bytes, but ",
                               storage.view_offset + storage.bytes, " are needed"));
    places.push_back({record->at + storage.view_offset, storage.bytes});
  }
  return places;
}

void check_legacy_head(Unpickler& unpickler, const Objects& objects, const Cursor& in) {
  const Value& magic = objects[unpickler.load()];
  if (magic.kind != Value::kBigInt || magic.text != kMagic) in.refuse("does not begin with torch.save's magic number");
  const Value& protocol = objects[unpickler.load()];
  if (protocol.kind != Value::kInt || protocol.integer != kLegacyProtocol)
    in.refuse("has another protocol than 1001, the only one that torch.save ever wrote");
  const Value* little = objects.find(objects[unpickler.load()], "little_endian");
  if (!little || little->kind != Value::kBool) in.refuse("does not say its byte order");
  if (!little->integer) in.refuse("was written on a big-endian machine; only little-endian files are read");
}

// Behind the pickles, in the order of the list of keys: the number of elements, and the elements.
std::vector<StoragePlace> places_in_legacy(Cursor& in, const Objects& objects, const Value& keys) {
  std::unordered_map<std::string, uint64_t> element;
  for (const StorageClaim& storage : objects.storages)
    element[storage.key] = storage.raw ? 1 : info(storage.dtype).bytes;
  std::unordered_map<std::string, StoragePlace> found;
  for (const Id id : keys.items) {
    const Value& key = objects[id];
    const auto it = key.kind == Value::kText ? element.find(key.text) : element.end();
    if (it == element.end()) in.refuse_damaged("is damaged: it lists a storage that no tensor has");
    StoragePlace place;
    if (__builtin_mul_overflow(in.number(8), it->second, &place.bytes))
      in.refuse_damaged(text("is damaged: storage `", key.text, "` is too large"));
    place.at = in.at();
    in.skip(place.bytes);
    if (!found.emplace(key.text, place).second)
      in.refuse_damaged(text("is damaged: storage `", key.text, "` is there twice"));
  }
  std::vector<StoragePlace> places;
  for (const StorageClaim& storage : objects.storages) {
    const auto it = found.find(storage.key);
    if (it == found.end()) in.refuse_damaged(text("is damaged: storage `", storage.key, "` is not there"));
    const StoragePlace& whole = it->second;
    if (whole.bytes < storage.view_offset || whole.bytes - storage.view_offset < storage.bytes)
      in.refuse_damaged(text("is damaged: storage `", storage.key, "` has ", whole.bytes, " bytes, but ",
                             storage.view_offset + storage.bytes, " are needed"));
    places.push_back({whole.at + storage.view_offset, storage.bytes});
  }
  return places;
}

}  // namespace

Contents read_torch_zip(const FileBytes& file) {
  const StoredZip zip(file);
  const std::string folder = folder_of(file, zip);
  check_byte_order(file, zip, folder);
  const StoredZip::Record& pickle = *zip.find(folder + "/data.pkl");
  if (pickle.size > kMostPickle)
    file.refuse(text("its record data.pkl has ", pickle.size, " bytes, more than any weights need"));
  Cursor in(file, pickle.at, pickle.at + pickle.size, "data.pkl");
  Objects objects;
  const Id root = Unpickler(in, objects).load();
  Contents contents = collect(file, objects, root, places_in_zip(file, zip, folder, objects));
  const bool script = zip.find(folder + "/constants.pkl") != nullptr;
  contents.container = script ? Container::kTorchScript : Container::kTorchZip;
  return contents;
}

Contents read_torch_legacy(const FileBytes& file) {
  Cursor in(file, 0, file.size(), "the storages", 8);
  Cursor pickles(file, 0, std::min(file.size(), kMostPickle), "the pickle");
  Objects objects;
  Unpickler unpickler(pickles, objects);
  check_legacy_head(unpickler, objects, pickles);
  const Id root = unpickler.load();
  const Value& keys = objects[unpickler.load()];
  if (keys.kind != Value::kList) pickles.refuse_damaged("is damaged: it has no list of storages");
  in.skip(pickles.at());
  const std::vector<StoragePlace> places = places_in_legacy(in, objects, keys);
  if (in.left() != 0) file.refuse_damaged(text("is damaged: ", in.left(), " bytes follow the last storage"));
  Contents contents = collect(file, objects, root, places);
  contents.container = Container::kTorchLegacy;
  return contents;
}

}  // namespace atelier::weight_files
