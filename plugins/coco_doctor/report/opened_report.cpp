#include "report/opened_report.hpp"

#include <atelier/cpp/files.hpp>
#include <sstream>

namespace atelier::coco_doctor {

namespace fs = std::filesystem;

namespace {

class OpenedReport : public Opened {
 public:
  explicit OpenedReport(const fs::path& folder)
      : report_((folder / "doctor.json").string()), fixed_((folder / "fixed.json").string()) {
    if (!fs::exists(report_)) throw Error(ATELIER_E_DATA, text(report_, " is missing"));
    std::istringstream in(read_file(folder / "counts.txt"));
    if (!(in >> errors_ >> warnings_))
      throw Error(ATELIER_E_DATA, text((folder / "counts.txt").string(), " does not hold two numbers"));
  }

  atelier_value output(const Call&, std::string_view port) override {
    if (port == "errors") return integer_value(errors_);
    if (port == "warnings") return integer_value(warnings_);
    if (port == "report") return path_value(report_);
    if (port != "fixed") throw Error(ATELIER_E_INVALID, text("there is no output `", port, "`"));
    if (!fs::exists(fixed_))
      throw Error(ATELIER_E_INVALID,
                  "there is no fixed file: set fix = true; with it, the report says what in the file as a whole keeps "
                  "it from being repaired");
    return path_value(fixed_);
  }

 private:
  std::string report_;
  std::string fixed_;
  int64_t errors_ = 0;
  int64_t warnings_ = 0;
};

}  // namespace

void write_counts(const fs::path& folder, uint64_t errors, uint64_t warnings) {
  write_file(folder / "counts.txt", text(errors, ' ', warnings, '\n'), false);
}

std::unique_ptr<Opened> open_report(const fs::path& folder) { return std::make_unique<OpenedReport>(folder); }

}  // namespace atelier::coco_doctor
