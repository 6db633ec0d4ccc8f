#include "label_config.hpp"

#include <algorithm>
#include <atelier/cpp/core.hpp>
#include <atelier/cpp/utf8.hpp>
#include <cstdio>
#include <set>

#include "pictures/voc_colours.hpp"

namespace atelier::labelstudio_writer {
namespace {

// As the value of an attribute.
std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void check_names(const std::vector<std::string>& names) {
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    const auto refuse = [&](const char* why) {
      throw Error(ATELIER_E_DATA, text("the class name `", name, "` ", why, ": rename it"));
    };
    if (name.empty()) refuse("is empty, and Label Studio tells labels by their names");
    if (!seen.insert(name).second) refuse("is given twice, and Label Studio tells labels by their names");
    if (!is_utf8(name)) refuse("is not UTF-8");
    if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
      refuse("holds control characters");
  }
}

std::string control(const char* tag, const std::string& name, const std::string& to_name,
                    const std::vector<std::string>& class_names) {
  std::string out = text("  <", tag, " name=\"", escaped(name), "\" toName=\"", escaped(to_name), "\">\n");
  for (size_t i = 0; i < class_names.size(); ++i) {
    const auto [red, green, blue] = pictures::voc_colour(static_cast<uint32_t>(i + 1));
    char colour[8];
    std::snprintf(colour, sizeof colour, "#%02x%02x%02x", red, green, blue);
    out += text("    <Label value=\"", escaped(class_names[i]), "\" background=\"", colour, "\"/>\n");
  }
  return out + text("  </", tag, ">\n");
}

}  // namespace

Controls controls_of(const Options& options) {
  const std::string& name = *options.from_name;
  switch (*options.form) {
    case Form::kPolygons:
      return {name, ""};
    case Form::kBrush:
      return {"", name};
    case Form::kAsGiven:
      break;
  }
  return {name, name + "_brush"};
}

std::string label_config(const std::vector<std::string>& class_names, const Controls& controls,
                         const std::string& to_name) {
  check_names(class_names);
  std::string out = text("<View>\n  <Image name=\"", escaped(to_name), "\" value=\"$image\" zoom=\"true\"/>\n");
  if (!controls.polygons.empty()) out += control("PolygonLabels", controls.polygons, to_name, class_names);
  if (!controls.brush.empty()) out += control("BrushLabels", controls.brush, to_name, class_names);
  return out + "</View>\n";
}

}  // namespace atelier::labelstudio_writer
