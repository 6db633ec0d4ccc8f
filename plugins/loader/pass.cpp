#include "pass.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <numeric>
#include <utility>

#include "atelier/cpp/random.hpp"

namespace loader {

using atelier::Batch;
using atelier::Call;
using atelier::Error;
using atelier::Sample;
using atelier::Tensor;
using atelier::text;

namespace {

// How often a wait looks whether the user wants to stop.
constexpr std::chrono::milliseconds kGlance{100};

void check_pair(const Sample& sample) {
  const atelier_tensor &picture = sample.picture, &labels = sample.labels;
  const bool wide = atelier::same_dtype(labels.dtype, atelier::dtype_of<uint16_t>());
  if (picture.ndim != 3 || picture.shape[2] != 3 || labels.ndim != 2 || picture.shape[0] != labels.shape[0] ||
      picture.shape[1] != labels.shape[1])
    throw Error(ATELIER_E_DATA,
                text("a picture ", atelier::describe(picture), " and labels ", atelier::describe(labels),
                     " are no pair of uint8 [H,W,3] and uint8 or uint16 [H,W]"));
  atelier::data_of<const uint8_t>(picture);
  if (wide)
    atelier::data_of<const uint16_t>(labels);
  else
    atelier::data_of<const uint8_t>(labels);
}

// Puts `from` [rows, columns] at the upper left of `to`, whose rows have `to_columns`.
template <class From, class To>
void place(const From* from, int64_t rows, int64_t columns, To* to, int64_t to_columns) {
  for (int64_t y = 0; y < rows; ++y) std::copy_n(from + y * columns, columns, to + y * to_columns);
}

bool are_of(const std::vector<Sample>& samples, int64_t height, int64_t width) {
  return std::all_of(samples.begin(), samples.end(), [&](const Sample& sample) {
    return sample.labels.dim(0) == height && sample.labels.dim(1) == width;
  });
}

template <class T>
Tensor stack_labels(const std::vector<Sample>& samples, int64_t height, int64_t width, uint32_t void_label) {
  Tensor out = Tensor::make<T>({static_cast<int64_t>(samples.size()), height, width});
  T* to = out.data<T>();
  if (!are_of(samples, height, width)) std::fill_n(to, atelier::element_count(out), static_cast<T>(void_label));
  for (const Sample& sample : samples) {
    const Tensor& labels = sample.labels;
    if (labels.get().dtype.bits == 16)
      place(labels.data<uint16_t>(), labels.dim(0), labels.dim(1), to, width);
    else
      place(labels.data<uint8_t>(), labels.dim(0), labels.dim(1), to, width);
    to += height * width;
  }
  return out;
}

}  // namespace

ThreadedPass::ThreadedPass(const Call& call, const atelier_load_plan& plan, const Settings& settings)
    : call_(call),
      samples_(plan.samples),
      epoch_seed_(atelier::mix_seed(plan.seed, plan.epoch)),
      cache_(settings.cache),
      batch_(settings.batch) {
  const atelier_samples_info info = samples_.describe(call);
  void_label_ = info.void_label;
  for (uint64_t i = 0; i < plan.augmenter_count; ++i) {
    const atelier::AugmenterRef augmenter(plan.augmenters[i]);
    if (!(plan.skip_random && augmenter.is_random())) augmenters_.push_back({augmenter, i});
  }
  if (!augmenters_.empty()) first_size_ = augmenters_.front().ref.resizes_to();
  if (cache_ && !first_size_)
    cache_->warn_once(call, "`cache` keeps resized pairs, but the first augmenter is no mere resize: nothing is kept");
  order_.resize(info.count);
  std::iota(order_.begin(), order_.end(), uint64_t{0});
  if (plan.shuffle) atelier::Random(epoch_seed_).shuffle(order_);
  order_.resize(std::min<uint64_t>(info.count, settings.batches * batch_));

  const uint64_t first = std::min(plan.first_batch, settings.batches);
  next_to_load_ = next_to_deliver_ = std::min<uint64_t>(first * batch_, order_.size());
  const uint64_t left = order_.size() - next_to_load_;
  slots_.resize(std::min(settings.in_flight, left));
  for (uint64_t i = 0; i < std::min<uint64_t>(settings.workers, slots_.size()); ++i)
    threads_.emplace_back([this](std::stop_token stop) { work(stop); });
}

ThreadedPass::~ThreadedPass() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void ThreadedPass::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && next_to_load_ < order_.size()) {
    const auto may_load = [&] {
      return next_to_load_ == order_.size() || next_to_load_ < next_to_deliver_ + slots_.size();
    };
    if (!slot_is_free_.wait(lock, stop, may_load) || next_to_load_ == order_.size()) return;
    const uint64_t position = next_to_load_++;
    lock.unlock();
    Slot made = make(order_[position]);
    lock.lock();
    slots_[position % slots_.size()] = std::move(made);
    sample_is_done_.notify_one();
  }
}

ThreadedPass::Slot ThreadedPass::make(uint64_t sample_index) const {
  Slot slot;
  slot.done = true;
  std::string key = text("number ", sample_index);
  atelier::Attempt attempt(call_);
  atelier_call alone = *attempt.call().raw();  // a worker is one thread, and may keep no other busy
  alone.threads = 1;
  const Call call(&alone);
  const auto fail = [&](int32_t code, const std::string& why) {
    slot.failure =
        Failure{code, text("sample ", key, ": ", why.empty() ? "could not be made, for no stated reason" : why)};
  };
  try {
    key = samples_.key(call, sample_index);
    call.stop_if_cancelled();
    slot.sample = load(call, sample_index, key);
  } catch (const atelier::Reported& e) {
    fail(e.code(), attempt.text());
  } catch (const Error& e) {
    if (e.code() == ATELIER_E_CANCELLED)
      slot.failure = Failure{e.code(), e.what()};
    else
      fail(e.code(), e.what());
  } catch (const std::exception& e) {
    fail(ATELIER_E_INTERNAL, e.what());
  }
  return slot;
}

Sample ThreadedPass::load(const Call& call, uint64_t sample_index, const std::string& key) const {
  std::optional<Sample> resized = load_resized(call, sample_index);
  Sample sample = resized ? std::move(*resized) : samples_.load(call, sample_index);
  check_pair(sample);
  const uint64_t seed = atelier::mix_seed(epoch_seed_, key);
  for (size_t i = resized ? 1 : 0; i < augmenters_.size(); ++i) {
    sample = augmenters_[i].ref.apply(call, atelier::mix_seed(seed, augmenters_[i].index), void_label_, sample);
    check_pair(sample);
  }
  return sample;
}

// The pair as the first augmenter would give it, out of the cache or decoded at that size. Nothing: there is no such
// way.
std::optional<Sample> ThreadedPass::load_resized(const Call& call, uint64_t sample_index) const {
  if (!first_size_) return std::nullopt;
  std::optional<atelier::Digest> content;
  if (cache_) content = samples_.content(call, sample_index);
  if (content)
    if (std::optional<Sample> kept = cache_->find(*content, *first_size_)) return kept;
  std::optional<Sample> made = samples_.load_resized(call, sample_index, *first_size_);
  if (made) {
    check_pair(*made);
    if (made->labels.dim(0) != first_size_->height || made->labels.dim(1) != first_size_->width)
      throw Error(ATELIER_E_INTERNAL,
                  text("the samples gave a pair of ", made->labels.dim(0), " rows of ", made->labels.dim(1),
                       " when asked for ", first_size_->height, " of ", first_size_->width));
  }
  if (content && made)
    cache_->keep(call, *content, *first_size_, *made);
  else if (cache_)
    cache_->warn_once(call, "these samples cannot tell their content, or give no resized pairs: `cache` keeps nothing");
  return made;
}

std::optional<Batch> ThreadedPass::next(const Call& call) {
  call.stop_if_cancelled();
  std::vector<Sample> samples;
  {
    std::unique_lock lock(mutex_);
    if (failure_) throw Error(failure_->code, failure_->text);
    const uint64_t end = std::min<uint64_t>(next_to_deliver_ + batch_, order_.size());
    if (next_to_deliver_ == end) return std::nullopt;
    while (!sample_is_done_.wait_for(lock, kGlance, [&] { return batch_is_done(end); })) call.stop_if_cancelled();
    samples = take(end);
  }
  slot_is_free_.notify_all();
  return stack(samples);
}

bool ThreadedPass::batch_is_done(uint64_t end) const {
  for (uint64_t i = next_to_deliver_; i < end; ++i)
    if (!slots_[i % slots_.size()].done) return false;
  return true;
}

// Empties the slots up to position `end`, or throws the first failure in them. The lock is held.
std::vector<Sample> ThreadedPass::take(uint64_t end) {
  std::vector<Sample> samples;
  indices_.assign(order_.begin() + static_cast<std::ptrdiff_t>(next_to_deliver_),
                  order_.begin() + static_cast<std::ptrdiff_t>(end));
  for (; next_to_deliver_ < end; ++next_to_deliver_) {
    Slot slot = std::exchange(slots_[next_to_deliver_ % slots_.size()], Slot());
    if (slot.failure) {
      failure_ = std::move(slot.failure);
      for (std::jthread& thread : threads_) thread.request_stop();
      throw Error(failure_->code, failure_->text);
    }
    samples.push_back(std::move(slot.sample));
  }
  return samples;
}

Batch ThreadedPass::stack(const std::vector<Sample>& samples) const {
  int64_t height = 0, width = 0;
  bool wide = void_label_ > 255;
  for (const Sample& sample : samples) {
    height = std::max(height, sample.labels.dim(0));
    width = std::max(width, sample.labels.dim(1));
    wide = wide || sample.labels.get().dtype.bits == 16;
  }
  Tensor pictures = Tensor::make<uint8_t>({static_cast<int64_t>(samples.size()), height, width, 3});
  uint8_t* to = pictures.data<uint8_t>();
  if (!are_of(samples, height, width)) std::memset(to, 0, pictures.bytes());
  for (const Sample& sample : samples) {
    place(sample.picture.data<uint8_t>(), sample.picture.dim(0), sample.picture.dim(1) * 3, to, width * 3);
    to += height * width * 3;
  }
  Tensor labels = wide ? stack_labels<uint16_t>(samples, height, width, void_label_)
                       : stack_labels<uint8_t>(samples, height, width, void_label_);
  return {std::move(pictures), std::move(labels), {indices_.data(), indices_.size()}};
}

}  // namespace loader
