// SPDX-License-Identifier: BSL-1.0
#include "support/fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <limits>
#include <stdexcept>

namespace {

constexpr auto small = R"({
  "tolerance": {"rtol": 0.01, "atol": 0.001,
                "overrides": {"exact": {"rtol": 0, "atol": 0}, "wrong": {"skip": true}}},
  "inputs": {"A": {"shape": [2, 3], "data": [1, 2, 3, 4, 5, 6]},
             "v": {"shape": [3], "data": [1, 2, 3]},
             "s": {"shape": [], "data": [7]}},
  "expected": {"B": {"shape": [2, 2], "data": [100, -1, 0, 10]},
               "row": {"shape": [3], "data": [1, 2, 3]},
               "exact": {"shape": [], "data": [0.1]},
               "wrong": {"shape": [2], "data": [5, 5]},
               "cube": {"shape": [2, 1, 2], "data": [1, 2, 3, 4]}}})";

tests::fixture example() { return tests::fixture::from_text("small", small); }

Eigen::MatrixXd near_b() {
    Eigen::MatrixXd got(2, 2);
    got << 101, -1.1, 0.09, 9.9;  // bounds: 1.1, 0.11, 0.1, 0.2
    return got;
}

bool mentions(tests::verdict const& result, std::string_view part) {
    return result.message.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fixture)

BOOST_AUTO_TEST_CASE(converts_from_row_major) {
    auto const f = example();
    Eigen::MatrixXd want(2, 3);
    want << 1, 2, 3, 4, 5, 6;
    BOOST_TEST((f.input("A") == want));
    BOOST_TEST(f.input("A")(1, 0) == 4);
    BOOST_TEST(f.input("v").rows() == 3);
    BOOST_TEST(f.input("v").cols() == 1);
    BOOST_TEST(f.input("s").size() == 1);
    BOOST_TEST(f.scalar("s") == 7);
    BOOST_TEST(f.scalar("exact") == 0.1);
    BOOST_TEST(f.shape("cube") == (std::vector<std::size_t>{2, 1, 2}),
               boost::test_tools::per_element());
    BOOST_TEST(f.slices("cube")[1](0, 1) == 4);
    BOOST_TEST(f.data("cube")[2] == 3);
    BOOST_TEST(f.expected_names().size() == 5);
    BOOST_TEST(f.input_names().size() == 3);
    BOOST_TEST(f.has("row"));
    BOOST_TEST(!f.has("column"));
}

BOOST_AUTO_TEST_CASE(names_what_is_missing_or_misshapen) {
    auto const f = example();
    BOOST_CHECK_THROW((void)f.input("B"), std::runtime_error);  // expected, not an input
    BOOST_CHECK_THROW((void)f.expected("A"), std::runtime_error);
    BOOST_CHECK_THROW((void)f.scalar("A"), std::runtime_error);
    BOOST_CHECK_THROW((void)f.expected("cube"), std::runtime_error);
    BOOST_CHECK_THROW((void)f.slices("A"), std::runtime_error);
    BOOST_CHECK_THROW((void)f.compare("none", 1.0), std::runtime_error);
    BOOST_CHECK_THROW(tests::fixture("no_such_file"), std::runtime_error);
    BOOST_CHECK_EXCEPTION((void)f.data("none"), std::runtime_error, [](auto const& error) {
        return std::string_view(error.what()).starts_with("small: none");
    });
    auto const damaged = R"({"tolerance": {"rtol": 0, "atol": 0}, "expected": {},
                             "inputs": {"A": {"shape": [2, 2], "data": [1, 2, 3]}}})";
    BOOST_CHECK_THROW((void)tests::fixture::from_text("damaged", damaged), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(passes_within_the_tolerance) {
    auto const f = example();
    BOOST_TEST(bool(f.compare("B", near_b())));
    BOOST_TEST(bool(f.compare("B", near_b().cast<float>())));
    BOOST_TEST(bool(f.compare("exact", 0.1)));
    BOOST_TEST(bool(f.compare("row", Eigen::Vector3d(1, 2, 3))));
    BOOST_TEST(bool(f.compare("row", Eigen::RowVector3d(1, 2, 3))));
    BOOST_TEST(bool(f.compare("wrong", Eigen::Vector2d(1, 2))));  // skipped
    BOOST_TEST(bool(f.compare("cube", f.slices("cube"))));
    BOOST_TEST(bool(f.compare("exact", 0.2, {.rtol = 1, .atol = 0})));
}

BOOST_AUTO_TEST_CASE(fails_beyond_the_tolerance) {
    auto const f = example();
    auto got = near_b();
    got(0, 1) = -1.111;
    auto result = f.compare("B", got);
    BOOST_TEST(!result);
    BOOST_TEST(mentions(result, "small: B: 1 of 4 elements differ; worst at (0, 1): got -1.11"));
    BOOST_TEST(mentions(result, "want -1,"));

    got(1, 0) = 5;
    BOOST_TEST(
        mentions(f.compare("B", got), "2 of 4 elements differ; worst at (1, 0): got 5, want 0"));

    BOOST_TEST(!f.compare("exact", 0.1 + 1e-16));
    BOOST_TEST(!f.compare("exact", std::numeric_limits<double>::quiet_NaN()));
    got = near_b();
    got(1, 1) = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(mentions(f.compare("B", got), "worst at (1, 1)"));
    got(1, 1) = std::numeric_limits<double>::infinity();
    BOOST_TEST(!f.compare("B", got));

    auto cube = f.slices("cube");
    cube[1](0, 0) = 3.1;
    BOOST_TEST(mentions(f.compare("cube", cube), "worst at (1, 0, 0)"));
}

BOOST_AUTO_TEST_CASE(fails_on_another_shape) {
    auto const f = example();
    BOOST_TEST(mentions(f.compare("B", 1.0), "got 1 x 1, want the shape (2, 2)"));
    BOOST_TEST(!f.compare("B", Eigen::MatrixXd::Zero(4, 1)));
    BOOST_TEST(!f.compare("row", Eigen::Vector2d(1, 2)));
    BOOST_TEST(!f.compare("exact", Eigen::Vector2d(0.1, 0.1)));
    BOOST_TEST(!f.compare("cube", std::vector<Eigen::MatrixXd>{}));
    BOOST_TEST(!f.compare("B", std::vector<Eigen::MatrixXd>{near_b()}));
}

BOOST_AUTO_TEST_CASE(knows_what_was_not_checked) {
    auto f = example();
    f.check("B", near_b());
    f.check("cube", f.slices("cube"));
    f.check("row", Eigen::Vector3d(1, 2, 3));
    auto const result = f.compare_checked();
    BOOST_TEST(!result);
    BOOST_TEST(mentions(result, "small: exact was not checked"));
    BOOST_TEST(!mentions(result, "B was not"));
    BOOST_TEST(!mentions(result, "wrong"));  // skipped
    BOOST_TEST(bool(f.compare_checked({"exact"})));
    BOOST_TEST(mentions(f.compare_checked({"exact", "B"}), "B may wait but was checked"));
    BOOST_TEST(mentions(f.compare_checked({"exact", "C"}), "C may wait but is not expected"));
    f.check("exact", 0.1);
    f.all_checked();
}

// The assertions themselves fail: exactly so often, or the case is an error.
BOOST_AUTO_TEST_CASE(check_reports_to_the_running_test, *boost::unit_test::expected_failures(4)) {
    auto f = example();
    f.check("exact", 0.2);
    f.check("B", Eigen::Matrix2d::Zero());
    f.check("cube", std::vector<Eigen::MatrixXd>{});
    f.all_checked();
}

BOOST_AUTO_TEST_CASE(every_file_loads) {
    std::size_t files = 0;
    for (auto const& entry : std::filesystem::directory_iterator(tests::fixture_directory())) {
        if (entry.path().extension() != ".json") continue;
        tests::fixture f(entry.path().stem().string());
        ++files;
        for (auto const& name : f.expected_names()) {
            if (f.shape(name).size() == 3)
                f.check(name, f.slices(name));
            else
                f.check(name, f.expected(name));
        }
        f.all_checked();
    }
    BOOST_TEST(files == 35U);
}

BOOST_AUTO_TEST_SUITE_END()
