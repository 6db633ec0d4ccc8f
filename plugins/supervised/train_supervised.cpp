#include "train_supervised.hpp"

#include "pace.hpp"
#include "result_files.hpp"
#include "training.hpp"
#include "training_setup.hpp"
#include "weights_file.hpp"

namespace atelier::supervised {

namespace fs = std::filesystem;

TrainSupervised::TrainSupervised(const Options& options, const Call& call) : options_(options) {
  require_pace(*options_.checkpoint);
  require_best_by(call, options_);
}

void TrainSupervised::ready(const Call& call) { require_samples(call, options_); }

void TrainSupervised::run(const Call& call, const fs::path& folder) {
  try {
    Training(call, options_, folder, earlier()).run();
  } catch (const fs::filesystem_error& e) {
    throw Error(ATELIER_E_IO, text(e.path1().string(), ": ", e.code().message()));
  }
}

std::unique_ptr<Opened> TrainSupervised::open(const Call&, const fs::path& folder) {
  const std::string best = find_weights(folder, "best"), last = find_weights(folder, "last");
  return std::make_unique<OpenedFiles>(
      folder, std::initializer_list<std::pair<std::string_view, std::string_view>>{
                  {"best", best}, {"last", last}, {"history", ResultNames::kHistory}, {"model", ResultNames::kPage}});
}

}  // namespace atelier::supervised
