#include "sources/name_finder.hpp"

#include <gtest/gtest.h>

#include <atelier/cpp/files.hpp>
#include <random>
#include <thread>

#include "test_data.hpp"

namespace {

using sources::NameFinder;

constexpr const char* kComposed = "caf\xc3\xa9.jpg";     // é as one character, NFC
constexpr const char* kDecomposed = "cafe\xcc\x81.jpg";  // e and an accent, NFD

void make(const std::filesystem::path& file) {
  std::filesystem::create_directories(file.parent_path());
  atelier::write_file(file, "x");
}

struct Case {
  std::vector<std::string> files;
  std::string name;
  std::string found;  // "": none
  size_t matches;
  std::string oddity;  // words of it
};

const std::vector<Case> kCases = {
    // As written.
    {{"a.jpg", "A.jpg"}, "a.jpg", "a.jpg", 1, ""},
    {{"b/a.jpg"}, "b/a.jpg", "b/a.jpg", 1, ""},
    {{"a%20b.jpg"}, "a%20b.jpg", "a%20b.jpg", 1, ""},
    {{" a.jpg"}, " a.jpg", " a.jpg", 1, ""},
    {{"a#1.jpg", "a"}, "a#1.jpg", "a#1.jpg", 1, ""},
    // Addresses.
    {{"5c-gear.jpg"}, "http://studio.example/data/upload/3/5c-gear.jpg", "5c-gear.jpg", 1, "is an address (URL)"},
    {{"shots/a b.jpg"}, "https://x.example:8080/p/shots/a%20b.jpg?sig=1%2F2#top", "shots/a b.jpg", 1, "(URL)"},
    {{"a.jpg"}, "s3://bucket/a.jpg", "a.jpg", 1, "(URL)"},
    {{"a.jpg"}, "file:///C:/pictures/a.jpg", "a.jpg", 1, "(URL)"},
    {{"shots/5c-gear.jpg"},
     "data/local-files/?d=shots/5c-gear.jpg",
     "shots/5c-gear.jpg",
     1,
     "Label Studio's local files"},
    {{"5c-gear.jpg"}, "/data/local-files/?d=shots%5C5c-gear.jpg&x=1", "5c-gear.jpg", 1, "local files"},
    {{"other/5c-gear.jpg"},
     "http://h/data/local-files/?x=1&d=shots/5c-gear.jpg",
     "other/5c-gear.jpg",
     1,
     "local files"},
    {{"a.jpg"}, "a.jpg?width=200", "a.jpg", 1, "has a query"},
    {{"a b.jpg"}, "a%20b.jpg", "a b.jpg", 1, "%-escapes"},
    {{"a.png"}, "data:image/png;base64,iVBORw0KGgo=", "", 0, "data URI"},
    // Other machines.
    {{"train/a.jpg"}, "C:\\Users\\me\\train\\a.jpg", "train/a.jpg", 1, "absolute path of another machine"},
    {{"a.jpg"}, "\\\\server\\share\\a.jpg", "a.jpg", 1, "absolute path"},
    {{"images/train/a.jpg", "images/val/a.jpg"}, "/home/me/set/train/a.jpg", "images/train/a.jpg", 1, "absolute path"},
    {{"b/a.jpg"}, "b\\a.jpg", "b/a.jpg", 1, "back-slashes"},
    // Folders.
    {{"a.jpg"}, "images/a.jpg", "a.jpg", 1, "has a folder too many"},
    {{"5c-gear.jpg"}, "images/3/5c-gear.jpg", "5c-gear.jpg", 1, "has 2 folders too many"},
    {{"images/5c-gear.jpg"}, "images/3/5c-gear.jpg", "images/5c-gear.jpg", 1, "has a folder too many"},
    {{"images/3/a.jpg"}, "images/a.jpg", "images/3/a.jpg", 1, "has a folder too few"},
    {{"b/c.jpg", "c.jpg"}, "a/b/c.jpg", "b/c.jpg", 1, "folder too many"},
    {{"x/b/c.jpg", "c.jpg", "y/c.jpg"}, "a/b/c.jpg", "x/b/c.jpg", 1, "names other folders"},
    {{"c.jpg", "y/c.jpg"}, "x/c.jpg", "c.jpg", 1, "has a folder too many"},
    {{"a/c.jpg"}, "c.jpg", "a/c.jpg", 1, "has a folder too few"},
    {{"a/c.jpg", "b/c.jpg"}, "c.jpg", "", 2, ""},
    {{"cam2/0001.jpg"}, "cam1/0001.jpg", "", 1, "names other folders"},
    {{"a.jpg"}, "../images/a.jpg", "a.jpg", 1, "folder too many"},
    // Spelling.
    {{"IMG_1.JPG"}, "img_1.jpg", "IMG_1.JPG", 1, "differs in case"},
    {{"Train/a.jpg"}, "train/a.jpg", "Train/a.jpg", 1, "differs in case"},
    {{"a.JPG", "A.jpg"}, "a.jpg", "", 2, "differs in case"},
    {{"a.jpg", "a.png"}, "a.jpeg", "a.jpg", 1, "another extension"},
    {{"a.png", "a.json", "a.txt"}, "a.jpg", "a.png", 1, "another extension"},
    {{"a.png", "a.webp"}, "a.jpg", "", 2, "another extension"},
    {{"a.json"}, "a.jpg", "", 0, ""},
    {{"f0001.png"}, "f0001", "f0001.png", 1, "lacks the extension"},
    {{"frame.0001.png"}, "frame.0001", "frame.0001.png", 1, "lacks the extension"},
    {{kDecomposed}, kComposed, kDecomposed, 1, "NFC, NFD"},
    {{kComposed}, kDecomposed, kComposed, 1, "NFC, NFD"},
    {{"CAF\xc3\x89.JPG"}, kDecomposed, "CAF\xc3\x89.JPG", 1, "differs in case"},
    {{"\xe9.jpg"}, "\xe9.JPG", "\xe9.jpg", 1, "differs in case"},  // Latin-1, no UTF-8
    {{"a.jpg"}, " a.jpg\r\n", "a.jpg", 1, "blanks at its ends"},
    {{"a.jpg"}, "a.jpg\xc2\xa0", "a.jpg", 1, "blanks at its ends"},
    // Uploads to Label Studio.
    {{"gear.jpg"}, "5c2f1a3b-gear.jpg", "gear.jpg", 1, "has the prefix of an upload"},
    {{"5c2f1a3b-gear.jpg"}, "gear.jpg", "5c2f1a3b-gear.jpg", 1, "lacks the prefix of an upload"},
    {{"5c2f1a3b-gear.jpg", "gear.jpg"}, "x/gear.jpg", "gear.jpg", 1, "folder too many"},
    {{"11111111-gear.jpg"}, "22222222-gear.jpg", "", 0, ""},
    // Nothing.
    {{"a.jpg"}, "b.jpg", "", 0, ""},
    {{"a.jpg"}, "", "", 0, ""},
    {{"a.jpg"}, "/", "", 0, ""},
    {{"a.jpg"}, "..", "", 0, ""},
    {{"b/a.jpg"}, "b", "", 0, ""},
    {{"a.jpg"}, std::string("a.jpg\0x", 7), "", 0, ""},
    {{}, "a.jpg", "", 0, ""},
};

TEST(NameFinder, SeesWhatIsMeant) {
  for (const Case& wanted : kCases) {
    const test::TemporaryFolder folder;
    for (const std::string& file : wanted.files) make(folder / file);
    const NameFinder finder(folder.path());
    const NameFinder::Found found = finder.find(wanted.name);
    EXPECT_EQ(found.name, wanted.found) << wanted.name;
    EXPECT_EQ(found.matches, wanted.matches) << wanted.name;
    EXPECT_NE(found.oddity.find(wanted.oddity), std::string::npos) << wanted.name << ": " << found.oddity;
    EXPECT_EQ(found.exact, !found.name.empty() && found.oddity.empty()) << wanted.name;
    EXPECT_EQ(found.example.empty(), wanted.matches == 0) << wanted.name;
    finder.list();
    EXPECT_EQ(finder.find(wanted.name).name, wanted.found) << wanted.name << ", listed before";
  }
}

TEST(NameFinder, TellsInOneSentence) {
  const test::TemporaryFolder folder;
  make(folder / "5c-gear.jpg");
  make(folder / "b/c.jpg");
  make(folder / "d/c.jpg");
  const NameFinder finder(folder.path());
  EXPECT_EQ(finder.sentence("5c-gear.jpg"), "");
  EXPECT_EQ(finder.sentence("http://h/5c-gear.jpg"),
            "its name is an address (URL), and `5c-gear.jpg` in the folder seems meant; names = \"lenient\" takes it");
  EXPECT_EQ(finder.sentence("http://h/5c-gear.jpg", sources::Names::kLenient),
            "its name is an address (URL), and `5c-gear.jpg` in the folder seems meant; names = \"lenient\" leaves it, "
            "since another entry means that file too");
  EXPECT_EQ(finder.sentence("c.jpg"),
            "its name has a folder too few, and 2 files in the folder may be meant, the first `b/c.jpg`");
  EXPECT_EQ(finder.sentence("x/5c-gear.JPG "),
            "its name has blanks at its ends, differs in case and has a folder too many, and `5c-gear.jpg` in the "
            "folder seems meant; names = \"lenient\" takes it");
  EXPECT_EQ(finder.sentence("q/c.jpg"),
            "its name names other folders, and 2 files in the folder may be meant, the first `b/c.jpg`");
  EXPECT_EQ(finder.sentence("no.jpg"), "no file of that base name is in " + folder.path().string());
  EXPECT_EQ(finder.sentence("/q/no.jpg"),
            "its name is an absolute path of another machine, and no file of that base "
            "name is in " +
                folder.path().string());
  EXPECT_EQ(NameFinder(folder / "none").sentence("a.jpg"), "there is no folder " + (folder / "none").string());
  std::filesystem::create_directory(folder / "bare");
  EXPECT_EQ(NameFinder(folder / "bare").sentence("a.jpg"), "there is no file in " + (folder / "bare").string());
  EXPECT_EQ(NameFinder("").find("a.jpg").matches, 0u);
}

TEST(NameFinder, LinksThatLoopEnd) {
  const test::TemporaryFolder folder;
  make(folder / "a/p.jpg");
  make(folder / "b/q.jpg");
  std::filesystem::create_directory_symlink(folder / "b", folder / "a/to-b");
  std::filesystem::create_directory_symlink(folder / "a", folder / "b/to-a");
  std::filesystem::create_directory_symlink(folder.path(), folder / "a/to-all");
  std::filesystem::create_symlink(folder / "nowhere", folder / "a/r.jpg");
  const NameFinder finder(folder.path());
  EXPECT_EQ(finder.find("p.jpg").name, "a/p.jpg");
  EXPECT_EQ(finder.find("q.jpg").name, "b/q.jpg");
  EXPECT_EQ(finder.find("r.jpg").matches, 0u);
}

TEST(NameFinder, ManyThreadsAskOne) {
  const test::TemporaryFolder folder;
  for (int i = 0; i < 500; ++i) make(folder / ("d/" + std::to_string(i) + ".jpg"));
  NameFinder made(folder.path());
  const NameFinder finder(std::move(made));
  std::atomic<int> found{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i)
        found += finder.find(std::to_string(i) + ".JPG").name == "d/" + std::to_string(i) + ".jpg";
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, 2000);
}

TEST(NameFinder, AnyBytesAreAName) {
  const unsigned seed = std::random_device()();
  std::cerr << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const test::TemporaryFolder folder;
  make(folder / "a/b.jpg");
  const NameFinder finder(folder.path());
  constexpr std::string_view kPieces = "ab.jpg/\\%2?d=#: \t\xc3\xa9\xcc\x81\xff\0-0123";
  for (int round = 0; round < 20000; ++round) {
    std::string name;
    for (size_t n = random() % 24; n-- > 0;) name += kPieces[random() % kPieces.size()];
    const NameFinder::Found found = finder.find(name);
    if (!found.name.empty() && !found.exact) {
      EXPECT_EQ(found.name, "a/b.jpg");
    }
    finder.sentence(name);
  }
}

}  // namespace
