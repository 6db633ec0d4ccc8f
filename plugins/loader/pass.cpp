#include "pass.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "stack.hpp"

namespace atelier::loader {

namespace {

// How often a wait looks whether the user wants to stop.
constexpr std::chrono::milliseconds kGlance{100};

}  // namespace

ThreadedPass::ThreadedPass(const Call& call, Route route, uint64_t first_batch, const Settings& settings)
    : call_(call), route_(std::move(route)), maker_(call, route_, settings.cache), batch_(settings.batch) {
  const uint64_t first = std::min(first_batch, route_.batches);
  next_to_load_ = next_to_deliver_ = std::min<uint64_t>(first * batch_, route_.places.size());
  const uint64_t left = route_.places.size() - next_to_load_;
  slots_.resize(std::min(settings.in_flight, left));
  for (uint64_t i = 0; i < std::min<uint64_t>(settings.workers, slots_.size()); ++i)
    threads_.emplace_back([this](std::stop_token stop) { work(stop); });
}

ThreadedPass::~ThreadedPass() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void ThreadedPass::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && next_to_load_ < route_.places.size()) {
    const auto may_load = [&] {
      return next_to_load_ == route_.places.size() || next_to_load_ < next_to_deliver_ + slots_.size();
    };
    if (!slot_is_free_.wait(lock, stop, may_load) || next_to_load_ == route_.places.size()) return;
    const uint64_t position = next_to_load_++;
    lock.unlock();
    Slot made = make(call_, route_.places[position]);
    lock.lock();
    slots_[position % slots_.size()] = std::move(made);
    sample_is_done_.notify_one();
  }
}

ThreadedPass::Slot ThreadedPass::make(const Call& outer, const Place& place) const {
  Slot slot;
  slot.done = true;
  std::string key = text("number ", place.sample);
  const Attempt attempt(outer, 1);  // one thread, which may keep no other busy
  const auto fail = [&](int32_t code, const std::string& why) {
    slot.failure =
        Failure{code, text("sample ", key, ": ", why.empty() ? "could not be made, for no stated reason" : why)};
  };
  try {
    const Call call = attempt.call();
    key = route_.samples.key(call, place.sample);
    call.stop_if_cancelled();
    slot.sample = maker_.make(call, place);
  } catch (const Reported& e) {
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

std::optional<Batch> ThreadedPass::next(const Call& call) {
  call.stop_if_cancelled();
  std::vector<Sample> samples;
  {
    std::unique_lock lock(mutex_);
    if (failure_) throw Error(failure_->code, failure_->text);
    const uint64_t end = std::min<uint64_t>(next_to_deliver_ + batch_, route_.places.size());
    if (next_to_deliver_ == end) return std::nullopt;
    if (threads_.empty()) make_here(call, end);
    while (!sample_is_done_.wait_for(lock, kGlance, [&] { return batch_is_done(end); })) call.stop_if_cancelled();
    samples = take(end);
  }
  slot_is_free_.notify_all();
  Batch batch = stack(samples, route_.result(), route_.void_label);
  batch.indices = {indices_.data(), indices_.size()};
  return batch;
}

// Fills the slots up to position `end` in this thread; what comes behind a failure is not asked for.
void ThreadedPass::make_here(const Call& call, uint64_t end) {
  for (bool failed = false; next_to_load_ < end; ++next_to_load_) {
    Slot& slot = slots_[next_to_load_ % slots_.size()];
    if (failed)
      slot.done = true;
    else
      slot = make(call, route_.places[next_to_load_]);
    failed = failed || slot.failure;
  }
}

bool ThreadedPass::batch_is_done(uint64_t end) const {
  for (uint64_t i = next_to_deliver_; i < end; ++i)
    if (!slots_[i % slots_.size()].done) return false;
  return true;
}

// Empties the slots up to position `end`, or throws the first failure in them. The lock is held.
std::vector<Sample> ThreadedPass::take(uint64_t end) {
  std::vector<Sample> samples;
  indices_.clear();
  for (uint64_t i = next_to_deliver_; i < end; ++i) indices_.push_back(route_.places[i].sample);
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

}  // namespace atelier::loader
