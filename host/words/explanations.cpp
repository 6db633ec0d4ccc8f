// The table behind `atelier explain`: code, title, meaning, a wrong example, the right one.
#include "explain.hpp"

namespace atelier::host {

const std::vector<Explanation>& explanations() {
  static const std::vector<Explanation> pages = {
      {"E101", "the workflow file cannot be read",
       "The file named on the command line does not exist, is a folder, or may not be read.", "atelier run birds.tml",
       "atelier run birds.toml"},
      {"E102", "not valid TOML",
       "The text breaks the rules of TOML 1.0 at the place shown. The most frequent causes: a text without quotes, a\n"
       "bracket that is not closed, a key or a table that is there twice, an inline table over several lines.",
       "overlap = overlap.last", "overlap = \"overlap.last\""},
      {"E103", "not UTF-8",
       "A workflow is UTF-8 text; the byte shown is not. Save the file as UTF-8 (an editor may call its own choice\n"
       "\"Latin-1\" or \"Windows-1252\").",
       "", ""},
      {"E104", "too large or too deep to be a workflow",
       "A workflow has at most 1 MiB, and a dotted key at most 64 dots. Something else was probably given by mistake.",
       "", ""},
      {"E105", "the version of the workflow language",
       "Every workflow says which version of the language it is written in, so that a later program can still read "
       "it.\n"
       "This program reads version 1. A file that is only included may leave it out.",
       "name = \"birds\"", "atelier = 1\nname = \"birds\""},
      {"E106", "an included file cannot be read",
       "`include` takes a file's name or a list of names, relative to the file that includes.",
       "include = [\"bsae.toml\"]", "include = [\"base.toml\"]"},
      {"E107", "files include each other",
       "A file includes itself, directly or through others, or more than 64 files are included.",
       "# in a.toml\ninclude = \"b.toml\"\n# in b.toml\ninclude = \"a.toml\"",
       "# in a.toml\ninclude = \"b.toml\"\n# b.toml includes nothing"},
      {"E108", "a malformed --set",
       "`--set` takes path=value. The path is params.<name>, run.<name> or <part or stage>.<option>; [name] or [0]\n"
       "behind a list picks one of its slots. The value is TOML; a bare text will do where a text is wanted.",
       "--set seed", "--set run.seed=3\n--set 'train.augment[resize].size=[128, 128]'"},
      {"E201", "a key that a workflow does not have",
       "A workflow has atelier, name, doc, include, params, run, part, stage and profile; a profile has params, run, "
       "part\n"
       "and stage. Anything else is an error, so that a slip of the pen is never ignored.",
       "[parms]\nrounds = 5", "[params]\nrounds = 5"},
      {"E202", "a word kept for a later version",
       "[matrix] describes sweeps, `env` is a reserved word, and so is `keep` in the table of a part, a stage or a "
       "slot\n"
       "(no component has an option of that name). This version does nothing with them.",
       "[matrix]\n\"run.seed\" = [1, 2, 3]", "atelier run w.toml --set run.seed=1"},
      {"E203", "an unknown component",
       "No plugin that was found offers a component of this id. `atelier plugins` lists what there is, and where\n"
       "plugins were looked for; --plugin FILE adds one.",
       "use = \"overlap.lst\"", "use = \"overlap.last\""},
      {"E204", "an unknown option",
       "The component declares no option, slot or port of this name. `atelier plugins show ID` lists those it has.",
       "[stage.labels]\nuse = \"label.writer\"\ncrowed = \"skip\"",
       "[stage.labels]\nuse = \"label.writer\"\ncrowd = \"skip\""},
      {"E205", "something required is missing",
       "The component cannot do without this option, slot or wire, and there is no default.",
       "[part.split]\nuse = \"samples.split\"", "[part.split]\nuse = \"samples.split\"\nsamples = \"@labels\""},
      {"E206", "a component of the wrong kind",
       "A slot takes components of one kind; [stage.…] takes stages, [part.…] everything else.",
       "overlap = { use = \"loader.threads\" }", "overlap = { use = \"overlap.last\" }"},
      {"E207", "a name that cannot be used",
       "Names have letters, digits, _ and -, and do not begin with a digit. Parts and stages share one set of names;\n"
       "params, env, run and matrix are taken.",
       "[part.run]\n[stage.\"a.b\"]", "[part.runner]\n[stage.a_b]"},
      {"E208", "no `use`",
       "Each part, stage and slot says with `use` which component it is. A slot may leave it out only where the "
       "plugin\n"
       "has a default for it.",
       "optimizer = { lr = 0.1 }", "optimizer = { use = \"optimizer.adam\", lr = 0.1 }"},
      {"E209", "an unknown profile", "The workflow has no [profile.…] of the name given with --profile.",
       "--profile smok", "--profile smoke"},
      {"E210", "--set names nothing",
       "The path of a --set must lead to something in the workflow: a parameter, a run setting, or an option of a "
       "part,\n"
       "a stage or a slot.",
       "--set params.round=1", "--set params.rounds=1"},
      {"E211", "two slots of one name", "`as` names a slot inside its list; each name can be given once.",
       "augment = [{ use = \"a.b\", as = \"x\" }, { use = \"a.c\", as = \"x\" }]",
       "augment = [{ use = \"a.b\", as = \"x\" }, { use = \"a.c\", as = \"y\" }]"},
      {"E212", "a reserved key where it means nothing",
       "`after` and `enabled` belong to stages; `as` belongs to slots in a list.",
       "[part.net]\nuse = \"m.net\"\nenabled = false", "[stage.train]\nuse = \"train.supervised\"\nenabled = false"},
      {"E213", "the plugin did not load",
       "A plugin file that seems to offer this component was found, but refused; the note gives the loader's reason.\n"
       "`atelier plugins` shows every file that was refused.",
       "", ""},
      {"E214", "an option of something that has none",
       "A later layer sets an option inside a value that is a wire or a plain value. A wire brings a part that has a "
       "table\n"
       "of its own: set the option there.",
       "--set train.model.classes=3      # model = \"@net\"", "--set net.classes=3"},
      {"E215", "slots too deep",
       "Parts in slots of parts in slots … more than 32 deep, or more than 10,000 in all. A component whose default "
       "fills\n"
       "its slot with itself does that.",
       "", ""},
      {"E216", "two plugin files of one id",
       "Two plugin files say that they are the same plugin. The one that is found first is used (--plugin, then\n"
       "ATELIER_PLUGIN_PATH from left to right, then the folders beside the program), and this component is only in\n"
       "the other. `atelier plugins` lists both. A plugin's id is the first thing in its ATELIER_PLUGIN.",
       "ATELIER_PLUGIN(\"atelier.overlap\", \"1.0.0\", MyPolicy)",
       "ATELIER_PLUGIN(\"acme.overlap\", \"1.0.0\", MyPolicy)"},
      {"E301", "a reference to nothing", "There is no part or stage of this name in the workflow.",
       "samples = \"@label\"", "samples = \"@labels\""},
      {"E302", "no such output", "The part or stage exists, but has no output of this name.",
       "train = \"@split.training\"", "train = \"@split.train\""},
      {"E303", "which output?",
       "\"@x\" alone needs x to have exactly one output that could be meant: one object for a slot or port, one value "
       "for\n"
       "an option.",
       "samples = \"@split\"", "samples = \"@split.val\""},
      {"E304", "not a reference, or none that can be used here",
       "A reference is \"@part\", \"@stage.output\", \"@params.x\" or \"@run.seed\". Parameters can refer only to "
       "parameters\n"
       "and run settings; run settings and `use` must be known before anything runs. A literal `@` is written `@@`.",
       "seed = \"@run.\"\nname = \"@home\"", "seed = \"@run.seed\"\nname = \"@@home\""},
      {"E305", "an unknown parameter",
       "[params] is a closed set: only what the file declares can be referred to or changed.",
       "rounds = \"@params.round\"", "rounds = \"@params.rounds\""},
      {"E306", "parameters in a circle", "These refer to each other, so none of them has a value.",
       "[params]\na = \"@params.b\"\nb = \"@params.a\"", "[params]\na = 1\nb = \"@params.a\""},
      {"E307", "a disabled stage is needed",
       "Something that will run refers to a stage with `enabled = false`. Enable it, disable what needs it too, or "
       "wire\n"
       "something else.",
       "[stage.labels]\nenabled = false\n[stage.look]\nsamples = \"@labels\"",
       "[stage.labels]\nenabled = true\n[stage.look]\nsamples = \"@labels\""},
      {"E310", "a wire of another type",
       "Both ends of a wire must have the same type: the same kind and revision for objects (samples/1), the same\n"
       "type for values; an int may go into a float, a path into a string.",
       "train = \"@birds\"       # a dataset/1", "train = \"@labels\"      # samples/1"},
      {"E311", "a wire is needed",
       "A port takes what another table makes, by reference. It cannot be written in place.", "dataset = \"birds\"",
       "dataset = \"@birds\""},
      {"E320", "a circle",
       "These tables need each other, so none of them can be first. The lines shown make the circle.",
       "[stage.a]\nin = \"@b\"\n[stage.b]\nin = \"@a\"", "[stage.a]\n[stage.b]\nin = \"@a\""},
      {"E321", "`after` names no stage", "`after` takes the name of a stage or a list of such names.",
       "after = \"net\"", "after = [\"labels\"]"},
      {"E401", "a value of another type",
       "There is no conversion but from int to float: \"5\" is no number, 1 is not true.", "rounds = \"5\"",
       "rounds = 5"},
      {"E402", "out of range", "The number is outside of what the component takes, or not a finite number.",
       "train = 1.8", "train = 0.8"},
      {"E403", "not one of the choices", "The option takes one of a few words.", "crowd = \"skipp\"",
       "crowd = \"skip\""},
      {"E404", "no such file or folder",
       "An input path must exist. A relative path starts from the folder of the file that wrote it; in a --set, from "
       "the\n"
       "working directory.",
       "images = \"data/vall2017\"", "images = \"data/val2017\""},
      {"E405", "a list of the wrong length", "The option takes fewer, or more, items.", "size = [64]",
       "size = [64, 64]"},
      {"E406", "not a duration",
       "A duration is a number of seconds, or a text of numbers with the units ms, s, m, h, d.",
       "timeout = \"5 minutes\"", "timeout = \"5m\""},
      {"E407", "an environment variable that is not set", "${env.X} needs the variable; ${env.X:-default} does not.",
       "images = \"${env.DATA}/val\"", "images = \"${env.DATA:-data}/val\""},
      {"E408", "a splice that means nothing",
       "${params.x}, ${env.X} and ${env.X:-default} splice text into a longer string; lists cannot be spliced. A "
       "literal\n"
       "`${` is written `$${`.",
       "name = \"run-${seed}\"", "name = \"run-${params.seed}\""},
      {"E409", "a parameter of another type",
       "The default in [params] gives the type; a profile or --set gives another value of that type.",
       "--set params.rounds=many", "--set params.rounds=3"},
      {"E410", "a plugin's default cannot be used",
       "The default in a component's table is not TOML, or fills a slot with a component that is not there or is of\n"
       "another kind: a defect of the plugin, or another plugin that it needs is missing. Give the option in the\n"
       "workflow.",
       "", ""},
      {"E501", "a part that cannot be made",
       "The component refuses its options, or a file that they name does not fit: the text is the component's own.\n"
       "`atelier check --deep` makes every part, and `atelier run` those of later stages before the first one works.\n"
       "An option that comes from a stage is left out meanwhile where it may be; then only what is wrong with files\n"
       "counts.",
       "[part.net]\nuse = \"m.net\"\nweights = \"another_net.pth\"",
       "[part.net]\nuse = \"m.net\"\nweights = \"net.pth\""},
      {"W001", "an unused part", "No stage, part or observer refers to this part, so it is never made.",
       "[part.spare]\nuse = \"m.net\"", "[stage.train]\nmodel = \"@spare\""},
      {"W002", "a part that can perhaps not be made",
       "Before the first stage works, `atelier run` makes the parts of later stages as far as it can. This one failed\n"
       "over a file, but without the options that come from a stage, so the run goes on. If they cannot mend it, stop\n"
       "the run and give another file; `atelier check --deep` takes it for an error.",
       "[part.net]\nclasses = \"@labels.classes\"\nweights = \"another_net.pth\"",
       "[part.net]\nclasses = \"@labels.classes\"\nweights = \"net.pth\""},
  };
  return pages;
}

}  // namespace atelier::host
