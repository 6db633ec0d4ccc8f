// The verb `plugins` and what is below it.
#include <atelier/cpp/suggest.hpp>

#include "parser.hpp"
#include "plugins/scaffold.hpp"

namespace atelier::host {

void Parser::add_plugins() {
  CLI::App* verb =
      add_verb(app_, "plugins", "List components by kind, and plugin files that cannot be used", cli_plugins);
  verb->require_subcommand(0, 1);
  verb->fallthrough();
  add_plugin_option(verb);
  verb->add_flag("--json", a_.json, "as JSON");
  CLI::App* show = add_verb(*verb, "show", "Describe a component, a plugin or a plugin file", cli_plugins_show);
  show->add_option("id", a_.id, "a component's or plugin's id, or a file")->type_name("ID")->required();
  show->add_flag("--json", a_.json, "as JSON");
  add_plugin_option(show);
  CLI::App* doctor =
      add_verb(*verb, "doctor", "Tell what is wrong with the plugins, each and all together", cli_plugins_doctor);
  doctor->add_flag("--json", a_.json, "as JSON");
  add_plugin_option(doctor);
  CLI::App* validate =
      add_verb(*verb, "validate", "Try whether a plugin file keeps to the contract", cli_plugins_validate);
  validate->add_option("id", a_.id, "a plugin file")->type_name("FILE")->required();
  validate->add_flag("--json", a_.json, "as JSON");
  CLI::App* fresh = add_verb(*verb, "new", "Begin a plugin of your own with a working example", cli_plugins_new);
  fresh->add_option("kind", a_.kind, "what it is to be")->type_name("KIND")->required();
  fresh->add_option("id", a_.id, "the id of the component, owner first: acme.rare_wins")->type_name("ID")->required();
  fresh->add_option("--output", a_.output, "the folder to write, by default the id's last word")->type_name("FOLDER");
  fresh->footer("Kinds: " + list_names(scaffold_kinds(), 99));
  CLI::App* embed = add_verb(*verb, "embed", "Write into a plugin file what loading it tells", cli_plugins_embed);
  embed->add_option("id", a_.id, "a plugin file")->type_name("FILE")->required();
  embed->footer(
      "For plugins whose libraries take long to load: the program then knows their components without loading them.\n"
      "It is believed as long as program, file and these libraries are what they were. Needs objcopy (binutils).");
}

}  // namespace atelier::host
