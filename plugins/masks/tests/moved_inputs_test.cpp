// What the writer leaves must be the same, and of use, when the pictures lie elsewhere by then.
#include <gtest/gtest.h>

#include "noting_host.hpp"
#include "stage_reports.hpp"
#include "writing.hpp"

namespace {

namespace fs = std::filesystem;

class MovedInputs : public writing::Fixture {
 protected:
  MovedInputs() {
    add_picture(1, "a.png");
    add_picture(2, "sub/b.png");
    add(writing::square(1, 1, 3, 0, 3));
    add(writing::square(2, 2, 7, 2, 6));
    for (const char* place : {"here", "there"}) {
      fs::create_directories(folder / place / "sub");
      for (const char* name : {"a.png", "sub/b.png"})
        atelier::write_file(folder / place / name, pictures::encode_png(atelier::Tensor::make<uint8_t>({8, 8, 3})));
    }
  }
  // Writes masks of the pictures there, in a workflow whose option names that folder.
  std::map<std::string, std::string> written(const char* place, unsigned threads, const char* policy) {
    std::optional<test::NotingHost> host;
    writing::Options options;
    options.images = folder / place;
    options.threads = threads;
    options.policy = policy;
    options.dataset = [&](writing::Bench& bench, atelier_object reader) {
      host.emplace(bench, folder / place);
      return reader;
    };
    fs::remove_all(out);
    const writing::Outcome outcome = write(options);
    EXPECT_EQ(outcome.status, ATELIER_OK) << outcome.error;
    return test::files_but_reports(writer_, out);
  }
  const atelier_component& writer_ = writing::component("masks", "mask.writer");
};

TEST_F(MovedInputs, LeaveTheSameButForReports) {
  const auto here = written("here", 1, "overlap.last");
  EXPECT_EQ(here.count("samples.json"), 1u);
  EXPECT_EQ(here.count("masks/sub/b.png"), 1u);
  EXPECT_EQ(here, written("there", 3, "overlap.first")) << "nothing overlaps, so the policy changes no pixel";
  dataset["annotations"][0]["category_id"] = 7;
  EXPECT_NE(here, written("here", 1, "overlap.last"));
}

TEST_F(MovedInputs, AreFoundWhereTheyLieByThen) {
  written("here", 1, "overlap.last");
  fs::remove_all(folder / "here");
  atelier::testing::Bench bench;
  test::NotingHost host(bench, folder / "there");
  const auto* stage = static_cast<const atelier_stage_v1*>(writer_.iface);
  void* opened = nullptr;
  ASSERT_EQ(test::open_stage(bench, *stage, out, &opened), ATELIER_OK) << bench.error();
  auto value = atelier::blank<atelier_value>();
  ASSERT_EQ(stage->output(bench.call().raw(), opened, ATELIER_STR("samples"), &value), ATELIER_OK);
  EXPECT_EQ(atelier::SamplesRef(value.object).load(bench.call(), 1).picture.dim(0), 8);
  stage->close(opened);
  EXPECT_EQ(host.noted(), (std::set<std::string>{folder / "there/a.png", folder / "there/sub/b.png"}))
      << "whoever opens the samples hangs on the pixels, which may change where the masks do not";
}

TEST_F(MovedInputs, WithoutAHostHaveAbsolutePaths) {
  writing::Options options;
  options.images = folder / "here";
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(writing::json_of(out / "samples.json")["samples"][1]["picture"], (folder / "here/sub/b.png").string());
  dataset["images"].erase(1);
  dataset["annotations"].erase(1);
  options.images = "";
  fs::remove_all(out);
  ASSERT_EQ(write(options).status, ATELIER_OK);
  EXPECT_EQ(writing::json_of(out / "samples.json")["samples"][0]["picture"], "") << "the dataset does not say where";
}

}  // namespace
