// SPDX-License-Identifier: BSL-1.0
#ifndef TAPELESS_EXEC_PROGRAM_HPP
#define TAPELESS_EXEC_PROGRAM_HPP

#include <tapeless/exec/call_reader.hpp>
#include <tapeless/exec/call_report.hpp>
#include <tapeless/exec/workspace.hpp>

#include <concepts>

namespace tapeless::inline TAPELESS_ABI {

class threads;

template <class Program, class... Binding>
auto prepare(Binding const&... bindings);

/// A compiled model: bind its symbols by name, in any order, and read the results.
///
/// Called as an lvalue it returns views into its workspace, valid until the next call; called as a
/// temporary it returns results that own their memory; a const program takes the workspace as an
/// argument. A pool of `threads` comes before the bindings: `step(pool, theta, x = X)`, with a
/// workspace `step(workspace, pool, theta, x = X)`.
/// **Throws.** `shape_error`, `index_error`; a failed call leaves the program usable.
template <class T, class Engine, class Layout>
class program {
    using Form = typename Layout::template form<Engine::plan, 0>;

public:
    using scalar = T;
    using engine = Engine;
    using layout = Layout;
    using workspace_type = tapeless::workspace<T, Engine>;
    static constexpr auto const& plan = Engine::plan;

    /// Memory for one thread's calls.
    workspace_type workspace() const { return {}; }
    /// The memory that calls without a workspace use.
    workspace_type const& own_workspace() const { return own_; }

    template <class... Argument>
        requires(!(std::is_same_v<Argument, workspace_type> || ...))
    decltype(auto) operator()(Argument const&... arguments) & {
        report<Argument...>();
        call<exec::alone, Argument...>(own_, exec::alone{}, arguments...);
        return Form::views(own_.template results<writes_elsewhere<Argument...>>().data());
    }
    template <class... Argument>
    auto operator()(Argument const&... arguments) && {
        report<Argument...>();
        call<exec::alone, Argument...>(own_, exec::alone{}, arguments...);
        return Form::owned(own_.template results<writes_elsewhere<Argument...>>().data());
    }
    /// A program in which what depends on these symbols, given by bindings or blocks of parameters,
    /// alone is computed once, now. It keeps copies of what is bound.
    template <class... Binding>
    auto bind(Binding const&... bindings) const {
        return prepare<program>(bindings...);
    }
    template <class... Argument>
    decltype(auto) operator()(workspace_type& memory, Argument const&... arguments) const {
        report<Argument...>();
        call<exec::alone, Argument...>(memory, exec::alone{}, arguments...);
        return Form::views(memory.template results<writes_elsewhere<Argument...>>().data());
    }
    template <std::same_as<threads> Pool, class... Argument>
        requires(!(std::is_same_v<Argument, workspace_type> || ...))
    decltype(auto) operator()(Pool& pool, Argument const&... arguments) & {
        report<Argument...>();
        call<Pool&, Argument...>(own_, pool, arguments...);
        return Form::views(own_.template results<writes_elsewhere<Argument...>>().data());
    }
    template <std::same_as<threads> Pool, class... Argument>
    auto operator()(Pool& pool, Argument const&... arguments) && {
        report<Argument...>();
        call<Pool&, Argument...>(own_, pool, arguments...);
        return Form::owned(own_.template results<writes_elsewhere<Argument...>>().data());
    }
    template <std::same_as<threads> Pool, class... Argument>
    decltype(auto) operator()(workspace_type& memory, Pool& pool,
                              Argument const&... arguments) const {
        report<Argument...>();
        call<Pool&, Argument...>(memory, pool, arguments...);
        return Form::views(memory.template results<writes_elsewhere<Argument...>>().data());
    }

private:
    template <class Block>
    static constexpr bool is_fine_target(into_block<Block> const*) {
        return Form::template takers<Block> == 1 && std::is_same_v<T, typename Block::scalar>;
    }
    static constexpr bool is_fine_target(void const*) { return true; }
    template <class Block>
    static constexpr bool is_target(into_block<Block> const*) {
        return true;
    }
    static constexpr bool is_target(void const*) { return false; }
    /// Does a caller's block take results?
    template <class... Argument>
    static constexpr bool writes_elsewhere =
        (is_target(static_cast<Argument const*>(nullptr)) || ...);

    /// Constant, so that compilers look at it where a program is called.
    template <class... Argument>
    static constexpr void report() {
        exec::report_call<T, Engine::plan, Argument...>();
        (report_target(static_cast<Argument const*>(nullptr)), ...);
    }
    template <class Block>
    static constexpr void report_target(into_block<Block> const*) {
        constexpr std::size_t takers = Form::template takers<Block>;
        static_assert(takers != 0,
                      "tapeless: into(g) requires a block of the symbols that the gradient has");
        static_assert(takers < 2,
                      "tapeless: into(g) takes one gradient, and the program has several of these "
                      "symbols");
        static_assert(takers != 1 || std::is_same_v<T, typename Block::scalar>,
                      "tapeless: into(g) requires a block of the program's type");
    }
    static constexpr void report_target(void const*) {}
    /// A number, a pointer with a length and the like go in registers; the rest by reference.
    template <class Argument>
    using passed =
        std::conditional_t<sizeof(Argument) <= 16 && std::is_trivially_copyable_v<Argument> &&
                               std::is_trivially_copy_constructible_v<Argument>,
                           Argument, Argument const&>;
    template <class Pool, class... Argument>
    static void call(workspace_type& memory, [[maybe_unused]] Pool&& pool,
                     passed<Argument>... arguments) {
        // After a mistake the types stay right, so that one mistake is one error.
        if constexpr (exec::check_call<T, Engine::plan, Argument...>().is_fine() &&
                      (is_fine_target(static_cast<Argument const*>(nullptr)) && ...)) {
            exec::call_reader<T, Engine::plan> reader;
            reader.read_extents(arguments...);
            exec::bytes_range const own{memory.memory_.data(), memory.memory_.capacity()};
            std::byte* const stage = memory.stage(reader.staging(own, arguments...));
            // Objects that lie in the workspace itself are copied before it may move.
            reader.place(stage, own, arguments...);
            constexpr bool elsewhere = writes_elsewhere<Argument...>;
            memory.template prepare<elsewhere>(reader.dims);
            std::byte* const arena = memory.arena();
            (redirect(memory, arguments), ...);
            T* results[workspace_type::plan_type::count.results + 1];
            decltype(auto) places = memory.template results<elsewhere>();
            [&]<std::size_t... R>(std::index_sequence<R...>) TAPELESS_INLINE_LAMBDA {
                ((results[R] = places[R].data), ...);
            }(std::make_index_sequence<workspace_type::plan_type::count.results>{});
            constexpr bool shared = !std::same_as<Pool, exec::alone> &&
                                    workspace_type::layout_type::has_tiles && Engine::is_shared;
            if constexpr (shared) {
                std::byte* const team =
                    memory.team_.reserve(Engine::team_bytes(memory.lay(), pool.size()));
                Engine::run(memory.lay(), reader.dims, reader.data, results, arena, memory.record_,
                            pool, team);
            } else if constexpr (Engine::is_watched)
                Engine::run(memory.lay(), reader.dims, reader.data, results, arena, memory.record_);
            else
                Engine::run(memory.lay(), reader.dims, reader.data, results, arena);
        }
    }
    template <class Block>
    static void redirect(workspace_type& memory, into_block<Block> const& to) {
        memory.results_are_elsewhere();
        Form::redirect(memory.results_.data(), *to.target);
    }
    template <class Other>
    static void redirect(workspace_type&, Other const&) {}

    workspace_type own_{};
};

}  // namespace tapeless::inline TAPELESS_ABI

#endif
