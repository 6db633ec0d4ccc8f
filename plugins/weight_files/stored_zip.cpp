#include "stored_zip.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>

namespace atelier::weight_files {
namespace {

constexpr uint32_t kLocalHeader = 0x04034b50;
constexpr uint32_t kDirectoryEntry = 0x02014b50;
constexpr uint32_t kEnd = 0x06054b50;
constexpr uint32_t kEnd64 = 0x06064b50;
constexpr uint32_t kLocator64 = 0x07064b50;
constexpr uint64_t kHeaderSize = 30;
constexpr uint64_t kEndSize = 22;
constexpr uint64_t kLocatorSize = 20;
constexpr uint64_t kMostRecords = 1'000'000;
constexpr uint64_t kSeeExtra = 0xffffffff;
constexpr uint16_t kExtra64 = 1;

// The method's name where a writer of archives is likely to use it.
std::string method_name(uint64_t method) {
  if (method == 8) return "deflate";
  if (method == 12) return "bzip2";
  if (method == 14) return "lzma";
  if (method == 93) return "zstd";
  return text("method ", method);
}

}  // namespace

StoredZip::StoredZip(const FileBytes& file) : file_(file) {
  const Directory directory = find_directory();
  if (directory.count > kMostRecords)
    file.refuse_damaged(text("is damaged: it says that it has ", directory.count, " records"));
  if (directory.at > file.size() || directory.size > file.size() - directory.at)
    file.refuse_damaged("is cut short, or damaged: the directory of its zip archive lies beyond its end");
  Cursor in(file, directory.at, directory.at + directory.size, "the directory of the zip archive");
  records_.reserve(directory.count);
  for (uint64_t i = 0; i < directory.count; ++i) read_record(in);
}

const StoredZip::Record* StoredZip::find(const std::string& name) const {
  const auto it = records_.find(name);
  if (it == records_.end()) return nullptr;
  if (it->second.encrypted) file_.refuse(text("the record `", name, "` is encrypted"));
  if (it->second.method != 0)
    file_.refuse(text("the record `", name, "` is compressed (", method_name(it->second.method),
                      "); PyTorch stores its records as they are: was the file packed anew by another program?"));
  return &it->second;
}

StoredZip::Directory StoredZip::find_directory() const {
  const uint64_t reach = std::min<uint64_t>(file_.size(), kEndSize + 0xffff);  // a comment may follow it
  const uint64_t start = file_.size() - reach;
  const std::string tail = file_.some(start, reach);
  const size_t found = tail.size() < kEndSize ? std::string::npos : tail.rfind("PK\x05\x06", tail.size() - kEndSize);
  if (found == std::string::npos)
    file_.refuse_damaged(
        "is cut short: it begins as a zip archive of torch.save, but the archive's directory is not at its end");
  const uint64_t at = start + found;
  Cursor in(file_, at, file_.size(), "the end of the zip archive");
  in.skip(4);
  const uint64_t disk = in.number(2), directory_disk = in.number(2);
  in.skip(2);
  Directory directory;
  directory.count = in.number(2);
  directory.size = in.number(4);
  directory.at = in.number(4);
  if (at >= kLocatorSize && Cursor(file_, at - kLocatorSize, at, "").number(4) == kLocator64)
    return zip64_directory(at - kLocatorSize);
  if (disk != 0 || directory_disk != 0) file_.refuse("is one part of a zip archive in several parts");
  return directory;
}

StoredZip::Directory StoredZip::zip64_directory(uint64_t locator) const {
  Cursor in(file_, locator, locator + kLocatorSize, "the zip64 locator");
  in.skip(8);
  const uint64_t at = in.number(8);
  if (at > file_.size()) file_.refuse_damaged("is cut short, or damaged: its zip64 directory lies beyond its end");
  Cursor end(file_, at, file_.size(), "the zip64 end of the archive");
  if (end.number(4) != kEnd64) file_.refuse_damaged("is damaged: its zip64 directory is not where it should be");
  end.skip(8 + 2 + 2 + 4 + 4 + 8);
  Directory directory;
  directory.count = end.number(8);
  directory.size = end.number(8);
  directory.at = end.number(8);
  return directory;
}

void StoredZip::read_record(Cursor& in) {
  if (in.number(4) != kDirectoryEntry) in.refuse_damaged(text("is damaged before byte ", in.at()));
  in.skip(4);
  const uint64_t flags = in.number(2), method = in.number(2);
  in.skip(8);
  uint64_t packed = in.number(4), size = in.number(4);
  const uint64_t name_size = in.number(2), extra_size = in.number(2), comment_size = in.number(2);
  in.skip(8);
  uint64_t header = in.number(4);
  const std::string name = in.text(name_size);
  // Of the extra fields only zip64's matters: those of the three numbers that do not fit, in this order.
  for (uint64_t left = extra_size; left > 0;) {
    if (left < 4) in.refuse_damaged("is damaged: half of an extra field");
    const uint64_t id = in.number(2);
    uint64_t length = in.number(2);
    left -= 4;
    if (length > left) in.refuse_damaged("is damaged: an extra field longer than all of them");
    left -= length;
    if (id == kExtra64)
      for (uint64_t* value : {&size, &packed, &header})
        if (*value == kSeeExtra && length >= 8) {
          *value = in.number(8);
          length -= 8;
        }
    in.skip(length);
  }
  in.skip(comment_size);

  if (method == 0 && packed != size)
    file_.refuse_damaged(text("is damaged: the record `", name, "` is stored, but has two sizes"));
  const uint64_t at = data_start(name, header);
  if (packed > file_.size() - at)
    file_.refuse_damaged(text("is cut short: the record `", name, "` needs ", packed, " bytes at byte ", at,
                              ", the file has ", file_.size()));
  if (!records_.emplace(name, Record{at, size, static_cast<uint16_t>(method), (flags & 1) != 0}).second)
    file_.refuse_damaged(text("is damaged: it has two records `", name, "`"));
}

// Where the bytes of a record start: behind its own header, whose name must be the directory's.
uint64_t StoredZip::data_start(const std::string& name, uint64_t header) const {
  if (header >= file_.size())
    file_.refuse_damaged(text("is cut short, or damaged: the record `", name, "` lies beyond its end"));
  const uint64_t named = std::min(file_.size(), header + kHeaderSize + name.size());
  Cursor in(file_, header, named, text("the header of the record `", name, "`"));
  if (in.number(4) != kLocalHeader) in.refuse_damaged("is damaged");
  in.skip(22);
  const uint64_t name_size = in.number(2), extra_size = in.number(2);
  if (name_size != name.size() || in.text(name_size) != name) in.refuse("has another name than the directory says");
  const uint64_t at = in.at() + extra_size;
  if (at > file_.size()) in.refuse_damaged("is cut short");
  return at;
}

}  // namespace atelier::weight_files
