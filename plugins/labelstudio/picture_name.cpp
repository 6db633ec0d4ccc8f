#include "picture_name.hpp"

#include <algorithm>

#include "sources/address.hpp"

namespace atelier::labelstudio {
namespace {

constexpr std::string_view kLocalFile = "?d=";
constexpr std::string_view kInside = "data:";

}  // namespace

std::string file_name_of(std::string_view picture) {
  if (const size_t at = picture.find(kLocalFile); at != std::string_view::npos) {
    std::string_view path = picture.substr(at + kLocalFile.size());
    path = path.substr(0, path.find('&'));
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    return sources::without_escapes(path);
  }
  const bool is_address = picture.substr(0, 1) == "/" || picture.find("://") != std::string_view::npos;
  if (is_address) picture = picture.substr(0, picture.find_first_of("?#"));
  const size_t slash = picture.find_last_of("/\\");
  if (slash != std::string_view::npos) picture.remove_prefix(slash + 1);
  return is_address ? sources::without_escapes(picture) : std::string(picture);
}

bool is_inside_json(std::string_view picture) { return picture.substr(0, kInside.size()) == kInside; }

std::string name_for_inside(std::string_view picture, std::string_view task) {
  const std::string_view type = picture.substr(0, 32);
  std::string out(task);
  std::replace(out.begin(), out.end(), ' ', '-');
  const auto is = [&](std::string_view of) { return type.find(of) != std::string_view::npos; };
  return out + (is("image/jp") ? ".jpg" : is("image/webp") ? ".webp" : is("image/tif") ? ".tif" : ".png");
}

}  // namespace atelier::labelstudio
