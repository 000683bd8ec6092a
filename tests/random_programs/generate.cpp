// SPDX-License-Identifier: BSL-1.0
// Writes a test of programs of random graphs: a graph is built at run time and packed, its words
// go into a source file, and so into a type.
// usage: generate FIRST_SEED PROGRAMS UNIT: the unit's share of the programs, on standard output
#include <tapeless/op/encode.hpp>

#include "random_programs/model.hpp"
#include "support/random_graph.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

using namespace tests;

struct word_list {
    std::vector<std::uint64_t> words;
    void put(std::uint64_t word) { words.push_back(word); }
};

bool is_indices(tl::builder const& g, tl::node_id id) {
    return g.attribute(id, 0) == static_cast<std::int64_t>(tl::role::indices);
}

std::string text_of(tl::builder const& g, tl::axis_extent e) {
    if (e.dim < 0) return std::to_string(e.number);
    std::string const label(g.names[g.dims[static_cast<std::uint32_t>(e.dim)].label].view());
    return "tl::dim<\"" + label + "\">" + (e.number == 0 ? "" : " + " + std::to_string(e.number));
}

/// `tl::input<"x0", 3, tl::dim<"N">>`.
std::string symbol_text(tl::builder const& g, tl::node_id id) {
    bool const counts = is_indices(g, id);
    std::string text(g.label_of(id).view());
    text = std::string(counts ? "tl::indices" : "tl::input") + "<\"" + text + "\"";
    tl::shape const of = g.shape_of(id);
    for (std::size_t axis = 0; axis != of.rank(); ++axis) text += ", " + text_of(g, of[axis]);
    return text + ">";
}

void write(std::uint64_t seed, tl::builder const& g, tl::growable<tl::node_id> const& roots) {
    word_list packed;
    tl::detail::encode_words(g, roots, packed);
    std::string const number = std::to_string(seed);
    std::string words, symbols, variables, bindings;
    for (std::uint64_t word : packed.words) words += std::to_string(word) + "u, ";
    for (tl::node_id id : g.symbols) {
        std::string const label(g.label_of(id).view());
        bool const counts = is_indices(g, id);
        symbols += "    [[maybe_unused]] static constexpr auto " + label + " = " +
                   symbol_text(g, id) + ";\n";
        if (!counts) variables += (variables.empty() ? "" : ", ") + label;
        std::string const how = counts ? "indices" : g.shape_of(id).rank() > 2 ? "array" : "matrix";
        bindings += ", " + label + " = at." + how + "(\"" + label + "\")";
    }
    for (std::uint32_t d = 0; d != g.dims.size; ++d) {
        std::string const label(g.names[g.dims[d].label].view());
        bindings += ", tl::dim<\"" + label + "\"> = at.dim(\"" + label + "\")";
    }
    std::printf("struct graph_%s {\n    static constexpr std::uint64_t words[] = {%s};\n};\n",
                number.c_str(), words.c_str());
    std::printf("BOOST_AUTO_TEST_CASE(program_%s) {\n%s", number.c_str(), symbols.c_str());
    std::printf("    agrees<graph_%s>(%s, tl::wrt(%s), [](auto& call, data const& at) {\n",
                number.c_str(), number.c_str(), variables.c_str());
    std::printf("        return call(%s);\n    });\n}\n\n",
                bindings.empty() ? "" : bindings.substr(2).c_str());
}

/// Is a model sound, with tame values?
bool serves(random_model& m) {
    if (m.g.first_mistake) return false;
    for (double each : evaluate(m.root, m.at))
        if (!(std::abs(each) < 1e6)) return false;
    return true;
}

}  // namespace

int main(int count, char** argument) {
    if (count != 4) return 2;
    std::uint64_t seed = std::strtoull(argument[1], nullptr, 10);
    long const programs = std::strtol(argument[2], nullptr, 10);
    long const unit = std::strtol(argument[3], nullptr, 10);
    std::printf(
        "#include \"random_programs/agrees.hpp\"\n\nnamespace {\n\nusing namespace tests;\n\n");
    for (long made = 0; made != (unit + 1) * programs; ++seed) {
        random_model m = model_of(seed);
        if (!serves(m)) continue;
        tl::growable<tl::node_id> roots;
        roots.push(m.root.id);
        tl::builder const g = tl::detail::canonical(m.g, roots);
        bool has_input = false;
        for (tl::node_id id : g.symbols) has_input = has_input || !is_indices(g, id);
        // The addresses of the user's own rules cannot be written down.
        if (!has_input || g.primitives.size != 0) continue;
        if (made++ >= unit * programs) write(seed, g, roots);
    }
    std::printf("}  // namespace\n");
    return 0;
}
