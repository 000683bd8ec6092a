// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TESTS_SUPPORT_FIXTURE_HPP
#define TAPELESS_TESTS_SUPPORT_FIXTURE_HPP

#include <Eigen/Core>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// A value passes if `|got - want| <= rtol * |want| + atol * max|want|`, the maximum over the
/// array.
struct tolerance {
    double rtol = 0;
    double atol = 0;
};

/// Where the files are.
[[nodiscard]] std::string fixture_directory();

/// What a comparison found: true, or a sentence with the worst element.
struct verdict {
    bool passed = true;
    std::string message;

    explicit operator bool() const { return passed; }
};

/// One file of reference values (tests/fixtures/README.md describes the format): inputs, and the
/// values and derivatives that must come out.
///
/// Arrays with one extent become columns, scalars 1 x 1; the data are row-major in the file and are
/// converted. Names of inputs and expected entries are looked up together.
///
///     tests::fixture f("seed000_linear_chain");
///     auto W = f.input("W0");
///     f.check("grad_W0", gradient);
///     f.all_checked({"jacobian"});   // what may wait
///
/// **Throws.** `std::runtime_error` naming the file and the entry, for whatever is not there.
class fixture {
public:
    /// The file `name`.json.
    explicit fixture(std::string_view name);
    [[nodiscard]] static fixture from_text(std::string_view name, std::string_view json);

    /// An array of at most two extents, of the inputs or the expected ones.
    [[nodiscard]] Eigen::MatrixXd input(std::string_view name) const;
    [[nodiscard]] Eigen::MatrixXd expected(std::string_view name) const;

    /// An array with one element.
    [[nodiscard]] double scalar(std::string_view name) const;

    /// The slices of an array of three extents along its first.
    [[nodiscard]] std::vector<Eigen::MatrixXd> slices(std::string_view name) const;

    /// The numbers as the file has them, row-major, whatever the number of extents.
    [[nodiscard]] std::span<double const> data(std::string_view name) const;
    [[nodiscard]] std::vector<std::size_t> const& shape(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> input_names() const;
    [[nodiscard]] std::vector<std::string> expected_names() const;

    /// The tolerance that the file states for an expected entry.
    [[nodiscard]] tolerance tolerance_of(std::string_view name) const;

    /// Whether the file says that the entry is not for a general comparison.
    [[nodiscard]] bool skipped(std::string_view name) const;

    /// Compares with an expected entry, in shape and every element, and marks the entry as checked.
    /// Reported as an assertion of the running test; returns whether it passed. An array of one
    /// extent accepts a row as well as a column; a skipped entry passes.
    template <typename Derived>
    bool check(std::string_view name, Eigen::DenseBase<Derived> const& got) {
        return report(name, compare(name, got));
    }
    template <std::convertible_to<double> Number>
    bool check(std::string_view name, Number got) {
        return report(name, compare(name, got));
    }
    bool check(std::string_view name, std::vector<Eigen::MatrixXd> const& got);

    /// The same with a tolerance of the caller's, for float programs and early iterations.
    template <typename Derived>
    bool check(std::string_view name, Eigen::DenseBase<Derived> const& got, tolerance allowed) {
        return report(name, compare(name, got, allowed));
    }
    template <std::convertible_to<double> Number>
    bool check(std::string_view name, Number got, tolerance allowed) {
        return report(name, compare(name, got, allowed));
    }

    /// The comparison alone: reports nothing and marks nothing.
    template <typename Derived>
    [[nodiscard]] verdict compare(std::string_view name,
                                  Eigen::DenseBase<Derived> const& got) const {
        return compare(name, got, tolerance_of(name));
    }
    template <typename Derived>
    [[nodiscard]] verdict compare(std::string_view name, Eigen::DenseBase<Derived> const& got,
                                  tolerance allowed) const {
        return compare_matrix(name, got.derived().template cast<double>().matrix(), allowed);
    }
    template <std::convertible_to<double> Number>
    [[nodiscard]] verdict compare(std::string_view name, Number got) const {
        return compare(name, got, tolerance_of(name));
    }
    template <std::convertible_to<double> Number>
    [[nodiscard]] verdict compare(std::string_view name, Number got, tolerance allowed) const {
        return compare_matrix(name, Eigen::MatrixXd::Constant(1, 1, static_cast<double>(got)),
                              allowed);
    }
    [[nodiscard]] verdict compare(std::string_view name,
                                  std::vector<Eigen::MatrixXd> const& got) const;

    /// Asserts that every expected entry was checked, but for the skipped ones and those listed:
    /// entries that may wait. A listed name that is unknown, or was checked after all, is reported
    /// too.
    bool all_checked(std::initializer_list<std::string_view> may_wait = {}) const;
    [[nodiscard]] verdict compare_checked(
        std::initializer_list<std::string_view> may_wait = {}) const;

private:
    struct array {
        std::vector<std::size_t> shape;
        std::vector<double> data;  // row-major
    };
    using arrays = std::map<std::string, array, std::less<>>;

    fixture() = default;
    [[nodiscard]] array const& find(std::string_view name) const;
    [[nodiscard]] array const& find_in(arrays const& entries, std::string_view kind,
                                       std::string_view name) const;
    [[nodiscard]] Eigen::MatrixXd matrix(array const& entry, std::string_view name) const;
    [[nodiscard]] verdict compare_matrix(std::string_view name, Eigen::MatrixXd const& got,
                                         tolerance allowed) const;
    [[nodiscard]] std::string place(std::string_view name) const;
    bool report(std::string_view name, verdict const& result);

    std::string name_;
    arrays inputs_;
    arrays expected_;
    tolerance tolerance_;
    std::map<std::string, tolerance, std::less<>> overrides_;
    std::set<std::string, std::less<>> skipped_;
    std::set<std::string, std::less<>> checked_;
};

}  // namespace tests

#endif
