// SPDX-License-Identifier: BSL-1.0
#include "support/counting_new.hpp"

#include <boost/test/unit_test.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <thread>
#include <vector>

namespace {

struct alignas(128) wide {
    double numbers[16];
};

/// Keeps the compiler from removing an allocation whose memory nobody looks at.
template <typename T>
T* seen(T* memory) {
    asm volatile("" : : "g"(memory) : "memory");
    return memory;
}

bool aligned(void const* memory, std::size_t to) {
    return reinterpret_cast<std::uintptr_t>(memory) % to == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(counting_new)

BOOST_AUTO_TEST_CASE(counts_every_form_of_new_once) {
    using tests::allocations_during;
    BOOST_TEST(allocations_during([] {}) == 0U);
    BOOST_TEST(allocations_during([] { delete seen(new int(1)); }) == 1U);
    BOOST_TEST(allocations_during([] { delete[] seen(new int[10]); }) == 1U);
    BOOST_TEST(allocations_during([] { delete seen(new (std::nothrow) int(1)); }) == 1U);
    BOOST_TEST(allocations_during([] { delete[] seen(new (std::nothrow) int[3]); }) == 1U);
    BOOST_TEST(allocations_during([] { delete seen(new wide()); }) == 1U);
    BOOST_TEST(allocations_during([] { delete[] seen(new wide[3]); }) == 1U);
    BOOST_TEST(allocations_during([] { delete seen(new (std::nothrow) wide()); }) == 1U);
    BOOST_TEST(allocations_during([] { delete[] seen(new (std::nothrow) wide[2]); }) == 1U);
    BOOST_TEST(allocations_during([] {
                   std::vector<double> v(100);
                   (void)seen(v.data());
               }) == 1U);
    BOOST_TEST(allocations_during([] { (void)seen(std::make_shared<int>(1).get()); }) == 1U);
}

BOOST_AUTO_TEST_CASE(aligns) {
    for (std::size_t size : {1U, 100U, 128U, 1000U}) {
        std::align_val_t const alignment{64};
        void* memory = ::operator new(size, alignment);
        BOOST_TEST(aligned(memory, 64));
        ::operator delete(memory, alignment);
    }
    auto const many = std::make_unique<wide[]>(5);
    BOOST_TEST(aligned(many.get(), 128));
}

BOOST_AUTO_TEST_CASE(counts_bytes) {
    auto const before = tests::allocated_bytes();
    delete[] seen(new double[25]);
    BOOST_TEST(tests::allocated_bytes() - before == 200U);
}

BOOST_AUTO_TEST_CASE(counts_what_eigen_allocates) {
    Eigen::MatrixXd a = Eigen::MatrixXd::Ones(5, 5);
    Eigen::MatrixXd b(5, 5);
#if defined(TAPELESS_TEST_COUNTS_MALLOC)
    BOOST_TEST(tests::allocations_during([] { (void)seen(Eigen::MatrixXd(7, 7).data()); }) == 1U);
    BOOST_TEST(tests::allocations_during([&] { b = a * a; }) > 0U);  // the product's temporary
#endif
    BOOST_TEST(tests::allocations_during([&] { b = a + a; }) == 0U);
}

BOOST_AUTO_TEST_CASE(counts_on_all_threads) {
    BOOST_TEST(tests::allocations_during([] {
                   std::thread([] { delete seen(new int(1)); }).join();
               }) >= 2U);  // the thread's own state, and the integer
}

BOOST_AUTO_TEST_SUITE_END()
