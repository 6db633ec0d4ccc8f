// Files are complete or absent.
#include <gtest/gtest.h>
#include <atelier/cpp/files.hpp>

#include <set>

#include "test_data.hpp"

namespace {

namespace fs = std::filesystem;
using atelier::Error;
using atelier::NewFile;

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.insert(entry.path().filename().string());
  return out;
}

std::string error_of(void (*body)(const fs::path&), const fs::path& path) {
  try {
    body(path);
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ATELIER_E_IO);
    return e.what();
  }
  return "(no error)";
}

TEST(NewFile, HasItsNameOnlyAfterCommit) {
  test::TemporaryFolder folder;
  NewFile file(folder / "a.bin");
  file.write("12");
  EXPECT_FALSE(fs::exists(folder / "a.bin"));
  file.write(std::string("\0\n", 2));
  file.commit();
  EXPECT_EQ(atelier::read_file(folder / "a.bin"), std::string("12\0\n", 4));
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"a.bin"});
}

TEST(NewFile, LeavesNothingWithoutCommit) {
  test::TemporaryFolder folder;
  { NewFile(folder / "a").write("half"); }
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{});
}

TEST(NewFile, LeavesTheOldFileWithoutCommit) {
  test::TemporaryFolder folder;
  atelier::write_file(folder / "a", "old");
  { NewFile(folder / "a").write("half"); }
  EXPECT_EQ(atelier::read_file(folder / "a"), "old");
  atelier::write_file(folder / "a", "new", false);
  EXPECT_EQ(atelier::read_file(folder / "a"), "new");
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"a"});
}

TEST(NewFile, NamesTheFileItCannotMake) {
  test::TemporaryFolder folder;
  const std::string what = error_of([](const fs::path& p) { NewFile file(p); }, folder / "no/such/file");
  EXPECT_NE(what.find("cannot create"), std::string::npos) << what;
  EXPECT_NE(what.find("no/such/file"), std::string::npos) << what;
  EXPECT_NE(what.find("No such file or directory"), std::string::npos) << what;
}

TEST(NewFile, LeavesNothingWhenTheNameIsTaken) {
  test::TemporaryFolder folder;
  fs::create_directories(folder / "taken/inside");
  const std::string what = error_of([](const fs::path& p) { atelier::write_file(p, "x"); }, folder / "taken");
  EXPECT_NE(what.find("taken"), std::string::npos) << what;
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"taken"});
}

TEST(NewFile, ReportsAFullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "/dev/full is not there";
  test::TemporaryFolder folder;
  fs::create_symlink("/dev/full", folder / "a.partial");
  const std::string what = error_of([](const fs::path& p) { atelier::write_file(p, "x"); }, folder / "a");
  EXPECT_NE(what.find("No space left on device"), std::string::npos) << what;
  EXPECT_FALSE(fs::exists(folder / "a"));
}

TEST(ReadFile, SaysWhatIsWrong) {
  test::TemporaryFolder folder;
  const auto read = [](const fs::path& p) { atelier::read_file(p); };
  EXPECT_NE(error_of(read, folder / "absent").find("absent: No such file or directory"), std::string::npos);
  EXPECT_NE(error_of(read, folder.path()).find("is a folder, not a file"), std::string::npos);
}

}  // namespace
