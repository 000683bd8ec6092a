// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_TRANSFORM_HANA_STRUCT_HPP
#define TAPELESS_TRANSFORM_HANA_STRUCT_HPP

#include <tapeless/transform/function/structure.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

// Structs that Hana's macros adapt, as arguments of differentiated functions. The members of the
// user's struct hold numbers and matrices; a function is differentiated with handles or dual
// numbers in their places, so what it is given is another struct with members of the same names.
// C++20 makes names from names with the preprocessor only. So from here on, Hana's two macros also
// say how such a struct is made; what they did before they do unchanged.

// Applies a macro to each of up to 80 arguments.
#define TAPELESS_PARENTHESES ()
#define TAPELESS_EXPAND(...) TAPELESS_EXPAND_3(TAPELESS_EXPAND_3(TAPELESS_EXPAND_3(__VA_ARGS__)))
#define TAPELESS_EXPAND_3(...) TAPELESS_EXPAND_2(TAPELESS_EXPAND_2(TAPELESS_EXPAND_2(__VA_ARGS__)))
#define TAPELESS_EXPAND_2(...) TAPELESS_EXPAND_1(TAPELESS_EXPAND_1(TAPELESS_EXPAND_1(__VA_ARGS__)))
#define TAPELESS_EXPAND_1(...) __VA_ARGS__
#define TAPELESS_FOR_EACH(MACRO, ...) \
    __VA_OPT__(TAPELESS_EXPAND(TAPELESS_FOR_EACH_NEXT(MACRO, __VA_ARGS__)))
#define TAPELESS_FOR_EACH_NEXT(MACRO, FIRST, ...) \
    MACRO(FIRST)                                  \
    __VA_OPT__(TAPELESS_FOR_EACH_AGAIN TAPELESS_PARENTHESES(MACRO, __VA_ARGS__))
#define TAPELESS_FOR_EACH_AGAIN() TAPELESS_FOR_EACH_NEXT

// Of a member that is given by its name ...
#define TAPELESS_MEMBER_VALUE(NAME) , auto const& tapeless_##NAME
#define TAPELESS_MEMBER_DECLARATION(NAME) std::remove_cvref_t<decltype(tapeless_##NAME)> NAME;
#define TAPELESS_MEMBER_ARGUMENT(NAME) tapeless_##NAME,
#define TAPELESS_MEMBER_REFERENCE(NAME) , tapeless_object.NAME
// ... or by type and name.
#define TAPELESS_VALUE_OF(MEMBER) TAPELESS_CALL(TAPELESS_MEMBER_VALUE, BOOST_HANA_PP_BACK MEMBER)
#define TAPELESS_DECLARATION_OF(MEMBER) \
    TAPELESS_CALL(TAPELESS_MEMBER_DECLARATION, BOOST_HANA_PP_BACK MEMBER)
#define TAPELESS_ARGUMENT_OF(MEMBER) \
    TAPELESS_CALL(TAPELESS_MEMBER_ARGUMENT, BOOST_HANA_PP_BACK MEMBER)
#define TAPELESS_REFERENCE_OF(MEMBER) \
    TAPELESS_CALL(TAPELESS_MEMBER_REFERENCE, BOOST_HANA_PP_BACK MEMBER)
#define TAPELESS_CALL(MACRO, ARGUMENT) MACRO(ARGUMENT)

/// How objects with the members of a struct are made and taken apart; lambdas, since the struct may
/// be a local one, which has no member templates.
#define TAPELESS_MEMBERS(TYPE, VALUE, DECLARATION, ARGUMENT, REFERENCE, ...)                    \
    static constexpr auto make() {                                                              \
        return [](::tapeless::detail::first_of_members TAPELESS_FOR_EACH(VALUE, __VA_ARGS__)) { \
            struct members {                                                                    \
                using tapeless_original [[maybe_unused]] = TYPE;                                \
                TAPELESS_FOR_EACH(DECLARATION, __VA_ARGS__)                                     \
            };                                                                                  \
            return members{TAPELESS_FOR_EACH(ARGUMENT, __VA_ARGS__)};                           \
        };                                                                                      \
    }                                                                                           \
    static constexpr auto tie() {                                                               \
        return [](auto& tapeless_object) {                                                      \
            return ::tapeless::detail::tie_behind(                                              \
                tapeless_object TAPELESS_FOR_EACH(REFERENCE, __VA_ARGS__));                     \
        };                                                                                      \
    }

#if defined(BOOST_HANA_DEFINE_STRUCT_IMPL) && defined(BOOST_HANA_ADAPT_STRUCT_IMPL) && \
    !defined(TAPELESS_KEEP_HANA_MACROS)

#undef BOOST_HANA_DEFINE_STRUCT
#define BOOST_HANA_DEFINE_STRUCT(...)                                            \
    BOOST_HANA_DEFINE_STRUCT_IMPL(BOOST_HANA_PP_NARG(__VA_ARGS__), __VA_ARGS__); \
    TAPELESS_DEFINE_MEMBERS(__VA_ARGS__)
#define TAPELESS_DEFINE_MEMBERS(TYPE, ...)                                                       \
    struct tapeless_members {                                                                    \
        TAPELESS_MEMBERS(TYPE, TAPELESS_VALUE_OF, TAPELESS_DECLARATION_OF, TAPELESS_ARGUMENT_OF, \
                         TAPELESS_REFERENCE_OF, __VA_ARGS__)                                     \
    }

#undef BOOST_HANA_ADAPT_STRUCT
#define BOOST_HANA_ADAPT_STRUCT(...)                                           \
    template <>                                                                \
    struct BOOST_HANA_ADAPT_STRUCT_must_be_called_in_the_global_namespace<>;   \
    BOOST_HANA_ADAPT_STRUCT_IMPL(BOOST_HANA_PP_NARG(__VA_ARGS__), __VA_ARGS__) \
    TAPELESS_ADAPT_MEMBERS(__VA_ARGS__)
#define TAPELESS_ADAPT_MEMBERS(TYPE, ...)                                                  \
    template <>                                                                            \
    struct tapeless::detail::adapted_members<TYPE> {                                       \
        TAPELESS_MEMBERS(TYPE, TAPELESS_MEMBER_VALUE, TAPELESS_MEMBER_DECLARATION,         \
                         TAPELESS_MEMBER_ARGUMENT, TAPELESS_MEMBER_REFERENCE, __VA_ARGS__) \
    }

#endif

namespace tapeless::inline TAPELESS_ABI {
namespace detail {

struct first_of_members {};
template <class First, class... Member>
constexpr std::tuple<Member&...> tie_behind(First&, Member&... members) {
    return {members...};
}

/// What Hana's macros have said about a struct.
template <class S>
struct adapted_members {};
template <class S>
    requires requires { typename S::tapeless_members; }
struct adapted_members<S> : S::tapeless_members {};
/// Of an object that was made, what was said about the struct that it has the members of.
template <class S>
    requires requires { typename S::tapeless_original; }
struct adapted_members<S> : adapted_members<typename S::tapeless_original> {};

template <class S>
concept MadeStruct = requires { typename S::tapeless_original; };
template <class S>
concept NamedStruct = requires { adapted_members<S>::make(); };
/// Adapted before this header was included: its members can be reached, but not named.
template <class S>
concept NamelessStruct = !NamedStruct<S> && std::is_class_v<S> && boost::hana::Struct<S>::value;

/// The template of a struct with other types of members: where each member's type is an argument of
/// it.
template <class S, class Value, class... Member>
struct rebound {
    static constexpr bool exists = false;
};
template <template <class...> class Template, class... Argument, class Value, class... Member>
struct rebound<Template<Argument...>, Value, Member...> {
    template <class T>
    static constexpr bool is_member = (std::is_same_v<T, Member> || ...);
    template <class T>
    static constexpr bool is_argument = (std::is_same_v<T, Argument> || ...);
    static constexpr bool exists = (is_argument<Member> && ...) && !(Structure<Member> || ...);
    using type = Template<std::conditional_t<is_member<Argument>, Value, Argument>...>;
};
template <class S, class Value, class Tied>
struct rebound_of_members;
template <class S, class Value, class... Member>
struct rebound_of_members<S, Value, std::tuple<Member...>>
    : rebound<S, Value, std::remove_cvref_t<Member>...> {};

template <class... Value>
inline constexpr bool are_one_type = false;
template <class First, class... Other>
inline constexpr bool are_one_type<First, Other...> = (std::is_same_v<First, Other> && ...);

template <class S>
constexpr auto tied_members(S& object) {
    if constexpr (NamedStruct<std::remove_const_t<S>>)
        return adapted_members<std::remove_const_t<S>>::tie()(object);
    else
        return boost::hana::unpack(
            boost::hana::accessors<std::remove_const_t<S>>(), [&](auto const&... each) {
                return std::tuple<
                    std::remove_reference_t<decltype(boost::hana::second(each)(object))>&...>(
                    boost::hana::second(each)(object)...);
            });
}

template <class S, class Value>
using rebound_with = rebound_of_members<S, Value, decltype(tied_members(std::declval<S&>()))>;

/// An object with the members of S that are these values.
template <class S, class... Value>
constexpr auto made_of(Value const&... values) {
    using first = std::tuple_element_t<0, std::tuple<Value...>>;
    if constexpr (are_one_type<Value...> && !MadeStruct<S> && rebound_with<S, first>::exists) {
        typename rebound_with<S, first>::type result{};
        tied_members(result) = std::tie(values...);
        return result;
    } else if constexpr (NamedStruct<S>)
        return adapted_members<S>::make()(first_of_members{}, values...);
    else
        return invalid{};
}

}  // namespace detail

template <class S>
    requires detail::NamedStruct<S> || detail::NamelessStruct<S>
struct struct_members<S> {
    static constexpr bool is_struct = true;
    static constexpr bool can_be_made =
        detail::NamedStruct<S> || detail::rebound_with<S, var>::exists;

    template <class Object>
    static constexpr auto tie(Object& object) {
        return detail::tied_members(object);
    }
    template <class Form, class... Value>
    static constexpr auto make(Value const&... values) {
        return detail::made_of<Form>(values...);
    }
};

namespace detail {

/// A member of an object that was made, by its number.
template <std::size_t Which>
struct made_member {
    template <class S>
    constexpr auto& operator()(S& object) const {
        return std::get<Which>(tied_members(object));
    }
    template <class S>
        requires(!std::is_lvalue_reference_v<S>)
    constexpr auto operator()(S&& object) const {
        return std::get<Which>(tied_members(object));
    }
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ABI

namespace boost::hana {

/// An object that was made is a Hana Struct as that which it has the members of.
template <class S>
struct accessors_impl<S, when<tapeless::detail::MadeStruct<S>>> {
    static constexpr auto apply() {
        return hana::unpack(hana::accessors<typename S::tapeless_original>(),
                            [](auto const&... each) {
                                return pairs(std::make_index_sequence<sizeof...(each)>{}, each...);
                            });
    }

private:
    template <std::size_t... I, class... Pair>
    static constexpr auto pairs(std::index_sequence<I...>, Pair const&... each) {
        return hana::make_tuple(
            hana::make_pair(hana::first(each), tapeless::detail::made_member<I>{})...);
    }
};

}  // namespace boost::hana

#endif
