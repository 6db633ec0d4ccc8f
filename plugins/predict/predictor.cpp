#include "predictor.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "pictures/deep_pictures.hpp"
#include "pictures/resize.hpp"

namespace atelier::predict {

namespace {

constexpr unsigned kMostThreads = 8;
constexpr uint64_t kAheadBytes = uint64_t{256} << 20, kBehindBytes = uint64_t{256} << 20;
constexpr size_t kBehind = 64;
constexpr uint64_t kNamed = 10;  // failures that get a line of their own

unsigned threads_beside(const Call& call) { return std::min(call.threads() - 1, kMostThreads); }

atelier_form form_of(const Tensor& picture) { return {picture.get().dtype, static_cast<uint32_t>(picture.dim(2))}; }

const char* bytes_of(const Tensor& tensor) { return static_cast<const char*>(tensor.get().data); }

// [N,h,w,C] of pictures of one form and size.
Tensor stacked(const std::vector<const Tensor*>& pictures) {
  const Tensor& first = *pictures[0];
  Tensor out = Tensor::make(first.get().dtype,
                            {static_cast<int64_t>(pictures.size()), first.dim(0), first.dim(1), first.dim(2)});
  char* to = static_cast<char*>(out.get().data);
  for (const Tensor* each : pictures) to = std::copy_n(bytes_of(*each), each->bytes(), to);
  return out;
}

// [H,W] of [N,H,W].
Tensor slice(const Tensor& batch, size_t index) {
  Tensor out = Tensor::make(batch.get().dtype, {batch.dim(1), batch.dim(2)});
  std::copy_n(bytes_of(batch) + index * out.bytes(), out.bytes(), static_cast<char*>(out.get().data));
  return out;
}

}  // namespace

std::string misfit(const atelier_model_info& model, atelier_form form) {
  return takes(model, form) ? "" : text("the model takes ", forms_taken(model), ", but it is ", describe(form));
}

Predictor::Predictor(const Call& call, const ModelRef& model, const PredictionRules& rules,
                     std::vector<Picture>& pictures, Journal& journal, const PictureWriter& writer)
    : call_(call),
      model_(model),
      rules_(rules),
      info_(model.describe(call)),
      pictures_(pictures),
      journal_(journal),
      writer_(writer),
      pool_(threads_beside(call)) {}

void Predictor::run(const std::vector<Batch>& batches) {
  done_ = journal_.done_before();
  for (size_t i = 0; i < pictures_.size(); ++i)
    if (!pictures_[i].failure.empty()) fail(i, ATELIER_E_DATA, std::string(pictures_[i].failure));
  call_.progress(done_, pictures_.size(), "pictures");
  try {
    walk(batches);
  } catch (...) {
    keep_written();
    throw;
  }
  if (failed_ > kNamed) call_.warn(text("… and ", failed_ - kNamed, " more that could not be predicted"));
}

void Predictor::walk(const std::vector<Batch>& batches) {
  for (size_t next = 0;;) {
    call_.stop_if_cancelled();
    load_ahead(batches, next);
    if (ahead_.empty()) break;
    Ahead ahead = std::move(ahead_.front());
    ahead_.pop_front();
    ahead_bytes_ -= ahead.bytes;
    predict(std::move(ahead));
    wait_for_writing(kBehindBytes, pool_.is_idle() ? 0 : kBehind);
  }
  wait_for_writing(0, 0);
}

void Predictor::keep_written() noexcept {
  for (Behind& each : behind_) try {
      each.written.get();
    } catch (...) {  // what went wrong first is what is told
    }
  behind_.clear();
}

void Predictor::fail(size_t picture, int32_t code, const std::string& why) {
  Picture& failed = pictures_[picture];
  if (rules_.strict)
    throw Error(code, text("picture ", failed.name, ": ", why,
                           ". Mend it or take it away, or set strict = false to leave such pictures out"));
  const std::lock_guard lock(mutex_);
  failed.failure = why;
  if (++failed_ <= kNamed) call_.warn(text("left out ", failed.name, ": ", why));
  count_done();
}

void Predictor::count_done() { call_.progress(++done_, pictures_.size(), "pictures"); }

bool Predictor::is_done(const Batch& batch) const {
  return std::all_of(batch.pictures.begin(), batch.pictures.end(), [&](size_t i) { return journal_.is_done(i); });
}

void Predictor::load_ahead(const std::vector<Batch>& batches, size_t& next) {
  const size_t most = 2 + threads_beside(call_);
  while (next < batches.size()) {
    if (is_done(batches[next])) {
      ++next;
      continue;
    }
    const Batch& batch = batches[next];
    const uint64_t channels = std::max(info_.channels, 3U);
    const uint64_t bytes = batch.pictures.size() * channels * batch.network.height * batch.network.width;
    if (!ahead_.empty() && (ahead_.size() >= most || ahead_bytes_ + bytes > kAheadBytes)) return;
    ahead_.push_back(load(batch));
    ahead_.back().bytes = bytes;
    ahead_bytes_ += bytes;
    ++next;
  }
}

Predictor::Ahead Predictor::load(const Batch& batch) {
  Ahead ahead;
  ahead.batch = &batch;
  for (const size_t picture : batch.pictures)
    ahead.pictures.push_back(pool_.submit([this, picture, &batch] { return load_one(picture, batch); }));
  return ahead;
}

Predictor::Loaded Predictor::load_one(size_t picture, const Batch& batch) {
  const pictures::Size to = batch.network;
  const std::filesystem::path& path = pictures_[picture].path;
  Loaded loaded{picture, {}};
  try {
    loaded.pixels =
        reading([&] { return pictures::read_picture_resized(path, to.height, to.width, rules_.pixels).pixels; });
    if (loaded.pixels.dim(0) != to.height || loaded.pixels.dim(1) != to.width)
      throw ReadFailure(ATELIER_E_DATA, text(path.string(), " has changed its size meanwhile"));
    if (const std::string wrong = misfit(info_, form_of(loaded.pixels)); !wrong.empty())
      throw ReadFailure(ATELIER_E_INVALID, wrong);
    warn_if_lost(path, loaded.pixels);
  } catch (const ReadFailure& e) {
    loaded.pixels = {};
    fail(picture, e.code(), e.what());
  }
  return loaded;
}

void Predictor::warn_if_lost(const std::filesystem::path& path, const Tensor& pixels) {
  if (told_lost_ || !rules_.pixels.range.given()) return;
  const std::string why = pictures::lost_to_range(path, rules_.pixels, pixels);
  if (!why.empty() && !told_lost_.exchange(true)) call_.warn(why + " (said of one picture alone)");
}

void Predictor::predict(Ahead ahead) {
  std::vector<Loaded> members;
  for (std::future<Loaded>& each : ahead.pictures) {
    Loaded loaded = each.get();
    if (loaded.pixels) members.push_back(std::move(loaded));
  }
  while (!members.empty()) {
    const atelier_form form = form_of(members[0].pixels);
    const auto other = std::stable_partition(members.begin(), members.end(),
                                             [&](const Loaded& each) { return same_form(form_of(each.pixels), form); });
    std::vector<Loaded> alike(std::make_move_iterator(members.begin()), std::make_move_iterator(other));
    members.erase(members.begin(), other);
    predict(*ahead.batch, std::move(alike));
  }
}

void Predictor::predict(const Batch& batch, std::vector<Loaded> members) {
  Prediction made;
  const Attempt attempt(call_);
  try {
    std::vector<const Tensor*> each;
    for (const Loaded& member : members) each.push_back(&member.pixels);
    made = model_.predict(attempt.call(), stacked(each), batch.own.height, batch.own.width, rules_.scores);
  } catch (const Error& e) {
    return cope(batch, std::move(members), e.code(), e.what());
  } catch (const Reported& e) {
    return cope(batch, std::move(members), e.code(), attempt.text());
  }
  for (size_t i = 0; i < members.size(); ++i) {
    if (journal_.is_done(members[i].picture)) continue;
    Tensor labels = slice(made.labels, i);
    std::vector<ClassPixels> found;
    if (rules_.scores) {
      found = take_apart(labels, info_.classes, rules_.runs);
      add_scores(found, labels,
                 made.scores.data<float>() + i * info_.classes * static_cast<size_t>(element_count(labels)));
    }
    write_later(members[i].picture, std::move(labels), std::move(found));
  }
}

void Predictor::cope(const Batch& batch, std::vector<Loaded> members, int32_t code, const std::string& why) {
  if (code == ATELIER_E_CANCELLED) throw Error(code, why);
  if (members.size() == 1) return fail(members[0].picture, code, why);
  for (Loaded& member : members) {
    std::vector<Loaded> one;
    one.push_back(std::move(member));
    predict(batch, std::move(one));
  }
}

void Predictor::write_later(size_t picture, Tensor labels, std::vector<ClassPixels> found) {
  const uint64_t bytes = labels.bytes();
  auto kept = std::make_shared<Tensor>(std::move(labels));
  behind_.push_back({bytes, pool_.submit([this, picture, kept, found = std::move(found)]() mutable {
                       write(picture, *kept, std::move(found));
                     })});
  behind_bytes_ += bytes;
}

void Predictor::write(size_t picture, const Tensor& labels, std::vector<ClassPixels> found) {
  if (found.empty()) found = take_apart(labels, info_.classes, rules_.runs);
  try {
    const std::vector<WrittenFile> files = writer_.write(pictures_[picture], labels, found);
    journal_.add(picture, files, found, rules_.scores);
  } catch (const ReadFailure& e) {
    return fail(picture, e.code(), e.what());
  }
  count_done();
}

void Predictor::wait_for_writing(uint64_t most_bytes, size_t most) {
  while (!behind_.empty() && (behind_bytes_ > most_bytes || behind_.size() > most)) {
    Behind first = std::move(behind_.front());
    behind_.pop_front();
    behind_bytes_ -= first.bytes;
    first.written.get();
  }
}

}  // namespace atelier::predict
