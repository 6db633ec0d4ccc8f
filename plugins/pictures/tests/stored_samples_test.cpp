#include "pictures/stored_samples.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "atelier/cpp/files.hpp"
#include "atelier/testing.hpp"
#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Tensor;
using pictures::StoredSamples;

class StoredSamplesTest : public testing::Test {
 protected:
  StoredSamplesTest() {
    Tensor picture = Tensor::make<uint8_t>({3, 4, 3});
    std::memset(picture.data<uint8_t>(), 90, picture.bytes());
    atelier::write_file(folder / "a.png", pictures::encode_png(picture));
    write_labels({0, 1, 2, 255, 0, 1, 2, 255, 0, 1, 2, 255}, 4);
  }
  void write_labels(const std::vector<uint16_t>& values, int64_t width) {
    Tensor labels = Tensor::make<uint16_t>({static_cast<int64_t>(values.size()) / width, width});
    std::memcpy(labels.data<uint16_t>(), values.data(), labels.bytes());
    atelier::write_file(folder / "a_labels.png", pictures::encode_png(labels));
  }
  StoredSamples samples(uint32_t void_label = 255) {
    return StoredSamples({"background", "one", "two"}, void_label, {{"a", folder / "a.png", folder / "a_labels.png"}});
  }
  std::string failure(const StoredSamples& from) {
    bench.clear();
    const auto object = atelier::object_of(const_cast<StoredSamples&>(from));
    EXPECT_THROW(atelier::SamplesRef(object).load(bench.call(), 0), atelier::Reported);
    return bench.error();
  }
  test::TemporaryFolder folder;
  atelier::testing::Bench bench;
};

TEST_F(StoredSamplesTest, DescribesAndLoads) {
  const StoredSamples s = samples();
  const atelier_samples_info info = s.describe(bench.call());
  EXPECT_EQ(info.count, 1u);
  EXPECT_EQ(info.void_label, 255u);
  ASSERT_EQ(info.class_count, 3u);
  EXPECT_EQ(atelier::view(info.class_names[2]), "two");
  EXPECT_EQ(s.key(bench.call(), 0), "a");
  const atelier::Sample sample = s.load(bench.call(), 0);
  EXPECT_EQ(atelier::describe(sample.picture), "uint8 [3,4,3]");
  EXPECT_EQ(atelier::describe(sample.labels), "uint8 [3,4]");
  EXPECT_EQ(sample.labels.data<uint8_t>()[7], 255);
}

TEST_F(StoredSamplesTest, GivesWideLabelsForAWideVoid) {
  write_labels({0, 1, 2, 65535, 0, 1, 2, 65535, 0, 1, 2, 65535}, 4);
  const atelier::Sample sample = samples(65535).load(bench.call(), 0);
  EXPECT_EQ(atelier::describe(sample.labels), "uint16 [3,4]");
  EXPECT_EQ(sample.labels.data<uint16_t>()[3], 65535);
}

TEST_F(StoredSamplesTest, NamesTheFileAndPixelOfAWrongLabel) {
  write_labels({0, 1, 2, 0, 0, 1, 3, 0, 0, 1, 2, 0}, 4);
  const std::string why = failure(samples());
  EXPECT_NE(why.find((folder / "a_labels.png").string() + ": the label 3 at row 1, column 2"), std::string::npos)
      << why;
}

TEST_F(StoredSamplesTest, NamesBothFilesWhenSizesDiffer) {
  write_labels({0, 1, 2, 0, 0, 1}, 3);
  const std::string why = failure(samples());
  EXPECT_NE(why.find((folder / "a_labels.png").string() + " has 2 rows of 3"), std::string::npos) << why;
  EXPECT_NE(why.find((folder / "a.png").string() + " has 3 rows of 4"), std::string::npos) << why;
}

TEST_F(StoredSamplesTest, GivesTheLabelMapAloneAndRefusesWhatLoadRefusesOfIt) {
  const auto labels_alone = [&](uint32_t void_label) {
    bench.clear();
    StoredSamples s = samples(void_label);
    const atelier::LabelMap map = atelier::SamplesRef(atelier::object_of(s)).load_labels(bench.call(), 0);
    EXPECT_EQ(map.file, (folder / "a_labels.png").string());
    const Tensor all = s.load(bench.call(), 0).labels;
    EXPECT_EQ(atelier::describe(map.labels), atelier::describe(all));
    return std::memcmp(map.labels.get().data, all.get().data, all.bytes()) == 0;
  };
  EXPECT_TRUE(labels_alone(255));
  EXPECT_THROW(labels_alone(65535), atelier::Reported);
  EXPECT_NE(bench.error().find("a_labels.png: the label 255 at row 0, column 3"), std::string::npos) << bench.error();
  write_labels({0, 1, 2, 65535, 0, 1, 2, 65535, 0, 1, 2, 65535}, 4);
  EXPECT_TRUE(labels_alone(65535));
  write_labels({0, 1, 2, 0, 0, 1}, 3);
  EXPECT_THROW(labels_alone(255), atelier::Reported);
  EXPECT_NE(bench.error().find("a_labels.png has 2 rows of 3"), std::string::npos) << bench.error();
  write_labels({0, 1, 2, 255, 0, 1, 2, 255, 0, 1, 2, 255}, 4);
  std::string picture = atelier::read_file(folder / "a.png");
  picture.resize(40);  // its header is whole
  atelier::write_file(folder / "a.png", picture);
  StoredSamples s = samples();
  EXPECT_EQ(s.load_labels(bench.call(), 0)->labels.dim(1), 4) << "the picture is not decoded";
}

TEST_F(StoredSamplesTest, NamesAMissingFile) {
  std::filesystem::remove(folder / "a.png");
  EXPECT_NE(failure(samples()).find((folder / "a.png").string()), std::string::npos);
}

TEST_F(StoredSamplesTest, RefusesAVoidThatIsAClass) {
  EXPECT_THROW(samples(2), atelier::Error);
  EXPECT_THROW(samples(70000), atelier::Error);
  EXPECT_NO_THROW(samples(3));
}

TEST_F(StoredSamplesTest, RefusesAnIndexBeyondTheEnd) { EXPECT_THROW(samples().load(bench.call(), 1), atelier::Error); }

}  // namespace
