#include "threaded_pass.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "make_batch.hpp"

namespace atelier::loader {

namespace {

// A wait looks so often whether the user wants to stop.
constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

ThreadedPass::ThreadedPass(const Call& call, ResolvedPlan plan, uint64_t first_batch, const PassSettings& settings)
    : call_(call), plan_(std::move(plan)), pairs_(call, plan_, settings.cache), batch_(settings.batch) {
  const uint64_t first = std::min(first_batch, plan_.batches);
  next_to_load_ = next_to_deliver_ = std::min<uint64_t>(first * batch_, plan_.order.size());
  const uint64_t left = plan_.order.size() - next_to_load_;
  ring_.resize(std::min(settings.in_flight, left));
  for (uint64_t i = 0; i < std::min<uint64_t>(settings.workers, ring_.size()); ++i)
    threads_.emplace_back([this](std::stop_token stop) { work(stop); });
}

ThreadedPass::~ThreadedPass() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void ThreadedPass::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested() && next_to_load_ < plan_.order.size()) {
    const auto may_load = [&] {
      return next_to_load_ == plan_.order.size() || next_to_load_ < next_to_deliver_ + ring_.size();
    };
    if (!has_room_.wait(lock, stop, may_load) || next_to_load_ == plan_.order.size()) return;
    const uint64_t position = next_to_load_++;
    lock.unlock();
    Outcome made = load(call_, plan_.order[position]);
    lock.lock();
    ring_[position % ring_.size()] = std::move(made);
    has_outcome_.notify_one();
  }
}

ThreadedPass::Outcome ThreadedPass::load(const Call& outer, const Occurrence& which) const {
  Outcome outcome;
  outcome.is_there = true;
  std::string key = text("number ", which.sample);
  const Attempt attempt(outer, 1);  // one thread, which may keep no other busy
  const auto fail = [&](int32_t code, const std::string& why) {
    outcome.failure =
        Failure{code, text("sample ", key, ": ", why.empty() ? "could not be made, for no stated reason" : why)};
  };
  try {
    const Call call = attempt.call();
    key = plan_.samples.key(call, which.sample);
    call.stop_if_cancelled();
    outcome.sample = pairs_.load(call, which);
  } catch (const Reported& e) {
    fail(e.code(), attempt.text());
  } catch (const Error& e) {
    if (e.code() == ATELIER_E_CANCELLED)
      outcome.failure = Failure{e.code(), e.what()};
    else
      fail(e.code(), e.what());
  } catch (const std::exception& e) {
    fail(ATELIER_E_INTERNAL, e.what());
  }
  return outcome;
}

std::optional<Batch> ThreadedPass::next(const Call& call) {
  call.stop_if_cancelled();
  std::vector<Sample> samples;
  {
    std::unique_lock lock(mutex_);
    if (failure_) throw Error(failure_->code, failure_->text);
    const uint64_t end = std::min<uint64_t>(next_to_deliver_ + batch_, plan_.order.size());
    if (next_to_deliver_ == end) return std::nullopt;
    if (threads_.empty()) load_here(call, end);
    while (!has_outcome_.wait_for(lock, kBetweenLooks, [&] { return is_batch_there(end); })) call.stop_if_cancelled();
    samples = take(end);
  }
  has_room_.notify_all();
  Batch batch = make_batch(samples, plan_.result(), plan_.void_label);
  batch.indices = {indices_.data(), indices_.size()};
  return batch;
}

// Loads up to position `end` in this thread; what comes behind a failure is not asked for.
void ThreadedPass::load_here(const Call& call, uint64_t end) {
  for (bool failed = false; next_to_load_ < end; ++next_to_load_) {
    Outcome& outcome = ring_[next_to_load_ % ring_.size()];
    if (failed)
      outcome.is_there = true;
    else
      outcome = load(call, plan_.order[next_to_load_]);
    failed = failed || outcome.failure;
  }
}

bool ThreadedPass::is_batch_there(uint64_t end) const {
  for (uint64_t i = next_to_deliver_; i < end; ++i)
    if (!ring_[i % ring_.size()].is_there) return false;
  return true;
}

// Takes the samples up to position `end`, or throws the first failure among them. The lock is held.
std::vector<Sample> ThreadedPass::take(uint64_t end) {
  std::vector<Sample> samples;
  indices_.clear();
  for (uint64_t i = next_to_deliver_; i < end; ++i) indices_.push_back(plan_.order[i].sample);
  for (; next_to_deliver_ < end; ++next_to_deliver_) {
    Outcome outcome = std::exchange(ring_[next_to_deliver_ % ring_.size()], Outcome());
    if (outcome.failure) {
      failure_ = std::move(outcome.failure);
      for (std::jthread& thread : threads_) thread.request_stop();
      throw Error(failure_->code, failure_->text);
    }
    samples.push_back(std::move(outcome.sample));
  }
  return samples;
}

}  // namespace atelier::loader
