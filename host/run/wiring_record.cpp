#include "wiring_record.hpp"

#include <nlohmann/json.hpp>

#include "words/json_text.hpp"

namespace atelier::host {
using nlohmann::json;
namespace {

constexpr int kFormat = 1;

json as_json(const WiringNode& node) {
  json slots = json::array();
  for (const WiringSlot& slot : node.slots) slots.push_back({{"option", slot.option}, {"component", slot.component}});
  json checks = json::array();
  for (const WiringCheck& check : node.checks) checks.push_back({{"name", check.name}, {"that", check.that}});
  return {{"name", node.name},     {"component", node.component}, {"kind", node.kind},          {"stage", node.stage},
          {"number", node.number}, {"slots", std::move(slots)},   {"checks", std::move(checks)}};
}

WiringNode node_of(const json& record) {
  WiringNode node{record.at("name"),  record.at("component"), record.at("kind"),
                  record.at("stage"), record.at("number"),    {}};
  for (const json& slot : record.at("slots")) node.slots.push_back({slot.at("option"), slot.at("component")});
  for (const json& check : record.at("checks")) node.checks.push_back({check.at("name"), check.at("that")});
  return node;
}

}  // namespace

std::string wiring_json(const Wiring& wiring) {
  json out = {{"format", kFormat}, {"name", wiring.name}, {"nodes", json::array()}, {"edges", json::array()}};
  for (const WiringNode& node : wiring.nodes) out["nodes"].push_back(as_json(node));
  for (const WiringEdge& edge : wiring.edges)
    out["edges"].push_back(
        {{"from", edge.from}, {"to", edge.to}, {"port", edge.port}, {"option", edge.option}, {"type", edge.type}});
  return dump(out, 2) + "\n";
}

std::optional<Wiring> read_wiring(std::string_view text) {
  try {
    const json record = json::parse(text);
    if (record.at("format") != kFormat) return std::nullopt;
    Wiring out{record.at("name"), {}, {}};
    for (const json& node : record.at("nodes")) out.nodes.push_back(node_of(node));
    for (const json& edge : record.at("edges")) {
      out.edges.push_back({edge.at("from"), edge.at("to"), edge.at("port"), edge.at("option"), edge.at("type")});
      // what is needed stands before what needs it: who draws it counts on that there is no circle
      const WiringEdge& added = out.edges.back();
      if (added.from < 0 || added.from >= added.to || added.to >= static_cast<int>(out.nodes.size()))
        return std::nullopt;
    }
    return out;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace atelier::host
