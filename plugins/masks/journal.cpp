#include "journal.hpp"

#include <atelier/cpp/files.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

namespace atelier::masks {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kFormat = 4;
constexpr std::string_view kPngStart("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kPngEnd("\0\0\0\0IEND\xae\x42\x60\x82", 12);

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

void remove_links(const fs::path& folder) {
  std::vector<fs::path> links;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_symlink()) links.push_back(entry.path());
  for (const fs::path& link : links) fs::remove(link);
}

}  // namespace

void Fingerprint::add(std::string_view text) {
  const auto mix = [&](unsigned char byte) { digest_ = (digest_ ^ byte) * 0x100000001b3; };
  for (const char c : text) mix(static_cast<unsigned char>(c));
  mix(0xff);  // no byte of UTF-8: "ab" and "a", "b" differ
}

void Fingerprint::add(const void* bytes, size_t size) {
  const auto* at = static_cast<const unsigned char*>(bytes);
  for (size_t i = 0; i < size; ++i) digest_ = (digest_ ^ at[i]) * 0x100000001b3;
}

std::string Fingerprint::hex() const {
  char out[17];
  std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(digest_));
  return out;
}

Journal::Journal(const fs::path& folder, const std::string& plan, const std::vector<std::string>& masks,
                 const MadeFrom& made_from)
    : folder_(folder),
      file_(folder / "journal.jsonl", Json{{"format", kFormat}, {"plan", plan}}.dump()),
      masks_(masks),
      states_(masks.size(), State::kOpen) {
  remove_links(folder);
  const std::string kept = restored(made_from);
  if (kept.empty())
    fs::remove_all(folder / "masks");
  else
    write_file(file_.path(), file_.header() + kept);
  file_.keep(kept.empty() ? 0 : file_.header().size() + kept.size());
}

std::string Journal::restored(const MadeFrom& made_from) {
  const std::string before = read();
  if (!before.starts_with(file_.header())) return "";
  const std::vector<Line> lines = sound_lines(std::string_view(before).substr(file_.header().size()));
  states_.assign(masks_.size(), State::kOpen);
  std::vector<PictureBlock> blocks;
  for (const Line& line : lines) blocks.push_back({line.first, line.sizes.size()});
  const std::vector<std::string> now = made_from(blocks);
  std::string kept;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].made_from != now.at(i)) continue;
    totals_.merge(lines[i].totals);
    mark(lines[i].first, lines[i].sizes);
    done_ += lines[i].sizes.size();
    kept += lines[i].text;
  }
  return kept;
}

// The journal, or "" when it cannot be read.
std::string Journal::read() const {
  try {
    return read_file(file_.path());
  } catch (const Error&) {
    return "";
  }
}

std::vector<Journal::Line> Journal::sound_lines(std::string_view text) {
  std::vector<Line> out;
  for (size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    try {
      Line line = parsed(text.substr(0, end + 1));
      bool sound = true;
      for (size_t i = 0; sound && i < line.sizes.size(); ++i)
        sound = !is_done(line.first + i) && is_there(line.first + i, line.sizes[i]);
      if (!sound) continue;
      mark(line.first, line.sizes);
      out.push_back(std::move(line));
    } catch (const Json::exception&) {
    }
  }
  return out;
}

// Throws Json::exception for what is none.
Journal::Line Journal::parsed(std::string_view text) const {
  const Json json = Json::parse(text);
  Line line{json.at("first"), json.at("sizes"), json.at("made_from"), totals_of(json.at("totals")), std::string(text)};
  if (line.first > masks_.size() || line.sizes.size() > masks_.size() - line.first) return {};
  return line;
}

bool Journal::is_there(uint64_t picture, uint64_t size) const {
  if (size == 0) return true;
  const fs::path mask = folder_ / "masks" / masks_[picture];
  std::error_code failed;
  if (!fs::is_regular_file(mask, failed) || fs::file_size(mask, failed) != size || failed) return false;
  char start[8] = {}, end[12] = {};
  std::ifstream in(mask, std::ios::binary);
  in.read(start, sizeof start);
  in.seekg(-static_cast<std::streamoff>(sizeof end), std::ios::end);
  in.read(end, sizeof end);
  return in && std::string_view(start, sizeof start) == kPngStart && std::string_view(end, sizeof end) == kPngEnd;
}

void Journal::mark(uint64_t first, const std::vector<uint64_t>& sizes) {
  for (size_t i = 0; i < sizes.size(); ++i) states_[first + i] = sizes[i] == 0 ? State::kLeftOut : State::kWritten;
}

void Journal::add(uint64_t first, const std::vector<uint64_t>& sizes, const std::string& made_from,
                  const Totals& totals) {
  mark(first, sizes);
  file_.append(dumped({{"first", first}, {"sizes", sizes}, {"made_from", made_from}, {"totals", record_of(totals)}}));
}

}  // namespace atelier::masks
