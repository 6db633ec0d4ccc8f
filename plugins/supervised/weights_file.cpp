#include "weights_file.hpp"

#include "results.hpp"

namespace atelier::supervised {

std::string weights_name(std::string_view stem, const atelier_model_info& model) {
  const std::string_view suffix = view(model.weights_suffix);
  if (suffix.empty()) return text(stem, ".weights");
  if (suffix[0] != '.' || suffix.size() < 2 || suffix.find('/') != std::string_view::npos)
    throw Error(ATELIER_E_INTERNAL, text("the model says that its weights files end in `", suffix,
                                         "`, which is no suffix with a dot before it"));
  return text(stem, suffix);
}

std::string find_weights(const std::filesystem::path& folder, std::string_view stem) {
  const std::string start = text(stem, '.');
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::string name = entry.path().filename().string();
    if (name.size() > start.size() && name.compare(0, start.size(), start) == 0) return name;
  }
  return start + "*";
}

void save_weights(const Call& call, const ModelRef& model, const std::filesystem::path& file) {
  model.save(call, file);
  if (!std::filesystem::is_regular_file(file))
    throw Error(ATELIER_E_INTERNAL, text(named("the model", model.component_id()),
                                         " reported that it saved its weights, but there is no file ", file.string()));
}

}  // namespace atelier::supervised
