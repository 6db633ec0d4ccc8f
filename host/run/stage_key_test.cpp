#include "stage_key.hpp"

#include "testing/fake_catalog.hpp"
#include "testing/fake_sources.hpp"
#include "testing/host_bench.hpp"

namespace atelier::host {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test_bench::Bench;

class KeyOf : public testing::Test {
 protected:
  StageKey key_of(const std::string& toml) {
    const ResolveResult r = bench_.resolve_text(toml);
    return fake::Sources(r.workflow).key();
  }
  std::string digest_of(const std::string& toml) { return key_of(toml).digest; }
  Bench bench_;
};

TEST_F(KeyOf, HasTheOptionsThatExtend) {
  const std::string diary = "[stage.d]\nuse = \"test.diary\"\n";
  const std::string reader = "[stage.r]\nuse = \"test.pages\"\nsource = \"@d.days\"\n";
  EXPECT_NE(digest_of(diary), digest_of(diary + "days = 5\n"));
  EXPECT_EQ(key_of(diary).extendable, key_of(diary + "days = 5\nextend = true\n").extendable);
  EXPECT_NE(key_of(diary).extendable, key_of(diary + "pen = \"chalk\"\n").extendable);
  EXPECT_NE(key_of(diary + reader).extendable, key_of(diary + "days = 5\n" + reader).extendable)
      << "what is made from it is another thing";
}

TEST_F(KeyOf, ChangesWithWhatChangesTheResult) {
  const std::string read = "[stage.read]\nuse = \"test.read\"\nfile = \"@w.file\"\nlength = 3\n";
  const std::string base = digest_of("[stage.w]\nuse = \"test.write\"\n" + read);
  EXPECT_EQ(base.size(), 32u);
  EXPECT_EQ(base, digest_of("[stage.w]\nuse = \"test.write\"\ntext = \"hello\"\nthreads = 4\n" + read));
  EXPECT_NE(base, digest_of("[stage.w]\nuse = \"test.write\"\ntext = \"other\"\n" + read));
  const std::string tables = "[stage.t]\nuse = \"test.tables\"\nremap = ";
  const std::string ab = digest_of(tables + "{ a = 1, b = 2 }\n");
  EXPECT_EQ(ab, digest_of(tables + "{ a = 1, b = 2 }\nnames = { none = \"-\" }\n"));
  EXPECT_NE(ab, digest_of(tables + "{ b = 2, a = 1 }\n")) << "the component sees the order";
  EXPECT_NE(ab, digest_of(tables + "{ a = 1, b = 3 }\n"));
  EXPECT_NE(ab, digest_of(tables + "{ a = 1, c = 2 }\n"));
}

TEST_F(KeyOf, FilesStandInItByContent) {
  write_file(bench_.folder() / "a.txt", "one");
  write_file(bench_.folder() / "b.txt", "one");
  fs::create_directories(bench_.folder() / "folder");
  const std::string pages = "[stage.p]\nuse = \"test.pages\"\n";
  const std::string of_a = pages + "source = \"a.txt\"\n", of_table = pages + "sources = { a = \"a.txt\" }\n";
  const std::string of_folder = pages + "source = \"folder\"\n", of_notes = pages + "notes = \"a.txt\"\n";
  EXPECT_EQ(digest_of(of_a), digest_of(pages + "source = \"b.txt\"\n")) << "not by their names";
  std::map<std::string, std::string> before;
  for (const std::string& toml : {of_a, of_table, of_folder, of_notes}) before[toml] = digest_of(toml);
  EXPECT_EQ(key_of(of_table).read, std::vector<fs::path>{bench_.folder() / "a.txt"});
  write_file(bench_.folder() / "a.txt", "two");
  write_file(bench_.folder() / "folder/new.txt", "new");
  for (const std::string& toml : {of_a, of_table, of_folder}) EXPECT_NE(before[toml], digest_of(toml)) << toml;
  EXPECT_EQ(before[of_notes], digest_of(of_notes)) << "an option that does not change the result";
}

TEST_F(KeyOf, OfNamedFilesTheNameCounts) {
  for (const char* name : {"a.txt", "b.txt"}) write_file(bench_.folder() / name, "one");
  for (const char* name : {"f", "g"}) {
    fs::create_directories(bench_.folder() / name);
    fs::copy_file(bench_.folder() / "a.txt", bench_.folder() / name / "a.txt");
  }
  const auto titled = [&](const std::string& path) {
    return digest_of("[stage.p]\nuse = \"test.pages\"\ntitled = \"" + path + "\"\n");
  };
  EXPECT_NE(titled("a.txt"), titled("b.txt"));
  EXPECT_EQ(titled("a.txt"), titled("f/a.txt")) << "the folder that it lies in does not";
  EXPECT_EQ(titled("f"), titled("g")) << "nor does a folder's own name";
}

// Every field of the page's "document", and every thing that is said not to be in it.
class Fields : public testing::Test {
 protected:
  Fields() {
    write_file(folder_ / "a.json", "{}");
    write_file(
        folder_ / "w.toml",
        "atelier = 1\nname = \"w\"\n[part.coco]\nuse = \"coco.reader\"\nimages = \".\"\nannotations = \"a.json\"\n"
        "[stage.masks]\nuse = \"mask.writer\"\ndataset = \"@coco\"\n"
        "[part.net]\nuse = \"deeplabv3.resnet50\"\nclasses = \"@masks.classes\"\n"
        "[stage.train]\nuse = \"train.supervised\"\nmodel = \"@net\"\ntrain = \"@masks.samples\"\n"
        "loss = { use = \"loss.cross_entropy\", void = 255 }\noptimizer = { use = \"optimizer.adam\" }\n");
    ResolveInput input;
    input.file = folder_ / "w.toml";
    input.working_directory = folder_.path();
    resolved_ = resolve(input, catalog_);
    EXPECT_TRUE(resolved_.ok()) << render_text(resolved_.diagnostics, resolved_.sources);
    masks_ = resolved_.workflow.stages.front();
    left_ = {"left", {{"classes", 81}}, "object"};
  }
  Node& node(const std::string& name) {
    auto& nodes = resolved_.workflow.nodes;
    return *std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.name == name; });
  }
  ComponentInfo& component(const std::string& id) {
    for (PluginInfo& plugin : catalog_.plugins)
      for (ComponentInfo& c : plugin.components)
        if (c.id == id) return c;
    throw std::runtime_error(id);
  }
  StageKey key() {
    fake::Sources sources(resolved_.workflow);
    sources.left[masks_] = left_;
    return sources.key();
  }
  test::TemporaryFolder folder_;
  Catalog catalog_ = fake::catalog();
  ResolveResult resolved_;
  int masks_ = -1;
  OutputFacts left_;
};

TEST_F(Fields, EachChangesTheKey) {
  const std::string base = key().digest;
  const auto changes = [&](const char* what, const std::function<void()>& change, const std::function<void()>& back) {
    change();
    EXPECT_NE(key().digest, base) << what;
    back();
    EXPECT_EQ(key().digest, base) << what << ", as it was";
  };
  ComponentInfo& adam = component("optimizer.adam");
  changes(
      "component", [&] { adam.id = "optimizer.other"; }, [&] { adam.id = "optimizer.adam"; });
  changes(
      "revision", [&] { ++adam.revision; }, [&] { --adam.revision; });
  const std::string plugin = adam.plugin_id;
  changes(
      "plugin", [&] { adam.plugin_id = "other"; }, [&] { adam.plugin_id = plugin; });
  for (const char* name : {"train", "net", "train.optimizer", "train.loss"}) {
    Node& n = node(name);
    for (size_t i = 0; i < n.values.size(); ++i) {
      const ParamInfo& param = n.component->params[i];
      ResolvedValue& value = n.values[i];
      if (value.is_wire() || param.type == ATELIER_TYPE_PATH_IN || param.has(ATELIER_PARAM_NO_RESULT)) continue;
      const ResolvedValue before = value;
      const auto change = [&] {
        value.integer += 1;
        value.real += 1;
        value.text += "x";
        value.items.emplace_back();
      };
      if (value.type != ATELIER_TYPE_NONE)
        changes((std::string(name) + "." + param.name).c_str(), change, [&] { value = before; });
    }
  }
  changes(
      "what a stage left", [&] { left_.digest = "other"; }, [&] { left_.digest = "left"; });
  changes(
      "a number that a stage gave", [&] { left_.values["classes"] = 80; }, [&] { left_.values["classes"] = 81; });
  ComponentInfo& writer = component("mask.writer");
  changes(
      "revision of who left it", [&] { ++writer.revision; }, [&] { --writer.revision; });
}

TEST_F(Fields, NothingElseDoes) {
  const std::string base = key().digest;
  const auto same = [&](const char* what, const std::function<void()>& change) {
    change();
    EXPECT_EQ(key().digest, base) << what;
  };
  ComponentInfo& adam = component("optimizer.adam");
  same("a plugin's version", [&] { adam.plugin_version = "9.9.9"; });
  same("a plugin's place", [&] { adam.library = "/elsewhere/lib.so"; });
  same("texts", [&] { adam.summary = adam.doc = "other"; });
  same("names", [&] {
    for (Node& n : resolved_.workflow.nodes) n.name = "renamed_" + n.name;
    resolved_.workflow.name = "other";
    resolved_.workflow.file = "/elsewhere/w.toml";
  });
  same("the order of running", [&] { node("renamed_train").after = {masks_}; });
  same("words in the workflow", [&] { node("renamed_train").doc = "about it"; });
  same("threads", [&] { resolved_.workflow.threads = 7; });
  for (Node& n : resolved_.workflow.nodes)
    for (size_t i = 0; i < n.values.size(); ++i)
      if (n.component->params[i].has(ATELIER_PARAM_NO_RESULT))
        same(n.component->params[i].name.c_str(), [&] { n.values[i].integer += 1; });
}

TEST_F(Fields, AStageThatIsNotKnownYetIsWaitedFor) {
  fake::Sources sources(resolved_.workflow);
  sources.left.clear();
  const StageKey waits = sources.key();
  EXPECT_EQ(waits.digest, "");
  EXPECT_EQ(waits.waits, std::vector<int>{masks_});
  EXPECT_EQ(key().waits, std::vector<int>{});
  EXPECT_EQ(key().objects, std::vector<std::string>{"object"});
}

TEST_F(Fields, AFileThatCannotBeReadIsNamed) {
  fake::Sources sources(resolved_.workflow);
  sources.content.emplace(folder_ / "a.json", Failure{"cannot read a.json"});
  const Result<StageKey> key = stage_key(resolved_.workflow, masks_, sources.get());
  ASSERT_FALSE(key);
  EXPECT_EQ(key.failure().reason, "cannot read a.json");
}

}  // namespace
}  // namespace atelier::host
