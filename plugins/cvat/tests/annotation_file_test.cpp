// Files that are broken, hostile or something else.
#include "annotation_file.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <atelier/testing.hpp>
#include <random>

#include "cvat_reader.hpp"
#include "reading.hpp"
#include "test_data.hpp"

namespace {

const std::string kFixtures = (test::source_dir() / "plugins/cvat/tests/fixtures").string();

class AnnotationFileTest : public testing::Test {
 protected:
  std::string file() const { return (folder_ / "a.xml").string(); }
  void write(const std::string& bytes) { atelier::write_file(folder_ / "a.xml", bytes, false); }
  reading::Dataset read() const { return reading::read<atelier::cvat::CvatReader>({{"annotations", file()}}); }
  std::string error_of(const std::string& bytes) {
    write(bytes);
    return read().error;
  }
  // The error without the file's name before it.
  std::string fault_of(const std::string& bytes) {
    const std::string error = error_of(bytes);
    return error.substr(0, file().size()) == file() ? error.substr(file().size()) : "not of the file: " + error;
  }

  test::TemporaryFolder folder_;
};

#define EXPECT_BEGINS(text, start) EXPECT_EQ((text).substr(0, std::string(start).size()), start)

TEST_F(AnnotationFileTest, NamesLineAndColumn) {
  EXPECT_EQ(fault_of("<annotations>\n <image name='größe' a=></image></annotations>"),
            ":2:24: this is no well-formed XML: not well-formed (invalid token)");
  EXPECT_EQ(fault_of("<annotations>\n <image name='a'>\n  </imag></annotations>"),
            ":3:5: this is no well-formed XML: mismatched tag");
  EXPECT_EQ(fault_of("<annotations><image name='a' height='1e3'/></annotations>"),
            ":1:14: `height` is `1e3`, which is not a number of pixels");
  EXPECT_EQ(fault_of("<annotations><image name='a' height='99999999999'/></annotations>"),
            ":1:14: `height` is `99999999999`, which is not a number of pixels");
  EXPECT_EQ(fault_of("<annotations>\n<image/></annotations>"), ":2:1: the <image> has no `name`");
  EXPECT_BEGINS(fault_of("<annotations>\n<image name='b.jpg'/></annotations>"),
                ":2:1: the <image> has no `width` and `height`, and they cannot be taken from ");
  EXPECT_EQ(fault_of("<annotations><meta/></annotations>"), ": there is no <image> in it");
  EXPECT_EQ(fault_of("<annotations/> x"), ":1:16: this is no well-formed XML: junk after document element");
  EXPECT_EQ(fault_of("<annotations>\xff</annotations>"),
            ":1:14: this is no well-formed XML: not well-formed (invalid token)");
}

TEST_F(AnnotationFileTest, SaysWhatTheFileIsInstead) {
  EXPECT_EQ(fault_of(""), ": the file is empty");
  EXPECT_EQ(
      fault_of("PK\x03\x04 and so on"),
      ": this is a ZIP archive, as CVAT gives its exports; unpack it, and give the annotations.xml that is in it");
  EXPECT_BEGINS(fault_of(std::string("\xff\xfe<\0a\0", 6)),
                ": this is no XML of CVAT; it looks like a text in UTF-16: save it as UTF-8");
  EXPECT_BEGINS(fault_of("polygons"),
                ": this is no XML; export the task or project from CVAT as \"CVAT for images 1.1\"");
  EXPECT_BEGINS(fault_of("<a>\n</a>"), ":1:1: the outermost element is <a>, not the <annotations> of CVAT; export");
  const std::string voc = "<annotation><filename>a.jpg</filename><object><name>cat</name></object></annotation>";
  EXPECT_BEGINS(fault_of(voc), ": this is no XML of CVAT; it looks like an XML file of Pascal VOC: ");
  const std::string instances = R"({"images":[],"annotations":[{"segmentation":[[1,2,3,4,5,6]],"image_id":1}]})";
  EXPECT_NE(fault_of(instances).find("`coco.reader` reads it"), std::string::npos) << fault_of(instances);
  EXPECT_EQ(reading::read<atelier::cvat::CvatReader>({{"annotations", "/nowhere.xml"}}).error,
            "cannot read /nowhere.xml: No such file or directory");
  EXPECT_BEGINS(reading::read<atelier::cvat::CvatReader>({{"annotations", "/dev/null"}}).error,
                "/dev/null is a pipe or a device; such files are read more than once");
  const std::string empty = folder_.path().string();
  EXPECT_BEGINS(fault_of(""), ": the file is empty");
  std::filesystem::remove(file());
  EXPECT_EQ(
      reading::read<atelier::cvat::CvatReader>({{"annotations", empty}}).error,
      "there is no XML file in " + empty + "; give the annotations.xml of an unpacked export \"CVAT for images 1.1\"");
}

TEST_F(AnnotationFileTest, RefusesEntitiesAndDeepNesting) {
  std::string bomb = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY a0 'ha'>";
  for (int i = 1; i < 30; ++i) bomb += atelier::text("<!ENTITY a", i, " '&a", i - 1, ";&a", i - 1, ";'>");
  EXPECT_BEGINS(fault_of(bomb + "]><annotations>&a29;</annotations>"),
                ":2:13: there is a document type (<!DOCTYPE …>)");
  EXPECT_BEGINS(fault_of("<!DOCTYPE a SYSTEM '/etc/passwd'><annotations/>"), ":1:33: there is a document type");
  EXPECT_BEGINS(fault_of("<!DOCTYPE a [<!ENTITY x SYSTEM '/etc/passwd'>]><annotations>&x;</annotations>"),
                ":1:13: there is a document type");
  EXPECT_EQ(fault_of("<annotations>&x;</annotations>"), ":1:14: this is no well-formed XML: undefined entity");
  std::string deep = "<annotations>";
  for (int i = 0; i < 1000000; ++i) deep += "<a>";
  EXPECT_EQ(fault_of(deep), ":1:311: elements are nested more than 100 deep");
}

TEST_F(AnnotationFileTest, RefusesTagsWithoutEnd) {
  EXPECT_EQ(fault_of("<annotations><image name='" + std::string(80 << 20, 'x')),
            ": byte 13: there is no tag in the next 64 MiB, or one that is longer");
}

// Tags that go over the ends of the blocks that are read.
TEST_F(AnnotationFileTest, ReadsLongFiles) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<annotations><meta><task><labels><label><name>caf\xe9"
      "</name></label></labels></task></meta>\n";
  std::string shapes;
  for (int i = 0; i < 2000; ++i)
    shapes += "<polygon label=\"caf\xe9\" points=\"0,0;4,0;4,4;0,4;1,1;2,3;0.25,1.75\"/>\n";
  for (int i = 0; i < 70; ++i)
    xml += atelier::text("<image name=\"", i, ".jpg\" width=\"20\" height=\"10\">", shapes, "</image>\n");
  write(xml + "</annotations>\n");
  const reading::Dataset dataset = read();
  ASSERT_EQ(dataset.error, "");
  ASSERT_EQ(dataset.pictures.size(), 70u);
  EXPECT_EQ(dataset.classes, (std::vector<std::string>{"café"}));
  for (const auto& picture : dataset.pictures) {
    ASSERT_EQ(picture.instances.size(), 2000u);
    for (const auto& each : picture.instances) ASSERT_EQ(each.label, 1u);
  }
}

TEST_F(AnnotationFileTest, SaysThatTheFileHasChanged) {
  write("<annotations><image name='a' width='4' height='4'></image></annotations>");
  atelier::testing::Bench bench;
  const auto part = bench.make<atelier::cvat::CvatReader>({{"annotations", file()}});
  const atelier::DatasetRef dataset(part.object());
  dataset.describe(bench.call());
  write("<annotations><image name='a' width='4' height='4'></image><a/></annotations>");
  EXPECT_THROW(dataset.instances(bench.call(), 0, [](const atelier_instance&) {}), atelier::Reported);
  EXPECT_EQ(bench.error(), file() + ": the file was changed while it was in use; run again when it is complete");
  std::filesystem::remove(file());
  EXPECT_THROW(dataset.instances(bench.call(), 0, [](const atelier_instance&) {}), atelier::Reported);
  EXPECT_EQ(bench.error(), file() + ": the file was changed while it was in use; run again when it is complete");
}

TEST_F(AnnotationFileTest, EndsAnywhereInGoodOrder) {
  const std::string whole = atelier::read_file(kFixtures + "/export/annotations.xml");
  for (size_t size = 0; size + 16 < whole.size(); size += 7)
    EXPECT_NE(error_of(whole.substr(0, size)), "") << size << " bytes";
}

// Whatever stands there, it is read or refused; runs are as long as their picture.
TEST_F(AnnotationFileTest, TakesRandomMutationsInGoodOrder) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const std::string whole = atelier::read_file(kFixtures + "/export/annotations.xml");
  const std::string pieces[] = {
      "\"",       "<",           ">",     "/", "&", ";",    ",", "-",
      "9",        "99999999999", "1e308", "0", " ", "\xc3", "=", "<image name=\"x\" width=\"9\" height=\"2147483647\">",
      "</image>", "left=\"-3\"", "."};
  unsigned read_soundly = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = whole;
    for (unsigned change = 1 + random() % 3; change > 0; --change) {
      const size_t at = random() % bytes.size();
      const std::string& piece = pieces[random() % std::size(pieces)];
      if (random() % 3 == 0)
        bytes.erase(at, random() % 12);
      else
        bytes.replace(at, random() % 2 * piece.size(), piece);
    }
    write(bytes);
    const reading::Dataset dataset = read();
    if (!dataset.error.empty()) {
      EXPECT_BEGINS(dataset.error, file());
      continue;
    }
    ++read_soundly;
    for (const auto& picture : dataset.pictures) {
      for (const auto& each : picture.instances) {
        if (!each.runs.empty()) {
          EXPECT_EQ(geometry::sum_of(each.runs), uint64_t{picture.height} * picture.width);
        }
        EXPECT_EQ(each.defect.empty(), !each.runs.empty() || !each.rings.empty());
      }
    }
  }
  EXPECT_GT(read_soundly, 300u);
}

}  // namespace
