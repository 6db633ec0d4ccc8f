#include "list.hpp"

#include <atelier/cpp/files.hpp>
#include <nlohmann/json.hpp>

#include "listing.hpp"

namespace atelier::weights {

namespace fs = std::filesystem;

namespace {

constexpr const char* kList = "weights.json";

class OpenedList : public Opened {
 public:
  explicit OpenedList(const fs::path& folder) : list_((folder / kList).string()) {
    try {
      tensors_ = static_cast<int64_t>(nlohmann::json::parse(read_file(list_)).at("tensors").size());
    } catch (const nlohmann::json::exception& e) {
      throw Error(ATELIER_E_DATA, text(list_, ": ", e.what()));
    }
  }
  atelier_value output(const Call&, std::string_view port) override {
    if (port == "list") return path_value(list_);
    if (port == "tensors") return integer_value(tensors_);
    throw Error(ATELIER_E_INVALID, text("there is no output `", port, "`"));
  }

 private:
  std::string list_;
  int64_t tensors_ = 0;
};

}  // namespace

void List::run(const Call& call, const fs::path& folder) {
  const weight_files::WeightFile file(*options_.file);
  write_file(folder / kList, listing_json(file));
  for (const std::string& line : listing_lines(file)) call.result(line);
}

std::unique_ptr<Opened> List::open(const Call&, const fs::path& folder) { return std::make_unique<OpenedList>(folder); }

}  // namespace atelier::weights
