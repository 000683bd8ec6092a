// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_BLOCK_HPP
#define TAPELESS_EXEC_BLOCK_HPP

#include <tapeless/exec/error.hpp>
#include <tapeless/exec/keys.hpp>
#include <tapeless/exec/view.hpp>

#include <algorithm>
#include <span>

namespace tapeless::inline TAPELESS_ABI {
namespace exec {

constexpr int eigen_extent(tapeless::detail::extent_argument const& e) {
    return e.symbol.length == 0 ? static_cast<int>(e.number) : Eigen::Dynamic;
}

}  // namespace exec

/// Several named arrays in one piece of memory: parameters, or a gradient with respect to several
/// symbols.
///
/// The arrays stand in the order of their names, each on 64 bytes; the gaps are always zero.
/// `block[W]` is an Eigen map of `W` (a reference for a scalar, an `array_result` for three and
/// four extents). A block either owns its memory
/// (`Owning`) or is a view that is valid until the next call of the program it came from.
template <class T, bool Owning, class... Key>
class parameter_block {
public:
    using scalar = T;
    using keys = exec::key_list<Key...>;
    static constexpr std::size_t entries = sizeof...(Key);
    static constexpr bool is_static = ((symbol_of<Key>.static_size() >= 0) && ...);
    using extents_table = std::array<std::array<std::ptrdiff_t, 4>, entries>;

    /// An owning block of zeros; every extent is static.
    parameter_block()
        requires Owning
    {
        static_assert(is_static, "tapeless: a block with run-time extents is made by a program");
        take_static_extents();
        place();
        clear();
    }
    /// An owning copy.
    template <bool Other>
        requires Owning
    parameter_block(parameter_block<T, Other, Key...> const& other) : extents_(other.extents()) {
        place();
        std::copy_n(other.data(), padded_size(), data());
    }
    parameter_block(parameter_block const& other)
        : extents_(other.extents_),
          offsets_(other.offsets_),
          memory_(other.memory_),
          data_(other.data_) {
        if constexpr (Owning) data_ = reinterpret_cast<T*>(memory_.reserve(0));
    }
    /// What an owning block was moved from is empty: it takes the extents of what it is assigned.
    parameter_block(parameter_block&& other) noexcept
        : extents_(other.extents_),
          offsets_(other.offsets_),
          memory_(std::move(other.memory_)),
          data_(other.data_) {
        if constexpr (Owning) other.forget();
    }
    /// Copies the elements; a view writes through. **Throws** `shape_error` if the arrays of a view
    /// have other extents; those of an owning block are replaced.
    parameter_block& operator=(parameter_block const& other) { return assign(other); }
    template <bool Other>
    parameter_block& operator=(parameter_block<T, Other, Key...> const& other) {
        return assign(other);
    }
    parameter_block& operator=(parameter_block&& other) noexcept
        requires Owning
    {
        std::swap(extents_, other.extents_);
        std::swap(offsets_, other.offsets_);
        std::swap(memory_, other.memory_);
        std::swap(data_, other.data_);
        return *this;
    }
    /// A view of memory that lies as `bytes_for` says.
    parameter_block(T* memory, extents_table const& extents)
        requires(!Owning)
        : extents_(extents), data_(memory) {
        offsets_ = offsets_for(extents);
    }

    /// The array of a symbol.
    template <Expression E>
    decltype(auto) operator[](E const&) {
        return at<index_of<E>()>();
    }
    template <Expression E>
    decltype(auto) operator[](E const&) const {
        return at<index_of<E>()>();
    }
    /// The array of a symbol by name.
    template <fixed_string Name>
    decltype(auto) get() {
        return at<index_of_name(Name.view())>();
    }
    template <fixed_string Name>
    decltype(auto) get() const {
        return at<index_of_name(Name.view())>();
    }
    /// The arrays in the order of their names.
    template <std::size_t I>
    decltype(auto) at() {
        static_assert(I < entries, "tapeless: the block holds no array of this name");
        return view_at<(I < entries ? I : 0)>(
            data_);  // after a mistake some array: one mistake is one error
    }
    template <std::size_t I>
    decltype(auto) at() const {
        static_assert(I < entries, "tapeless: the block holds no array of this name");
        return view_at<(I < entries ? I : 0)>(
            static_cast<std::conditional_t<Owning, T const*, T*>>(data_));
    }
    /// Calls `f` with each symbol, in the order of names.
    template <class Function>
    static constexpr void for_each_symbol(Function&& f) {
        (f(Key{}), ...);
    }

    /// The whole block as one vector, gaps (zeros) included.
    Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>, Eigen::AlignedMax> flat() {
        return {data(), padded_size()};
    }
    Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1> const, Eigen::AlignedMax> flat() const {
        return {data_, padded_size()};
    }

    /// The number of elements, without gaps.
    std::ptrdiff_t size() const {
        std::ptrdiff_t size = 0;
        for (auto const& e : extents_) size += e[0] * e[1] * e[2] * e[3];
        return size;
    }
    /// Bytes of memory, gaps included.
    std::size_t bytes() const { return static_cast<std::size_t>(padded_size()) * sizeof(T); }

    /// Writes all elements without gaps, in the order of names. **Throws** `shape_error` if the
    /// span has another size.
    void pack(std::span<T> to) const {
        require_size(to.size());
        T* out = to.data();
        for (std::size_t i = 0; i != entries; ++i)
            out = std::copy_n(data_ + offsets_[i], count(i), out);
    }
    /// Reads what `pack` wrote.
    void unpack(std::span<T const> from) {
        require_size(from.size());
        T const* in = from.data();
        for (std::size_t i = 0; i != entries; ++i) {
            std::copy_n(in, count(i), data_ + offsets_[i]);
            in += count(i);
        }
    }

    /// A block of its own with the same elements.
    parameter_block<T, true, Key...> copy() const {
        return parameter_block<T, true, Key...>(*this);
    }

    T* data() { return data_; }
    std::conditional_t<Owning, T const*, T*> data() const { return data_; }
    extents_table const& extents() const { return extents_; }
    /// Where the array with this number begins, in elements.
    std::ptrdiff_t offset(std::size_t index) const { return offsets_[index]; }

    static std::array<std::ptrdiff_t, entries + 1> offsets_for(extents_table const& extents) {
        std::array<std::ptrdiff_t, entries + 1> offsets{};
        for (std::size_t i = 0; i != entries; ++i) {
            auto const& e = extents[i];
            std::size_t const bytes =
                exec::aligned_up(static_cast<std::size_t>(e[0] * e[1] * e[2] * e[3]) * sizeof(T));
            offsets[i + 1] = offsets[i] + static_cast<std::ptrdiff_t>(bytes / sizeof(T));
        }
        return offsets;
    }
    static std::size_t bytes_for(extents_table const& extents) {
        return static_cast<std::size_t>(offsets_for(extents)[entries]) * sizeof(T);
    }
    /// **Throws** `shape_error` naming the first array whose extents are not the expected ones.
    static void require_extents(extents_table const& expected, extents_table const& given) {
        if (expected != given) misfit(expected, given);
    }
    template <class E>
    static consteval std::size_t index_of() {
        std::size_t index = 0;
        std::size_t found = entries;
        ((std::is_same_v<E, Key> ? void(found = index++) : void(++index)), ...);
        return found;
    }
    static consteval std::size_t index_of_name(std::string_view label) {
        std::size_t index = 0;
        std::size_t found = entries;
        ((symbol_of<Key>.label.view() == label ? void(found = index++) : void(++index)), ...);
        return found;
    }

private:
    template <class, bool, class...>
    friend class parameter_block;

    template <std::size_t I>
    static constexpr symbol_info const& info =
        symbol_of<std::tuple_element_t<I, std::tuple<Key...>>>;

    template <bool Other>
    parameter_block& assign(parameter_block<T, Other, Key...> const& other) {
        if constexpr (Owning) {
            if (extents_ != other.extents()) return *this = parameter_block(other);
        } else
            require_extents(extents_, other.extents());
        std::copy_n(other.data(), padded_size(), data());
        return *this;
    }
    void forget() {
        extents_ = {};
        offsets_ = {};
        data_ = nullptr;
    }
    std::ptrdiff_t count(std::size_t i) const {
        return extents_[i][0] * extents_[i][1] * extents_[i][2] * extents_[i][3];
    }
    std::ptrdiff_t padded_size() const { return offsets_[entries]; }
    TAPELESS_ALWAYS_INLINE void require_size(std::size_t given) const {
        if (given != static_cast<std::size_t>(size()))
            exec::fail<shape_error>("tapeless: a block of " + std::to_string(size()) +
                                    " elements was given a span of " + std::to_string(given));
    }
    [[noreturn]] static TAPELESS_COLD void misfit(extents_table const& expected,
                                                  extents_table const& given) {
        std::size_t i = 0;
        while (expected[i] == given[i]) ++i;
        std::size_t axis = 0;
        while (expected[i][axis] == given[i][axis]) ++axis;
        std::string_view const labels[] = {symbol_of<Key>.label.view()...};
        exec::fail<shape_error>(
            exec::sentence({"tapeless: the array of '", labels[i], "' in a block: extent ", axis,
                            " expected ", expected[i][axis], ", given ", given[i][axis]}));
    }
    template <std::size_t I, class Element>
    decltype(auto) view_at(Element* memory) const {
        constexpr std::size_t rank = info<I>.rank();
        Element* const first = memory + offsets_[I];
        if constexpr (rank == 0)
            return static_cast<Element&>(*first);
        else if constexpr (rank <= 2) {
            constexpr int rows = exec::eigen_extent(info<I>.extents[0]);
            constexpr int columns = exec::eigen_extent(info<I>.extents[1]);
            return matrix_view<Element, rows, columns>(first, extents_[I][0], extents_[I][1]);
        } else
            return array_result<Element>(first, extents_[I]);
    }
    void take_static_extents() {
        std::size_t i = 0;
        (
            (void)[&] {
                for (std::size_t axis = 0; axis != 4; ++axis)
                    extents_[i][axis] = symbol_of<Key>.extents[axis].number;
                ++i;
            }(),
            ...);
    }
    void place() {
        offsets_ = offsets_for(extents_);
        data_ =
            reinterpret_cast<T*>(memory_.reserve(std::max<std::size_t>(bytes_for(extents_), 1)));
    }
    void clear() { std::fill_n(data_, padded_size(), T(0)); }

    struct nothing {};
    extents_table extents_{};
    std::array<std::ptrdiff_t, entries + 1> offsets_{};
    [[no_unique_address]] std::conditional_t<Owning, exec::heap_bytes, nothing> memory_{};
    T* data_ = nullptr;
};

template <class T>
inline constexpr bool is_block = false;
template <class T, bool Owning, class... Key>
inline constexpr bool is_block<parameter_block<T, Owning, Key...>> = true;
/// Are its arrays pieces of one memory, to be found by number? Those of other blocks are objects.
template <class T>
inline constexpr bool is_in_one_piece = false;
template <class T, bool Owning, class... Key>
inline constexpr bool is_in_one_piece<parameter_block<T, Owning, Key...>> = true;

}  // namespace tapeless::inline TAPELESS_ABI

#endif
