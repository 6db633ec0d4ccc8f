#include "sources/text_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atelier/cpp/files.hpp>

#include "test_data.hpp"

namespace {

using sources::lines_of;
using sources::read_text;
using sources::wide_encoding;
using namespace std::string_literals;

std::string joined(std::string_view text) {
  std::string out;
  for (const sources::Line& line : lines_of(text))
    out += std::to_string(line.number) + "@" + std::to_string(line.offset) + "=" + std::string(line.text) + ";";
  return out;
}

TEST(TextFile, LinesEndAsAnySystemEndsThem) {
  EXPECT_EQ(joined("a\nb\r\nc\rd"), "1@0=a;2@2=b;3@5=c;4@7=d;");
  EXPECT_EQ(joined("a\r\n\r\n b \t\r\n"), "1@0=a;3@6=b;");
  EXPECT_EQ(joined("\xc2\xa0 a b\xc2\xa0\n"), "1@3=a b;");
  EXPECT_EQ(joined(" \n\t\n"), "");
  EXPECT_EQ(joined(""), "");
}

// "UTF-16 little", "" for none.
std::string wide(std::string_view bytes) {
  const auto found = wide_encoding(bytes);
  return found ? std::string(found->name) + (found->is_big_endian ? " big" : " little") : "";
}

TEST(TextFile, WideEncodingsAreTold) {
  EXPECT_EQ(wide("\xff\xfe"s), "UTF-16 little");
  EXPECT_EQ(wide("\xfe\xff\0a"s), "UTF-16 big");
  EXPECT_EQ(wide("\xff\xfe\0\0"s), "UTF-32 little");
  EXPECT_EQ(wide("a\0b\0"s), "UTF-16 little");
  EXPECT_EQ(wide("\0a\0b"s), "UTF-16 big");
  EXPECT_EQ(wide("a\0\0\0"s), "UTF-32 little");
  EXPECT_EQ(wide("\0\0\0a"s), "UTF-32 big");
  EXPECT_EQ(wide("abcd"), "");
  EXPECT_EQ(wide("\xef\xbb\xbf"), "");
}

TEST(TextFile, AMarkIsNoText) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "a.txt", "\xef\xbb\xbfone\r\n");
  EXPECT_EQ(read_text(folder / "a.txt"), "one\r\n");
}

std::string complaint(const std::filesystem::path& file, size_t most = 100) {
  try {
    read_text(file, most);
    return "nothing";
  } catch (const atelier::Error& e) {
    return e.what();
  }
}

TEST(TextFile, OnlyRegularFilesAreOpened) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  const std::string sentence = " is a pipe or a device; such files are read more than once, so save it as a file";
  EXPECT_EQ(complaint(folder / "pipe"), (folder / "pipe").string() + sentence);
  EXPECT_EQ(complaint("/dev/zero"), "/dev/zero" + sentence);
  EXPECT_EQ(complaint(folder.path()), folder.path().string() + " is a folder, not a file");
  EXPECT_EQ(complaint(folder / "none"), "cannot read " + (folder / "none").string() + ": No such file or directory");
  EXPECT_NE(complaint("/proc/self/status", 10).find("too many for such a file; at most 10"), std::string::npos)
      << "it says that it has no bytes";
}

TEST(TextFile, WideAndHugeFilesAreRefusedByName) {
  const test::TemporaryFolder folder;
  atelier::write_file(folder / "wide.txt",
                      "\xff\xfe"
                      "a\0"s);
  atelier::write_file(folder / "long.txt", "12345");
  EXPECT_NE(complaint(folder / "wide.txt").find("wide.txt: the file is in UTF-16; save it as UTF-8"),
            std::string::npos);
  EXPECT_NE(complaint(folder / "long.txt", 4).find("long.txt: 5 bytes"), std::string::npos);
}

TEST(TextFile, ReadsBytesThatAreNoUtf8AsWindows1252) {
  size_t mended = 0;
  EXPECT_EQ(sources::with_windows_1252_read("caf\xe9 \x80 \xc3\xa9 \xf0\x9f\x98\x80", mended),
            "caf\xc3\xa9 \xe2\x82\xac \xc3\xa9 \xf0\x9f\x98\x80");
  EXPECT_EQ(mended, 2u);
  mended = 0;
  EXPECT_EQ(sources::with_windows_1252_read("\xc3", mended), "\xc3\x83") << "cut off";
  EXPECT_EQ(sources::with_windows_1252_read("\xed\xa0\x80", mended), "\xc3\xad\xc2\xa0\xe2\x82\xac") << "half a pair";
  EXPECT_EQ(mended, 4u);
}

}  // namespace
