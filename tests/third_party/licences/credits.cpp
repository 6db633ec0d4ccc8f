// A stage that lists the pictures of a dataset with their licences, where the dataset tells them.
#include <atelier/cpp/dataset.hpp>
#include <atelier/cpp/files.hpp>
#include <atelier/cpp/stage.hpp>

#include "licences.h"

namespace acme {

class Credits : public atelier::Stage {
 public:
  static constexpr atelier::Component kComponent{"acme.credits", 1, "Lists pictures with their licences."};
  struct Options {
    atelier::Option<atelier::DatasetRef> dataset{atelier::option("dataset", "The pictures.").wired()};
  };
  static constexpr atelier::Output kOutputs[] = {atelier::output::path("text", "The list, credits.txt.")};

  explicit Credits(const Options& options)
      : dataset_(options.dataset),
        licences_(atelier::extension_of<acme_dataset_licences_v1>(dataset_.object(), ACME_EXTENSION_DATASET_LICENCES,
                                                                  ACME_DATASET_LICENCES_V1_FLOOR)) {}

  void run(const atelier::Call& call, const std::filesystem::path& folder) override {
    std::string list;
    for (uint64_t i = 0, count = dataset_.describe(call).pictures; i < count; ++i)
      list += atelier::text(atelier::view(dataset_.picture_at(call, i).file_name), ": ", licence(call, i), '\n');
    atelier::write_file(folder / "credits.txt", list);
  }
  static std::unique_ptr<atelier::Opened> open(const atelier::Call&, const std::filesystem::path& folder) {
    using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    return std::make_unique<atelier::OpenedFiles>(folder, Files{{"text", "credits.txt"}});
  }

 private:
  std::string licence(const atelier::Call& call, uint64_t picture) const {
    if (!licences_) return "licence not known";
    atelier_str out{};
    atelier::check(licences_->of(call.raw(), dataset_.object().self, picture, &out));
    return atelier::str(out);
  }

  atelier::DatasetRef dataset_;
  const acme_dataset_licences_v1* licences_;
};

}  // namespace acme

ATELIER_PLUGIN("acme.credits", "1.0.0", acme::Credits)
