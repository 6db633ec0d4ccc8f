// The tables of the page of several runs. Each is "" when there is nothing in it. [any]
#pragma once

#include <string>

#include "comparison_page.hpp"
#include "html.hpp"

namespace atelier::host {

// A column's head for each run, after the first.
std::vector<Cell> run_heads(const Comparison& comparison, const std::string& first, const std::string& style = "");
std::string run_table(const Comparison& comparison);
// What is not the same in all of them, by name.
std::string differing_table(const Comparison& comparison, Texts RunTexts::*texts, const std::string& called);
std::string compared_stages(const Comparison& comparison);
// Of a stage: a row for each number that any run has, what differs marked.
std::string compared_numbers(const Comparison& comparison, const std::string& stage);
// Of a stage: a drawing for each number with a line for each run.
std::string compared_curves(const Comparison& comparison, const std::string& stage);
// Of a stage: a row for each picture, with that of each run.
std::string compared_pictures(const Comparison& comparison, const std::string& stage);

// The stages of all runs, in the order of the first that has them.
std::vector<std::string> stages_of(const Comparison& comparison);

}  // namespace atelier::host
