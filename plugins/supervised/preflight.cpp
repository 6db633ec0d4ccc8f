#include "preflight.hpp"

#include <algorithm>
#include <atelier/cpp/parallel.hpp>
#include <atomic>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>

#include "json_text.hpp"
#include "results.hpp"

namespace atelier::supervised {

namespace {

constexpr size_t kMostNames = 8;
// What is quickly done is not told of, so that the progress of a short training has one unit.
constexpr std::chrono::seconds kQuiet{1};

// Its text is that of this index alone, also where other threads fail meanwhile.
LabelMap load(const Call& call, const SamplesRef& samples, uint64_t index) {
  const Attempt attempt(call, 1);
  try {
    return samples.load_labels(attempt.call(), index);
  } catch (const Reported& e) {
    throw Error(e.code(), attempt.text().empty() ? e.what() : attempt.text());
  }
}

void add(const Call& call, const SamplesRef& samples, uint64_t index, const PartLabels& part, LabelCounter& counter) {
  const LabelMap map = load(call, samples, index);
  try {
    counter.add(map.labels, index);
  } catch (const UnknownLabel& at) {
    const std::string where =
        map.file.empty() ? text("sample ", samples.key(call, index), " of `", part.option, "`") : std::string(map.file);
    throw Error(ATELIER_E_DATA, text(where, ": the label ", at.value, " at row ", at.row, ", column ", at.column,
                                     " is none of the ", part.classes.size(), " classes (0 to ",
                                     part.classes.size() - 1, ") nor void (", part.void_label, ")"));
  }
}

// Tells of progress over all parts, from any thread. The first report is of none, as that of a run that goes on would
// else pass for what was there before.
class Reading {
 public:
  Reading(const Call& call, uint64_t total) : call_(call), total_(total) {}
  void read_one() {
    const uint64_t now_read = ++read_;
    if (std::chrono::steady_clock::now() - begin_ <= kQuiet) return;
    std::call_once(first_, [&] { call_.progress(0, total_, kUnit); });
    call_.progress(now_read, total_, kUnit);
  }
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }

 private:
  static constexpr const char* kUnit = "label maps";
  const Call call_;
  const uint64_t total_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::atomic<uint64_t> read_{0};
  std::once_flag first_;
};

// Reads the label maps of one part.
PartLabels count_labels(const Call& call, const SamplesRef& samples, const std::string& option, Reading& reading) {
  const atelier_samples_info info = samples.describe(call);
  PartLabels part{option, {}, info.void_label, LabelCounts(info.class_count)};
  for (uint64_t c = 0; c < info.class_count; ++c) part.classes.push_back(str(info.class_names[c]));
  const unsigned threads = std::max(1u, call.threads());
  std::vector<LabelCounter> each(threads, LabelCounter(info.class_count, info.void_label));
  for_each_index(info.count, threads, [&](unsigned thread, uint64_t index) {
    call.stop_if_cancelled();
    add(call, samples, index, part, each[thread]);
    reading.read_one();
  });
  for (const LabelCounter& counter : each) part.counts.merge(counter.counts());
  return part;
}

double share(uint64_t part, uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

std::string percent(uint64_t part, uint64_t all) { return fixed(100 * share(part, all), 1) + " %"; }

uint64_t all_pixels(const PartLabels& part) { return part.counts.labelled_pixels() + part.counts.void_pixels; }

std::vector<size_t> absent_classes(const PartLabels& part) {
  std::vector<size_t> out;
  for (size_t c = 0; c < part.classes.size(); ++c)
    if (part.counts.pixels[c] == 0) out.push_back(c);
  return out;
}

// "`cat`, `dog` and 12 more"
std::string names_of(const PartLabels& part, const std::vector<size_t>& classes) {
  std::string out;
  for (size_t i = 0; i < std::min(classes.size(), kMostNames); ++i)
    out += text(i ? ", `" : "`", part.classes[classes[i]], "`");
  if (classes.size() > kMostNames) out += text(" and ", classes.size() - kMostNames, " more");
  return out;
}

// What to do when void stands where objects should be.
std::string void_remedy(const PartLabels& part, const std::vector<size_t>& absent) {
  const std::string meant = absent.size() == 1 ? "`" + part.classes[absent[0]] + "`" : "one of these classes";
  return text(part.void_label, " covers ", percent(part.counts.void_pixels, all_pixels(part)),
              " of the pixels and is void here. If it stands for ", meant,
              ", say so where the label maps are read, as in label_map = { ", part.void_label, " = ", absent[0], " }");
}

// Why nothing can be learnt from the labels, or measured on them; "" when something can.
std::string all_void(const PartLabels& part) {
  if (part.counts.labelled_pixels() != 0) return "";
  return text("`", part.option, "` holds nothing but void (", part.void_label, "), in all of its ",
              part.counts.map_count,
              " label maps. Look at what the files hold, and at `void` and `label_map` of what reads them");
}

std::string one_class(const PartLabels& part) {
  if (part.counts.classes_with_pixels() != 1) return "";
  const std::vector<size_t> absent = absent_classes(part);
  const auto only = static_cast<size_t>(
      std::find_if(part.counts.pixels.begin(), part.counts.pixels.end(), [](uint64_t n) { return n != 0; }) -
      part.counts.pixels.begin());
  std::string out = text("`", part.option, "` holds nothing but `", part.classes[only], "`");
  if (absent.empty()) return out + ": there is nothing to tell apart. Give it a second class";
  out += text(": ", names_of(part, absent), absent.size() == 1 ? " has" : " have", " no pixel");
  if (part.counts.void_pixels != 0) return out + ", and " + void_remedy(part, absent);
  return out + (part.option == "train"
                    ? ", so there is nothing to tell apart. Look at what the label maps hold, and at "
                      "how values become classes where they are read"
                    : ", so no score means anything. Give it other or more pairs, or leave it out");
}

void require_something(const PartLabels& part) {
  for (const std::string& why : {all_void(part), one_class(part)})
    if (!why.empty()) throw Error(ATELIER_E_INVALID, why);
}

// Tells which classes have no pixel in the training part, and which of them would be needed.
void tell_absent(const Call& call, const PartLabels& train, const PartLabels* validate) {
  std::vector<size_t> needed, unused;
  const std::vector<size_t> absent = absent_classes(train);
  for (const size_t c : absent) (validate && validate->counts.pixels[c] != 0 ? needed : unused).push_back(c);
  const auto has = [](const std::vector<size_t>& classes) { return classes.size() == 1 ? " has" : " have"; };
  if (!needed.empty())
    call.warn(text(names_of(train, needed), has(needed), " pixels in `validate`, but none in `train`: ",
                   needed.size() == 1 ? "it" : "they", " cannot be learnt"));
  if (!unused.empty()) {
    // A single class that is nowhere, beside void that fills more than outlines do.
    const bool suspicious = unused.size() == 1 && share(train.counts.void_pixels, all_pixels(train)) > 0.1;
    const std::string line = text(names_of(train, unused), has(unused), " no pixel in `train`",
                                  suspicious ? ", and " + void_remedy(train, unused) : "");
    suspicious ? call.warn(line) : call.info(line);
  }
  if (!validate) return;
  std::vector<size_t> unmeasured;
  for (const size_t c : absent_classes(*validate))
    if (train.counts.pixels[c] != 0) unmeasured.push_back(c);
  if (!unmeasured.empty())
    call.info(text(names_of(train, unmeasured), has(unmeasured), " no pixel in `validate`: no score of ",
                   unmeasured.size() == 1 ? "it" : "them"));
}

nlohmann::ordered_json json_of(const PartLabels& part) {
  const LabelCounts& counts = part.counts;
  const uint64_t all = all_pixels(part), labelled = counts.labelled_pixels();
  nlohmann::ordered_json classes = nlohmann::ordered_json::array();
  for (size_t c = 0; c < part.classes.size(); ++c)
    classes.push_back({{"name", part.classes[c]},
                       {"pixels", counts.pixels[c]},
                       {"share", share(counts.pixels[c], labelled)},
                       {"label_maps", counts.maps[c]}});
  return {{"label_maps", counts.map_count},
          {"pixels", all},
          {"void",
           {{"label", part.void_label},
            {"pixels", counts.void_pixels},
            {"share", share(counts.void_pixels, all)},
            {"label_maps", counts.void_maps}}},
          {"classes", std::move(classes)}};
}

}  // namespace

std::vector<PartLabels> preflight(const Call& call, const SamplesRef& train, const SamplesRef* validate) {
  const uint64_t total = train.describe(call).count + (validate ? validate->describe(call).count : 0);
  Reading reading(call, total);
  std::vector<PartLabels> parts = {count_labels(call, train, "train", reading)};
  require_something(parts[0]);
  if (validate) {
    parts.push_back(count_labels(call, *validate, "validate", reading));
    require_something(parts[1]);
  }
  tell_absent(call, parts[0], validate ? &parts[1] : nullptr);
  call.info(text("looked at ", total, " label maps in ", fixed(reading.seconds(), 1), " s: ",
                 parts[0].counts.classes_with_pixels(), " of ", parts[0].classes.size(), " classes in `train`, ",
                 percent(parts[0].counts.void_pixels, all_pixels(parts[0])), " of its pixels void"));
  return parts;
}

void preflight(const Call& call, const SamplesRef& samples) {
  Reading reading(call, samples.describe(call).count);
  const PartLabels part = count_labels(call, samples, "samples", reading);
  if (const std::string why = all_void(part); !why.empty()) throw Error(ATELIER_E_INVALID, why);
  if (const std::string why = one_class(part); !why.empty()) call.warn(why);
}

std::string labels_json(const std::vector<PartLabels>& parts) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const PartLabels& part : parts) out[part.option] = json_of(part);
  return json_text(out);
}

}  // namespace atelier::supervised
