// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_HANA_HPP
#define TAPELESS_TRANSFORM_HANA_HPP

#include <tapeless/exec/block.hpp>

#include <boost/hana/bool.hpp>
#include <boost/hana/concept/comparable.hpp>
#include <boost/hana/core/tag_of.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/fwd/any_of.hpp>
#include <boost/hana/fwd/at_key.hpp>
#include <boost/hana/fwd/find_if.hpp>
#include <boost/hana/fwd/hash.hpp>
#include <boost/hana/fwd/unpack.hpp>
#include <boost/hana/optional.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/type.hpp>

// Blocks in the language of Boost.Hana: Foldable over pairs of symbol and array, Searchable by
// symbol. Symbols are Hana keys: `==` on expressions is a mask, so equality and hash are by type.

namespace tapeless::inline TAPELESS_ABI {

struct expression_tag;
struct block_tag;

}  // namespace tapeless::inline TAPELESS_ABI

namespace boost::hana {

template <auto Graph>
struct tag_of<tapeless::expr<Graph>> {
    using type = tapeless::expression_tag;
};
template <class T, bool Owning, class... Key>
struct tag_of<tapeless::parameter_block<T, Owning, Key...>> {
    using type = tapeless::block_tag;
};

template <>
struct equal_impl<tapeless::expression_tag, tapeless::expression_tag> {
    template <class A, class B>
    static constexpr auto apply(A const&, B const&) {
        return hana::bool_c<std::is_same_v<A, B>>;
    }
};
template <>
struct hash_impl<tapeless::expression_tag> {
    template <class A>
    static constexpr auto apply(A const&) {
        return hana::type_c<A>;
    }
};

template <>
struct unpack_impl<tapeless::block_tag> {
    template <class Block, class Function>
    static constexpr decltype(auto) apply(Block&& block, Function&& f) {
        return with_keys(static_cast<Block&&>(block), static_cast<Function&&>(f),
                         typename std::remove_cvref_t<Block>::keys{});
    }

private:
    template <class Block, class Function, class... Key>
    static constexpr decltype(auto) with_keys(Block&& block, Function&& f,
                                              tapeless::exec::key_list<Key...>) {
        return static_cast<Function&&>(f)(
            hana::pair<Key, decltype(block[Key{}])>(Key{}, block[Key{}])...);
    }
};

template <>
struct find_if_impl<tapeless::block_tag> {
    template <class Block, class Predicate>
    static constexpr auto apply(Block&& block, Predicate&&) {
        return first_of(block, typename std::remove_cvref_t<Block>::keys{},
                        static_cast<Predicate*>(nullptr));
    }

private:
    template <class Block, class Predicate>
    static constexpr auto first_of(Block&, tapeless::exec::key_list<>, Predicate*) {
        return hana::nothing;
    }
    template <class Block, class Key, class... Other, class Predicate>
    static constexpr auto first_of(Block& block, tapeless::exec::key_list<Key, Other...>,
                                   Predicate* p) {
        if constexpr (decltype(std::declval<Predicate>()(Key{}))::value)
            return hana::just(block[Key{}]);
        else
            return first_of(block, tapeless::exec::key_list<Other...>{}, p);
    }
};

template <>
struct any_of_impl<tapeless::block_tag> {
    template <class Block, class Predicate>
    static constexpr auto apply(Block const&, Predicate const&) {
        return any(typename Block::keys{}, static_cast<Predicate*>(nullptr));
    }

private:
    template <class... Key, class Predicate>
    static constexpr auto any(tapeless::exec::key_list<Key...>, Predicate*) {
        return hana::bool_c<(decltype(std::declval<Predicate>()(Key{}))::value || ...)>;
    }
};

template <>
struct at_key_impl<tapeless::block_tag> {
    template <class Block, class Key>
    static constexpr decltype(auto) apply(Block&& block, Key const& key) {
        return block[key];
    }
};

}  // namespace boost::hana

#endif
