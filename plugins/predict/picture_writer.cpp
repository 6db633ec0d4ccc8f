#include "picture_writer.hpp"

#include <atelier/cpp/files.hpp>

namespace atelier::predict {

namespace {

constexpr int kQuality = 92;  // of JPEG

}  // namespace

PictureWriter::PictureWriter(std::filesystem::path folder, Wanted wanted, const std::vector<ClassInfo>& classes)
    : folder_(std::move(folder)), wanted_(wanted), classes_(classes) {
  if (classes.size() <= 256) palette_ = palette_of(classes);
}

std::vector<WrittenFile> PictureWriter::files_of(const Picture& picture) const {
  std::vector<WrittenFile> files;
  if (wanted_.labels) files.push_back({"labels", "labels/" + picture.stem + ".png"});
  if (wanted_.overlays) files.push_back({"overlays", "overlays/" + picture.stem + (wanted_.jpeg ? ".jpg" : ".png")});
  return files;
}

std::vector<WrittenFile> PictureWriter::write(const Picture& picture, const atelier_tensor& labels,
                                              const std::vector<ClassPixels>& found) const {
  std::vector<WrittenFile> files = files_of(picture);
  std::vector<std::string> bytes;
  for (const WrittenFile& file : files)
    bytes.push_back(file.kind == "labels" ? encode_labels(labels) : encode_overlay(picture, labels, found));
  for (size_t i = 0; i < files.size(); ++i) {
    // Not synced one by one: the folder as a whole gets its name only when all is there.
    write_file(folder_ / files[i].name, bytes[i], false);
    files[i].bytes = bytes[i].size();
  }
  return files;
}

std::string PictureWriter::encode_labels(const atelier_tensor& labels) const {
  return pictures::encode_png(labels, labels.dtype.bits == 8 ? std::string_view(palette_) : std::string_view());
}

std::string PictureWriter::encode_overlay(const Picture& picture, const atelier_tensor& labels,
                                          const std::vector<ClassPixels>& found) const {
  Tensor pixels = reading([&] { return pictures::read_picture(picture.path, wanted_.pixels); });
  if (pixels.dim(0) != labels.shape[0] || pixels.dim(1) != labels.shape[1])
    throw ReadFailure(ATELIER_E_DATA, text(picture.path.string(), " has changed its size meanwhile"));
  const Tensor drawn = draw_overlay(std::move(pixels), labels, found, classes_, wanted_.look);
  return wanted_.jpeg ? pictures::encode_jpeg(drawn, kQuality) : pictures::encode_png(drawn);
}

}  // namespace atelier::predict
