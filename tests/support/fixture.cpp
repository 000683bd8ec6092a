// SPDX-License-Identifier: BSL-1.0
#include "support/fixture.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace tests {
namespace {

using row_major = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

std::size_t product(std::vector<std::size_t> const& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

std::string printed(std::vector<std::size_t> const& shape) {
    std::string text = "(";
    for (auto extent : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + ")";
}

/// Compares two runs of numbers in the same order.
verdict compare_numbers(std::span<double const> got, std::span<double const> want,
                        tolerance allowed, std::vector<std::size_t> const& shape) {
    double largest = 0;
    for (double w : want) largest = std::max(largest, std::abs(w));
    double worst = 0;  // how often the difference exceeds what is allowed
    std::size_t where = 0;
    std::size_t failed = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (got[i] == want[i]) continue;
        double const bound = allowed.rtol * std::abs(want[i]) + allowed.atol * largest;
        double const difference = std::abs(got[i] - want[i]);
        if (difference <= bound) continue;  // false for a NaN
        ++failed;
        double const excess =
            difference >= 0 ? difference / bound : std::numeric_limits<double>::infinity();
        if (failed == 1 || excess > worst) worst = excess, where = i;
    }
    if (failed == 0) return {};

    std::vector<std::size_t> position(shape.size());
    for (std::size_t axis = shape.size(), rest = where; axis-- > 0; rest /= shape[axis])
        position[axis] = rest % shape[axis];
    std::ostringstream message;
    message.precision(17);
    message << failed << " of " << want.size() << " elements differ; worst at " << printed(position)
            << ": got " << got[where] << ", want " << want[where];
    message.precision(3);
    message << ", difference " << std::abs(got[where] - want[where]) << ", allowed "
            << allowed.rtol * std::abs(want[where]) + allowed.atol * largest;
    return {false, message.str()};
}

std::string read(std::string const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("fixture: cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string fixture_directory() { return TAPELESS_TEST_FIXTURES; }

fixture::fixture(std::string_view name)
    : fixture(from_text(name, read(fixture_directory() + "/" + std::string(name) + ".json"))) {}

fixture fixture::from_text(std::string_view name, std::string_view json) {
    fixture result;
    result.name_ = name;
    auto const document = nlohmann::json::parse(json);
    auto const load = [&](char const* kind, arrays& into) {
        for (auto const& [key, entry] : document.at(kind).items()) {
            array loaded{entry.at("shape").get<std::vector<std::size_t>>(),
                         entry.at("data").get<std::vector<double>>()};
            if (loaded.data.size() != product(loaded.shape))
                throw std::runtime_error(result.place(key) + ": " +
                                         std::to_string(loaded.data.size()) +
                                         " numbers for the shape " + printed(loaded.shape));
            into.emplace(key, std::move(loaded));
        }
    };
    load("inputs", result.inputs_);
    load("expected", result.expected_);
    for (auto const& [key, entry] : result.expected_)
        if (result.inputs_.contains(key))
            throw std::runtime_error(result.place(key) + " is an input and an expected entry");

    auto const& rule = document.at("tolerance");
    auto const read_tolerance = [](nlohmann::json const& from) {
        return tolerance{from.at("rtol").get<double>(), from.at("atol").get<double>()};
    };
    result.tolerance_ = read_tolerance(rule);
    if (!rule.contains("overrides")) return result;
    for (auto const& [key, entry] : rule.at("overrides").items()) {
        if (!result.expected_.contains(key))
            throw std::runtime_error(result.place(key) + " has an override but is not expected");
        if (entry.value("skip", false))
            result.skipped_.insert(key);
        else
            result.overrides_.emplace(key, read_tolerance(entry));
    }
    return result;
}

std::string fixture::place(std::string_view name) const { return name_ + ": " + std::string(name); }

fixture::array const& fixture::find_in(arrays const& entries, std::string_view kind,
                                       std::string_view name) const {
    auto const at = entries.find(name);
    if (at == entries.end())
        throw std::runtime_error(place(name) + " is not an " + std::string(kind) + " entry");
    return at->second;
}

fixture::array const& fixture::find(std::string_view name) const {
    auto const at = inputs_.find(name);
    return at != inputs_.end() ? at->second : find_in(expected_, "input or expected", name);
}

Eigen::MatrixXd fixture::matrix(array const& entry, std::string_view name) const {
    auto const& shape = entry.shape;
    if (shape.size() > 2)
        throw std::runtime_error(place(name) + " has the shape " + printed(shape) +
                                 ", not a matrix's");
    auto const rows = shape.empty() ? 1 : index(shape[0]);
    auto const columns = shape.size() < 2 ? 1 : index(shape[1]);
    return Eigen::Map<row_major const>(entry.data.data(), rows, columns);
}

Eigen::MatrixXd fixture::input(std::string_view name) const {
    return matrix(find_in(inputs_, "input", name), name);
}

Eigen::MatrixXd fixture::expected(std::string_view name) const {
    return matrix(find_in(expected_, "expected", name), name);
}

double fixture::scalar(std::string_view name) const {
    auto const& entry = find(name);
    if (entry.data.size() != 1)
        throw std::runtime_error(place(name) + " has the shape " + printed(entry.shape) +
                                 ", not a scalar's");
    return entry.data.front();
}

std::vector<Eigen::MatrixXd> fixture::slices(std::string_view name) const {
    auto const& [shape, data] = find(name);
    if (shape.size() != 3)
        throw std::runtime_error(place(name) + " has the shape " + printed(shape) +
                                 ", not three extents");
    std::vector<Eigen::MatrixXd> result;
    for (std::size_t i = 0; i < shape[0]; ++i)
        result.emplace_back(Eigen::Map<row_major const>(data.data() + i * shape[1] * shape[2],
                                                        index(shape[1]), index(shape[2])));
    return result;
}

std::span<double const> fixture::data(std::string_view name) const { return find(name).data; }

std::vector<std::size_t> const& fixture::shape(std::string_view name) const {
    return find(name).shape;
}

bool fixture::has(std::string_view name) const {
    return inputs_.contains(name) || expected_.contains(name);
}

std::vector<std::string> fixture::input_names() const {
    std::vector<std::string> names;
    for (auto const& [name, entry] : inputs_) names.push_back(name);
    return names;
}

std::vector<std::string> fixture::expected_names() const {
    std::vector<std::string> names;
    for (auto const& [name, entry] : expected_) names.push_back(name);
    return names;
}

tolerance fixture::tolerance_of(std::string_view name) const {
    (void)find_in(expected_, "expected", name);
    auto const at = overrides_.find(name);
    return at != overrides_.end() ? at->second : tolerance_;
}

bool fixture::skipped(std::string_view name) const { return skipped_.contains(name); }

verdict fixture::compare_matrix(std::string_view name, Eigen::MatrixXd const& got,
                                tolerance allowed) const {
    auto const& entry = find_in(expected_, "expected", name);
    if (skipped(name)) return {};
    auto const want = matrix(entry, name);
    bool const same = got.rows() == want.rows() && got.cols() == want.cols();
    bool const turned = entry.shape.size() == 1 && got.rows() == 1 && got.cols() == want.rows();
    if (!same && !turned)
        return {false, place(name) + ": got " + std::to_string(got.rows()) + " x " +
                           std::to_string(got.cols()) + ", want the shape " + printed(entry.shape)};
    row_major const numbers = got;
    auto result =
        compare_numbers({numbers.data(), entry.data.size()}, entry.data, allowed, entry.shape);
    if (!result) result.message.insert(0, place(name) + ": ");
    return result;
}

verdict fixture::compare(std::string_view name, std::vector<Eigen::MatrixXd> const& got) const {
    auto const& entry = find_in(expected_, "expected", name);
    if (skipped(name)) return {};
    std::vector<double> numbers;
    bool same = entry.shape.size() == 3 && got.size() == entry.shape[0];
    for (auto const& slice : got) {
        same =
            same && slice.rows() == index(entry.shape[1]) && slice.cols() == index(entry.shape[2]);
        row_major const rows = slice;
        numbers.insert(numbers.end(), rows.data(), rows.data() + rows.size());
    }
    if (!same)
        return {false, place(name) + ": got " + std::to_string(got.size()) +
                           " slices of other extents, want the shape " + printed(entry.shape)};
    auto result = compare_numbers(numbers, entry.data, tolerance_of(name), entry.shape);
    if (!result) result.message.insert(0, place(name) + ": ");
    return result;
}

bool fixture::check(std::string_view name, std::vector<Eigen::MatrixXd> const& got) {
    return report(name, compare(name, got));
}

bool fixture::report(std::string_view name, verdict const& result) {
    checked_.emplace(name);
    BOOST_CHECK_MESSAGE(result.passed, result.message);
    return result.passed;
}

verdict fixture::compare_checked(std::initializer_list<std::string_view> may_wait) const {
    auto const waits = [&](std::string_view name) {
        return std::find(may_wait.begin(), may_wait.end(), name) != may_wait.end();
    };
    std::string message;
    for (auto const& [name, entry] : expected_)
        if (!checked_.contains(name) && !skipped(name) && !waits(name))
            message += "\n  " + place(name) + " was not checked";
    for (auto name : may_wait) {
        if (!expected_.contains(name))
            message += "\n  " + place(name) + " may wait but is not expected";
        else if (checked_.contains(name))
            message += "\n  " + place(name) + " may wait but was checked";
    }
    return {message.empty(), message};
}

bool fixture::all_checked(std::initializer_list<std::string_view> may_wait) const {
    auto const result = compare_checked(may_wait);
    BOOST_CHECK_MESSAGE(result.passed, result.message);
    return result.passed;
}

}  // namespace tests
