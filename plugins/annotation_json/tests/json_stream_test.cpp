#include "annotation_json/json_stream.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atelier/cpp/files.hpp>

#include "test_data.hpp"

namespace {

using annotation_json::JsonError;
using annotation_json::JsonStream;

TEST(JsonStream, OpensRegularFilesAlone) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const std::filesystem::path& path : {folder / "pipe", std::filesystem::path("/dev/zero")}) try {
      JsonStream in(path);
      ADD_FAILURE() << path;
    } catch (const atelier::Error& e) {
      EXPECT_NE(std::string(e.what()).find(path.string() + " is a pipe or a device"), std::string::npos) << e.what();
    }
}

// Two values with a comma between them; "mendable: " before faults that a more patient reader may see through.
std::string fault_of(const std::string& json) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.json", json, false);
  const size_t path = (folder / "a.json").string().size() + 2;
  try {
    JsonStream in(folder / "a.json");
    in.value();
    if (in.peek() != ',') in.fail_at_next("expected a comma");
    in.skip();
    in.value();
    return "";
  } catch (const JsonError& e) {
    return std::string("mendable: ").append(e.what() + path);
  } catch (const atelier::Error& e) {
    return e.what() + path;
  }
}

TEST(JsonStream, NamesCommasTooManyAndComments) {
  EXPECT_EQ(fault_of("1,2"), "");
  EXPECT_EQ(fault_of("1,\n]"),
            "mendable: byte 3 (line 2, column 1): expected a value, not `]`; is there a comma too many before it?");
  EXPECT_EQ(fault_of("1 2"), "mendable: byte 2 (line 1, column 3): expected a comma");
  EXPECT_EQ(fault_of("1"), "byte 1 (line 1, column 2): expected a comma, but the file ends");
  EXPECT_EQ(fault_of("1 // one"), "byte 2 (line 1, column 3): expected a comma; JSON has no comments; take them out");
  EXPECT_EQ(fault_of("1, /* two */ 2"),
            "byte 3 (line 1, column 4): expected a value; JSON has no comments; take them out");
}

}  // namespace
