#include "conversion/assessment.hpp"

#include <algorithm>
#include <atelier/cpp/words.hpp>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

namespace conversion {

using Json = nlohmann::ordered_json;
using atelier::Call;
using atelier::counted;
using atelier::DatasetNote;
using atelier::DatasetRef;
using atelier::Error;
using atelier::grouped;
using atelier::NoteLevel;
using atelier::one_or_many;
using atelier::str;
using atelier::text;

namespace {

constexpr uint64_t kMostLostOf = 10;  // a tenth may be lost without a warning
constexpr size_t kClassesNamed = 5;
constexpr uint64_t kMostClasses = 1 << 20;  // a foreign dataset may give any number

std::vector<DatasetNote> notes_of(const Call& call, const DatasetRef& dataset) {
  std::vector<DatasetNote> notes;
  dataset.notes(call, [&](const DatasetNote& note) { notes.push_back(note); });
  return notes;
}

// "; the first is annotation 39 of a.jpg: ring_odd (ring 1 has …)".
std::string first_of(const CountsByReason& left_out) {
  const auto [reason, example] = left_out.first();
  return text("; the first is annotation ", example.id, example.file_name.empty() ? "" : " of " + example.file_name,
              ": ", reason, example.why.empty() ? "" : " (" + example.why + ")");
}

// Those of no picture among them, unless these are no measure.
CountsByReason lost_of(const Outcomes& outcomes, bool with_orphans) {
  CountsByReason lost = outcomes.lost();
  if (with_orphans) lost.add("no_picture", outcomes.orphans());
  return lost;
}

std::string without_stop(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

// ". What to do: …", or "".
std::string what_to_do(const std::string& remedy) {
  return remedy.empty() ? "" : ". What to do: " + without_stop(remedy);
}

std::string options_to_look_at(const Outcomes& outcomes, const StageWords& words) {
  std::string out;
  for (const auto& [reason, listed] : outcomes.left_out().by_reason())
    for (const auto& [known, options] : words.options)
      if (known == reason && out.find(options) == std::string::npos) out += text(out.empty() ? "" : ", ", options);
  return out;
}

[[noreturn]] void refuse_nothing(const Outcomes& outcomes, const StageWords& words,
                                 const std::vector<DatasetNote>& notes, const std::string& remedy) {
  const CountsByReason lost = lost_of(outcomes, true);
  const CountsByReason& chosen = outcomes.left_out();
  const bool defects = lost.count() != 0;
  std::string message =
      text("nothing is ", words.done, " of ", counted(outcomes.given(), "annotation", "annotations"), ": ");
  if (defects) message += text(grouped(lost.count()), " lost to defects (", lost.reasons(), ")");
  if (chosen.count() != 0)
    message += text(defects ? ", " : "", grouped(chosen.count()), " left out by the options (", chosen.reasons(), ")");
  message += first_of(defects ? lost : chosen);
  for (const DatasetNote& note : notes) message += ". " + without_stop(note.text);
  if (defects) message += what_to_do(remedy);
  if (const std::string options = options_to_look_at(outcomes, words); !options.empty())
    message += text(". Look at the options ", options);
  throw Error(ATELIER_E_DATA, message);
}

bool is_much(uint64_t lost, uint64_t given) { return lost * kMostLostOf > given; }

// "(24.7 %)"
std::string share(uint64_t part, uint64_t all) {
  char out[32];
  std::snprintf(out, sizeof out, "(%.1f %%)", 100. * static_cast<double>(part) / static_cast<double>(all));
  return out;
}

// "all of the classes dog (12), cat (3)": those of which defects leave nothing; "" for none.
std::string lost_classes(const Call& call, const DatasetRef& dataset, const Outcomes& outcomes, bool part_only) {
  const uint64_t classes = dataset.describe(call).classes;
  std::string names;
  size_t count = 0;
  for (size_t label = 1; label < outcomes.by_class().size() && label <= classes; ++label) {
    const Outcomes::OfClass& each = outcomes.by_class()[label];
    const uint64_t lost = each.lost + (part_only ? 0 : each.orphans);
    if (each.kept != 0 || lost == 0 || ++count > kClassesNamed) continue;
    names += text(count == 1 ? "" : ", ", str(dataset.class_at(call, label - 1).name), " (", grouped(lost), ")");
  }
  if (count == 0) return "";
  const std::string more = count > kClassesNamed ? text(" and ", grouped(count - kClassesNamed), " more") : "";
  return text("all of the ", one_or_many(count, "class ", "classes "), names, more);
}

// The warning about what is kept without some of its parts, or "".
std::string losses_of_parts(const Call& call, const DatasetRef& dataset, const Outcomes& outcomes, uint64_t given) {
  const CountsByReason& parts = outcomes.rings_skipped();
  if (parts.count() == 0) return "";
  return text(grouped(parts.count()), " of ", counted(given, "annotation", "annotations"), " ",
              share(parts.count(), given),
              one_or_many(parts.count(), " has lost parts of its shape: ", " have lost parts of their shapes: "),
              parts.reasons(), first_of(parts), what_to_do(dataset.remedy(call)));
}

// The warning about classes of one name, and about none at all, or "".
std::string classes_unclear(const Call& call, const DatasetRef& dataset, const StageWords& words) {
  const uint64_t count = dataset.describe(call).classes;
  if (count == 0) return text("the source lists no class, so that nothing can be ", words.done);
  std::map<std::string, std::vector<int64_t>> ids;
  for (uint64_t i = 0; i < std::min(count, kMostClasses); ++i) {
    const atelier_class each = dataset.class_at(call, i);
    ids[str(each.name)].push_back(each.id);
  }
  std::string names;
  size_t shared = 0;
  for (const auto& [name, of_name] : ids) {
    if (of_name.size() == 1 || ++shared > kClassesNamed) continue;
    names += text(shared == 1 ? "`" : ", `", name, "` (ids ", of_name[0], ", ", of_name[1],
                  of_name.size() > 2 ? ", …)" : ")");
  }
  if (shared == 0) return "";
  const std::string more = shared > kClassesNamed ? text(" and ", grouped(shared - kClassesNamed), " more") : "";
  return text("several classes have the name ", names, more, ": what goes by names takes them for one or refuses them");
}

// The warning about what is lost, or "".
std::string losses(const Call& call, const DatasetRef& dataset, const Outcomes& outcomes, const StageWords& words,
                   uint64_t given, bool part_only) {
  const CountsByReason lost = lost_of(outcomes, !part_only);
  if (lost.count() == 0) return "";
  const std::string classes = lost_classes(call, dataset, outcomes, part_only);
  if (!is_much(lost.count() + outcomes.rings_skipped().count(), given) && classes.empty()) return "";
  return text(grouped(lost.count()), " of ", counted(given, "annotation", "annotations"), " ",
              share(lost.count(), given), one_or_many(lost.count(), " is not ", " are not "), words.done,
              " because of defects: ", lost.reasons(), classes.empty() ? "" : "; " + classes, first_of(lost),
              what_to_do(dataset.remedy(call)));
}

// Outlines in other units, or of pictures of another size, are painted without a word else; "" when it is the few.
std::string areas_far_off(const Outcomes& outcomes, const std::string& remedy) {
  const CountWithExamples& far_off = outcomes.area_far_off();
  if (far_off.count() * 2 <= outcomes.areas()) return "";
  const Example first = far_off.first().front();
  return text(
      "the pixels of ", grouped(far_off.count()), " of ", counted(outcomes.areas(), "annotation", "annotations"),
      " are far from the `area` of the source, as with outlines in percent or of pictures of another size; the ",
      "first is annotation ", first.id, first.file_name.empty() ? "" : " of " + first.file_name, ", which ", first.why,
      what_to_do(remedy));
}

}  // namespace

void refuse_defects(const Call& call, const DatasetRef& dataset, const Outcomes& outcomes, const StageWords& words) {
  CountsByReason all = lost_of(outcomes, true);
  for (const auto& [reason, listed] : outcomes.rings_skipped().by_reason()) all.add("without " + reason, listed);
  std::string message;
  if (all.count() != 0)
    message = text(counted(all.count(), "annotation", "annotations"), " cannot be ", words.done, " in full (",
                   all.reasons(), ")", first_of(all), ". ");
  for (const DatasetNote& note : notes_of(call, dataset))
    if (note.level == NoteLevel::kDefect) message += without_stop(note.text) + ". ";
  if (message.empty()) return;
  throw Error(ATELIER_E_DATA,
              text(message, "Mend the annotations, or set strict = false to leave ",
                   one_or_many(all.count(), "it", "these"), " out and have ", one_or_many(all.count(), "it", "them"),
                   " counted in ", words.report, what_to_do(dataset.remedy(call))));
}

Assessment::Assessment(const Call& call, const DatasetRef& dataset, const Outcomes& outcomes, const StageWords& words,
                       bool part_only)
    : area_zero_(outcomes.area_zero()),
      area_far_off_(outcomes.area_far_off()),
      holes_cut_out_(outcomes.holes_cut_out()),
      notes_(notes_of(call, dataset)) {
  if (outcomes.given() != 0 && outcomes.kept() == 0 && !(part_only && outcomes.of_pictures() == 0))
    refuse_nothing(outcomes, words, notes_, dataset.remedy(call));
  for (const DatasetNote& note : notes_)
    if (note.level != NoteLevel::kInfo) warnings_.push_back(note.text);
  const auto add = [this](std::string warning) {
    if (!warning.empty()) warnings_.push_back(std::move(warning));
  };
  const uint64_t given = part_only ? outcomes.of_pictures() : outcomes.given();
  add(classes_unclear(call, dataset, words));
  add(losses(call, dataset, outcomes, words, given, part_only));
  if (is_much(lost_of(outcomes, !part_only).count() + outcomes.rings_skipped().count(), given))
    add(losses_of_parts(call, dataset, outcomes, given));
  add(areas_far_off(outcomes, dataset.remedy(call)));
}

void Assessment::append_to(Json& report) const {
  report["area_zero"] = area_zero_.json();
  report["area_far_off"] = area_far_off_.json();
  report["holes_cut_out"] = holes_cut_out_.json();
  Json notes = Json::array();
  for (const DatasetNote& note : notes_)
    notes.push_back({{"word", note.word}, {"count", note.count}, {"text", note.text}});
  report["source_notes"] = notes;
  report["warnings"] = warnings_;
}

void Assessment::say(const Call& call) const {
  for (const DatasetNote& note : notes_)
    if (note.level == NoteLevel::kInfo) call.result(note.text);
  for (const std::string& warning : warnings_) call.warn(warning);
}

}  // namespace conversion
