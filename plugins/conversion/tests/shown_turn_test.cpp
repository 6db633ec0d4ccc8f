#include "conversion/shown_turn.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>

#include "pictures/picture_file.hpp"
#include "test_data.hpp"

namespace {

using atelier::Call;

// One picture, of which a test says how its shapes are turned.
class Source : public atelier::Dataset, public atelier::DatasetOrientation {
 public:
  atelier::DatasetCounts describe(const Call&) const override { return {0, 1}; }
  atelier_class class_at(const Call&, uint64_t) const override { return {}; }
  atelier_picture picture_at(const Call&, uint64_t) const override { return {}; }
  void instances(const Call&, uint64_t, const Take&) const override {}
  uint32_t orientation(const Call&, uint64_t) const override { return turned; }

  uint32_t turned = 1;
};

// A JPEG of grey with an EXIF orientation in its first segment.
std::string jpeg(int64_t height, int64_t width, char orientation) {
  const atelier::Tensor grey = atelier::Tensor::make<uint8_t>({height, width, 3});
  std::fill_n(grey.data<uint8_t>(), grey.bytes(), uint8_t{128});
  std::string bytes = pictures::encode_jpeg(grey.get(), 90);
  const std::string tiff =
      std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + orientation + std::string("\0\0\0\0\0\0\0", 7);
  const std::string exif = std::string("Exif\0\0", 6) + tiff;
  const auto size = static_cast<char>(exif.size() + 2);
  return bytes.insert(2, std::string("\xff\xe1\0", 3) + size + exif);
}

class ShownTurn : public testing::Test {
 protected:
  conversion::ShownTurn turn(const std::string& path, uint32_t height, uint32_t width) {
    auto picture = atelier::blank<atelier_picture>();
    picture.height = height;
    picture.width = width;
    picture.path = atelier::c_str(path);
    return conversion::shown_turn(bench_.call(), atelier::DatasetRef(atelier::object_of(source_)), 0, picture);
  }
  std::string file(const std::string& bytes) {
    const auto path = folder_ / "a.jpg";
    atelier::write_file(path, bytes, false);
    return path.string();
  }

  test::TemporaryFolder folder_;
  atelier::testing::Bench bench_;
  Source source_;
};

TEST_F(ShownTurn, IsThatOfTheFileForShapesOnStoredPixels) {
  EXPECT_EQ(turn(file(jpeg(20, 30, 6)), 20, 30).orientation, 6);
  EXPECT_EQ(turn(file(jpeg(20, 30, 3)), 20, 30).orientation, 3);
  EXPECT_EQ(turn(file(jpeg(20, 20, 8)), 20, 20).orientation, 8) << "no size tells of a square";
  EXPECT_EQ(turn(file(jpeg(20, 30, 1)), 20, 30).orientation, 1);
}

TEST_F(ShownTurn, IsNoneForShapesThatAreTurnedAlready) {
  EXPECT_EQ(turn(file(jpeg(20, 30, 6)), 30, 20).orientation, 1) << "the size is that of the turned picture";
  source_.turned = 6;
  EXPECT_EQ(turn(file(jpeg(20, 20, 6)), 20, 20).orientation, 1) << "the dataset says so";
}

TEST_F(ShownTurn, IsNoneWhereNoFileCanBeAsked) {
  for (const std::string& path : {std::string(), folder_.path().string(), (folder_ / "none.jpg").string()}) {
    EXPECT_EQ(turn(path, 20, 30).orientation, 1) << path;
    EXPECT_FALSE(turn(path, 20, 30).file_is_there) << path;
  }
  EXPECT_TRUE(turn(file(jpeg(20, 30, 6)), 20, 30).file_is_there);
}

}  // namespace
