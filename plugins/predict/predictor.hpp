// The walk of all batches through the network: pictures are decoded ahead of it and results written behind it, by
// threads beside the one that drives it, and both within bounds of memory.
#pragma once

#include <atelier/cpp/model.hpp>
#include <atomic>
#include <cstdint>
#include <deque>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "journal.hpp"
#include "picture_list.hpp"
#include "picture_writer.hpp"
#include "task_pool.hpp"

namespace atelier::predict {

struct PredictionRules {
  pictures::PixelRules pixels;
  bool runs = false;
  bool scores = false;
  bool strict = false;  // a picture that fails ends it all
};

class Predictor {
 public:
  // All must outlive this. A picture that fails gets its `failure`.
  Predictor(const Call& call, const ModelRef& model, const PredictionRules& rules, std::vector<Picture>& pictures,
            Journal& journal, const PictureWriter& writer);

  // Predicts every picture that the journal does not have. Batches are done whole or not at all, so that what a
  // picture gets does not depend on when a run was interrupted. `batches` must outlive this. Throws what writing
  // throws, ATELIER_E_CANCELLED, and with `strict` what is wrong with a picture.
  void run(const std::vector<Batch>& batches);

  // Says that a picture failed: a warning, or with `strict` a throw. [any]
  void fail(size_t picture, int32_t code, const std::string& why);

 private:
  struct Loaded {
    size_t picture = 0;
    Tensor pixels;  // [h,w,C]; empty: it failed
  };
  struct Ahead {
    const Batch* batch = nullptr;
    uint64_t bytes = 0;
    std::vector<std::future<Loaded>> pictures;
  };
  struct Behind {
    uint64_t bytes = 0;
    std::future<void> written;
  };

  void walk(const std::vector<Batch>& batches);
  // Lets what the network has done be written, whatever comes of it.
  void keep_written() noexcept;
  bool is_done(const Batch& batch) const;
  Ahead load(const Batch& batch);
  void load_ahead(const std::vector<Batch>& batches, size_t& next);
  Loaded load_one(size_t picture, const Batch& batch);
  void warn_if_lost(const std::filesystem::path& path, const Tensor& pixels);
  void predict(Ahead ahead);
  // Pictures of one form.
  void predict(const Batch& batch, std::vector<Loaded> members);
  // What the network cannot do with these pictures, such as too many for the memory, it may do with fewer; or with
  // others.
  void cope(const Batch& batch, std::vector<Loaded> members, int32_t code, const std::string& why);
  void write_later(size_t picture, Tensor labels, std::vector<ClassPixels> found);
  void write(size_t picture, const Tensor& labels, std::vector<ClassPixels> found);
  // Waits until what is being written fits the bounds.
  void wait_for_writing(uint64_t most_bytes, size_t most);
  void count_done();

  const Call& call_;
  const ModelRef& model_;
  PredictionRules rules_;
  atelier_model_info info_;
  std::vector<Picture>& pictures_;
  Journal& journal_;
  const PictureWriter& writer_;
  std::atomic<uint64_t> done_{0};
  std::atomic<bool> told_lost_{false};  // of a picture of which the range leaves nothing to see
  std::mutex mutex_;                    // of failures
  uint64_t failed_ = 0;
  std::deque<Ahead> ahead_;
  uint64_t ahead_bytes_ = 0;
  std::deque<Behind> behind_;
  uint64_t behind_bytes_ = 0;
  TaskPool pool_;  // the last: its threads end first
};

// Whether the model takes pictures of that form; "" or what is wrong.
std::string misfit(const atelier_model_info& model, atelier_form form);

}  // namespace atelier::predict
