#include "weight_files/model_file.hpp"

// A malformed text is to end in an error, in a debug build too.
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/inputs.hpp>
#include <sstream>

namespace atelier::weight_files {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kLongestSide = 65535;

// One model.toml while it is read.
class Reader {
 public:
  Reader(fs::path path, const toml::table& table) : table_(table) { file_.path = std::move(path); }

  ModelFile read() {
    const toml::node* component = table_.get("component");
    if (!component || !component->is_string() || component->as_string()->get().empty())
      fail(component, "`component` must name the model's component");
    file_.component = component->as_string()->get();
    read_classes();
    if (const toml::node* colours = table_.get("colours")) read_colours(*colours);
    if (const toml::node* size = table_.get("size")) read_size(*size);
    if (const toml::node* options = table_.get("options")) read_options(*options);
    return std::move(file_);
  }

 private:
  [[noreturn]] void fail(const toml::node* at, const std::string& what) const {
    throw Error(ATELIER_E_DATA,
                text(file_.path.string(), at ? text(", line ", at->source().begin.line) : "", ": ", what));
  }

  void read_classes() {
    const toml::node* node = table_.get("classes");
    const toml::array* names = node ? node->as_array() : nullptr;
    if (!names || names->empty()) fail(node, "`classes` must list the names of the classes");
    for (const toml::node& name : *names) {
      if (!name.is_string()) fail(&name, "`classes` must be a list of texts");
      file_.classes.push_back(name.as_string()->get());
    }
  }

  void read_colours(const toml::node& node) {
    const toml::array* colours = node.as_array();
    if (!colours || (!colours->empty() && colours->size() != file_.classes.size()))
      fail(&node, "`colours` must give red, green and blue of each class");
    for (const toml::node& colour : *colours) {
      const toml::array* values = colour.as_array();
      if (!values || values->size() != 3) fail(&colour, "a colour must be [red, green, blue]");
      Colour rgb{};
      for (size_t i = 0; i < rgb.size(); ++i) rgb[i] = static_cast<uint8_t>(integer(*values->get(i), 0, 255));
      file_.colours.push_back(rgb);
    }
  }

  void read_size(const toml::node& node) {
    const toml::array* size = node.as_array();
    if (!size || size->size() != 2) fail(&node, "`size` must be [height, width]");
    file_.height = integer(*size->get(0), 0, kLongestSide);
    file_.width = integer(*size->get(1), 0, kLongestSide);
    if ((file_.height == 0) != (file_.width == 0)) fail(&node, "`size` must give both height and width");
  }

  void read_options(const toml::node& node) {
    const toml::table* options = node.as_table();
    if (!options) fail(&node, "`options` must be a table");
    for (const auto& [key, value] : *options) file_.options.emplace_back(std::string(key.str()), as_text(value));
  }

  int64_t integer(const toml::node& node, int64_t least, int64_t most) const {
    const auto* value = node.as_integer();
    if (!value || value->get() < least || value->get() > most)
      fail(&node, text("here must stand an integer from ", least, " to ", most));
    return value->get();
  }

 public:
  static std::string as_text(const toml::node& node) {
    std::ostringstream out;
    node.visit([&](const auto& value) { out << toml::toml_formatter(value); });
    return out.str();
  }

 private:
  const toml::table& table_;
  ModelFile file_;
};

// A TOML value as toml++ writes it, so that spellings of one value compare equal; as it is when it is none.
std::string normalised(const std::string& value) {
  try {
    const toml::table table = toml::parse(text("value = ", value));
    const toml::node* node = table.get("value");
    return node ? Reader::as_text(*node) : value;
  } catch (const toml::parse_error&) {
    return value;
  }
}

}  // namespace

std::optional<ModelFile> read_model_file(const Call& call, const fs::path& weights) {
  if (weights.empty()) return std::nullopt;
  const fs::path path = weights.parent_path() / "model.toml";
  note_input(call, path);  // its coming is a change, too
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::nullopt;
  const std::string bytes = read_file(path);
  try {
    const toml::table table = toml::parse(bytes);
    return Reader(path, table).read();
  } catch (const toml::parse_error& e) {
    throw Error(ATELIER_E_DATA, text(path.string(), ", line ", e.source().begin.line, ": ", e.description()));
  }
}

void check_belongs(const ModelFile& file, const std::string& component, const atelier_model_info& model) {
  const auto refuse = [&](const auto& theirs, const auto& ours, const char* remedy) {
    throw Error(ATELIER_E_INVALID, text(file.path.string(), " says that the weights are those of ", theirs,
                                        ", but the model is ", ours, "; ", remedy));
  };
  if (!component.empty() && component != file.component)
    refuse(text('`', file.component, '`'), text('`', component, '`'), "take that component for the model");
  if (file.classes.size() != model.classes)
    refuse(text(file.classes.size(), " classes"), text("one of ", model.classes),
           "give the model that number of classes, or move the file away if it belongs to other weights");
}

std::vector<std::string> differences(const ModelFile& file, const Settings& model) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : model)
    for (const auto& [other_name, other] : file.options)
      if (name == other_name && normalised(value) != normalised(other))
        lines.push_back(text("the model's option `", name, "` is ", value, ", but in ", file.path.string(), " it is ",
                             other, ": predictions may be worse than they could be"));
  return lines;
}

std::optional<OtherName> first_other_name(const std::vector<std::string>& names,
                                          const std::vector<std::string>& others) {
  const auto other = std::mismatch(names.begin(), names.end(), others.begin(), others.end()).first;
  if (other == names.end()) return std::nullopt;
  return OtherName{static_cast<size_t>(other - names.begin()),
                   std::is_permutation(names.begin(), names.end(), others.begin(), others.end())};
}

}  // namespace atelier::weight_files
